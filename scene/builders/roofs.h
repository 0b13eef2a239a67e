#pragma once

#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "scene/builders/outline.h"

namespace twin::scene {

/// Roof shapes of OpenStreetMap's Simple 3D Buildings.
enum class RoofShape : unsigned char {
    flat,
    gabled,
    hipped,
    half_hipped,
    pyramidal,
    skillion,
    gambrel,
    mansard,
    dome,
    onion,
    round,
    cone,
    saltbox,       ///< Gabled, the ridge nearer to one side, which stands higher.
    cross_gabled,  ///< A gable on each of four sides.
    side_hipped,   ///< A hip on one end, a gable on the other.
    side_half_hipped,
    gabled_row,  ///< Gables side by side.
    sawtooth,    ///< Slopes one behind the other with upright sides between, as over a factory.
    butterfly,   ///< Two slopes that fall inwards.
};
/// Unknown names are the nearest shape that can be built ("pitched" is gabled), or flat.
RoofShape parse_roof_shape(std::string_view name);
std::string_view name_of(RoofShape shape);

/// What stands over a footprint.  Units: metres above sea level, metres.
struct RoofPlan {
    RoofShape shape = RoofShape::flat;
    double eaves_z_m = 0;
    double height_m = 0;       ///< Eaves to ridge.
    bool across = false;       ///< The ridge runs along the shorter side.
    double direction_rad = 0;  ///< Clockwise from grid north, downhill; counts when `has_direction`.
    bool has_direction = false;
};

/// Walls and roof over one footprint, closed but for the floor at `base_z_m`.
struct Shell {
    std::vector<glm::dvec3> walls;
    std::vector<glm::dvec3> roof;
    std::vector<glm::dvec3> floor;  ///< Faces down.
    bool roof_is_flat = true;
};

/// How far the ridge lies from the walls that the roof rises from (half the width of a house, of the broadest of its
/// wings): with a pitch it makes the roof's height.  `footprint` is clean.
double roof_half_width_m(const data::Surface& footprint, const RoofPlan& plan);

/// Raises a shell. Over an outline that is no rectangle each wing has its own ridge. A roof that does not fit the
/// outline (a dome over a horseshoe) becomes the nearest that does. Frame: city; the z of `footprint` does not count.
/// `footprint` is clean.  Pure.
Shell raise_shell(const data::Surface& footprint, double base_z_m, const RoofPlan& plan, bool with_floor);

}  // namespace twin::scene
