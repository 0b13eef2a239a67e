#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "app/importer/place.h"
#include "base/progress.h"
#include "base/result.h"
#include "data/city_file/source_files.h"

namespace twin::app {

inline constexpr const char* pictures_changed = "pictures on walls changed";
inline constexpr const char* layer_missing = "there is a kind of object that was not there before";

/// Puts the objects of the changed files (indices into `files` and `records`) in the place of what they were in the
/// city file. `files`: all, the changed ones with their features, fates decided. `records`: of the changed ones sizes,
/// times and hashes are as before reading, notes and numbers are set here.
/// Answers how many drawn tiles are rebuilt.  Errors: as data::CityPatch; the two above: nothing was changed, import
/// all.
base::Result<std::size_t> patch_city(const std::filesystem::path& city, std::vector<PlacedFile>& files,
                                     std::vector<data::SourceFileRecord>& records,
                                     const std::vector<std::size_t>& changed, const base::ProgressSink& progress);

}  // namespace twin::app
