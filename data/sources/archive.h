#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace twin::data {

/// A file inside a zip.
struct ArchiveMember {
    std::string name;  ///< With its folders.
    std::string path;  ///< To hand to GDAL.
    std::uint64_t bytes = 0;
};

bool is_zip(std::string_view head);

/// Members of a mounted zip (`path` from MemoryFolder) whose ending is one of `endings` (lower case, without the dot).
/// Errors: not readable as a zip; nothing of that kind inside; unpacked size beyond any honest use (a zip bomb).
base::Result<std::vector<ArchiveMember>> list_archive(const std::string& path,
                                                      const std::vector<std::string_view>& endings);

/// Names of members as they stand in the first bytes of a zip; enough to recognise it, not complete.
std::vector<std::string> member_names_in_head(std::string_view head);

}  // namespace twin::data
