#pragma once

#include <string>

#include <glm/mat3x3.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/feature.h"

namespace twin::data {

/// How a model in its own metres (x east, y north, z up once turned) stands on the earth.
struct EarthStand {
    double lon_deg = 0, lat_deg = 0;
    glm::dmat3 turn{1};    ///< From the model to east, north, up; with its scale.
    glm::dvec3 foot_m{0};  ///< Point of the model that stands there.
    double height_m = 0;   ///< Of that point: above sea level, or above the ground.
    HeightMode heights = HeightMode::above_ground;
};

/// Coordinates become longitude, latitude (degrees, WGS84) and height; directions stay those of the place: a model is
/// too small to feel the earth's bend.
/// Thread: any.
void stand_on_earth(const EarthStand& stand, Feature& feature);

/// Turned by `heading_deg` clockwise, then `tilt_deg` and `roll_deg`, as KML's <Orientation> has it.
/// Source: OGC 12-007r2 (KML 2.3), 13.14: rotations about z, x and y, in the order roll, tilt, heading.
glm::dmat3 kml_turn(double heading_deg, double tilt_deg, double roll_deg);

}  // namespace twin::data
