#include "scene/guidance/street_sides.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace twin::scene {

namespace {

constexpr double full_turn_rad = 2 * 3.14159265358979323846;
/// Stop lines and crossings of a junction lie so far out on its arms at most.
constexpr double arm_reach_m = 30;
/// A crossing so close to the corner is the corner's own.
constexpr double beside_corner_m = 4;

double clockwise_rad(const PedestrianNetwork& network, Walk leaving) {
    const double bearing = std::fmod(network.bearing_at_begin_rad(leaving), full_turn_rad);
    return bearing < 0 ? bearing + full_turn_rad : bearing;
}

bool helps(const CrossingTraits& traits) {
    return traits.kind != CrossingTraits::Kind::unmarked;
}

}  // namespace

/// What is met on the way along an arm up to the next junction.
struct StreetSides::Help {
    std::optional<CrossingTraits> crossing;
    double crossing_m = 0;
    bool signal = false;
};

StreetSides::StreetSides(const PedestrianNetwork& network) {
    slot_.assign(network.edges().size() * 2, 0);
    first_arm_.reserve(network.nodes().size() + 1);
    first_arm_.push_back(0);
    for (std::uint32_t node = 0; node < network.nodes().size(); ++node) sort_arms(network, node);
    crossings_.reserve(arms_.size());
    for (std::uint32_t node = 0; node < network.nodes().size(); ++node)
        for (const Walk arm : arms(node)) crossings_.push_back(crossing_of(network, node, arm));
}

void StreetSides::sort_arms(const PedestrianNetwork& network, std::uint32_t node) {
    std::vector<std::pair<double, Walk>> arms, others;
    for (const Walk leaving : network.leaving(node)) {
        const bool traffic = network.way_of(leaving.edge).carriageway();
        (traffic ? arms : others).emplace_back(clockwise_rad(network, leaving), leaving);
    }
    std::sort(arms.begin(), arms.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < arms.size(); ++i) {
        const Walk arm = arms[i].second;
        slot_[2 * arm.edge + (arm.backward ? 1 : 0)] = static_cast<int>(i);
        arms_.push_back(arm);
    }
    for (const auto& [bearing, way] : others) {
        int& corner = slot_[2 * way.edge + (way.backward ? 1 : 0)];
        if (arms.size() < 2) continue;
        corner = static_cast<int>(arms.size()) - 1;
        for (std::size_t i = 0; i < arms.size() && arms[i].first <= bearing; ++i) corner = static_cast<int>(i);
    }
    first_arm_.push_back(arms_.size());
}

int StreetSides::corners(std::uint32_t node) const {
    return std::max<int>(1, static_cast<int>(first_arm_[node + 1] - first_arm_[node]));
}

int StreetSides::arm_of(const PedestrianNetwork& network, Walk leaving) const {
    return network.way_of(leaving.edge).carriageway() ? slot_[2 * leaving.edge + (leaving.backward ? 1 : 0)] : -1;
}

int StreetSides::corner_at_begin(const PedestrianNetwork& network, Walk walk) const {
    const int slot = slot_[2 * walk.edge + (walk.backward ? 1 : 0)];
    if (walk.side == Side::middle || !walk.on_left_hand()) return slot;
    const int count = corners(network.begin_of(walk));
    return (slot + count - 1) % count;
}

StreetSides::Help StreetSides::look_along(const PedestrianNetwork& network, Walk arm) const {
    Help help;
    double walked_m = 0;
    while (true) {
        walked_m += network.edges()[arm.edge].length_m;
        if (walked_m > arm_reach_m) return help;
        const std::uint32_t node = network.end_of(arm);
        const NetworkNode& place = network.nodes()[node];
        if (place.signal) help.signal = true;
        if (place.crossing && place.crossing->kind == CrossingTraits::Kind::signals) help.signal = true;
        const auto onward = arms(node);
        if (onward.size() != 2) return help;
        if (place.crossing && !help.crossing) {
            help.crossing = place.crossing;
            help.crossing_m = walked_m;
        }
        const Walk back = arm.reversed();
        if (onward[0] != back && onward[1] != back) return help;
        arm = onward[0] == back ? onward[1] : onward[0];
    }
}

bool StreetSides::has_signals(const PedestrianNetwork& network, std::uint32_t node) const {
    const NetworkNode& place = network.nodes()[node];
    if (place.signal || network.loose_signal_near(place.position, arm_reach_m)) return true;
    const auto all = arms(node);
    return std::any_of(all.begin(), all.end(), [&](Walk arm) { return look_along(network, arm).signal; });
}

ArmCrossing StreetSides::crossing_of(const PedestrianNetwork& network, std::uint32_t node, Walk arm) const {
    ArmCrossing crossing = crossing_in_mid_block(network, arm.edge);
    const NetworkNode& place = network.nodes()[node];
    if (place.crossing) crossing.traits = *place.crossing;
    if (!helps(crossing.traits))
        for (const Walk leaving : network.leaving(node))
            if (const auto& on_way = network.way_of(leaving.edge).crossing; on_way && helps(*on_way))
                crossing.traits = *on_way;
    const auto all = arms(node);
    if (all.size() < 3) {
        if (place.signal) crossing.traits.kind = CrossingTraits::Kind::signals;
        // A crossing that nobody described, a few steps before the lights of a junction.
        if (place.crossing && !helps(crossing.traits))
            for (const Walk side : all)
                if (look_along(network, side).signal) crossing.traits.kind = CrossingTraits::Kind::signals;
        return crossing;
    }
    double widest_m = 0;
    for (const Walk other : all) widest_m = std::max(widest_m, network.way_of(other.edge).width_m);
    const Help help = look_along(network, arm);
    if (help.crossing) {
        const bool at_corner = help.crossing_m <= widest_m / 2 + beside_corner_m || network.way_of(arm.edge).barred;
        if (at_corner) crossing.traits = *help.crossing;
        const bool binding =
            help.crossing->kind == CrossingTraits::Kind::signals || help.crossing->kind == CrossingTraits::Kind::zebra;
        crossing.open = at_corner || !binding;
    }
    if (!helps(crossing.traits) && has_signals(network, node)) crossing.traits.kind = CrossingTraits::Kind::signals;
    return crossing;
}

ArmCrossing crossing_in_mid_block(const PedestrianNetwork& network, std::uint32_t edge) {
    const WayTraits& way = network.way_of(edge);
    return {edge, way.rank, way.width_m, CrossingTraits{}, true};
}

}  // namespace twin::scene
