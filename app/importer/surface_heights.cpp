#include "app/importer/surface_heights.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>

#include "data/keys.h"
#include "scene/builders/building_shape.h"

namespace twin::app {

namespace {

using base::ComplaintKind;

constexpr std::size_t least_cells = 4;
constexpr double most_cells = 900;  ///< A hall needs no more to be known.
constexpr double share_below = 0.95;
constexpr double lowest_building_m = 1.5, highest_building_m = 700;

/// Whether a point lies in the outline (odd number of edges to its east), and how far from the nearest edge.
struct Inside {
    bool inside = false;
    double distance_m = INFINITY;

    void add(const data::Ring& ring, double x, double y) {
        for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
            const glm::dvec3 &a = ring[j], &b = ring[i];
            if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
            const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
            const double t = length2 > 0 ? std::clamp(((x - a.x) * dx + (y - a.y) * dy) / length2, 0.0, 1.0) : 0;
            distance_m = std::fmin(distance_m, std::hypot(x - a.x - t * dx, y - a.y - t * dy));
        }
    }
};

base::Box3 box_of(const data::Ring& ring) {
    base::Box3 box;
    for (const glm::dvec3& p : ring) box.add({p.x, p.y, 0});
    return box;
}

/// Points of a grid in a footprint, at least `inset_m` away from its edges.
std::vector<glm::dvec3> points_in(const data::Surface& footprint, double spacing_m, double inset_m) {
    std::vector<glm::dvec3> points;
    if (footprint.outer.size() < 3) return points;
    const base::Box3 box = box_of(footprint.outer);
    const glm::dvec3 size = box.size();
    if (!std::isfinite(size.x + size.y) || size.x * size.y > 1e8) return points;
    const double step = std::max(spacing_m, std::sqrt(size.x * size.y / most_cells));
    for (double y = box.min.y + step / 2; y < box.max.y; y += step)
        for (double x = box.min.x + step / 2; x < box.max.x; x += step) {
            Inside place;
            place.add(footprint.outer, x, y);
            for (const data::Ring& hole : footprint.holes)
                if (!hole.empty()) place.add(hole, x, y);
            if (place.inside && place.distance_m >= inset_m) points.emplace_back(x, y, 0);
        }
    return points;
}

}  // namespace

struct SurfaceHeights::Surface {
    data::HeightGrid grid;
    data::CrsInfo crs;
    double shift_m = 0;
    double pixel_m = 1;
    base::Box3 box;

    bool settle(const data::CityFrame& frame);
    float nearest(const glm::dvec3& p) const;
};

/// Finds out where it lies. False: nowhere.
bool SurfaceHeights::Surface::settle(const data::CityFrame& frame) {
    const auto placer = data::Placer::make(crs, frame);
    if (!placer.ok()) return false;
    const auto& t = grid.transform;
    std::vector<glm::dvec3> points;
    constexpr int steps = 8;
    const auto add = [&](double c, double r) {
        points.emplace_back(t[0] + c * t[1] + r * t[2], t[3] + c * t[4] + r * t[5], 0);
    };
    for (int j = 0; j <= steps; ++j)
        for (int i = 0; i <= steps; ++i) add(grid.columns * double(i) / steps, grid.rows * double(j) / steps);
    add(grid.columns / 2.0, grid.rows / 2.0);
    add(grid.columns / 2.0 + 1, grid.rows / 2.0);
    placer->place(points);
    const glm::dvec3 &middle = points[points.size() - 2], &next = points.back();
    pixel_m = std::hypot(next.x - middle.x, next.y - middle.y);
    for (const glm::dvec3& p : points)
        if (std::isfinite(p.x) && std::isfinite(p.y)) box.add({p.x, p.y, 0});
    if (box.empty() || !(pixel_m > 0) || !std::isfinite(pixel_m)) return false;
    box.min -= 2 * pixel_m;
    box.max += 2 * pixel_m;
    return true;
}

/// Height of the cell that a point of its CRS lies in; NaN: none.
float SurfaceHeights::Surface::nearest(const glm::dvec3& p) const {
    const auto& t = grid.transform;
    const double determinant = t[1] * t[5] - t[2] * t[4], dx = p.x - t[0], dy = p.y - t[3];
    const double column = (dx * t[5] - dy * t[2]) / determinant, row = (dy * t[1] - dx * t[4]) / determinant;
    if (!(column >= 0 && row >= 0 && column < grid.columns && row < grid.rows)) return NAN;
    return grid.at(static_cast<int>(column), static_cast<int>(row)) + static_cast<float>(shift_m);
}

/// PROJ's operations serve one thread each.
struct SurfaceHeights::Ways {
    tbb::enumerable_thread_specific<std::vector<std::unique_ptr<data::Placer>>> of_thread;

    const data::Placer& to(std::size_t i, const Surface& surface, const data::CityFrame& frame) {
        auto& placers = of_thread.local();
        if (placers.size() <= i) placers.resize(i + 1);
        if (!placers[i]) placers[i] = std::make_unique<data::Placer>(data::Placer::make(surface.crs, frame).value());
        return *placers[i];
    }
};

SurfaceHeights::SurfaceHeights(std::vector<PlacedFile>& files, const data::CityFrame& frame)
    : frame_(frame), ways_(std::make_unique<Ways>()) {
    for (PlacedFile& placed : files) {
        for (scene::PlacedGrid& each : placed.grids) {
            if (each.grid.meaning == data::GridMeaning::ground) continue;
            auto surface = std::make_unique<Surface>();
            surface->grid = std::move(each.grid);
            each.grid.columns = 0;
            surface->crs = placed.crs;
            surface->crs.vertical.clear();
            if (surface->grid.meaning == data::GridMeaning::surface) surface->shift_m = each.vertical_shift_m;
            if (surface->settle(frame))
                surfaces_.push_back(std::move(surface));
            else
                placed.file.complaints.push_back({ComplaintKind::skipped, placed.file.name(), "surface model left out",
                                                  "its size or place makes no sense in this city"});
        }
        std::erase_if(placed.grids, [](const scene::PlacedGrid& each) { return each.grid.columns == 0; });
    }
    std::stable_sort(surfaces_.begin(), surfaces_.end(),
                     [](const auto& a, const auto& b) { return a->pixel_m < b->pixel_m; });
}

SurfaceHeights::~SurfaceHeights() = default;

void SurfaceHeights::use_terrain(const data::Terrain& terrain, std::vector<base::Complaint>& complaints) {
    terrain_ = &terrain;
    if (terrain.measured) return;
    const std::size_t before = surfaces_.size();
    std::erase_if(surfaces_, [](const auto& s) { return s->grid.meaning == data::GridMeaning::surface; });
    if (surfaces_.size() < before)
        complaints.push_back(
            {ComplaintKind::skipped, "terrain", "surface model not used",
             "without a terrain model it does not say how high a building is; add one, or write what = "
             "\"heights\" to take it as the ground"});
}

std::optional<double> SurfaceHeights::top_m(const data::Feature& building) const {
    bool covered = false;
    for (std::size_t i = 0; i < surfaces_.size(); ++i) {
        const Surface& surface = *surfaces_[i];
        std::vector<glm::dvec3> points;
        for (const double inset_m : {0.25 + 0.75 * surface.pixel_m, 0.0}) {
            points.clear();
            for (const data::Surface& face : building.surfaces) {
                if (!scene::is_footprint(building, face)) continue;
                const base::Box3 box = box_of(face.outer);
                if (box.empty() || box.max.x < surface.box.min.x || box.min.x > surface.box.max.x ||
                    box.max.y < surface.box.min.y || box.min.y > surface.box.max.y)
                    continue;
                const auto more = points_in(face, surface.pixel_m, inset_m);
                points.insert(points.end(), more.begin(), more.end());
            }
            if (points.size() >= least_cells) break;
        }
        if (points.size() < least_cells) continue;
        std::vector<glm::dvec3> there = points;
        ways_->to(i, surface, frame_).unplace(there);
        std::vector<double> tops;
        for (std::size_t k = 0; k < there.size(); ++k) {
            double z = surface.nearest(there[k]);
            if (!std::isfinite(z)) continue;
            if (surface.grid.meaning == data::GridMeaning::above_ground)
                z += terrain_->height_at(points[k].x, points[k].y);
            tops.push_back(z);
        }
        if (tops.size() < least_cells || tops.size() * 2 < points.size()) continue;
        covered = true;
        const auto place = tops.begin() + static_cast<long>(share_below * static_cast<double>(tops.size() - 1));
        std::nth_element(tops.begin(), place, tops.end());
        return *place;
    }
    if (!covered) ++uncovered_;
    return std::nullopt;
}

void SurfaceHeights::measure(data::Feature& building, double ground_m) const {
    if (surfaces_.empty() || !terrain_ || !scene::has_footprint(building)) return;
    data::Attributes& attributes = building.attributes;
    if (attributes.flag(data::keys::outline_only) || attributes.number(data::keys::height_m, 0) > 0) return;
    const auto top = top_m(building);
    if (!top || !std::isfinite(ground_m)) return;
    const double height_m = *top - ground_m;
    if (!(height_m >= lowest_building_m && height_m <= highest_building_m)) {
        ++too_low_;
        return;
    }
    attributes.set(data::keys::height_m, std::round(height_m * 100) / 100);
    attributes.set(data::keys::height_source, std::string("surface model"));
    ++measured_;
}

std::vector<base::Complaint> SurfaceHeights::complaints() const {
    std::vector<base::Complaint> complaints;
    const auto add = [&](ComplaintKind kind, std::uint64_t count, const char* what, const char* why) {
        if (count > 0) complaints.push_back({kind, "surface model", fmt::format(fmt::runtime(what), count), why});
    };
    add(ComplaintKind::repaired, measured_, "{} buildings got their height from the surface model",
        "no height was given; it is the top of the surface model in their outline minus the terrain below");
    add(ComplaintKind::warning, uncovered_, "{} buildings without a height got none from the surface model",
        "it does not reach there, or they are too small for its cells");
    add(ComplaintKind::warning, too_low_, "{} buildings do not stand out of the surface model",
        "they are newer or older than it, or lie under trees or the ground; their height is assumed");
    return complaints;
}

}  // namespace twin::app
