#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "scene/guidance/pedestrian_network.h"

namespace twin::scene {

/// Makes a network of features as they come, in any order.
/// Lines that share a node id (OSM topology) or, without ids, a place to 5 cm are connected there. Street areas connect
/// what touches their outline, straight across where that stays inside.
class NetworkBuilder {
  public:
    void add(std::uint32_t number, const data::Feature& feature);
    PedestrianNetwork build();

  private:
    using Index = std::uint32_t;
    struct Course {
        Index way = 0;
        std::vector<Index> nodes;
    };
    struct Point {
        std::int64_t node_id = 0;
        glm::dvec2 position{0};
        data::FeatureKind kind{};
        CrossingTraits crossing;
        Kerb kerb = Kerb::unknown;
    };
    struct Area {
        Index way = 0;
        data::Surface surface;
    };

    void add_line(Index way, const data::Line& line);
    Index node_of(std::int64_t id, const glm::dvec2& position);
    Index node_at(const glm::dvec2& position);
    Index find_near(const glm::dvec2& position, double within_m) const;
    Index new_node(const glm::dvec2& position);
    void add_areas();
    void join_points();
    void cut_courses();

    PedestrianNetwork network_;
    std::vector<glm::dvec2> positions_;  ///< Of all points of all ways.
    std::vector<NetworkNode> notes_;     ///< What lies on them, same index.
    std::vector<bool> noted_;
    std::unordered_map<std::int64_t, Index> by_id_;
    std::unordered_map<std::int64_t, std::vector<Index>> by_place_;
    std::vector<Course> courses_;
    std::vector<Point> points_;
    std::vector<Area> areas_;
};

}  // namespace twin::scene
