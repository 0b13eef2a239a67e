#include "scene/guidance/path.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <vector>

#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <glm/geometric.hpp>

#include "scene/guidance/crossover.h"
#include "scene/guidance/walk_graph.h"

namespace twin::scene {

namespace {

using Vertex = WalkGraph::Vertex;
constexpr double never = std::numeric_limits<double>::infinity();

/// Up to the place, walking along its edge.
double reach_m(const PedestrianNetwork& network, const NetworkPlace& place, bool backward) {
    return backward ? network.edges()[place.edge].length_m - place.at_m : place.at_m;
}

double cost_per_metre(RouteProfile profile, const PedestrianNetwork& network, Walk walk) {
    return edge_cost(profile, network, walk) / network.edges()[walk.edge].length_m;
}

bool on_other_side(const NetworkPlace& place, Side side) {
    return place.side != Side::middle && side != place.side;
}

/// Of changing to the place's side on the spot.
double change_cost(RouteProfile profile, const PedestrianNetwork& network, const NetworkPlace& place, Side side) {
    if (!on_other_side(place, side)) return 0;
    const ArmCrossing crossing = crossing_in_mid_block(network, place.edge);
    return crossing_cost(profile, crossing, crossing.width_m);
}

/// Walks of the edge on which a place lies.
std::vector<Walk> walks_at(const PedestrianNetwork& network, const NetworkPlace& place) {
    std::vector<Walk> walks;
    for (const Side side : sides_of(network.way_of(place.edge)))
        for (const bool backward : {false, true}) walks.push_back({place.edge, backward, side});
    return walks;
}

/// Ends the search when nothing cheaper can come.
struct Finished {};
struct Arrival {
    Vertex vertex = 0;
    double cost = never;
};
class WatchArrivals : public boost::dijkstra_visitor<> {
  public:
    WatchArrivals(const std::vector<double>& cost, const std::vector<Arrival>& rest, Arrival& best)
        : cost_(cost), rest_(rest), best_(best) {}
    template <class Graph>
    void examine_vertex(Vertex vertex, const Graph&) const {
        if (cost_[vertex] >= best_.cost) throw Finished();
        for (const Arrival& arrival : rest_)
            if (arrival.vertex == vertex && cost_[vertex] + arrival.cost < best_.cost)
                best_ = {vertex, cost_[vertex] + arrival.cost};
    }

  private:
    const std::vector<double>& cost_;
    const std::vector<Arrival>& rest_;
    Arrival& best_;
};

/// Both places on one edge: straight from one to the other.
std::optional<Path> direct_path(const PedestrianNetwork& network, RouteProfile profile, const NetworkPlace& from,
                                const NetworkPlace& to) {
    if (from.edge != to.edge) return std::nullopt;
    std::optional<Path> best;
    for (const Walk walk : walks_at(network, from)) {
        const PathPiece piece{walk, reach_m(network, from, walk.backward), reach_m(network, to, walk.backward)};
        if (walk.backward != (to.at_m < from.at_m)) continue;
        const double cost = cost_per_metre(profile, network, walk) * piece.length_m() +
                            change_cost(profile, network, from, walk.side) +
                            change_cost(profile, network, to, walk.side);
        if (best && best->cost <= cost) continue;
        best = Path{{piece}, cost, profile, on_other_side(from, walk.side), on_other_side(to, walk.side)};
    }
    return best;
}

/// The search begins with the walks that follow the one on which the start lies; so it may come back to that one.
struct Starts {
    std::vector<Vertex> vertices;
    std::map<Vertex, Walk> walk_before;
};

Starts begin_search(const PedestrianNetwork& network, RouteProfile profile, const NetworkPlace& from,
                    std::vector<double>& cost) {
    const WalkGraph& walks = network.walk_graph();
    const auto& graph = walks.graph();
    Starts starts;
    for (const Walk walk : walks_at(network, from)) {
        const double saved = change_cost(profile, network, from, walk.side) -
                             cost_per_metre(profile, network, walk) * reach_m(network, from, walk.backward);
        const auto [begin, end] = out_edges(walks.vertex_of(walk), graph);
        for (auto arc = begin; arc != end; ++arc) {
            const double reached =
                saved + (profile == RouteProfile::shortest ? graph[*arc].shortest_m : graph[*arc].guided_s);
            const auto next = static_cast<Vertex>(target(*arc, graph));
            if (reached >= cost[next]) continue;
            if (cost[next] == never) starts.vertices.push_back(next);
            cost[next] = reached;
            starts.walk_before[next] = walk;
        }
    }
    return starts;
}

Path path_of(const PedestrianNetwork& network, const std::vector<Vertex>& before, const Starts& starts, Vertex last,
             const NetworkPlace& from, const NetworkPlace& to) {
    const WalkGraph& graph = network.walk_graph();
    Path path;
    for (Vertex vertex = last;; vertex = before[vertex]) {
        const Walk walk = graph.walk_of(vertex);
        path.pieces.push_back({walk, 0, network.edges()[walk.edge].length_m});
        if (before[vertex] != vertex) continue;
        const Walk first = starts.walk_before.at(vertex);
        path.pieces.push_back({first, 0, network.edges()[first.edge].length_m});
        break;
    }
    std::reverse(path.pieces.begin(), path.pieces.end());
    PathPiece &first = path.pieces.front(), &end = path.pieces.back();
    first.begin_m = reach_m(network, from, first.walk.backward);
    end.end_m = reach_m(network, to, end.walk.backward);
    path.crosses_at_start = on_other_side(from, first.walk.side);
    path.crosses_at_finish = on_other_side(to, end.walk.side);
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
    const WalkGraph& walks = network.walk_graph();
    const auto& graph = walks.graph();
    std::vector<Vertex> before(walks.count());
    for (Vertex vertex = 0; vertex < walks.count(); ++vertex) before[vertex] = vertex;
    std::vector<double> cost(walks.count(), never);
    const Starts starts = begin_search(network, profile, from, cost);
    std::vector<Arrival> rest;
    for (const Walk walk : walks_at(network, to))
        rest.push_back(
            {walks.vertex_of(walk), change_cost(profile, network, to, walk.side) +
                                        cost_per_metre(profile, network, walk) * reach_m(network, to, walk.backward)});
    Arrival arrival;
    if (best) arrival.cost = best->cost;
    const auto index = get(boost::vertex_index, graph);
    const auto before_map = boost::make_iterator_property_map(before.begin(), index);
    const auto cost_map = boost::make_iterator_property_map(cost.begin(), index);
    const auto search = [&](const auto& weights) {
        boost::dijkstra_shortest_paths_no_init(
            graph, starts.vertices.begin(), starts.vertices.end(), before_map, cost_map, weights, index,
            std::less<double>(), boost::closed_plus<double>(never), 0.0, WatchArrivals(cost, rest, arrival));
    };
    try {
        if (profile == RouteProfile::shortest)
            search(get(&WalkGraph::Arc::shortest_m, graph));
        else
            search(get(&WalkGraph::Arc::guided_s, graph));
    } catch (const Finished&) {
    }
    if (arrival.cost < never && (!best || arrival.cost < best->cost)) {
        best = path_of(network, before, starts, arrival.vertex, from, to);
        best->cost = arrival.cost;
        best->profile = profile;
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
        if (high > low || (course.empty() && (high == low || i + 2 == points.size()))) {
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

}  // namespace twin::scene
