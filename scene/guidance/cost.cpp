#include "scene/guidance/cost.h"

#include <algorithm>
#include <cmath>

namespace twin::scene {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double decision_turn_rad = pi / 4;

double wrapped(double angle_rad) {
    angle_rad = std::fmod(angle_rad, 2 * pi);
    return angle_rad < 0 ? angle_rad + 2 * pi : angle_rad;
}

bool along_street(const WayTraits& way) {
    return way.kind == WayKind::street;
}

bool no_pavement(const WayTraits& way, Side side) {
    return way.no_sidewalk || (side == Side::left && way.no_sidewalk_left) ||
           (side == Side::right && way.no_sidewalk_right);
}

double surface_factor(const WayTraits& way, Side side, const GuidedWeights& weights) {
    double factor = 1;
    if (way.footing == Footing::setts) factor *= weights.setts_factor;
    if (way.footing == Footing::unpaved) factor *= weights.unpaved_factor;
    if (way.tactile) factor *= weights.tactile_factor;
    if (way.shared_with_cycles) factor *= weights.shared_factor;
    if (way.kind == WayKind::plaza && !way.tactile) factor *= weights.plaza_factor;
    if (!along_street(way)) return factor;
    const bool none = no_pavement(way, side);
    if (way.sidewalk && !none) return factor * weights.sidewalk_factor;
    factor *= weights.street_factor[std::clamp(way.rank, 0, 6)];
    return none ? factor * weights.no_sidewalk_factor : factor;
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
    double cost_s = edge.length_m / weights.speed_m_s * surface_factor(way, walk.side, weights);
    if (way.kind == WayKind::steps) {
        const double share = edge.length_m / std::max(edge.way_length_m, 0.01);
        cost_s += share * (way.handrail ? weights.stairs_handrail_s : weights.stairs_s);
        cost_s += weights.step_s * step_count_of(network, walk.edge);
    }
    return cost_s;
}

double turn_cost_s(const PedestrianNetwork& network, Walk in, Walk out) {
    static const GuidedWeights weights;
    const std::uint32_t node = network.end_of(in);
    double cost_s = network.nodes()[node].obstacle ? weights.obstacle_s : 0;
    const bool decision = network.leaving(node).size() > 2 && in.edge != out.edge;
    if (decision && std::abs(turn_rad(network, in, out)) > decision_turn_rad) cost_s += weights.turn_s;
    return cost_s;
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
