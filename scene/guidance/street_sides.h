#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scene/guidance/pedestrian_network.h"

namespace twin::scene {

/// Going over one carriageway arm of a node.
struct ArmCrossing {
    std::uint32_t edge = 0;  ///< Of the street crossed.
    int rank = 0;            ///< WayTraits::rank of it.
    double width_m = 0;      ///< Kerb to kerb.
    CrossingTraits traits;   ///< What helps there.
    /// false: the arm has lights or a zebra a few steps farther (30 m at most), so it is crossed there and not at the
    /// junction. Source: StVO § 25 (3), who crosses at a junction uses the zebra or the lights there.
    bool open = true;
};

/// Which side of which street leads where. At every node the carriageway arms, sorted clockwise, leave gaps between
/// them, the corners: corner i lies between arm i and arm i + 1. A way without traffic belongs to the corner its
/// bearing falls in. From one corner to the next one crosses the arm between. One arm only (dead end): one corner,
/// going round the end is free. Two arms (in mid-block): two corners, left and right of the street. Thread: any,
/// read-only once built.
class StreetSides {
  public:
    explicit StreetSides(const PedestrianNetwork& network);

    /// Walks (Side::middle) leaving along carriageways, clockwise from north.
    std::span<const Walk> arms(std::uint32_t node) const {
        return {arms_.data() + first_arm_[node], first_arm_[node + 1] - first_arm_[node]};
    }
    /// The same, as something to cross.
    std::span<const ArmCrossing> crossings(std::uint32_t node) const {
        return {crossings_.data() + first_arm_[node], first_arm_[node + 1] - first_arm_[node]};
    }
    int corners(std::uint32_t node) const;
    /// At the node where the walk begins, or ends.
    int corner_at_begin(const PedestrianNetwork& network, Walk walk) const;
    int corner_at_end(const PedestrianNetwork& network, Walk walk) const {
        return corner_at_begin(network, walk.reversed());
    }
    /// Index among the arms of its first node; -1 for ways without traffic.
    int arm_of(const PedestrianNetwork& network, Walk leaving) const;

  private:
    struct Help;
    Help look_along(const PedestrianNetwork& network, Walk arm) const;
    bool has_signals(const PedestrianNetwork& network, std::uint32_t node) const;
    void sort_arms(const PedestrianNetwork& network, std::uint32_t node);
    ArmCrossing crossing_of(const PedestrianNetwork& network, std::uint32_t node, Walk arm) const;

    std::vector<std::size_t> first_arm_;
    std::vector<Walk> arms_;
    std::vector<ArmCrossing> crossings_;
    /// By 2 * edge + backward: index of the arm at the walk's first node, or the corner of a way without traffic.
    std::vector<int> slot_;
};

/// How the search and the trail see the crossing of a street between its ends, where nothing helps.
ArmCrossing crossing_in_mid_block(const PedestrianNetwork& network, std::uint32_t edge);

}  // namespace twin::scene
