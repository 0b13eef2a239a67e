#pragma once

#include <memory>
#include <optional>
#include <span>
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
    std::vector<FeatureNote> notes;        ///< One for each of the file's features.
    std::vector<scene::PlacedGrid> grids;
    bool on_terrain = false;  ///< Heights count from the terrain until it is known.
    glm::dvec2 foot_m{0, 0};  ///< Where on the terrain they count from.
    /// Models with a place on the earth whose heights count from the ground: where all of them count from; none: each
    /// from below itself, because they lie far apart.
    std::optional<glm::dvec2> models_foot_m;
};

/// Brings a file into the city frame: features (on all cores), traffic and rasters (these by their placer). Features
/// with points that cannot be placed get their fate; who builds them complains.
/// `middle_m`: where things without a place are put (complains).
/// Frame: CRS of the file in, city out.  Errors: there is no way from its CRS to the city's.
base::Result<PlacedFile> place(CollectedFile&& file, const data::CrsInfo& crs, const data::CityFrame& frame,
                               const glm::dvec2& middle_m);

/// The middle of all features that are kept; none where there are none.
std::optional<glm::dvec2> middle_of(const std::vector<PlacedFile>& files);

/// From a place to the farthest corner of a feature.  Units: metres.
double distance_of(const FeatureNote& note, const glm::dvec2& place);

/// Features further than 200 km from the middle of all are not kept.
void drop_the_far(std::vector<PlacedFile>& files);

/// Sets features of a file that stands on the terrain onto it: heights become absolute.
void set_on_terrain(const PlacedFile& file, const data::Terrain& terrain, std::span<data::Feature> features);

}  // namespace twin::app
