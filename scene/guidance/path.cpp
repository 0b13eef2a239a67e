#include "scene/guidance/path.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <glm/geometric.hpp>

namespace twin::scene {

namespace {

struct Arc {
    double cost = 0;
};
using WalkGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Arc>;
using Vertex = std::size_t;

/// Vertices of the search: two for each edge (forward, backward), then the start, then the finish as reached forward
/// and as reached backward along its edge.
class WalkStates {
  public:
    explicit WalkStates(const PedestrianNetwork& network) : edges_(network.edges().size()) {}
    static Vertex of(Walk walk) { return 2 * static_cast<Vertex>(walk.edge) + (walk.backward ? 1 : 0); }
    static Walk walk_of(Vertex state) { return {static_cast<std::uint32_t>(state / 2), state % 2 == 1}; }
    Vertex start() const { return 2 * edges_; }
    Vertex finish(bool backward) const { return 2 * edges_ + (backward ? 2 : 1); }
    Vertex count() const { return 2 * edges_ + 3; }

  private:
    std::size_t edges_;
};

double share_of(const PedestrianNetwork& network, const NetworkPlace& place, bool backward) {
    const double share = place.at_m / network.edges()[place.edge].length_m;
    return backward ? 1 - share : share;
}

WalkGraph make_graph(const PedestrianNetwork& network, RouteProfile profile, const NetworkPlace& from,
                     const NetworkPlace& to) {
    const WalkStates states(network);
    std::vector<std::pair<Vertex, Vertex>> ends;
    std::vector<Arc> arcs;
    const auto add = [&](Vertex a, Vertex b, double cost) {
        ends.emplace_back(a, b);
        arcs.push_back({cost});
    };
    const int component = network.nodes()[network.edges()[from.edge].from].component;
    for (std::uint32_t e = 0; e < network.edges().size(); ++e) {
        if (network.nodes()[network.edges()[e].from].component != component) continue;
        for (const bool backward : {false, true}) {
            const Walk in{e, backward};
            for (const Walk out : network.leaving(network.end_of(in))) {
                if (out.edge == e && out.backward != backward) continue;  // no turning round on the way
                const double node = node_cost(profile, network, in, out);
                const double edge = edge_cost(profile, network, out);
                add(WalkStates::of(in), WalkStates::of(out), node + edge);
                if (out.edge == to.edge)
                    add(WalkStates::of(in), states.finish(out.backward),
                        node + edge * share_of(network, to, out.backward));
            }
        }
    }
    for (const bool backward : {false, true}) {
        const Walk first{from.edge, backward};
        add(states.start(), WalkStates::of(first),
            edge_cost(profile, network, first) * (1 - share_of(network, from, backward)));
    }
    return WalkGraph(boost::edges_are_unsorted_multi_pass, ends.begin(), ends.end(), arcs.begin(), states.count());
}

/// Ends the search when the finish is reached.
struct Reached {
    Vertex finish;
};
class StopAtFinish : public boost::dijkstra_visitor<> {
  public:
    explicit StopAtFinish(const WalkStates& states) : states_(states) {}
    template <class Graph>
    void examine_vertex(Vertex vertex, const Graph&) const {
        if (vertex > states_.start()) throw Reached{vertex};
    }

  private:
    WalkStates states_;
};

/// Both places on one edge: straight from one to the other.
std::optional<Path> direct_path(const PedestrianNetwork& network, RouteProfile profile, const NetworkPlace& from,
                                const NetworkPlace& to) {
    if (from.edge != to.edge) return std::nullopt;
    const bool backward = to.at_m < from.at_m;
    const double length_m = network.edges()[from.edge].length_m;
    PathPiece piece{{from.edge, backward}, from.at_m, to.at_m};
    if (backward) {
        piece.begin_m = length_m - from.at_m;
        piece.end_m = length_m - to.at_m;
    }
    Path path;
    path.cost = edge_cost(profile, network, piece.walk) * piece.length_m() / length_m;
    path.pieces.push_back(piece);
    return path;
}

Path path_of(const PedestrianNetwork& network, const std::vector<Vertex>& before, const WalkStates& states,
             Vertex finish, const NetworkPlace& from, const NetworkPlace& to) {
    Path path;
    const bool arrives_backward = finish == states.finish(true);
    const double last_m = network.edges()[to.edge].length_m;
    path.pieces.push_back({{to.edge, arrives_backward}, 0, arrives_backward ? last_m - to.at_m : to.at_m});
    for (Vertex state = before[finish]; state != states.start(); state = before[state]) {
        const Walk walk = WalkStates::walk_of(state);
        const double length_m = network.edges()[walk.edge].length_m;
        double begin_m = 0;
        if (before[state] == states.start()) begin_m = walk.backward ? length_m - from.at_m : from.at_m;
        path.pieces.push_back({walk, begin_m, length_m});
    }
    std::reverse(path.pieces.begin(), path.pieces.end());
    return path;
}

}  // namespace

double Path::length_m() const {
    double sum_m = 0;
    for (const PathPiece& piece : pieces) sum_m += piece.length_m();
    return sum_m;
}

std::optional<Path> find_path(const PedestrianNetwork& network, RouteProfile profile, const NetworkPlace& from,
                              const NetworkPlace& to) {
    std::optional<Path> best = direct_path(network, profile, from, to);
    const WalkStates states(network);
    const WalkGraph graph = make_graph(network, profile, from, to);
    std::vector<Vertex> before(states.count());
    std::vector<double> cost(states.count());
    try {
        boost::dijkstra_shortest_paths(
            graph, states.start(),
            boost::predecessor_map(boost::make_iterator_property_map(before.begin(), get(boost::vertex_index, graph)))
                .distance_map(boost::make_iterator_property_map(cost.begin(), get(boost::vertex_index, graph)))
                .weight_map(get(&Arc::cost, graph))
                .visitor(StopAtFinish(states)));
    } catch (const Reached& reached) {
        if (best && best->cost <= cost[reached.finish]) return best;
        best = path_of(network, before, states, reached.finish, from, to);
        best->cost = cost[reached.finish];
    }
    return best;
}

std::vector<glm::dvec2> course_of(const PedestrianNetwork& network, const PathPiece& piece) {
    const auto line = network.course(piece.walk.edge);
    std::vector<glm::dvec2> points(line.begin(), line.end());
    if (piece.walk.backward) std::reverse(points.begin(), points.end());
    std::vector<glm::dvec2> course;
    double at_m = 0;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const double next_m = at_m + glm::distance(points[i], points[i + 1]);
        const double low = std::max(at_m, piece.begin_m), high = std::min(next_m, piece.end_m);
        if (high > low || (course.empty() && i + 2 == points.size())) {
            const auto place = [&](double m) {
                const double t = next_m > at_m ? std::clamp((m - at_m) / (next_m - at_m), 0.0, 1.0) : 0.0;
                return points[i] + (points[i + 1] - points[i]) * t;
            };
            if (course.empty()) course.push_back(place(low));
            course.push_back(place(high));
        }
        at_m = next_m;
    }
    return course;
}

std::vector<glm::dvec2> course_of(const PedestrianNetwork& network, const Path& path) {
    std::vector<glm::dvec2> course;
    for (const PathPiece& piece : path.pieces)
        for (const glm::dvec2& point : course_of(network, piece))
            if (course.empty() || glm::distance(course.back(), point) > 1e-6) course.push_back(point);
    return course;
}

}  // namespace twin::scene
