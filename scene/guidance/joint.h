#pragma once

#include <vector>

#include <glm/vec2.hpp>

#include "scene/guidance/crossover.h"
#include "scene/guidance/path.h"

namespace twin::scene {

/// Walked beside the kerb: so far out from the middle of a carriageway, where no pavement is mapped as a way of its
/// own.
inline constexpr double beside_kerb_m = 1;
double walking_offset_m(const WayTraits& way);

/// How one gets from one walk into the next on the ground.
/// Frame: city, metres.
struct Joint {
    struct Crossed {
        std::size_t begin = 0, end = 0;  ///< Points at the one kerb and at the other.
        CrossingEvent event;
    };
    double in_trim_m = 0, out_trim_m = 0;  ///< Where the first walk is left and the next one joined, from the node.
    std::vector<glm::dvec2> points;        ///< Between.
    std::vector<Crossed> crossed;
};

/// Round the corners on the pavement, straight over the carriageways.
Joint join(const PedestrianNetwork& network, RouteProfile profile, Walk in, Walk out);

/// The piece of a way between two distances from its beginning, `aside_m` to the left of its course (negative: right).
std::vector<glm::dvec2> course_beside(const PedestrianNetwork& network, const PathPiece& piece, double aside_m);
/// The same on the walk's own side.
std::vector<glm::dvec2> course_beside(const PedestrianNetwork& network, const PathPiece& piece);

}  // namespace twin::scene
