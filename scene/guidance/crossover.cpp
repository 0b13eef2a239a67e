#include "scene/guidance/crossover.h"

namespace twin::scene {

namespace {

/// Of two ways round that are equally long the one over fewer streets is taken.
constexpr double tie_breaker = 0.01;

}  // namespace

double crossing_cost(RouteProfile profile, const ArmCrossing& crossing, double walked_m) {
    if (profile == RouteProfile::shortest) return walked_m;
    static const GuidedWeights weights;
    return crossing_cost_s({crossing.traits, crossing.rank, crossing.edge, crossing.width_m}, weights) +
           walked_m / weights.speed_m_s;
}

std::optional<Crossover> find_crossover(RouteProfile profile, const PedestrianNetwork& network, Walk in, Walk out) {
    const StreetSides& sides = network.sides();
    const std::uint32_t node = network.end_of(in);
    const int from = sides.corner_at_end(network, in), to = sides.corner_at_begin(network, out);
    if (from == to) {
        // A main street that just ends is cut off by the edge of the map; nobody walks round that.
        const bool cut_off = network.leaving(node).size() == 1 && network.way_of(in.edge).rank >= main_street_rank;
        if (cut_off) return std::nullopt;
        return Crossover{};
    }
    const auto crossings = sides.crossings(node);
    const int count = static_cast<int>(crossings.size());
    const int in_arm = sides.arm_of(network, in.reversed()), out_arm = sides.arm_of(network, out);
    std::optional<Crossover> best;
    for (const bool clockwise : {true, false}) {
        Crossover way{0, clockwise, {}};
        bool open = true, straight_on = true;
        for (int corner = from; corner != to;) {
            const int next = (corner + (clockwise ? 1 : count - 1)) % count;
            const int arm = clockwise ? next : corner;
            const ArmCrossing& crossing = crossings[static_cast<std::size_t>(arm)];
            open = open && crossing.open;
            // The centre lines lead over one street that lies across the way; all other widths come on top.
            double share = tie_breaker;
            if (count == 2) {
                share += (in_arm >= 0 ? 0.5 : 0) + (out_arm >= 0 ? 0.5 : 0);
            } else if (arm == in_arm || arm == out_arm || !straight_on) {
                share += 1;
            } else {
                straight_on = false;
            }
            way.cost += crossing_cost(profile, crossing, share * crossing.width_m);
            way.arms.push_back(arm);
            corner = next;
        }
        if (!open) continue;
        const bool better = !best || way.cost < best->cost - 1e-9 ||
                            (way.cost < best->cost + 1e-9 && way.arms.size() < best->arms.size());
        if (better) best = std::move(way);
    }
    return best;
}

}  // namespace twin::scene
