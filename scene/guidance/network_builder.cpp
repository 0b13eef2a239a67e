#include "scene/guidance/network_builder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glm/geometric.hpp>

namespace twin::scene {

namespace {

using data::FeatureKind;

constexpr double same_place_m = 0.05;
constexpr double join_point_m = 2.0;
/// An id used twice for places farther apart than this belongs to two sources.
constexpr double same_node_m = 5.0;
constexpr double cell_m = 2.0;
constexpr std::size_t most_plaza_gates = 40;

std::int64_t cell_key(std::int64_t x, std::int64_t y) {
    return x * 4'000'037 + y;
}
std::int64_t cell_of(double metres) {
    return static_cast<std::int64_t>(std::floor(metres / cell_m));
}

bool ring_contains(const data::Ring& ring, const glm::dvec2& point) {
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        if ((ring[i].y > point.y) == (ring[j].y > point.y)) continue;
        const double x = ring[i].x + (point.y - ring[i].y) / (ring[j].y - ring[i].y) * (ring[j].x - ring[i].x);
        if (point.x < x) inside = !inside;
    }
    return inside;
}

/// Whether the straight line between two places on the outline stays on the area; looked at every few metres.
bool stays_inside(const data::Surface& surface, const glm::dvec2& a, const glm::dvec2& b) {
    const int samples = std::clamp(static_cast<int>(glm::distance(a, b) / 2), 3, 64);
    for (int i = 1; i < samples; ++i) {
        const glm::dvec2 point = a + (b - a) * (static_cast<double>(i) / samples);
        if (!ring_contains(surface.outer, point)) return false;
        for (const data::Ring& hole : surface.holes)
            if (hole.size() >= 3 && ring_contains(hole, point)) return false;
    }
    return true;
}

}  // namespace

void NetworkBuilder::add(std::uint32_t number, const data::Feature& feature) {
    const bool barred = is_barred_street(feature);
    if (barred || is_walkable(feature)) {
        const auto way = static_cast<Index>(network_.ways_.size());
        network_.ways_.push_back(way_traits(feature, number));
        network_.ways_.back().barred = barred;
        for (const data::Line& line : feature.lines) add_line(way, line);
        if (feature.kind == FeatureKind::street_area)
            for (const data::Surface& surface : feature.surfaces)
                if (surface.outer.size() >= 3) areas_.push_back({way, surface});
        return;
    }
    const bool tells = feature.kind == FeatureKind::crossing || feature.kind == FeatureKind::kerb ||
                       feature.kind == FeatureKind::traffic_signal || feature.kind == FeatureKind::tactile_paving ||
                       feature.kind == FeatureKind::barrier;
    if (!tells) return;
    for (std::size_t i = 0; i < feature.points.size(); ++i) {
        Point point;
        point.node_id = i < feature.point_nodes.size() ? feature.point_nodes[i] : 0;
        point.position = glm::dvec2(feature.points[i]);
        point.kind = feature.kind;
        point.kerb = kerb_of(feature.attributes);
        if (feature.kind == FeatureKind::crossing) point.crossing = crossing_traits(feature.attributes);
        points_.push_back(point);
    }
}

void NetworkBuilder::add_line(Index way, const data::Line& line) {
    Course course{way, {}};
    const bool topology = line.nodes.size() == line.points.size();
    for (std::size_t i = 0; i < line.points.size(); ++i) {
        const glm::dvec2 position(line.points[i]);
        if (!std::isfinite(position.x) || !std::isfinite(position.y)) continue;
        const Index node = topology ? node_of(line.nodes[i], position) : node_at(position);
        if (course.nodes.empty() || course.nodes.back() != node) course.nodes.push_back(node);
    }
    if (course.nodes.size() >= 2) courses_.push_back(std::move(course));
}

NetworkBuilder::Index NetworkBuilder::node_of(std::int64_t id, const glm::dvec2& position) {
    const auto known = by_id_.find(id);
    if (known == by_id_.end()) {
        const Index node = new_node(position);
        by_id_.emplace(id, node);
        return node;
    }
    return glm::distance(positions_[known->second], position) <= same_node_m ? known->second : node_at(position);
}

NetworkBuilder::Index NetworkBuilder::node_at(const glm::dvec2& position) {
    const Index near = find_near(position, same_place_m);
    return near != std::numeric_limits<Index>::max() ? near : new_node(position);
}

NetworkBuilder::Index NetworkBuilder::find_near(const glm::dvec2& position, double within_m) const {
    Index best = std::numeric_limits<Index>::max();
    double best_m = within_m;
    for (std::int64_t x = cell_of(position.x - within_m); x <= cell_of(position.x + within_m); ++x) {
        for (std::int64_t y = cell_of(position.y - within_m); y <= cell_of(position.y + within_m); ++y) {
            const auto cell = by_place_.find(cell_key(x, y));
            if (cell == by_place_.end()) continue;
            for (const Index node : cell->second) {
                const double distance_m = glm::distance(positions_[node], position);
                if (distance_m > best_m) continue;
                best = node;
                best_m = distance_m;
            }
        }
    }
    return best;
}

NetworkBuilder::Index NetworkBuilder::new_node(const glm::dvec2& position) {
    const auto node = static_cast<Index>(positions_.size());
    positions_.push_back(position);
    by_place_[cell_key(cell_of(position.x), cell_of(position.y))].push_back(node);
    return node;
}

void NetworkBuilder::add_areas() {
    for (const Area& area : areas_) {
        Course rim{area.way, {}};
        std::vector<Index> gates;
        for (const data::Ring* ring : {&area.surface.outer}) {
            for (const glm::dvec3& corner : *ring) {
                const glm::dvec2 position(corner);
                const Index met = find_near(position, same_place_m);
                const Index node = met != std::numeric_limits<Index>::max() ? met : new_node(position);
                if (met != std::numeric_limits<Index>::max()) gates.push_back(node);
                if (rim.nodes.empty() || rim.nodes.back() != node) rim.nodes.push_back(node);
            }
        }
        if (rim.nodes.size() < 3) continue;
        rim.nodes.push_back(rim.nodes.front());
        courses_.push_back(std::move(rim));
        if (gates.size() > most_plaza_gates) gates.resize(most_plaza_gates);
        for (std::size_t i = 0; i < gates.size(); ++i)
            for (std::size_t j = i + 1; j < gates.size(); ++j)
                if (gates[i] != gates[j] && stays_inside(area.surface, positions_[gates[i]], positions_[gates[j]]))
                    courses_.push_back({area.way, {gates[i], gates[j]}});
    }
}

void NetworkBuilder::join_points() {
    notes_.resize(positions_.size());
    noted_.resize(positions_.size());
    for (const Point& point : points_) {
        const bool signal = point.kind == FeatureKind::traffic_signal;

        const auto by_id = by_id_.find(point.node_id);
        const bool same = point.node_id != 0 && by_id != by_id_.end() &&
                          glm::distance(positions_[by_id->second], point.position) <= same_node_m;
        const Index node = same ? by_id->second : find_near(point.position, join_point_m);
        if (node == std::numeric_limits<Index>::max()) {
            if (signal) network_.loose_signals_.push_back(point.position);
            continue;
        }
        noted_[node] = true;
        NetworkNode& note = notes_[node];
        if (signal) note.signal = true;
        if (point.kind == FeatureKind::crossing) note.crossing = point.crossing;
        if (point.kind == FeatureKind::barrier && point.kerb == Kerb::unknown) note.obstacle = true;
        if (point.kind == FeatureKind::tactile_paving) note.tactile = true;
        if (point.kerb != Kerb::unknown) note.kerb = point.kerb;
    }
}

/// Courses become edges between the points where something happens.
void NetworkBuilder::cut_courses() {
    std::vector<std::uint8_t> uses(positions_.size(), 0);
    for (const Course& course : courses_) {
        for (const Index node : course.nodes) uses[node] = static_cast<std::uint8_t>(std::min(uses[node] + 1, 2));
        uses[course.nodes.front()] = uses[course.nodes.back()] = 2;
    }
    std::vector<Index> number(positions_.size(), std::numeric_limits<Index>::max());
    const auto node_number = [&](Index node) {
        if (number[node] == std::numeric_limits<Index>::max()) {
            number[node] = static_cast<Index>(network_.nodes_.size());
            network_.nodes_.push_back(notes_[node]);
            network_.nodes_.back().position = positions_[node];
        }
        return number[node];
    };
    for (const Course& course : courses_) {
        double way_length_m = 0;
        for (std::size_t i = 1; i < course.nodes.size(); ++i)
            way_length_m += glm::distance(positions_[course.nodes[i - 1]], positions_[course.nodes[i]]);
        for (std::size_t begin = 0, end = 1; end < course.nodes.size(); ++end) {
            const Index last = course.nodes[end];
            if (uses[last] < 2 && !noted_[last] && end + 1 < course.nodes.size()) continue;
            NetworkEdge edge;
            edge.way = course.way;
            edge.from = node_number(course.nodes[begin]);
            edge.to = node_number(last);
            edge.first_point = static_cast<Index>(network_.points_.size());
            edge.point_count = static_cast<Index>(end - begin + 1);
            edge.way_length_m = way_length_m;
            for (std::size_t i = begin; i <= end; ++i) {
                const glm::dvec2 position = positions_[course.nodes[i]];
                if (i > begin) edge.length_m += glm::distance(network_.points_.back(), position);
                network_.points_.push_back(position);
            }
            if (edge.length_m > 0) network_.edges_.push_back(edge);
            begin = end;
        }
    }
}

PedestrianNetwork NetworkBuilder::build() {
    add_areas();
    join_points();
    cut_courses();
    network_.finish();
    PedestrianNetwork built = std::move(network_);
    *this = NetworkBuilder();
    return built;
}

}  // namespace twin::scene
