#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "base/result.h"

namespace twin::data {

/// From stored whole numbers to coordinates.  Units: those of the CRS.
struct CityJsonTransform {
    glm::dvec3 scale{1};
    glm::dvec3 translate{0};
};

/// Reads "transform"; what is doubtful but can be used goes into `doubt`.
/// Errors: a sentence's end when the numbers are none, or beyond every place on Earth.
base::Result<CityJsonTransform> read_transform(std::string_view value, std::string& doubt);

/// Vertices of a document.  Frame: the file's CRS, x and y as written.
struct CityJsonVertices {
    std::vector<glm::dvec3> points;  ///< One that cannot be used has x = NaN.
    std::uint64_t unusable = 0;
    bool cut_off = false;  ///< The list has no end.
};

/// Reads a list "[[1,2,3],[4,5,6]]" as written. `beat`: now and then; false stops.
/// Errors: false: cancelled.
bool read_vertices(std::string_view list, const CityJsonTransform& transform, const std::function<bool()>& beat,
                   CityJsonVertices& out);

}  // namespace twin::data
