#include "app/importer/place.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <glm/geometric.hpp>

#include "app/importer/coordinates.h"
#include "app/importer/stand.h"

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

/// The two ways of a file's coordinates into the city: with heights, and for things that lie on the ground.
struct Ways {
    data::Placer with_heights;
    std::optional<data::Placer> without;  ///< Nothing where the file names no height system: then it is the same way.

    const data::Placer& flat() const { return without ? *without : with_heights; }

    static base::Result<Ways> make(const data::CrsInfo& crs, const data::CityFrame& frame) {
        auto with_heights = data::Placer::make(crs, frame);
        if (!with_heights.ok()) return with_heights.error();
        Ways ways{std::move(with_heights).value(), std::nullopt};
        if (crs.vertical.empty()) return ways;
        data::CrsInfo flat_crs = crs;
        flat_crs.vertical.clear();
        auto flat = data::Placer::make(flat_crs, frame);
        if (!flat.ok()) return flat.error();
        ways.without = std::move(flat).value();
        return ways;
    }
};

/// Places the coordinates of many features at once: single calls cost more than the points.
void place_all(std::span<data::Feature> features, const Ways& ways) {
    std::vector<glm::dvec3> points;
    for (const bool absolute : {true, false}) {
        points.clear();
        for (const data::Feature& feature : features)
            if ((feature.heights == data::HeightMode::absolute) == absolute)
                visit_coordinates(
                    feature, [&](const glm::dvec3& p) { points.push_back(absolute ? p : glm::dvec3(p.x, p.y, 0)); });
        (absolute ? ways.with_heights : ways.flat()).place(points);
        std::size_t next = 0;
        for (data::Feature& feature : features) {
            if ((feature.heights == data::HeightMode::absolute) != absolute) continue;
            const bool above = feature.heights == data::HeightMode::above_ground;
            visit_coordinates(feature, [&](glm::dvec3& p) {
                const double z = p.z;
                p = points[next++];
                if (!absolute) p.z = above ? z : 0;
            });
        }
    }
}

/// Takes the file's features batch by batch through `change`, on all cores, into the placed file.
template <class Change>
void rewrite(PlacedFile& placed, const Change& change) {
    FeatureStore& from = placed.file.features;
    struct Rewritten {
        PackedBatch batch;
        std::vector<FeatureNote> notes;
    };
    std::vector<Rewritten> done(from.batch_count());
    tbb::parallel_for(std::size_t{0}, from.batch_count(), [&](std::size_t i) {
        std::vector<data::Feature> features = from.read(i);
        from.forget(i);
        change(std::span(features));
        for (const data::Feature& feature : features) done[i].notes.push_back(note_of(feature));
        done[i].batch = pack(features, from.spool());
    });
    FeatureStore to(from.spool());
    placed.notes.reserve(from.size());
    for (Rewritten& part : done) {
        to.add_batch(std::move(part.batch));
        placed.notes.insert(placed.notes.end(), part.notes.begin(), part.notes.end());
    }
    placed.file.features = std::move(to);
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

/// A file without a place of its own: put where the recipe says, else into the middle of the city.
base::Result<PlacedFile> stand_up(CollectedFile&& file, const data::CrsInfo& crs, const data::CityFrame& frame,
                                  const glm::dvec2& middle_m) {
    PlacedFile placed;
    const auto& placement = file.plan.settings.placement;
    const base::Box3& box = file.survey.box;
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
    if (!file.grids.empty() || !file.pictures.empty() || !file.recordings.empty())
        file.complaints.push_back({ComplaintKind::skipped, file.name(), "rasters and traffic left out",
                                   "the file has no place on the earth; give `crs` in the recipe"});
    file.grids.clear();
    file.pictures.clear();
    file.recordings.clear();
    placed.on_terrain = !placement || placement->heights != data::HeightMode::absolute;
    placed.foot_m = glm::dvec2(stand.to_m);
    placed.operation = "placed by hand";
    placed.crs = crs;
    placed.file = std::move(file);
    const std::string heights = placed.file.plan.settings.heights;
    rewrite(placed, [&](std::span<data::Feature> features) {
        for (data::Feature& feature : features) {
            apply_height_mode(feature, heights);
            stand.apply(feature);
            if (feature.heights != data::HeightMode::flat) feature.heights = data::HeightMode::absolute;
        }
    });
    return placed;
}

/// Features with their PROJ operations: these serve one thread each.
void place_features(PlacedFile& placed, const data::CityFrame& frame) {
    const std::string heights = placed.file.plan.settings.heights;
    tbb::enumerable_thread_specific<std::optional<Ways>> ways_of_thread;
    rewrite(placed, [&](std::span<data::Feature> features) {
        std::optional<Ways>& ways = ways_of_thread.local();
        if (!ways) ways.emplace(Ways::make(placed.crs, frame).value());
        for (data::Feature& feature : features) apply_height_mode(feature, heights);
        place_all(features, *ways);
    });
}

}  // namespace

namespace {

bool counts_from_the_ground(const data::Feature& feature) {
    return feature.heights == data::HeightMode::above_ground && !feature.models.empty();
}

/// One foot for a house of many parts: on a slope each part would have another.
std::optional<glm::dvec2> foot_of_models(const PlacedFile& placed) {
    constexpr double one_thing_m = 500;
    base::Box3 box;
    for (const FeatureNote& note : placed.notes)
        if (note.fate == Fate::kept && note.heights == data::HeightMode::above_ground &&
            note.kind == data::FeatureKind::model)
            box.add(note.bounds);
    if (box.empty() || std::max(box.size().x, box.size().y) > one_thing_m) return std::nullopt;
    return glm::dvec2(box.centre());
}

void set_models_on_terrain(const PlacedFile& placed, const data::Terrain& terrain, std::span<data::Feature> features) {
    for (data::Feature& feature : features) {
        if (!counts_from_the_ground(feature)) continue;
        base::Box3 box;
        visit_coordinates(feature, [&](const glm::dvec3& p) { box.add(p); });
        const glm::dvec2 foot = placed.models_foot_m.value_or(glm::dvec2(box.centre()));
        const double ground_m = terrain.height_at(foot.x, foot.y);
        visit_coordinates(feature, [&](glm::dvec3& p) { p.z += ground_m; });
        feature.heights = data::HeightMode::absolute;
    }
}

}  // namespace

base::Result<PlacedFile> place(CollectedFile&& file, const data::CrsInfo& crs, const data::CityFrame& frame,
                               const glm::dvec2& middle_m) {
    if (file.plan.settings.placement || crs.horizontal == "LOCAL")
        return stand_up(std::move(file), crs, frame, middle_m);
    auto ways = Ways::make(crs, frame);
    if (!ways.ok()) return base::Error{file.name() + ": " + ways.error().message};
    PlacedFile placed;
    placed.crs = crs;
    placed.file = std::move(file);
    CollectedFile& own = placed.file;
    place_features(placed, frame);
    placed.models_foot_m = foot_of_models(placed);
    for (data::TrafficRecording& recording : own.recordings) place_traffic(recording, ways->flat());
    for (data::HeightGrid& grid : own.grids) {
        scene::PlacedGrid placed_grid;
        placed_grid.vertical_shift_m = vertical_shift_m(grid, ways->with_heights);
        placed_grid.geographic = crs.geographic;
        placed_grid.grid = std::move(grid);
        placed.grids.push_back(std::move(placed_grid));
    }
    own.grids.clear();

    const bool has_heights =
        !placed.grids.empty() || std::any_of(placed.notes.begin(), placed.notes.end(), [](const FeatureNote& note) {
            return note.heights == data::HeightMode::absolute;
        });
    const auto& note = has_heights ? ways->with_heights.note() : ways->flat().note();
    const auto assume = [&](const std::string& what, const std::string& why) {
        own.complaints.push_back({ComplaintKind::assumed, own.name(), what, why});
        placed.crs.note += (placed.crs.note.empty() ? "" : "; ") + what;
    };
    if (note) assume(*note, crs.horizontal);
    if (has_heights && crs.vertical.empty())
        assume(fmt::format("heights taken as {}", frame.vertical), "the file names no height system");
    placed.operation = own.operation.empty() ? ways->with_heights.operation() : own.operation;
    placed.placer = std::make_unique<data::Placer>(std::move(ways->with_heights));
    for (scene::PlacedGrid& grid : placed.grids) grid.placer = placed.placer.get();
    return placed;
}

std::optional<glm::dvec2> middle_of(const std::vector<PlacedFile>& files) {
    std::vector<double> x, y;
    for (const PlacedFile& placed : files)
        for (const FeatureNote& note : placed.notes)
            if (note.fate == Fate::kept && !note.bounds.empty()) {
                x.push_back(note.first.x);
                y.push_back(note.first.y);
            }
    if (x.empty()) return std::nullopt;
    const auto middle = static_cast<long>(x.size() / 2);
    std::nth_element(x.begin(), x.begin() + middle, x.end());
    std::nth_element(y.begin(), y.begin() + middle, y.end());
    return glm::dvec2(x[static_cast<std::size_t>(middle)], y[static_cast<std::size_t>(middle)]);
}

double distance_of(const FeatureNote& note, const glm::dvec2& place) {
    if (note.bounds.empty()) return 0;
    const glm::dvec2 low(note.bounds.min), high(note.bounds.max);
    return glm::length(glm::max(glm::abs(low - place), glm::abs(high - place)));
}

void drop_the_far(std::vector<PlacedFile>& files) {
    const auto middle = middle_of(files);
    if (!middle) return;
    for (PlacedFile& placed : files)
        for (FeatureNote& note : placed.notes)
            if (note.fate == Fate::kept && distance_of(note, *middle) > farthest_m) note.fate = Fate::far_away;
}

void set_on_terrain(const PlacedFile& placed, const data::Terrain& terrain, std::span<data::Feature> features) {
    if (!placed.on_terrain) return set_models_on_terrain(placed, terrain, features);
    const double ground_m = terrain.height_at(placed.foot_m.x, placed.foot_m.y);
    for (data::Feature& feature : features)
        if (feature.heights == data::HeightMode::absolute)
            visit_coordinates(feature, [&](glm::dvec3& p) { p.z += ground_m; });
}

}  // namespace twin::app
