#include "scene/guidance/walk_graph.h"

#include <algorithm>
#include <utility>

#include <glm/geometric.hpp>

#include "scene/guidance/crossover.h"
#include "scene/guidance/joint.h"

namespace twin::scene {

std::vector<Side> sides_of(const WayTraits& way) {
    if (way.barred) return {};
    if (way.carriageway()) return {Side::left, Side::right};
    return {Side::middle};
}

namespace {

/// By how much the way over a joint, on the pavement, is longer than along the centre lines.
double joint_extra_m(const PedestrianNetwork& network, Walk in, Walk out) {
    if (network.sides().arms(network.end_of(in)).empty()) return 0;
    const Joint joint = join(network, RouteProfile::shortest, in, out);
    const double left_m = network.edges()[in.edge].length_m - joint.in_trim_m;
    glm::dvec2 place = course_beside(network, {in, left_m, left_m}).front();
    double walked_m = 0;
    const auto walk_to = [&](const glm::dvec2& next) {
        walked_m += glm::distance(place, next);
        place = next;
    };
    for (const glm::dvec2& point : joint.points) walk_to(point);
    walk_to(course_beside(network, {out, joint.out_trim_m, joint.out_trim_m}).front());
    return walked_m - joint.in_trim_m - joint.out_trim_m;
}

constexpr double least_arc_m = 0.01;
/// Of two ways equally long the one over fewer streets is taken.
constexpr double tie_breaker_m = 0.1;

}  // namespace

WalkGraph::WalkGraph(const PedestrianNetwork& network) {
    first_.reserve(network.edges().size());
    for (std::uint32_t e = 0; e < network.edges().size(); ++e) {
        first_.push_back(count());
        for (const Side side : sides_of(network.way_of(e)))
            for (const bool backward : {false, true}) walks_.push_back({e, backward, side});
    }
    std::vector<std::pair<Vertex, Vertex>> ends;
    std::vector<Arc> arcs;
    for (Vertex from = 0; from < count(); ++from) {
        const Walk in = walks_[from];
        const double in_m = edge_cost(RouteProfile::shortest, network, in);
        const double in_s = edge_cost(RouteProfile::guided, network, in);
        for (Walk out : network.leaving(network.end_of(in)))
            for (const Side side : sides_of(network.way_of(out.edge))) {
                out.side = side;
                if (out == in.reversed()) continue;  // no turning round on the way
                const auto shortest = find_crossover(RouteProfile::shortest, network, in, out);
                if (!shortest) continue;
                const auto guided = find_crossover(RouteProfile::guided, network, in, out);
                ends.emplace_back(from, vertex_of(out));
                arcs.push_back({static_cast<float>(std::max(least_arc_m, in_m + joint_extra_m(network, in, out)) +
                                                   tie_breaker_m * static_cast<double>(shortest->arms.size())),
                                static_cast<float>(in_s + guided->cost + turn_cost_s(network, in, out))});
            }
    }
    graph_ = Graph(boost::edges_are_sorted, ends.begin(), ends.end(), arcs.begin(), count());
}

}  // namespace twin::scene
