#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/importer/collect.h"
#include "base/result.h"
#include "data/crs.h"
#include "scene/builders/terrain.h"

namespace twin::app {

/// One file in the city frame.
struct PlacedFile {
    std::size_t order = 0;  ///< Among the files of the import.
    CollectedFile file;
    data::CrsInfo crs;
    std::string operation;                 ///< How it came there, for the layer list.
    std::unique_ptr<data::Placer> placer;  ///< For its rasters; none for files without a place.
    std::vector<scene::PlacedGrid> grids;
    bool on_terrain = false;  ///< Heights count from the terrain until it is known.
    glm::dvec2 foot_m{0, 0};  ///< Where on the terrain they count from.
};

/// Brings a file into the city frame: features, traffic and rasters (these by their placer). Points that cannot be
/// placed take their feature with them, with a complaint.
/// `middle_m`: where things without a place are put (complains).
/// Frame: CRS of the file in, city out.  Errors: there is no way from its CRS to the city's.
base::Result<PlacedFile> place(CollectedFile&& file, const data::CrsInfo& crs, const data::CityFrame& frame,
                               const glm::dvec2& middle_m);

/// Drops features further than 200 km from the middle of all, each with a complaint.
void drop_the_far(std::vector<PlacedFile>& files);

/// Sets what stands on the terrain onto it: heights become absolute.
void set_on_terrain(PlacedFile& file, const data::Terrain& terrain);

}  // namespace twin::app
