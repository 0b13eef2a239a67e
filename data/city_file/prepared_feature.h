#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <glm/vec2.hpp>

#include "base/frames.h"
#include "data/city_file/feature_shape.h"
#include "data/feature.h"
#include "data/raster.h"

namespace twin::data {

/// A feature with everything that its rows in a city file hold, so that the writing itself is short.
/// Frame: city; `shape` in the projected CRS of the file.
struct PreparedFeature {
    Feature feature;
    base::Box3 bounds;
    ShapeType type = ShapeType::none;
    std::vector<std::byte> shape;  ///< GeoPackage geometry.
    std::vector<std::byte> bytes;  ///< As feature_bytes.h.
    std::string attributes;        ///< JSON.
    std::string name;
    std::string feature_class;  ///< What kind of street, water, land ... it is: other programs colour the layer by it.
};

/// Pure; thread: any.
PreparedFeature prepare_feature(Feature&& feature, const Terrain& terrain, const glm::dvec2& origin_m, int srs_id);

}  // namespace twin::data
