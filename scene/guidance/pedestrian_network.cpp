#include "scene/guidance/pedestrian_network.h"

#include <algorithm>
#include <cmath>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <glm/geometric.hpp>

#include "scene/guidance/network_builder.h"
#include "scene/guidance/street_sides.h"
#include "scene/guidance/walk_graph.h"

namespace twin::scene {

namespace {
constexpr double cell_m = 50;
constexpr double bearing_reach_m = 8;
/// So close to the centre line no side is meant.
constexpr double on_centre_line_m = 0.5;
/// Longer straight pieces are mistakes of the data and would fill the grid.
constexpr double longest_segment_m = 20'000;

std::int64_t cell_of(double metres) {
    return static_cast<std::int64_t>(std::floor(metres / cell_m));
}
std::int64_t cell_key(std::int64_t x, std::int64_t y) {
    return x * 1'000'003 + y;
}

/// Direction from the first point of the course to the one `reach` along it.
template <class Iterator>
double bearing_along(Iterator begin, Iterator end) {
    const glm::dvec2 first = *begin;
    glm::dvec2 reached = first;
    double walked_m = 0;
    for (Iterator previous = begin, next = std::next(begin); next != end; ++previous, ++next) {
        const double step_m = glm::distance(*previous, *next);
        const double rest_m = bearing_reach_m - walked_m;
        if (step_m > rest_m) {
            reached = *previous + (*next - *previous) * (rest_m / step_m);
            break;
        }
        reached = *next;
        walked_m += step_m;
    }
    const glm::dvec2 direction = reached - first;
    return std::atan2(direction.x, direction.y);
}
}  // namespace

/// Finds segments by place.
struct PedestrianNetwork::Grid {
    struct Segment {
        std::uint32_t edge;
        std::uint32_t index;  ///< From point `index` of the course to the next.
    };
    std::unordered_map<std::int64_t, std::vector<Segment>> segments;

    template <class Visit>
    static void for_cells(const glm::dvec2& low, const glm::dvec2& high, const Visit& visit) {
        for (std::int64_t x = cell_of(low.x); x <= cell_of(high.x); ++x)
            for (std::int64_t y = cell_of(low.y); y <= cell_of(high.y); ++y) visit(cell_key(x, y));
    }
};

PedestrianNetwork::PedestrianNetwork() : grid_(std::make_unique<Grid>()) {
    first_leaving_.assign(1, 0);
    sides_ = std::make_unique<StreetSides>(*this);
    walk_graph_ = std::make_unique<WalkGraph>(*this);
}
PedestrianNetwork::PedestrianNetwork(const std::vector<NumberedFeature>& features) {
    NetworkBuilder builder;
    for (const auto& [number, feature] : features) builder.add(number, feature);
    *this = builder.build();
}
PedestrianNetwork::~PedestrianNetwork() = default;
PedestrianNetwork::PedestrianNetwork(PedestrianNetwork&&) noexcept = default;
PedestrianNetwork& PedestrianNetwork::operator=(PedestrianNetwork&&) noexcept = default;

void PedestrianNetwork::finish() {
    first_leaving_.assign(nodes_.size() + 1, 0);
    for (const NetworkEdge& edge : edges_) {
        ++first_leaving_[edge.from + 1];
        ++first_leaving_[edge.to + 1];
    }
    for (std::size_t i = 1; i < first_leaving_.size(); ++i) first_leaving_[i] += first_leaving_[i - 1];
    leaving_.resize(edges_.size() * 2);
    std::vector<std::size_t> next(first_leaving_.begin(), first_leaving_.end() - 1);
    for (std::uint32_t e = 0; e < edges_.size(); ++e) {
        leaving_[next[edges_[e].from]++] = {e, false};
        leaving_[next[edges_[e].to]++] = {e, true};
    }
    find_components();
    fill_grid();
    sides_ = std::make_unique<StreetSides>(*this);
    walk_graph_ = std::make_unique<WalkGraph>(*this);
}

void PedestrianNetwork::find_components() {
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> graph(nodes_.size());
    for (std::uint32_t e = 0; e < edges_.size(); ++e)
        if (!way_of(e).barred) boost::add_edge(edges_[e].from, edges_[e].to, graph);
    std::vector<int> component(nodes_.size(), 0);
    if (!nodes_.empty()) boost::connected_components(graph, component.data());
    std::unordered_map<int, std::size_t> sizes;
    for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].component = component[i];
    for (const NetworkEdge& edge : edges_) ++sizes[nodes_[edge.from].component];
    std::size_t largest = 0;
    for (const auto& [number, size] : sizes) {
        if (size < largest || (size == largest && number > main_component_)) continue;
        largest = size;
        main_component_ = number;
    }
}

void PedestrianNetwork::fill_grid() {
    grid_ = std::make_unique<Grid>();
    for (std::uint32_t e = 0; e < edges_.size(); ++e) {
        if (way_of(e).barred) continue;
        const auto line = course(e);
        for (std::uint32_t i = 0; i + 1 < line.size(); ++i)
            if (glm::distance(line[i], line[i + 1]) < longest_segment_m)
                Grid::for_cells(glm::min(line[i], line[i + 1]), glm::max(line[i], line[i + 1]), [&](std::int64_t key) {
                    grid_->segments[key].push_back({e, i});
                });
    }
}

double PedestrianNetwork::bearing_at_begin_rad(Walk walk) const {
    const auto line = course(walk.edge);
    return walk.backward ? bearing_along(line.rbegin(), line.rend()) : bearing_along(line.begin(), line.end());
}

double PedestrianNetwork::bearing_at_end_rad(Walk walk) const {
    constexpr double half_turn_rad = 3.14159265358979323846;
    return bearing_at_begin_rad({walk.edge, !walk.backward}) + half_turn_rad;
}

std::optional<NetworkPlace> PedestrianNetwork::nearest(const glm::dvec2& point, double within_m, int component) const {
    std::optional<NetworkPlace> best;
    const auto look_at = [&](const Grid::Segment& segment) {
        const NetworkEdge& edge = edges_[segment.edge];
        if (component >= 0 && nodes_[edge.from].component != component) return;
        const auto line = course(segment.edge);
        const glm::dvec2 a = line[segment.index], b = line[segment.index + 1];
        const double length_m = glm::distance(a, b);
        if (length_m <= 0) return;
        const double t = std::clamp(glm::dot(point - a, b - a) / (length_m * length_m), 0.0, 1.0);
        const glm::dvec2 foot = a + (b - a) * t;
        const double distance_m = glm::distance(foot, point);
        if (distance_m > within_m || (best && distance_m >= best->distance_m)) return;
        double at_m = t * length_m;
        for (std::uint32_t i = 0; i < segment.index; ++i) at_m += glm::distance(line[i], line[i + 1]);
        best = NetworkPlace{segment.edge, std::min(at_m, edge.length_m), foot, distance_m};
        if (!way_of(segment.edge).carriageway() || distance_m < on_centre_line_m) return;
        const double across = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
        best->side = across > 0 ? Side::left : Side::right;
    };
    Grid::for_cells(point - glm::dvec2(within_m), point + glm::dvec2(within_m), [&](std::int64_t key) {
        const auto cell = grid_->segments.find(key);
        if (cell != grid_->segments.end())
            for (const Grid::Segment& segment : cell->second) look_at(segment);
    });
    return best;
}

bool PedestrianNetwork::loose_signal_near(const glm::dvec2& point, double within_m) const {
    return std::any_of(loose_signals_.begin(), loose_signals_.end(),
                       [&](const glm::dvec2& signal) { return glm::distance(signal, point) <= within_m; });
}

}  // namespace twin::scene
