#pragma once

#include <optional>
#include <vector>

#include <glm/vec2.hpp>

#include "scene/guidance/cost.h"
#include "scene/guidance/pedestrian_network.h"

namespace twin::scene {

/// A stretch of one edge, in walking direction: from `begin_m` to `end_m` of the walk.
struct PathPiece {
    Walk walk;
    double begin_m = 0, end_m = 0;
    double length_m() const { return end_m - begin_m; }
};

/// One way through the network.
struct Path {
    std::vector<PathPiece> pieces;
    double cost = 0;
    RouteProfile profile = RouteProfile::shortest;
    /// The street at the start (or finish) is crossed at once, because the place lies on its other side.
    bool crosses_at_start = false, crosses_at_finish = false;

    double length_m() const;  ///< Of the centre lines; what is really walked: trail.h.
};

/// The cheapest way between two places of one component, from the side of the street where one lies to the side of the
/// other. Streets are crossed at nodes and at the two places. Between two nodes nothing would be gained: the same
/// crossing, at one of them, is as long and costs as much.
/// Errors: nothing when there is no way.  Source: Dijkstra's algorithm (Boost.Graph) in walk_graph.h.
std::optional<Path> find_path(const PedestrianNetwork& network, RouteProfile profile, const NetworkPlace& from,
                              const NetworkPlace& to);

/// The centre line of one piece, in walking direction.
std::vector<glm::dvec2> course_of(const PedestrianNetwork& network, const PathPiece& piece);

}  // namespace twin::scene
