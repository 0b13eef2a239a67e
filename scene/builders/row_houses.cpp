#include "scene/builders/row_houses.h"

#include <algorithm>
#include <cmath>

#include <tbb/parallel_sort.h>
#include <glm/geometric.hpp>

#include "scene/builders/building_shape.h"
#include "scene/builders/outline.h"

namespace twin::scene {
namespace {

constexpr double least_wall_m = 1.5, least_shared_m = 4, least_area_m2 = 35;

}  // namespace

void RowHouses::add(const data::Feature& building, std::size_t number) {
    if (building.kind != data::FeatureKind::building || building.surfaces.size() != 1) return;
    const data::Surface& surface = building.surfaces.front();
    if (!is_footprint(building, surface) || surface.outer.size() > 60) return;
    const Outline outline = outline_of(surface.outer);
    const double area = std::abs(signed_area_m2(outline));
    if (!(area > least_area_m2 && area < 5000)) return;  // garages and halls are no rows
    const std::size_t house = houses_.size();
    houses_.push_back({number, area});
    for (std::size_t i = 0; i < outline.size(); ++i) {
        glm::dvec2 a = outline[i], b = outline[(i + 1) % outline.size()];
        if (!(glm::length(b - a) > least_wall_m)) continue;
        if (b.x < a.x || (b.x == a.x && b.y < a.y)) std::swap(a, b);
        walls_.push_back(
            {{std::lround(a.x * 10), std::lround(a.y * 10), std::lround(b.x * 10), std::lround(b.y * 10)}, house});
    }
}

void RowHouses::join() {
    tbb::parallel_sort(walls_.begin(), walls_.end());
    for (std::size_t begin = 0, end = 0; begin < walls_.size(); begin = end) {
        const auto& place = walls_[begin].first;
        while (end < walls_.size() && walls_[end].first == place) ++end;
        if (end - begin != 2 || walls_[begin].second == walls_[begin + 1].second) continue;
        House &one = houses_[walls_[begin].second], &other = houses_[walls_[begin + 1].second];
        // A house and its annexe are no row.
        if (std::max(one.area_m2, other.area_m2) > 3 * std::min(one.area_m2, other.area_m2)) continue;
        const auto& [ax, ay, bx, by] = place;
        const glm::dvec2 wall(static_cast<double>(bx - ax) / 10, static_cast<double>(by - ay) / 10);
        const double length = glm::length(wall), angle = 2 * std::atan2(wall.y, wall.x);
        for (House* house : {&one, &other}) {
            house->doubled += glm::dvec2(std::cos(angle), std::sin(angle)) * length;
            house->shared_m += length;
        }
    }
    for (const House& house : houses_) {
        const double together = glm::length(house.doubled);
        // A corner house has party walls on two sides.
        if (house.shared_m < least_shared_m || together < 0.9 * house.shared_m) continue;
        const double angle = std::atan2(house.doubled.y, house.doubled.x) / 2;
        const double bearing = 90 - angle * 57.29577951308232;
        directions_[house.number] = std::fmod(bearing + 360, 360);
    }
    walls_ = {};
}

double RowHouses::direction_deg(std::size_t number) const {
    const auto found = directions_.find(number);
    return found == directions_.end() ? NAN : found->second;
}

}  // namespace twin::scene
