#include "scene/guidance/cost.h"

#include <algorithm>
#include <cmath>

namespace twin::scene {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double signal_reach_m = 25;
constexpr double decision_turn_rad = pi / 4;

double wrapped(double angle_rad) {
    angle_rad = std::fmod(angle_rad, 2 * pi);
    return angle_rad < 0 ? angle_rad + 2 * pi : angle_rad;
}

bool along_street(const WayTraits& way) {
    return way.kind == WayKind::street;
}

CrossingTraits traits_at(const PedestrianNetwork& network, std::uint32_t node, Walk in, Walk out) {
    const NetworkNode& place = network.nodes()[node];
    CrossingTraits traits;
    if (place.crossing) {
        traits = *place.crossing;
    } else if (const auto& on_way = network.way_of(in.edge).crossing) {
        traits = *on_way;
    } else if (const auto& on_next = network.way_of(out.edge).crossing) {
        traits = *on_next;
    } else if (place.signal) {
        traits.kind = CrossingTraits::Kind::signals;
    } else if (const auto near = network.crossing_near(place.position, signal_reach_m)) {
        traits = *near;
    }
    return traits;
}

double surface_factor(const WayTraits& way, const GuidedWeights& weights) {
    double factor = 1;
    if (way.footing == Footing::setts) factor *= weights.setts_factor;
    if (way.footing == Footing::unpaved) factor *= weights.unpaved_factor;
    if (way.tactile) factor *= weights.tactile_factor;
    if (way.shared_with_cycles) factor *= weights.shared_factor;
    if (way.kind == WayKind::plaza && !way.tactile) factor *= weights.plaza_factor;
    if (!along_street(way)) return factor;
    if (way.sidewalk) return factor * weights.sidewalk_factor;
    factor *= weights.street_factor[std::clamp(way.rank, 0, 6)];
    return way.no_sidewalk ? factor * weights.no_sidewalk_factor : factor;
}

}  // namespace

int step_count_of(const PedestrianNetwork& network, std::uint32_t edge) {
    const WayTraits& way = network.way_of(edge);
    if (way.kind != WayKind::steps) return 0;
    const NetworkEdge& stretch = network.edges()[edge];
    const double steps = way.step_count > 0 ? way.step_count * stretch.length_m / std::max(stretch.way_length_m, 0.01)
                                            : stretch.length_m / assumed_tread_m;
    return std::max(1, static_cast<int>(std::lround(steps)));
}

double edge_cost(RouteProfile profile, const PedestrianNetwork& network, Walk walk) {
    const NetworkEdge& edge = network.edges()[walk.edge];
    if (profile == RouteProfile::shortest) return edge.length_m;
    static const GuidedWeights weights;
    const WayTraits& way = network.way_of(walk.edge);
    double cost_s = edge.length_m / weights.speed_m_s * surface_factor(way, weights);
    if (way.kind == WayKind::steps) {
        const double share = edge.length_m / std::max(edge.way_length_m, 0.01);
        cost_s += share * (way.handrail ? weights.stairs_handrail_s : weights.stairs_s);
        cost_s += weights.step_s * step_count_of(network, walk.edge);
    }
    return cost_s;
}

double node_cost(RouteProfile profile, const PedestrianNetwork& network, Walk in, Walk out) {
    if (profile == RouteProfile::shortest) return 0;
    static const GuidedWeights weights;
    const std::uint32_t node = network.end_of(in);
    double cost_s = 0;
    if (const auto event = crossing_between(network, in, out)) cost_s += crossing_cost_s(*event, weights);
    const bool decision = network.leaving(node).size() > 2;
    if (decision && std::abs(turn_rad(network, in, out)) > decision_turn_rad) cost_s += weights.turn_s;
    if (network.nodes()[node].obstacle) cost_s += weights.obstacle_s;
    return cost_s;
}

std::optional<CrossingEvent> crossing_between(const PedestrianNetwork& network, Walk in, Walk out) {
    const std::uint32_t node = network.end_of(in);
    const auto leaving = network.leaving(node);
    if (leaving.size() < 4) return std::nullopt;  // two arms beside the path's own
    const bool on_street = along_street(network.way_of(in.edge)) && along_street(network.way_of(out.edge));
    const int least_rank = on_street ? 3 : 2;

    const double back_rad = network.bearing_at_begin_rad({in.edge, !in.backward});
    const double ahead = wrapped(network.bearing_at_begin_rad(out) - back_rad);
    int rank[2] = {0, 0};
    std::uint32_t edge[2] = {0, 0};
    for (const Walk arm : leaving) {
        if (arm == out || (arm.edge == in.edge && arm.backward != in.backward)) continue;
        const WayTraits& way = network.way_of(arm.edge);
        if (!along_street(way) || way.rank < least_rank) continue;
        const int side = wrapped(network.bearing_at_begin_rad(arm) - back_rad) < ahead ? 0 : 1;
        if (way.rank <= rank[side]) continue;
        rank[side] = way.rank;
        edge[side] = arm.edge;
    }
    if (rank[0] == 0 || rank[1] == 0) return std::nullopt;
    CrossingEvent event;
    const int higher = rank[0] >= rank[1] ? 0 : 1;
    event.rank = rank[higher];
    event.edge = edge[higher];
    event.traits = traits_at(network, node, in, out);
    return event;
}

double crossing_cost_s(const CrossingEvent& event, const GuidedWeights& weights) {
    const double unmarked_s = weights.unmarked_s[std::clamp(event.rank, 0, 6)];
    double cost_s = unmarked_s;
    switch (event.traits.kind) {
        case CrossingTraits::Kind::signals:
            cost_s = event.traits.sound ? weights.signals_sound_s : weights.signals_s;
            break;
        case CrossingTraits::Kind::zebra:
            cost_s = weights.zebra_s;
            break;
        case CrossingTraits::Kind::marked:
            cost_s = weights.marked_s;
            break;
        case CrossingTraits::Kind::island:
            cost_s = weights.island_s;
            break;
        case CrossingTraits::Kind::unmarked:
            break;
    }
    // Help on a quiet street must not make it worse than no help.
    cost_s = std::min(cost_s, unmarked_s);
    return event.rank >= 5 ? cost_s * weights.primary_factor : cost_s;
}

double turn_rad(const PedestrianNetwork& network, Walk in, Walk out) {
    const double turn = wrapped(network.bearing_at_begin_rad(out) - network.bearing_at_end_rad(in));
    return turn > pi ? turn - 2 * pi : turn;
}

double walking_time_s(double length_m, int steps, int crossings, int signalled) {
    return length_m / 1.0 + 1.0 * steps + 20.0 * signalled + 10.0 * (crossings - signalled);
}

}  // namespace twin::scene
