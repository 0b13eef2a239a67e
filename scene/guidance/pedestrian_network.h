#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <glm/vec2.hpp>

#include "data/feature.h"
#include "scene/guidance/walkability.h"

namespace twin::scene {

/// Where ways meet, or where something lies on them that a walker must know.
struct NetworkNode {
    glm::dvec2 position{0};
    std::optional<CrossingTraits> crossing;
    bool signal = false;  ///< Traffic lights.
    bool tactile = false;
    bool obstacle = false;  ///< Bollard, gate, barrier.
    Kerb kerb = Kerb::unknown;
    int component = 0;  ///< Ways of the same component are connected.
};

/// One way between two nodes.
struct NetworkEdge {
    std::uint32_t from = 0, to = 0;
    std::uint32_t way = 0;          ///< Index of its traits.
    std::uint32_t first_point = 0;  ///< Its course, from `from` to `to`.
    std::uint32_t point_count = 0;
    double length_m = 0;
    double way_length_m = 0;  ///< Of the whole way it is a part of.
};

/// Where on a way one walks, seen in its drawing direction. `middle`: it is no carriageway and has no sides.
enum class Side : std::uint8_t { middle, left, right };

/// An edge walked in one of its two directions, on one of its sides.
struct Walk {
    std::uint32_t edge = 0;
    bool backward = false;
    Side side = Side::middle;
    bool operator==(const Walk&) const = default;
    /// The same course, walked the other way.
    Walk reversed() const { return {edge, !backward, side}; }
    bool on_left_hand() const { return (side == Side::left) != backward; }  ///< Of the centre line, while walking.
};

/// A place on the network.
struct NetworkPlace {
    std::uint32_t edge = 0;
    double at_m = 0;  ///< Along the edge.
    glm::dvec2 position{0};
    double distance_m = 0;  ///< From the place asked for.
    /// Of the carriageway on which the place asked for lies; `middle`: no carriageway, or right on its centre line.
    Side side = Side::middle;
};

class StreetSides;
class WalkGraph;

/// What people walk on, and the streets that only have to be crossed (WayTraits::barred).
/// Frame: city, metres.  Thread: any, read-only once built.
class PedestrianNetwork {
  public:
    using NumberedFeature = std::pair<std::uint32_t, data::Feature>;
    PedestrianNetwork();
    explicit PedestrianNetwork(const std::vector<NumberedFeature>& features);
    ~PedestrianNetwork();
    PedestrianNetwork(PedestrianNetwork&&) noexcept;
    PedestrianNetwork& operator=(PedestrianNetwork&&) noexcept;

    bool empty() const { return edges_.empty(); }
    const std::vector<NetworkNode>& nodes() const { return nodes_; }
    const std::vector<NetworkEdge>& edges() const { return edges_; }
    const WayTraits& way_of(std::uint32_t edge) const { return ways_[edges_[edge].way]; }
    std::span<const glm::dvec2> course(std::uint32_t edge) const {
        return {points_.data() + edges_[edge].first_point, edges_[edge].point_count};
    }
    /// All walks that begin at the node.
    std::span<const Walk> leaving(std::uint32_t node) const {
        return {leaving_.data() + first_leaving_[node], first_leaving_[node + 1] - first_leaving_[node]};
    }
    std::uint32_t begin_of(Walk walk) const { return walk.backward ? edges_[walk.edge].to : edges_[walk.edge].from; }
    std::uint32_t end_of(Walk walk) const { return walk.backward ? edges_[walk.edge].from : edges_[walk.edge].to; }
    /// Bearing (clockwise from north) at the walk's begin or end, smoothed over the first or last 8 m.
    double bearing_at_begin_rad(Walk walk) const;
    double bearing_at_end_rad(Walk walk) const;

    /// The nearest place of the network within `within_m`; `component` -1: of any component.
    std::optional<NetworkPlace> nearest(const glm::dvec2& point, double within_m, int component = -1) const;
    const StreetSides& sides() const { return *sides_; }
    /// What routes are searched in; made with the network.
    const WalkGraph& walk_graph() const { return *walk_graph_; }

    /// The component with most edges.
    int main_component() const { return main_component_; }

    /// Whether there are traffic lights near a place that lie on no way.
    bool loose_signal_near(const glm::dvec2& point, double within_m) const;

  private:
    friend class NetworkBuilder;
    struct Grid;
    std::vector<NetworkNode> nodes_;
    std::vector<NetworkEdge> edges_;
    std::vector<WayTraits> ways_;
    std::vector<glm::dvec2> points_;
    std::vector<Walk> leaving_;
    std::vector<std::size_t> first_leaving_;
    std::vector<glm::dvec2> loose_signals_;
    std::unique_ptr<Grid> grid_;
    std::unique_ptr<StreetSides> sides_;
    std::unique_ptr<WalkGraph> walk_graph_;
    int main_component_ = 0;
    void finish();
    void find_components();
    void fill_grid();
};

}  // namespace twin::scene
