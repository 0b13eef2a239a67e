#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "app/importer/beside_stamps.h"
#include "app/importer/import_plan.h"
#include "app/importer/place.h"
#include "data/city_file/source_files.h"
#include "data/recipe.h"

namespace twin::app {

/// One number for everything that decides how files are read and built besides their content: the program, the recipe,
/// the files in their order with their settings.
std::uint64_t fingerprint_of(const ImportPlan& plan);

BesideStamps stamps_beside(const ImportPlan& plan);

/// What a file is now: size, time, hash of its content, and what lies beside it that it may ask for.
data::SourceFileRecord look_at_source(const PlannedFile& file, BesideStamps& stamps);
/// The same without its hash, which costs reading it.
data::SourceFileRecord glance_at_source(const PlannedFile& file, BesideStamps& stamps);

/// Words for a reference system, to compare.
std::string words_of(const data::CrsInfo& crs);

/// Whether a placed file is nothing but objects without pictures, so that it can be taken out of a city and put back.
bool is_only_features(const PlacedFile& placed);

/// Completes a record by what a file became. `first_number`: of its first kept object.
void record_result(const PlacedFile& placed, std::uint32_t first_number, data::SourceFileRecord& record);
std::vector<std::byte> bytes_of(const std::vector<FeatureNote>& notes);
std::vector<FeatureNote> notes_from(const std::vector<std::byte>& bytes);

}  // namespace twin::app
