#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace twin::data {

class Database;

/// One file that a city was imported from, and what came of it.
struct SourceFileRecord {
    std::string identity;  ///< Its path; in an archive: the archive's path, "!/" and its name there.
    std::string name;      ///< As the report calls it.
    std::uint64_t bytes = 0;
    std::int64_t changed = 0;            ///< Time of its last change, nanoseconds.
    std::uint64_t hash = 0;              ///< Of its content.
    std::uint64_t beside = 0;            ///< Of names, sizes and times of the files that it may need.
    std::string reference;               ///< What its coordinates were taken to be in.
    std::string state;                   ///< "features": nothing but objects without pictures; "parts": in
                                         ///< several reference systems; else "more".
    std::map<std::string, int> layers;   ///< Kind of layer to its number.
    std::vector<std::uint32_t> numbers;  ///< Of its objects, in the order of `notes` that are kept.
    std::vector<std::byte> notes;        ///< The importer's own; nobody else reads them.
};

base::Result<void> write_source_file(const Database& database, const SourceFileRecord& record);
/// In the order written; a file of an older program has none.
base::Result<std::vector<SourceFileRecord>> read_source_files(const Database& database);

}  // namespace twin::data
