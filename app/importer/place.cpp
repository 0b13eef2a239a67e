#include "app/importer/place.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "app/importer/coordinates.h"

namespace twin::app {

namespace {

using base::ComplaintKind;

constexpr double farthest_m = 200'000;

bool finite(const glm::dvec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

/// What the recipe says about heights overrules the file; a flat outline stays flat.
void apply_height_mode(data::Feature& feature, const std::string& heights) {
    if (heights.empty() || feature.heights == data::HeightMode::flat) {
        if (heights != "above_ground" && heights != "absolute" && heights != "ellipsoidal") return;
        bool any = false;
        visit_coordinates(feature, [&](const glm::dvec3& p) { any = any || (std::isfinite(p.z) && p.z != 0); });
        if (!any) return;
    }
    if (heights == "flat") feature.heights = data::HeightMode::flat;
    if (heights == "above_ground") feature.heights = data::HeightMode::above_ground;
    if (heights == "absolute" || heights == "ellipsoidal") feature.heights = data::HeightMode::absolute;
}

/// Places the coordinates of many features at once: single calls cost more than the points.
class BatchPlacer {
  public:
    BatchPlacer(const data::Placer& with_heights, const data::Placer& flat)
        : with_heights_(with_heights), flat_(flat) {}

    void place(std::vector<data::Feature>& features) {
        std::size_t begin = 0, points = 0;
        for (std::size_t i = 0; i < features.size(); ++i) {
            visit_coordinates(features[i], [&](const glm::dvec3&) { ++points; });
            if (points < 200'000 && i + 1 < features.size()) continue;
            place_some({features.data() + begin, i + 1 - begin});
            begin = i + 1;
            points = 0;
        }
    }

  private:
    void place_some(std::span<data::Feature> features) {
        for (const bool absolute : {true, false}) {
            buffer_.clear();
            for (const data::Feature& feature : features)
                if ((feature.heights == data::HeightMode::absolute) == absolute)
                    visit_coordinates(feature, [&](const glm::dvec3& p) {
                        buffer_.push_back(absolute ? p : glm::dvec3(p.x, p.y, 0));
                    });
            (absolute ? with_heights_ : flat_).place(buffer_);
            std::size_t next = 0;
            for (data::Feature& feature : features) {
                if ((feature.heights == data::HeightMode::absolute) != absolute) continue;
                const bool above = feature.heights == data::HeightMode::above_ground;
                visit_coordinates(feature, [&](glm::dvec3& p) {
                    const double z = p.z;
                    p = buffer_[next++];
                    if (!absolute) p.z = above ? z : 0;
                });
            }
        }
    }

    const data::Placer& with_heights_;
    const data::Placer& flat_;
    std::vector<glm::dvec3> buffer_;
};

/// Points that cannot be placed are left out of courses and point sets; a face that loses one goes with its feature.
bool all_placed(const data::Feature& feature) {
    bool fine = true;
    visit_coordinates(feature, [&](const glm::dvec3& p) { fine = fine && finite(p); });
    return fine;
}

void drop_unplaced(CollectedFile& file) {
    std::erase_if(file.features, [&](const data::Feature& feature) {
        if (all_placed(feature)) return false;
        file.complaints.push_back({ComplaintKind::skipped, feature.id, "object left out",
                                   "it has coordinates that lie nowhere on the earth"});
        return true;
    });
}

void place_traffic(data::TrafficRecording& recording, const data::Placer& placer) {
    std::vector<glm::dvec3> points;
    const auto add = [&](const glm::vec2& offset) { points.emplace_back(recording.origin + glm::dvec2(offset), 0); };
    points.emplace_back(recording.origin, 0);
    for (const data::VehicleTrack& track : recording.vehicles)
        for (const glm::vec2& offset : track.offset_m) add(offset);
    for (const data::EdgeSeries& edge : recording.edges)
        for (const glm::vec2& offset : edge.course_m) add(offset);
    placer.place(points);
    // The old origin may lie at 0,0 of its CRS, far from everything: the first real point is the new one.
    glm::dvec2 origin(points[points.size() > 1 ? 1 : 0]);
    for (const glm::dvec3& p : points)
        if (!finite(glm::dvec3(origin, 0))) origin = p;
    std::size_t next = 1;
    const auto take = [&](glm::vec2& offset) { offset = glm::vec2(glm::dvec2(points[next++]) - origin); };
    for (data::VehicleTrack& track : recording.vehicles)
        for (glm::vec2& offset : track.offset_m) take(offset);
    for (data::EdgeSeries& edge : recording.edges)
        for (glm::vec2& offset : edge.course_m) take(offset);
    recording.origin = origin;
}

/// What must be added to a raster's heights: taken in its middle, where one value stands for all of it.
double vertical_shift_m(const data::HeightGrid& grid, const data::Placer& placer) {
    const double column = grid.columns / 2.0, row = grid.rows / 2.0;
    const auto& t = grid.transform;
    glm::dvec3 point(t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0);
    placer.place({&point, 1});
    return std::isfinite(point.z) ? point.z : 0;
}

/// Turn and move of a model.
/// Frame: metres of the model in, city out.
struct Stand {
    glm::dvec3 origin_m{0};  ///< Of the model, comes to `to_m`.
    glm::dvec3 to_m{0};
    double azimuth_rad = 0;  ///< Clockwise from grid north.
    double scale = 1;

    glm::dvec3 turned(const glm::dvec3& v) const {
        const double c = std::cos(azimuth_rad), s = std::sin(azimuth_rad);
        return {v.x * c + v.y * s, v.y * c - v.x * s, v.z};
    }
    void apply(data::Feature& feature) const {
        visit_coordinates(feature, [&](glm::dvec3& p) { p = to_m + turned(p - origin_m) * scale; });
        for (data::ModelMesh& mesh : feature.models)
            for (glm::vec3& normal : mesh.normals) normal = glm::vec3(turned(glm::dvec3(normal)));
    }
};

base::Box3 box_of(const CollectedFile& file) {
    base::Box3 box;
    for (const data::Feature& feature : file.features)
        visit_coordinates(feature, [&](const glm::dvec3& p) {
            if (finite(p)) box.add(p);
        });
    return box;
}

/// Grid azimuth of true north at a place of the city.
double true_north_rad(const data::CityFrame& frame, const glm::dvec2& at_m) {
    const auto converter = data::GeoConverter::make(frame);
    if (!converter.ok()) return -frame.convergence_rad;
    base::GeoPoint geo = converter.value().to_geo({at_m.x, at_m.y, 0});
    geo.lat_deg += 0.001;
    const base::CityPoint north = converter.value().to_city(geo);
    return std::atan2(north.x_m - at_m.x, north.y_m - at_m.y);
}

base::Result<Stand> stand_of(const data::Placement& placement, const data::CityFrame& frame) {
    auto crs = data::understand_crs({.text = placement.crs});
    if (!crs.ok()) return crs.error();
    if (placement.heights != data::HeightMode::absolute) crs->vertical.clear();
    const auto placer = data::Placer::make(*crs, frame);
    if (!placer.ok()) return placer.error();
    Stand stand;
    stand.to_m = placement.position;
    if (placement.heights != data::HeightMode::absolute) stand.to_m.z = 0;
    if (placer.value().place({&stand.to_m, 1}) != 0)
        return base::Error{fmt::format("the recipe's place ({}, {}) lies nowhere in {}", placement.position.x,
                                       placement.position.y, placement.crs)};
    if (placement.heights != data::HeightMode::absolute) stand.to_m.z = placement.position.z;
    stand.azimuth_rad = placement.heading_deg * std::numbers::pi / 180 + true_north_rad(frame, glm::dvec2(stand.to_m));
    stand.scale = placement.scale;
    return stand;
}

/// A file without a place of its own: put where the recipe says, else into the middle of the city.
base::Result<PlacedFile> stand_up(CollectedFile&& file, const data::CrsInfo& crs, const data::CityFrame& frame,
                                  const glm::dvec2& middle_m) {
    PlacedFile placed;
    const auto& placement = file.plan.settings.placement;
    const base::Box3 box = box_of(file);
    Stand stand;
    if (placement) {
        auto made = stand_of(*placement, frame);
        if (!made.ok()) return base::Error{file.name() + ": place: " + made.error().message};
        stand = *made;
        const glm::dvec3 centre = box.centre();
        if (!box.empty() && std::hypot(centre.x, centre.y) > 10'000) {
            stand.origin_m = {centre.x, centre.y, box.min.z};
            file.complaints.push_back({ComplaintKind::assumed, file.name(), "the middle of its foot put at the place",
                                       "the model lies more than 10 km from its own origin"});
        }
    } else {
        if (!box.empty()) stand.origin_m = {box.centre().x, box.centre().y, box.min.z};
        stand.to_m = glm::dvec3(middle_m, 0);
        if (!file.features.empty())
            file.complaints.push_back({ComplaintKind::assumed, file.name(), "put into the middle of the city",
                                       "the file has no place on the earth; give [source.place] in the recipe"});
    }
    for (data::Feature& feature : file.features) {
        stand.apply(feature);
        if (feature.heights != data::HeightMode::flat) feature.heights = data::HeightMode::absolute;
    }
    if (!file.grids.empty() || !file.recordings.empty())
        file.complaints.push_back({ComplaintKind::skipped, file.name(), "rasters and traffic left out",
                                   "the file has no place on the earth; give `crs` in the recipe"});
    file.grids.clear();
    file.recordings.clear();
    placed.on_terrain = !placement || placement->heights != data::HeightMode::absolute;
    placed.foot_m = glm::dvec2(stand.to_m);
    placed.operation = "placed by hand";
    placed.crs = crs;
    placed.file = std::move(file);
    return placed;
}

}  // namespace

base::Result<PlacedFile> place(CollectedFile&& file, const data::CrsInfo& crs, const data::CityFrame& frame,
                               const glm::dvec2& middle_m) {
    const data::RecipeSource& settings = file.plan.settings;
    for (data::Feature& feature : file.features) apply_height_mode(feature, settings.heights);
    if (settings.placement || crs.horizontal == "LOCAL") {
        auto placed = stand_up(std::move(file), crs, frame, middle_m);
        if (placed.ok()) drop_unplaced(placed->file);
        return placed;
    }
    PlacedFile placed;
    placed.crs = crs;
    auto placer = data::Placer::make(crs, frame);
    if (!placer.ok()) return base::Error{file.name() + ": " + placer.error().message};
    data::CrsInfo flat_crs = crs;
    flat_crs.vertical.clear();
    auto flat = data::Placer::make(flat_crs, frame);
    if (!flat.ok()) return base::Error{file.name() + ": " + flat.error().message};

    BatchPlacer(*placer, *flat).place(file.features);
    drop_unplaced(file);
    for (data::TrafficRecording& recording : file.recordings) place_traffic(recording, *flat);
    for (data::HeightGrid& grid : file.grids) {
        scene::PlacedGrid placed_grid;
        placed_grid.vertical_shift_m = vertical_shift_m(grid, *placer);
        placed_grid.grid = std::move(grid);
        placed.grids.push_back(std::move(placed_grid));
    }
    file.grids.clear();

    const bool has_heights = !placed.grids.empty() ||
                             std::any_of(file.features.begin(), file.features.end(), [](const data::Feature& feature) {
                                 return feature.heights == data::HeightMode::absolute;
                             });
    const auto& note = has_heights ? placer->note() : flat->note();
    if (note) file.complaints.push_back({ComplaintKind::assumed, file.name(), *note, crs.horizontal});
    if (has_heights && crs.vertical.empty())
        file.complaints.push_back({ComplaintKind::assumed, file.name(),
                                   fmt::format("heights taken as {}", frame.vertical),
                                   "the file names no height system"});
    placed.operation = file.operation.empty() ? placer->operation() : file.operation;
    placed.placer = std::make_unique<data::Placer>(std::move(placer).value());
    for (scene::PlacedGrid& grid : placed.grids) grid.placer = placed.placer.get();
    placed.file = std::move(file);
    return placed;
}

namespace {

std::optional<glm::dvec2> first_point(const data::Feature& feature) {
    std::optional<glm::dvec2> first;
    visit_coordinates(feature, [&](const glm::dvec3& p) {
        if (!first) first = glm::dvec2(p);
    });
    return first;
}

}  // namespace

void drop_the_far(std::vector<PlacedFile>& files) {
    std::vector<double> x, y;
    for (const PlacedFile& placed : files)
        for (const data::Feature& feature : placed.file.features)
            if (const auto p = first_point(feature)) {
                x.push_back(p->x);
                y.push_back(p->y);
            }
    if (x.empty()) return;
    const auto middle = static_cast<long>(x.size() / 2);
    std::nth_element(x.begin(), x.begin() + middle, x.end());
    std::nth_element(y.begin(), y.begin() + middle, y.end());
    const glm::dvec2 centre(x[static_cast<std::size_t>(middle)], y[static_cast<std::size_t>(middle)]);
    for (PlacedFile& placed : files) {
        std::erase_if(placed.file.features, [&](const data::Feature& feature) {
            double distance = 0;
            visit_coordinates(feature, [&](const glm::dvec3& p) {
                distance = std::fmax(distance, glm::distance(glm::dvec2(p), centre));
            });
            if (distance <= farthest_m) return false;
            placed.file.complaints.push_back(
                {ComplaintKind::skipped, feature.id, "object left out",
                 fmt::format("it lies {:.0f} km from the rest of the city", distance / 1000)});
            return true;
        });
    }
}

void set_on_terrain(PlacedFile& placed, const data::Terrain& terrain) {
    if (!placed.on_terrain) return;
    placed.on_terrain = false;
    const double ground_m = terrain.height_at(placed.foot_m.x, placed.foot_m.y);
    for (data::Feature& feature : placed.file.features)
        if (feature.heights == data::HeightMode::absolute)
            visit_coordinates(feature, [&](glm::dvec3& p) { p.z += ground_m; });
}

}  // namespace twin::app
