#include "data/copy_shelf.h"

#include <algorithm>
#include <system_error>
#include <vector>

namespace twin::data {

namespace {

namespace fs = std::filesystem;
using Clock = fs::file_time_type::clock;

struct Entry {
    fs::path folder;
    std::uint64_t bytes = 0;
    fs::file_time_type used = fs::file_time_type::min();
};

Entry look_at(const fs::path& folder) {
    Entry entry{folder};
    std::error_code failure;
    for (const auto& file : fs::directory_iterator(folder, failure)) {
        std::error_code gone;
        if (!file.is_regular_file(gone) || file.is_symlink(gone)) continue;
        const auto bytes = file.file_size(gone);
        const auto time = file.last_write_time(gone);
        if (gone) continue;
        entry.bytes += bytes;
        entry.used = std::max(entry.used, time);
    }
    return entry;
}

}  // namespace

void mark_used(const fs::path& copy) {
    std::error_code failure;
    fs::last_write_time(copy.string() + ".txt", Clock::now(), failure);
}

void prune_copies(const fs::path& services, const fs::path& kept, const CopyLimits& limits) {
    std::vector<Entry> entries;
    std::uint64_t bytes = 0;
    std::error_code failure;
    for (const auto& folder : fs::directory_iterator(services, failure)) {
        std::error_code gone;
        if (!folder.is_directory(gone) || folder.is_symlink(gone)) continue;
        entries.push_back(look_at(folder.path()));
        bytes += entries.back().bytes;
    }
    std::ranges::sort(entries, {}, &Entry::used);
    const auto now = Clock::now();
    for (const Entry& entry : entries) {
        const bool old = entry.used < now - limits.most_age;
        if (!old && bytes <= limits.most_bytes) break;
        if (entry.folder == kept || entry.used > now - limits.left_in_peace) continue;
        std::error_code stays;
        fs::remove_all(entry.folder, stays);
        if (!stays) bytes -= entry.bytes;
    }
}

}  // namespace twin::data
