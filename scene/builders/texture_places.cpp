#include "scene/builders/texture_places.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glm/geometric.hpp>

namespace twin::scene {
namespace {

/// Points nearer than this are one (polygons.h).
constexpr double same_point_m = 1.5e-3;

}  // namespace

TexturePlaces::TexturePlaces(const data::Surface& surface) : surface_(surface) {
    const std::vector<glm::vec2>& places = surface.texture_places;
    std::size_t points = surface.outer.size();
    for (const data::Ring& hole : surface.holes) points += hole.size();
    usable_ = surface.texture >= 0 && points > 0 && places.size() == points &&
              std::all_of(places.begin(), places.end(),
                          [](const glm::vec2& p) { return std::abs(p.x) < 1e4f && std::abs(p.y) < 1e4f; });
    if (!usable_) return;
    by_x_.reserve(points);
    std::size_t next = 0;
    for (const glm::dvec3& p : surface.outer) by_x_.push_back({p, places[next++]});
    for (const data::Ring& hole : surface.holes)
        for (const glm::dvec3& p : hole) by_x_.push_back({p, places[next++]});
    std::erase_if(by_x_, [](const Known& known) { return !std::isfinite(known.point.x); });
    std::stable_sort(by_x_.begin(), by_x_.end(), [](const Known& a, const Known& b) { return a.point.x < b.point.x; });
}

glm::vec2 TexturePlaces::at(const glm::dvec3& point) const {
    auto known = std::lower_bound(by_x_.begin(), by_x_.end(), point.x - same_point_m,
                                  [](const Known& k, double x) { return k.point.x < x; });
    const Known* nearest = nullptr;
    double best = same_point_m;
    for (; known != by_x_.end() && known->point.x <= point.x + same_point_m; ++known) {
        const double away = glm::length(known->point - point);
        if (!(away < best)) continue;
        best = away;
        nearest = &*known;
    }
    return nearest ? nearest->place : on_nearest_edge(point);
}

glm::vec2 TexturePlaces::on_nearest_edge(const glm::dvec3& point) const {
    double best = std::numeric_limits<double>::infinity();
    glm::vec2 place(0);
    std::size_t first = 0;
    const auto look = [&](const data::Ring& ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const std::size_t k = (i + 1) % ring.size();
            const glm::dvec3 along = ring[k] - ring[i];
            const double length2 = glm::dot(along, along);
            const double t = length2 > 0 ? std::clamp(glm::dot(point - ring[i], along) / length2, 0.0, 1.0) : 0.0;
            const double away = glm::length(ring[i] + along * t - point);
            if (!(away < best)) continue;
            best = away;
            const glm::dvec2 a(surface_.texture_places[first + i]), b(surface_.texture_places[first + k]);
            place = glm::vec2(a + (b - a) * t);
        }
        first += ring.size();
    };
    look(surface_.outer);
    for (const data::Ring& hole : surface_.holes) look(hole);
    return place;
}

}  // namespace twin::scene
