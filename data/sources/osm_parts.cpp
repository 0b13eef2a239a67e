#include "data/sources/osm_parts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>

#include <fmt/format.h>
#include <glm/vec2.hpp>

#include "base/frames.h"
#include "data/keys.h"
#include "data/sources/osm_rest.h"

namespace twin::data {

namespace {

constexpr double storey_m = 3;

double ring_area(const Ring& ring) {
    double twice = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec3 a = ring[i] - ring[0], b = ring[(i + 1) % ring.size()] - ring[0];
        twice += a.x * b.y - b.x * a.y;
    }
    return std::abs(twice) / 2;
}

double area_of(const Feature& feature) {
    double area = 0;
    for (const Surface& surface : feature.surfaces) {
        area += ring_area(surface.outer);
        for (const Ring& hole : surface.holes) area -= ring_area(hole);
    }
    return area;
}

bool ring_contains(const Ring& ring, const glm::dvec2& point) {
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        if ((ring[i].y > point.y) == (ring[j].y > point.y)) continue;
        const double x = ring[i].x + (point.y - ring[i].y) / (ring[j].y - ring[i].y) * (ring[j].x - ring[i].x);
        if (point.x < x) inside = !inside;
    }
    return inside;
}

bool contains(const Feature& feature, const glm::dvec2& point) {
    for (const Surface& surface : feature.surfaces) {
        if (!ring_contains(surface.outer, point)) continue;
        const bool in_hole = std::any_of(surface.holes.begin(), surface.holes.end(),
                                         [&](const Ring& hole) { return ring_contains(hole, point); });
        if (!in_hole) return true;
    }
    return false;
}

/// A point inside the ring: parts share walls with their outline, so its corners decide nothing.
glm::dvec2 point_inside(const Ring& ring) {
    double low = ring[0].y, high = ring[0].y;
    for (const glm::dvec3& point : ring) {
        low = std::min(low, point.y);
        high = std::max(high, point.y);
    }
    const double y = low + (high - low) * 0.4871;  // unlikely to meet a corner
    std::vector<double> cuts;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
        if ((ring[i].y > y) != (ring[j].y > y))
            cuts.push_back(ring[i].x + (y - ring[i].y) / (ring[j].y - ring[i].y) * (ring[j].x - ring[i].x));
    std::sort(cuts.begin(), cuts.end());
    glm::dvec2 best{ring[0].x, y};
    double widest = -1;
    for (std::size_t i = 0; i + 1 < cuts.size(); i += 2) {
        if (cuts[i + 1] - cuts[i] <= widest) continue;
        widest = cuts[i + 1] - cuts[i];
        best.x = (cuts[i] + cuts[i + 1]) / 2;
    }
    return best;
}

/// Finds the outlines near a point: about 200 m wide cells, in degrees.
class OutlineGrid {
  public:
    void add(std::size_t index, const Feature& outline) {
        base::Box3 box;
        for (const Surface& surface : outline.surfaces)
            for (const glm::dvec3& point : surface.outer) box.add(point);
        // A "building" of kilometres is a mistake and would fill the grid.
        if (box.empty() || box.size().x > 0.05 || box.size().y > 0.05) return;
        for (std::int64_t x = cell(box.min.x); x <= cell(box.max.x); ++x)
            for (std::int64_t y = cell(box.min.y); y <= cell(box.max.y); ++y) cells_[key(x, y)].push_back(index);
    }
    const std::vector<std::size_t>& near(const glm::dvec2& point) const {
        static const std::vector<std::size_t> none;
        const auto found = cells_.find(key(cell(point.x), cell(point.y)));
        return found == cells_.end() ? none : found->second;
    }

  private:
    static std::int64_t cell(double degrees) { return static_cast<std::int64_t>(std::floor(degrees / 0.002)); }
    static std::int64_t key(std::int64_t x, std::int64_t y) { return x * 1'000'003 + y; }
    std::unordered_map<std::int64_t, std::vector<std::size_t>> cells_;
};

/// The smallest building around the part.
std::size_t outline_around(const Feature& part, const std::vector<Feature>& buildings, const OutlineGrid& grid) {
    if (part.surfaces.empty() || part.surfaces.front().outer.size() < 3) return buildings.size();
    const glm::dvec2 inside = point_inside(part.surfaces.front().outer);
    std::size_t best = buildings.size();
    double best_area = 0;
    for (const std::size_t candidate : grid.near(inside)) {
        if (!contains(buildings[candidate], inside)) continue;
        const double area = area_of(buildings[candidate]);
        if (best != buildings.size() && area >= best_area) continue;
        best = candidate;
        best_area = area;
    }
    return best;
}

/// Whether the part stands on the ground, not on the building.
bool stands_on_ground(const Feature& part, const Feature& building) {
    const double lowest =
        part.attributes.number(keys::min_height_m, part.attributes.number(keys::min_storey, 0) * storey_m);
    const double height =
        building.attributes.number(keys::height_m, building.attributes.number(keys::storeys, 0) * storey_m);
    return !(lowest > 0) || (height > 0 && lowest < height / 2);
}

/// The height of a building with parts is that of its highest one; what is left beside them is none of the towers.
void lower_rest(Feature& building, const std::vector<const Feature*>& parts, std::vector<base::Complaint>& assumed) {
    double highest = 0, lowest = 1e9;
    for (const Feature* part : parts) {
        const double top = part->attributes.number(keys::height_m, 0);
        highest = std::max(highest, top);
        if (top > 0) lowest = std::min(lowest, top);
    }
    const double whole = building.attributes.number(keys::height_m, 0);
    if (!(whole > 0) || highest < whole - 0.5 || lowest > whole - 0.5) return;
    building.attributes.set(keys::height_m, lowest);
    building.attributes.set(keys::assumed, std::string(keys::height_m));
    assumed.push_back({base::ComplaintKind::assumed, building.id,
                       fmt::format("height of what its parts leave set to {:.1f} m", lowest),
                       "the height given is that of its highest part"});
}

/// The building keeps what its parts leave.
void step_back(Feature& building, const std::vector<const Feature*>& parts, std::vector<base::Complaint>& assumed) {
    std::vector<const Surface*> taken;
    double covered = 0, on_ground = 0;
    for (const Feature* part : parts) {
        covered += area_of(*part);
        if (!stands_on_ground(*part, building)) continue;
        on_ground += area_of(*part);
        for (const Surface& surface : part->surfaces) taken.push_back(&surface);
    }
    if (taken.empty()) {
        // Nothing but parts in the air: a roof of its own, or turrets on a building that is there.
        if (covered >= 0.9 * area_of(building)) building.attributes.set(keys::outline_only, true);
        return;
    }
    auto rest = rest_of(building.surfaces, taken);
    const double whole = area_of(building);
    Feature remainder;
    if (rest) remainder.surfaces = std::move(*rest);
    const double left = area_of(remainder);
    if (!rest || left < 0.1 * whole) {
        // Where the rest cannot be told, whoever has the most of it stands for all.
        if (rest || on_ground >= 0.5 * whole) building.attributes.set(keys::outline_only, true);
        return;
    }
    building.surfaces = std::move(remainder.surfaces);
    lower_rest(building, parts, assumed);
}

}  // namespace

std::vector<base::Complaint> link_building_parts(std::vector<Feature>& buildings,
                                                 const std::map<std::string, std::string>& named) {
    OutlineGrid grid;
    std::unordered_map<std::string, std::size_t> by_id;
    for (std::size_t i = 0; i < buildings.size(); ++i) {
        if (buildings[i].kind != FeatureKind::building) continue;
        by_id[buildings[i].id] = i;
        grid.add(i, buildings[i]);
    }
    std::map<std::size_t, std::vector<const Feature*>> parts_of;
    for (Feature& part : buildings) {
        if (part.kind != FeatureKind::building_part) continue;
        std::size_t outline = buildings.size();
        if (const auto said = named.find(part.id); said != named.end())
            if (const auto known = by_id.find(said->second); known != by_id.end()) outline = known->second;
        if (outline == buildings.size()) outline = outline_around(part, buildings, grid);
        if (outline == buildings.size()) continue;
        part.parent_id = buildings[outline].id;
        parts_of[outline].push_back(&part);
    }
    std::vector<base::Complaint> assumed;
    for (const auto& [outline, parts] : parts_of) step_back(buildings[outline], parts, assumed);
    return assumed;
}

}  // namespace twin::data
