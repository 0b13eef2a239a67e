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

    double length_m() const;
};

/// The cheapest way between two places of one component.
/// Errors: nothing when there is no way.  Source: Dijkstra's algorithm (Boost.Graph) on walks instead of nodes, so that
/// turns and crossings, which belong to pairs of edges, can cost.
std::optional<Path> find_path(const PedestrianNetwork& network, RouteProfile profile, const NetworkPlace& from,
                              const NetworkPlace& to);

/// The course of a path, without repeated points.
std::vector<glm::dvec2> course_of(const PedestrianNetwork& network, const Path& path);
/// The same of one piece.
std::vector<glm::dvec2> course_of(const PedestrianNetwork& network, const PathPiece& piece);

}  // namespace twin::scene
