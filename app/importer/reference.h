#pragma once

#include <optional>
#include <string>
#include <vector>

#include <glm/vec3.hpp>

#include "app/importer/collect.h"
#include "base/frames.h"
#include "base/result.h"
#include "data/crs.h"
#include "data/recipe.h"

namespace twin::app {

/// What a file's coordinates are in: as the recipe says, else as the file says, else as a .qpj or .prj beside it says,
/// else assumed from the numbers and from the files beside it. Assumptions are added to the file's complaints. "LOCAL":
/// the file has no place of its own. `neighbour`: projected CRS of the files beside it, or empty. Errors: the recipe
/// names a CRS or height system that nobody knows; nothing said and nothing to be guessed.
base::Result<data::CrsInfo> resolve_reference(CollectedFile& file, const std::string& neighbour);

/// Some of a file's coordinates, spread over all of it, as the file writes them.
std::vector<glm::dvec3> sample_of(const CollectedFile& file, std::size_t wanted = 2000);

/// The middle of what a file holds.
/// Frame: degrees.  Errors: nullopt when it has no place on the earth.
std::optional<base::GeoPoint> centre_of(const CollectedFile& file, const data::CrsInfo& crs);

/// The frame that all files are placed in: the recipe's, else one around the first file that has a place (in its own
/// projected CRS where that is a modern one), else one around Kaiserslautern.
/// `references`: one per file, as resolved.
base::Result<data::CityFrame> choose_frame(const data::Recipe& recipe, const std::vector<CollectedFile>& files,
                                           const std::vector<data::CrsInfo>& references);

}  // namespace twin::app
