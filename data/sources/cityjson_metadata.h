#pragma once

#include <span>
#include <string>

#include <glm/vec3.hpp>

#include "data/crs_claim.h"
#include "data/sources/cityjson_json.h"

namespace twin::data {

/// What "metadata" says about the reference system: a URL, a URN, "EPSG:7415", or the number of version 1.0 and before.
CrsClaim read_cityjson_crs(const json::element& metadata);

/// CityJSON is written x before y. Only where that cannot be (latitude first: y beyond 90, x within) it is not so.
bool written_latitude_first(std::span<const glm::dvec3> vertices);

}  // namespace twin::data
