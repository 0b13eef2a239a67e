#pragma once

#include <glm/mat4x4.hpp>
#include <glm/vec3.hpp>

/// Earth-centred coordinates, as 3D Tiles and CESIUM_RTC use them, and what crs.h takes.
/// Frame: EPSG:4978 (x to 0 E, z to the north pole) and EPSG:4979 (longitude, latitude, ellipsoidal height).
/// Units: metres; degrees.  Source: WGS84 (NIMA TR8350.2); latitude by Bowring's formula, iterated.
namespace twin::data::gltf {

glm::dvec3 to_degrees(const glm::dvec3& geocentric_m);  ///< x longitude, y latitude, z height.
glm::dvec3 to_geocentric(const glm::dvec3& lon_lat_height);
/// East, north, up at a place as columns, the place itself as the last one.
glm::dmat4 east_north_up(const glm::dvec3& geocentric_m);
/// Within 20 km of the ellipsoid, and not a national grid that happens to be as far from zero as the Earth is wide.
bool looks_geocentric(const glm::dvec3& p);

}  // namespace twin::data::gltf
