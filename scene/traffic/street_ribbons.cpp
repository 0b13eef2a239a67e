#include "scene/traffic/street_ribbons.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include <glm/geometric.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "scene/builders/ground.h"
#include "scene/traffic/speed_scale.h"

namespace twin::scene {

namespace {

constexpr double left_of_lane_m = 1.0;     // Where the course is the middle of the lanes of one direction.
constexpr double right_of_centre_m = 0.4;  // Where it is the middle of the whole street.
constexpr double longest_mitre = 2;

/// Start and end of a course on a half-metre grid.
using Ends = std::tuple<long, long, long, long>;
Ends ends_of(const data::EdgeSeries& edge, bool turned) {
    const auto cell = [](float v) { return std::lround(v * 2.0); };
    const glm::vec2 a = turned ? edge.course_m.back() : edge.course_m.front();
    const glm::vec2 b = turned ? edge.course_m.front() : edge.course_m.back();
    return {cell(a.x), cell(a.y), cell(b.x), cell(b.y)};
}

/// Distinct finite points of a course in double.
std::vector<glm::dvec2> clean_course(const data::EdgeSeries& edge) {
    std::vector<glm::dvec2> course;
    for (const glm::vec2& p : edge.course_m) {
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
        const glm::dvec2 point(p);
        if (course.empty() || glm::distance(course.back(), point) > 0.05) course.push_back(point);
    }
    return course;
}

glm::dvec2 right_of(const glm::dvec2& a, const glm::dvec2& b) {
    const glm::dvec2 d = glm::normalize(b - a);
    return {d.y, -d.x};
}

/// Per point: the direction to the right, longer in bends so that the ribbon keeps its width.
std::vector<glm::dvec2> rights_of(const std::vector<glm::dvec2>& course) {
    std::vector<glm::dvec2> rights(course.size());
    for (std::size_t i = 0; i < course.size(); ++i) {
        const glm::dvec2 before = right_of(course[i ? i - 1 : 0], course[i ? i : 1]);
        const glm::dvec2 after = i + 1 < course.size() ? right_of(course[i], course[i + 1]) : before;
        const glm::dvec2 sum = before + after;
        const double length = glm::length(sum);
        if (length < 0.1) {
            rights[i] = after;  // A hairpin: no mitre could be right.
            continue;
        }
        const glm::dvec2 middle = sum / length;
        rights[i] = middle * std::min(longest_mitre, 1 / std::max(0.1, glm::dot(middle, after)));
    }
    return rights;
}

void append_vertex(const glm::dvec3& point, const base::CityPoint& origin, std::uint32_t colour, data::Mesh& mesh) {
    data::MeshVertex vertex;
    vertex.x = static_cast<float>(point.x - origin.x_m);
    vertex.y = static_cast<float>(point.y - origin.y_m);
    vertex.z = static_cast<float>(point.z - origin.z_m);
    vertex.material = static_cast<std::uint8_t>(data::Material::overlay);
    vertex.colour = colour;
    mesh.triangles.push_back(static_cast<std::uint32_t>(mesh.vertices.size()));
    mesh.vertices.push_back(vertex);
}

}  // namespace

StreetRibbons::StreetRibbons(const data::TrafficRecording& recording) : recording_(&recording) {
    std::set<Ends> courses;
    for (const data::EdgeSeries& edge : recording.edges)
        if (edge.course_m.size() > 1) courses.insert(ends_of(edge, false));
    for (const data::EdgeSeries& edge : recording.edges)
        shared_.push_back(edge.course_m.size() > 1 && courses.contains(ends_of(edge, true)));
}

void StreetRibbons::add(const data::EdgeSeries& edge, bool shared, int interval, const data::Terrain& terrain,
                        const base::CityPoint& origin, data::Mesh& mesh) const {
    const auto at = static_cast<std::size_t>(interval);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float speed = at < edge.speed_ms.size() ? edge.speed_ms[at] : nan;
    const float flow = at < edge.flow_vehh.size() ? edge.flow_vehh[at] : nan;
    if (std::isnan(speed) && std::isnan(flow)) return;
    const auto course = clean_course(edge);
    if (course.size() < 2) return;
    const auto rights = rights_of(course);
    const std::uint32_t colour = speed_colour(edge.free_speed_ms > 0 ? speed / edge.free_speed_ms : nan);
    const double inner = shared ? right_of_centre_m : -left_of_lane_m;
    const double outer = inner + ribbon_width_m(flow);
    const auto corner = [&](std::size_t i, double to_the_right) {
        const glm::dvec2 p = recording_->origin + course[i] + rights[i] * to_the_right;
        return glm::dvec3(p, terrain.height_at(p.x, p.y));
    };
    std::vector<glm::dvec3> draped;
    const auto lay = [&](const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c) {
        if (terrain.empty())
            draped.insert(draped.end(), {a, b, c});
        else
            drape_triangle(a, b, c, terrain, draped);
    };
    for (std::size_t i = 0; i + 1 < course.size(); ++i) {
        const glm::dvec3 left = corner(i, inner), right = corner(i, outer);
        const glm::dvec3 next_left = corner(i + 1, inner), next_right = corner(i + 1, outer);
        lay(left, right, next_right);
        lay(left, next_right, next_left);
    }
    for (const glm::dvec3& point : draped) append_vertex(point, origin, colour, mesh);
}

data::Mesh StreetRibbons::build(int interval, const data::Terrain& terrain, const base::CityPoint& origin) const {
    data::Mesh mesh;
    if (interval < 0) return mesh;
    for (std::size_t i = 0; i < recording_->edges.size(); ++i)
        add(recording_->edges[i], shared_[i], interval, terrain, origin, mesh);
    return mesh;
}

}  // namespace twin::scene
