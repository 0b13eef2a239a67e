#include "app/importer/beside_stamps.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "app/importer/content_hash.h"
#include "base/text.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 50'000;

/// City files lie beside their sources often and are written by every import.
bool counts(const fs::path& path) {
    const std::string ending = base::to_lower_ascii(path.extension().string());
    for (const char* other : {".gpkg", ".part", ".toml", ".txt", ".md", ".pdf", ".html", ".log"})
        if (ending == other) return false;
    return true;
}

}  // namespace

BesideStamps::BesideStamps(const std::vector<fs::path>& sources) {
    for (const fs::path& source : sources) sources_.insert(fs::absolute(source).lexically_normal());
}

std::uint64_t BesideStamps::of(const fs::path& source) {
    const fs::path folder = fs::absolute(source).lexically_normal().parent_path();
    const auto found = known_.find(folder);
    return found != known_.end() ? found->second : known_.emplace(folder, look(folder)).first->second;
}

std::uint64_t BesideStamps::look(const fs::path& folder) const {
    std::vector<std::string> lines;
    std::error_code failure;
    auto it = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, failure);
    std::size_t seen = 0;
    for (; !failure && it != fs::recursive_directory_iterator(); it.increment(failure)) {
        if (++seen > most_files)
            return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
        const fs::path& path = it->path();
        std::error_code own;
        if (path.filename().string().starts_with('.')) {
            if (it->is_directory(own)) it.disable_recursion_pending();
            continue;
        }
        if (!it->is_regular_file(own) || !counts(path) || sources_.contains(path)) continue;
        lines.push_back(fmt::format("{} {} {}\n", path.lexically_relative(folder).string(), it->file_size(own),
                                    it->last_write_time(own).time_since_epoch().count()));
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    return hash_of(text);
}

}  // namespace twin::app
