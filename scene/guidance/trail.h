#pragma once

#include <vector>

#include <glm/vec2.hpp>

#include "scene/guidance/path.h"

namespace twin::scene {

/// A path as it is really walked: beside the carriageways, round the corners, straight over the streets.
/// Frame: city, metres.
struct Trail {
    struct Crossed {
        std::size_t begin = 0, end = 0;  ///< Points at the kerb where it begins and where it ends.
        std::size_t piece = 0;           ///< It lies before this piece of the path; pieces.size(): after the last.
        CrossingEvent event;
    };
    std::vector<glm::dvec2> points;
    std::vector<double> at_m;              ///< Walked up to each point.
    std::vector<std::size_t> piece_begin;  ///< First point of each piece of the path.
    std::vector<std::size_t> joint_begin;  ///< First point of the joint before each piece, where one is told to turn.
    std::vector<Crossed> crossings;        ///< In walking order.

    double length_m() const { return at_m.empty() ? 0 : at_m.back(); }
};

Trail make_trail(const PedestrianNetwork& network, const Path& path, const NetworkPlace& from, const NetworkPlace& to);

/// The carriageways of one street are one crossing with an island: two one-way lines of one name in opposite
/// directions, crossed within 30 m of each other. Where the map tells of different help on each, they remain two.
void merge_dual_carriageways(const PedestrianNetwork& network, Trail& trail);

inline constexpr double corner_radius_m = 2;
/// The same course with round corners, for drawing.
std::vector<glm::dvec2> rounded(const std::vector<glm::dvec2>& course, double radius_m);

}  // namespace twin::scene
