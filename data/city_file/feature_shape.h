#pragma once

#include <cstdint>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/frames.h"
#include "data/bytes.h"
#include "data/feature.h"
#include "data/raster.h"

namespace twin::data {

/// Geometry types of GeoPackage that features are kept as.
enum class ShapeType : std::uint8_t { none, point, multi_point, multi_line_string, multi_polygon };
const char* gpkg_name_of(ShapeType type);  ///< "MULTIPOLYGON"

/// Where a point of a feature really is: flat ones lie on the terrain, others stand above it or have their own height.
/// Frame: city.
class Grounded {
  public:
    Grounded(const Feature& feature, const Terrain& terrain) : mode_(feature.heights), terrain_(terrain) {}
    glm::dvec3 operator()(const glm::dvec3& point) const;

  private:
    HeightMode mode_;
    const Terrain& terrain_;
};

/// Everything of the feature, its height included; empty when it has no geometry.
/// Frame: city.
base::Box3 bounds_of(const Feature& feature, const Terrain& terrain);

/// The feature as GeoPackage geometry (header with envelope, ISO WKB with Z); its surfaces, else its courses, else its
/// points, else the foot of its models. Replaces what is in `out`.
/// Frame: city in, projected CRS out (`origin_m` added).  Errors: ShapeType::none and nothing written.
ShapeType write_shape(const Feature& feature, const Terrain& terrain, const glm::dvec2& origin_m, int srs_id,
                      ByteWriter& out);

}  // namespace twin::data
