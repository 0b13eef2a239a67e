#include "app/importer/unpacked_folder.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>

#include "base/paths.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

void remove_abandoned(const fs::path& root) {
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(root, failure)) {
        const int process = std::atoi(entry.path().filename().c_str());
        if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH) fs::remove_all(entry.path(), failure);
    }
}

}  // namespace

UnpackedFolder::UnpackedFolder() {
    static std::atomic<int> number = 0;
    const fs::path root = base::cache_folder() / "unpacked";
    remove_abandoned(root);
    folder_ = root / fmt::format("{}-{}", ::getpid(), number++);
    std::error_code failure;
    fs::create_directories(folder_, failure);
}

UnpackedFolder::~UnpackedFolder() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

fs::path UnpackedFolder::next(const std::string& archive) {
    return folder_ / std::to_string(archives_++) / archive;
}

void UnpackedFolder::count(const fs::path& unpacked) {
    std::error_code failure;
    std::uint64_t bytes = 0, files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(unpacked, failure)) {
        if (!entry.is_regular_file(failure)) continue;
        bytes += entry.file_size(failure);
        ++files;
    }
    limits_.bytes -= std::min(limits_.bytes, bytes);
    limits_.members -= std::min(limits_.members, files);
}

}  // namespace twin::app
