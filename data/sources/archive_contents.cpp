#include "data/sources/archive_contents.h"

#include <algorithm>

#include "base/text.h"
#include "data/sources/archive_parts.h"

namespace twin::data {

namespace fs = std::filesystem;
using Bytes = std::span<const std::byte>;

bool is_safe_member_name(std::string_view name) {
    if (name.empty() || name.size() > 1024 || name.find('\0') != std::string_view::npos) return false;
    if (name.front() == '/' || name.find('\\') != std::string_view::npos) return false;
    if (name.size() > 1 && name[1] == ':') return false;
    for (const std::string_view part : base::split(name, '/'))
        if (part == ".." || part == "." || part.empty() || part.size() > 255) return false;
    return true;
}

ArchiveKind archive_kind_of(std::string_view name, Bytes head) {
    const auto ends = [&](const char* ending) { return base::ends_with_ignoring_case(name, ending); };
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06"))
        return ends(".zip") ? ArchiveKind::zip : ArchiveKind::none;
    if (text.size() >= 262 && text.substr(257, 5) == "ustar") return ArchiveKind::tar;
    if (!text.starts_with("\x1f\x8b")) return ArchiveKind::none;
    return ends(".tgz") || ends(".tar.gz") ? ArchiveKind::tar_gz : ArchiveKind::gz;
}

base::Result<void> unpack_archive(std::string_view name, Bytes bytes, const fs::path& folder,
                                  const ArchiveLimits& limits, std::vector<base::Complaint>& complaints,
                                  const std::function<bool()>& goes_on) {
    archive::Budget budget(limits, goes_on);
    std::error_code failure;
    fs::create_directories(folder, failure);
    switch (archive_kind_of(name, bytes.first(std::min<std::size_t>(bytes.size(), 4096)))) {
        case ArchiveKind::zip:
            return archive::unpack_zip(bytes, folder, budget, complaints);
        case ArchiveKind::tar:
            return archive::unpack_tar(bytes, false, folder, budget, complaints);
        case ArchiveKind::tar_gz:
            return archive::unpack_tar(bytes, true, folder, budget, complaints);
        case ArchiveKind::gz:
            return archive::unpack_gz(name, bytes, folder, budget);
        case ArchiveKind::none:
            break;
    }
    return base::Error{"opening: expected a zip or tar archive"};
}

}  // namespace twin::data
