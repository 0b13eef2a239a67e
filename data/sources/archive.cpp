#include "data/sources/archive.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "data/sources/memory_files.h"

namespace twin::data {
namespace {

constexpr std::uint64_t unpacked_limit_bytes = 8ull << 30;
constexpr int members_looked_at = 20'000;

}  // namespace

bool is_zip(std::string_view head) {
    return head.starts_with("PK\x03\x04");
}

base::Result<std::vector<ArchiveMember>> list_archive(const std::string& path,
                                                      const std::vector<std::string_view>& endings) {
    const std::string root = "/vsizip/{" + path + "}";
    const CPLStringList names(VSIReadDirRecursive(root.c_str()));
    if (names.size() == 0)
        return base::Error{
            "opening: expected a zip archive, but its list of contents cannot be read; it is cut off or damaged"};
    std::vector<ArchiveMember> members;
    std::uint64_t total = 0;
    for (int i = 0; i < std::min(names.size(), members_looked_at); ++i) {
        const std::string name = names[i];
        if (name.ends_with('/') || name.starts_with("__MACOSX")) continue;
        if (std::find(endings.begin(), endings.end(), ending_of(name)) == endings.end()) continue;
        VSIStatBufL status;
        const std::string member_path = root + "/" + name;
        if (VSIStatExL(member_path.c_str(), &status, VSI_STAT_SIZE_FLAG | VSI_STAT_EXISTS_FLAG) != 0) continue;
        members.push_back({name, member_path, static_cast<std::uint64_t>(status.st_size)});
        total += members.back().bytes;
    }
    if (total > unpacked_limit_bytes)
        return base::Error{fmt::format(
            "opening: the archive unpacks to {}, more than the {} that are read; unpack it and name the parts you need",
            base::format_bytes(total), base::format_bytes(unpacked_limit_bytes))};
    if (members.empty()) {
        std::string wanted;
        for (const std::string_view ending : endings) wanted += (wanted.empty() ? "." : ", .") + std::string(ending);
        return base::Error{fmt::format("opening: the archive holds none of the expected files ({})", wanted)};
    }
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return members;
}

std::vector<std::string> member_names_in_head(std::string_view head) {
    std::vector<std::string> names;
    for (std::size_t at = head.find("PK\x03\x04"); at != std::string_view::npos; at = head.find("PK\x03\x04", at + 4)) {
        if (at + 30 > head.size()) break;
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(head[at + 26])) |
                            static_cast<std::size_t>(static_cast<unsigned char>(head[at + 27])) << 8;
        if (length > 0 && length < 1024) names.emplace_back(head.substr(at + 30, length));
    }
    return names;
}

}  // namespace twin::data
