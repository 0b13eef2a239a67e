#include "scene/imagery_wanted.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace twin::scene {

namespace {

GroundRange::Range joined(const GroundRange::Range& a, const GroundRange::Range& b) {
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

/// The four sides of what the camera sees.
class Sides {
  public:
    explicit Sides(const ImagerySight& sight) : eye_(sight.camera.position.vec()) {
        const double aspect = static_cast<double>(sight.width_px) / std::max(sight.height_px, 1);
        const glm::dvec2 corners[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        for (std::size_t i = 0; i < 4; ++i) {
            const glm::dvec3 inward =
                glm::cross(sight.camera.ray(corners[i], aspect), sight.camera.ray(corners[(i + 1) % 4], aspect));
            normals_[i] = glm::dot(inward, sight.camera.forward()) < 0 ? -inward : inward;
        }
    }
    bool may_see(const base::Box3& box) const {
        const glm::dvec3 low = box.min - eye_, high = box.max - eye_;
        return std::all_of(normals_.begin(), normals_.end(), [&](const glm::dvec3& n) {
            return (n.x > 0 ? n.x * high.x : n.x * low.x) + (n.y > 0 ? n.y * high.y : n.y * low.y) +
                       (n.z > 0 ? n.z * high.z : n.z * low.z) >=
                   0;
        });
    }

  private:
    glm::dvec3 eye_;
    std::array<glm::dvec3, 4> normals_;
};

struct Ranked {
    ImageryPlace place;
    double pixel_m;
    double distance_m;
};

/// One walk down the pyramids.
class Walk {
  public:
    Walk(std::span<const data::ImageryInfo> pyramids, const ImagerySight& sight, const GroundRange& ground, double blur)
        : pyramids_(pyramids),
          sight_(sight),
          ground_(ground),
          sides_(sight),
          pixel_share_(blur * 2 * std::tan(sight.camera.fov_y_rad / 2) / std::max(sight.height_px, 1)) {}

    /// false: too many.
    bool visit(const ImageryPlace& place) {
        const data::ImageryInfo& info = pyramids_[static_cast<std::size_t>(place.imagery)];
        const data::ImageryLevel& level = info.levels[static_cast<std::size_t>(place.level)];
        if (place.column >= level.columns || place.row >= level.rows) return true;
        const double edge_m = info.tile_px * level.pixel_m;
        const double x0 = info.x0_m + place.column * edge_m, y1 = info.y1_m - place.row * edge_m;
        const GroundRange::Range range = ground_.over(x0, y1 - edge_m, x0 + edge_m, y1);
        base::Box3 box;
        box.add({x0, y1 - edge_m, range.low});
        box.add({x0 + edge_m, y1, range.high});
        const bool seen = sides_.may_see(box);
        if (!seen && place.level > 0) return true;
        const glm::dvec3 eye = sight_.camera.position.vec();
        const double distance_m = glm::length(eye - glm::clamp(eye, box.min, box.max));
        if (found.size() >= sight_.most_pages) return false;
        found.push_back({place, level.pixel_m, distance_m});
        if (!seen || place.level + 1 >= static_cast<int>(info.levels.size()) ||
            level.pixel_m <= ground_pixel_m(distance_m, eye.z - range.low))
            return true;
        for (int quarter = 0; quarter < 4; ++quarter)
            if (!visit({place.imagery, place.level + 1, place.column * 2 + quarter % 2, place.row * 2 + quarter / 2}))
                return false;
        return true;
    }

    std::vector<Ranked> found;

  private:
    /// What one pixel of the picture covers of the ground; as shaders/include/imagery.glsl counts.
    double ground_pixel_m(double distance_m, double height_m) const {
        // Slopes that face the camera are seen less at a slant.
        constexpr double slope = 0.2;
        const double slant = std::clamp(height_m / std::max(distance_m, 0.1) + slope, 0.05, 1.0);
        return distance_m * pixel_share_ * std::max(1.0, 1 / (slant * imagery_anisotropy));
    }

    std::span<const data::ImageryInfo> pyramids_;
    const ImagerySight& sight_;
    const GroundRange& ground_;
    Sides sides_;
    double pixel_share_;
};

}  // namespace

GroundRange::GroundRange(const data::Terrain& terrain) : x0_m_(terrain.x0_m), y0_m_(terrain.y0_m) {
    if (terrain.empty()) return;
    constexpr int block = 4;
    Level level;
    level.cell_m = terrain.step_m * block;
    level.columns = std::max(1, (terrain.columns - 1 + block - 1) / block);
    level.rows = std::max(1, (terrain.rows - 1 + block - 1) / block);
    for (int row = 0; row < level.rows; ++row)
        for (int column = 0; column < level.columns; ++column) {
            Range range{terrain.at(column * block, row * block), terrain.at(column * block, row * block)};
            for (int j = row * block; j <= std::min((row + 1) * block, terrain.rows - 1); ++j)
                for (int i = column * block; i <= std::min((column + 1) * block, terrain.columns - 1); ++i)
                    range = joined(range, {terrain.at(i, j), terrain.at(i, j)});
            level.cells.push_back(range);
        }
    levels_.push_back(std::move(level));
    while (levels_.back().columns > 1 || levels_.back().rows > 1) {
        const Level& fine = levels_.back();
        Level coarse{fine.cell_m * 2, (fine.columns + 1) / 2, (fine.rows + 1) / 2, {}};
        for (int row = 0; row < coarse.rows; ++row)
            for (int column = 0; column < coarse.columns; ++column) {
                const auto at = [&](int i, int j) {
                    return fine.cells[static_cast<std::size_t>(std::min(j, fine.rows - 1)) *
                                          static_cast<std::size_t>(fine.columns) +
                                      static_cast<std::size_t>(std::min(i, fine.columns - 1))];
                };
                coarse.cells.push_back(joined(joined(at(column * 2, row * 2), at(column * 2 + 1, row * 2)),
                                              joined(at(column * 2, row * 2 + 1), at(column * 2 + 1, row * 2 + 1))));
            }
        levels_.push_back(std::move(coarse));
    }
}

GroundRange::Range GroundRange::over(double x0_m, double y0_m, double x1_m, double y1_m) const {
    if (levels_.empty()) return {};
    const double edge_m = std::max(x1_m - x0_m, y1_m - y0_m);
    std::size_t index = 0;
    while (index + 1 < levels_.size() && levels_[index].cell_m * 2 < edge_m) ++index;
    const Level& level = levels_[index];
    const auto cell = [&](double from_m, double at_m, int count) {
        return static_cast<int>(std::clamp(std::floor((at_m - from_m) / level.cell_m), 0.0, count - 1.0));
    };
    const int i0 = cell(x0_m_, x0_m, level.columns), i1 = cell(x0_m_, x1_m, level.columns);
    const int j0 = cell(y0_m_, y0_m, level.rows), j1 = cell(y0_m_, y1_m, level.rows);
    const auto at = [&](int i, int j) {
        return level
            .cells[static_cast<std::size_t>(j) * static_cast<std::size_t>(level.columns) + static_cast<std::size_t>(i)];
    };
    Range range = at(i0, j0);
    for (int j = j0; j <= j1; ++j)
        for (int i = i0; i <= i1; ++i) range = joined(range, at(i, j));
    return range;
}

std::vector<ImageryPlace> wanted_imagery(std::span<const data::ImageryInfo> pyramids, const std::vector<bool>& shown,
                                         const ImagerySight& sight, const GroundRange& ground) {
    std::vector<Ranked> found;
    constexpr double coarser = 1.25, coarsest = 1e6;
    for (double blur = 1; blur < coarsest; blur *= coarser) {
        Walk walk(pyramids, sight, ground, blur);
        bool fits = true;
        for (std::size_t i = 0; i < pyramids.size() && fits; ++i) {
            if (!shown[i] || pyramids[i].levels.empty()) continue;
            const data::ImageryLevel& top = pyramids[i].levels.front();
            for (int row = 0; row < top.rows && fits; ++row)
                for (int column = 0; column < top.columns && fits; ++column)
                    fits = walk.visit({static_cast<int>(i), 0, column, row});
        }
        found = std::move(walk.found);
        if (fits) break;
    }
    std::sort(found.begin(), found.end(), [](const Ranked& a, const Ranked& b) {
        if (a.pixel_m != b.pixel_m) return a.pixel_m > b.pixel_m;
        if (a.distance_m != b.distance_m) return a.distance_m < b.distance_m;
        return a.place < b.place;
    });
    std::vector<ImageryPlace> places;
    places.reserve(found.size());
    for (const Ranked& each : found) places.push_back(each.place);
    return places;
}

}  // namespace twin::scene
