#include "app/importer/city_builder.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <tbb/parallel_pipeline.h>

#include "app/importer/batch_builder.h"
#include "app/importer/footing_terrain.h"
#include "app/importer/height_check.h"
#include "app/importer/imagery_builder.h"
#include "app/importer/neighbours.h"
#include "base/text.h"
#include "scene/builders/terrain.h"

namespace twin::app {

namespace {

using base::ComplaintKind;

constexpr double rim_m = 300;                 ///< Ground around the outermost things.
constexpr double farthest_ground_m = 12'000;  ///< Rasters are used so far beyond them.

const base::Error cancelled{"the import was cancelled; nothing was written"};

base::Box3 extent_of(const std::vector<PlacedFile>& files) {
    base::Box3 extent;
    for (const PlacedFile& placed : files)
        for (const FeatureNote& note : placed.notes)
            if (note.fate == Fate::kept) extent.add(note.bounds);
    return extent;
}

/// Corners and edges of a raster in the city.
base::Box3 extent_of(const scene::PlacedGrid& placed) {
    base::Box3 extent;
    std::vector<glm::dvec3> points;
    const auto& t = placed.grid.transform;
    constexpr int steps = 8;
    for (int i = 0; i <= steps; ++i)
        for (int j = 0; j <= steps; ++j) {
            const double column = placed.grid.columns * i / double(steps), row = placed.grid.rows * j / double(steps);
            points.emplace_back(t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0);
        }
    if (placed.placer) placed.placer->place(points);
    for (const glm::dvec3& p : points)
        if (std::isfinite(p.x) && std::isfinite(p.y)) extent.add({p.x, p.y, 0});
    return extent;
}

/// The ground that is wanted: under all things with a rim, and as far beyond as rasters reach, but not to the horizon.
base::Box3 ground_extent(const base::Box3& things, const std::vector<scene::PlacedGrid>& grids) {
    base::Box3 rasters;
    for (const scene::PlacedGrid& grid : grids) rasters.add(extent_of(grid));
    if (things.empty()) return rasters;
    base::Box3 ground = things;
    ground.min -= glm::dvec3(rim_m, rim_m, 0);
    ground.max += glm::dvec3(rim_m, rim_m, 0);
    if (rasters.empty()) return ground;
    for (int axis = 0; axis < 2; ++axis) {
        ground.min[axis] =
            std::min(ground.min[axis], std::max(rasters.min[axis], things.min[axis] - farthest_ground_m));
        ground.max[axis] =
            std::max(ground.max[axis], std::min(rasters.max[axis], things.max[axis] + farthest_ground_m));
    }
    return ground;
}

/// Where pictures lie that come alone.
base::Box3 pictures_extent(const std::vector<PlacedFile>& files, const data::CityFrame& frame) {
    base::Box3 everywhere;
    everywhere.add({-1e7, -1e7, 0});
    everywhere.add({1e7, 1e7, 0});
    std::vector<PicturesOfFile> pictures;
    for (const PlacedFile& placed : files)
        if (!placed.file.pictures.empty()) pictures.push_back({placed.file.name(), &placed.file.pictures, &placed.crs});
    std::vector<base::Complaint> told_later;
    return lay_out_imagery(pictures, frame, everywhere, 0, usual_imagery_bytes, told_later).extent;
}

/// What the recipe asks for; 0: nothing.
double wanted_pixel_m(const PlacedFile& placed) {
    const auto& more = placed.file.plan.settings.options.more;
    const auto found = more.find("pixel_m");
    double pixel_m = 0;
    return found != more.end() && base::parse_number(found->second, pixel_m) && pixel_m > 0 ? pixel_m : 0;
}

/// Where the ground lies when nobody says: under the lowest thing with a height of its own.
double lowest_m(const std::vector<PlacedFile>& files) {
    double lowest = INFINITY;
    for (const PlacedFile& placed : files)
        for (const FeatureNote& note : placed.notes)
            if (note.heights == data::HeightMode::absolute && note.fate == Fate::kept && !placed.on_terrain)
                lowest = std::fmin(lowest, note.bounds.min.z);
    return std::isfinite(lowest) ? lowest : 0;
}

/// Whether something stands in a tile or beside it.
std::function<bool(int, int)> tiles_near(const std::vector<PlacedFile>& files) {
    auto near = std::make_shared<std::set<std::pair<int, int>>>();
    const auto tile = [](double m) { return static_cast<int>(std::floor(m / data::tile_size_m)); };
    for (const PlacedFile& placed : files)
        for (const FeatureNote& note : placed.notes) {
            if (note.fate != Fate::kept || note.bounds.empty()) continue;
            for (int row = tile(note.bounds.min.y) - 1; row <= tile(note.bounds.max.y) + 1; ++row)
                for (int column = tile(note.bounds.min.x) - 1; column <= tile(note.bounds.max.x) + 1; ++column)
                    near->emplace(column, row);
        }
    return [near](int column, int row) { return near->contains({column, row}); };
}

struct Credit {
    data::Provenance provenance;
    const char* credit;
    const char* licence;
};

/// What a format says about its makers by itself.
Credit usual_credit(const std::string& format) {
    if (format == "osm") return {data::Provenance::measured, "© OpenStreetMap contributors", "ODbL 1.0"};
    if (format == "citygml" || format == "cityjson") return {data::Provenance::official, "", ""};
    if (format == "raster") return {data::Provenance::measured, "", ""};
    if (format == "sumo") return {data::Provenance::simulated, "", ""};
    return {data::Provenance::assumed, "", ""};
}

bool ids_hold_everywhere(const std::string& format) {
    return format == "osm" || format == "citygml" || format == "cityjson";
}

}  // namespace

void CityBuilder::complain(const std::string& source, const base::Complaint& complaint) {
    report_.items.push_back({complaint, source, 0});
}

void CityBuilder::take_complaints(const std::string& source, std::vector<base::Complaint>& complaints,
                                  unsigned object) {
    for (base::Complaint& complaint : complaints) report_.items.push_back({std::move(complaint), source, object});
    complaints.clear();
}

void CityBuilder::take_file_complaints(PlacedFile& placed) {
    for (base::Complaint& complaint : placed.file.complaints) {
        const auto found = complained_.find(complaint.object);
        const unsigned number = found == complained_.end() ? 0 : found->second;
        report_.items.push_back({std::move(complaint), placed.file.name(), number});
    }
    placed.file.complaints.clear();
}

/// A city that is added to brings its complaints along, and most of them are raised once more.
void CityBuilder::drop_repeated_complaints() {
    std::set<std::string> seen;
    std::erase_if(report_.items, [&](const data::ReportItem& item) {
        const base::Complaint& c = item.complaint;
        return !seen.insert(fmt::format("{}\n{}\n{}\n{}", static_cast<int>(c.kind), c.object, c.what, c.why)).second;
    });
}

data::LayerInfo CityBuilder::layer_info(const PlacedFile& placed, const std::string& kind) const {
    const data::RecipeSource& settings = placed.file.plan.settings;
    const Credit usual = usual_credit(settings.format);
    data::LayerInfo info;
    info.kind = kind;
    info.title = settings.title;
    info.provenance = settings.provenance_given ? settings.provenance : usual.provenance;
    info.source = !settings.credit.empty() ? settings.credit : usual.credit;
    if (info.source.empty()) info.source = names_of(group_files_.at(placed.file.plan.group));
    info.licence = !settings.licence.empty() || !settings.credit.empty() ? settings.licence : usual.licence;
    info.date = settings.date;
    info.crs = placed.crs;
    info.operation = placed.operation;
    return info;
}

base::Result<int> CityBuilder::layer_for(const PlacedFile& placed, const std::string& kind) {
    const auto key = std::pair(placed.file.plan.group, kind);
    if (const auto found = layers_.find(key); found != layers_.end()) return found->second;
    auto number = writer_.add_layer(layer_info(placed, kind));
    if (number.ok()) layers_[key] = *number;
    return number;
}

base::Result<void> CityBuilder::build_terrain(std::vector<PlacedFile>& files) {
    surface_heights_ = std::make_unique<SurfaceHeights>(files, frame_);
    std::vector<scene::PlacedGrid> grids;
    const PlacedFile* source = nullptr;
    for (PlacedFile& placed : files) {
        if (!placed.grids.empty() && !source) source = &placed;
        for (scene::PlacedGrid& grid : placed.grids) grids.push_back(std::move(grid));
        placed.grids.clear();
    }
    base::Box3 extent = ground_extent(extent_of(files), grids);
    if (extent.empty()) extent = pictures_extent(files, frame_);
    if (extent.empty()) return {};
    const bool measured = !grids.empty();
    bool from_footings = false;
    if (!measured) {
        if (auto grid = footing_grid(files, extent)) {
            grids.push_back({std::move(*grid), nullptr, 0});
            from_footings = true;
        }
    }
    std::vector<base::Complaint> complaints;
    terrain_ = scene::build_terrain(grids, extent, recipe_.terrain_step_m, lowest_m(files), complaints);
    grids.clear();
    if (!measured) {
        terrain_.measured = false;
        complaints.clear();
        complaints.push_back({ComplaintKind::assumed, "terrain",
                              from_footings ? "ground laid under the buildings' lowest points"
                                            : fmt::format("flat ground at {:.1f} m", lowest_m(files)),
                              "no terrain model was given"});
    }
    surface_heights_->use_terrain(terrain_, complaints);
    take_complaints(source ? source->file.name() : "terrain", complaints, 0);

    data::LayerInfo info;
    if (source) info = layer_info(*source, "terrain");
    info.kind = "terrain";
    if (!source) {
        info.provenance = data::Provenance::assumed;
        info.crs = {frame_.horizontal, frame_.vertical, "assumed", "", false, false, 1};
    }
    auto layer = writer_.add_layer(info);
    if (!layer.ok()) return layer.error();
    if (auto done = writer_.add_terrain(*layer, terrain_); !done.ok()) return done;
    const bool level = !measured && !from_footings;
    const auto tiles = level ? scene::build_level_tiles(terrain_, *layer, tiles_near(files))
                             : scene::build_terrain_tiles(terrain_, *layer);
    for (const data::Tile& tile : tiles) {
        triangles_ += tile.mesh.triangles.size() / 3;
        if (auto done = writer_.add_tile(tile); !done.ok()) return done;
    }
    return {};
}

/// The pictures of one layer, on the ground that there is.
base::Result<void> CityBuilder::build_group_pictures(const std::vector<const PlacedFile*>& files,
                                                     const std::function<bool(double)>& progress) {
    std::vector<PicturesOfFile> pictures;
    for (const PlacedFile* placed : files)
        pictures.push_back({placed->file.name(), &placed->file.pictures, &placed->crs});
    base::Box3 ground;
    if (!terrain_.empty()) {
        ground.add({terrain_.x0_m, terrain_.y0_m, 0});
        ground.add({terrain_.x1_m(), terrain_.y1_m(), 0});
    }
    std::vector<base::Complaint> complaints;
    ImageryLayout layout =
        lay_out_imagery(pictures, frame_, ground, wanted_pixel_m(*files.front()), usual_imagery_bytes, complaints);
    take_complaints(files.front()->file.name(), complaints, 0);
    if (layout.info.levels.empty()) return {};
    const auto layer = layer_for(*files.front(), "imagery");
    if (!layer.ok()) return layer.error();
    layout.info.layer = *layer;
    return build_imagery(layout, frame_, writer_, progress);
}

base::Result<void> CityBuilder::build_pictures(std::vector<PlacedFile>& files,
                                               const std::function<bool(double)>& progress) {
    std::vector<std::string> groups;
    std::map<std::string, std::vector<const PlacedFile*>> of_group;
    for (const PlacedFile& placed : files) {
        if (placed.file.pictures.empty()) continue;
        auto& group = of_group[placed.file.plan.group];
        if (group.empty()) groups.push_back(placed.file.plan.group);
        group.push_back(&placed);
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto part = [&](double share) {
            return progress((static_cast<double>(i) + share) / static_cast<double>(groups.size()));
        };
        if (auto done = build_group_pictures(of_group[groups[i]], part); !done.ok()) return done;
    }
    for (PlacedFile& placed : files) placed.file.pictures.clear();
    return {};
}

/// Tiles of a survey overlap, and extracts of OpenStreetMap share their borders.
void CityBuilder::find_repeated(PlacedFile& placed, std::uint32_t file) {
    if (!ids_hold_everywhere(placed.file.plan.settings.format)) return;
    for (FeatureNote& note : placed.notes) {
        if (note.fate != Fate::kept) continue;
        const auto [entry, fresh] = seen_.emplace(note.id, file);
        if (fresh) continue;
        note.fate = Fate::repeated;
        note.before = entry->second;
    }
}

base::Result<void> CityBuilder::write_batch(BuiltBatch& batch) {
    for (const BuiltFeature& built : batch.features) {
        const auto number = writer_.add_prepared(built.layer, built.prepared);
        if (!number.ok()) return number.error();
        assert(*number == built.number);
        ++objects_;
        // A file's complaint names its object by id; the first of that id is meant.
        if (const auto named = complained_.find(built.prepared.feature.id);
            named != complained_.end() && named->second == 0)
            named->second = *number;
    }
    assembler_.absorb(std::move(batch.tiles));
    for (data::ReportItem& item : batch.items) report_.items.push_back(std::move(item));
    return {};
}

/// Built on all cores, written in the order of the file: the same input gives the same city file.
base::Result<void> CityBuilder::build_batches(const PlacedFile& placed, const BatchBuilder& builder,
                                              const std::function<bool()>& progress) {
    const std::size_t count = placed.file.features.batch_count();
    std::size_t next = 0;
    std::atomic<bool> failed = false;
    base::Result<void> outcome;
    using Batch = std::shared_ptr<BuiltBatch>;
    const auto give = tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order,
                                                          [&](tbb::flow_control& flow) -> std::size_t {
                                                              if (next < count && !failed) return next++;
                                                              flow.stop();
                                                              return 0;
                                                          });
    const auto make = tbb::make_filter<std::size_t, Batch>(tbb::filter_mode::parallel, [&](std::size_t i) -> Batch {
        return failed ? nullptr : std::make_shared<BuiltBatch>(builder.build(i));
    });
    const auto take = tbb::make_filter<Batch, void>(tbb::filter_mode::serial_in_order, [&](const Batch& batch) {
        if (failed || !batch) return;
        outcome = write_batch(*batch);
        if (outcome.ok() && !progress()) outcome = cancelled;
        failed = !outcome.ok();
    });
    constexpr std::size_t batches_under_way = 8;
    tbb::parallel_pipeline(batches_under_way, give & make & take);
    return outcome;
}

base::Result<void> CityBuilder::build_features(PlacedFile& placed, const ShareSink& progress, std::uint64_t total) {
    const auto file = static_cast<std::uint32_t>(file_names_.size());
    file_names_.push_back(placed.file.name());
    find_repeated(placed, file);
    complained_.clear();
    for (const base::Complaint& complaint : placed.file.complaints) complained_.emplace(complaint.object, 0);
    const Neighbours neighbours(placed, terrain_);
    BatchBuilder::Surroundings around{writer_, terrain_, neighbours, planting_, middle_m_, file_names_};
    // Layers in the order of the list of kinds, whatever the order of the file.
    std::set<data::FeatureKind> kinds;
    for (const FeatureNote& note : placed.notes)
        if (note.fate == Fate::kept) kinds.insert(note.kind);
    for (const data::FeatureKind kind : kinds) {
        const auto layer = layer_for(placed, std::string(data::gpkg_layer_of(kind)));
        if (!layer.ok()) return layer.error();
        around.layers[static_cast<std::size_t>(kind)] = *layer;
    }
    auto kept = kept_pictures_.keep(placed.file.images, writer_);
    if (!kept.ok()) return kept.error();
    around.picture_names = &*kept;
    around.surface_heights = surface_heights_.get();
    const BatchBuilder builder(placed, around, static_cast<std::uint32_t>(objects_));
    const auto share = [&] {
        return progress("building", double(objects_) / double(std::max<std::uint64_t>(total, 1)), objects_);
    };
    if (!share()) return cancelled;
    const auto first_number = static_cast<std::uint32_t>(objects_ + 1);
    if (auto done = build_batches(placed, builder, share); !done.ok()) return done;
    if (recorder_) {
        std::map<std::string, int> layers;
        for (const data::FeatureKind kind : kinds)
            layers[std::string(data::gpkg_layer_of(kind))] = around.layers[static_cast<std::size_t>(kind)];
        if (auto done = recorder_(placed, first_number, layers); !done.ok()) return done;
    }
    placed.file.features = FeatureStore();
    placed.notes = {};
    placed.file.images = data::ImageShelf();
    auto texture_complaints = assembler_.take_texture_complaints();
    take_complaints(placed.file.name(), texture_complaints, 0);
    take_file_complaints(placed);
    return {};
}

base::Result<void> CityBuilder::add_traffic(PlacedFile& placed) {
    for (const data::TrafficRecording& recording : placed.file.recordings) {
        const auto layer = layer_for(placed, "traffic");
        if (!layer.ok()) return layer.error();
        if (auto done = writer_.add_traffic(*layer, recording); !done.ok()) return done;
    }
    return {};
}

base::Result<void> CityBuilder::build(std::vector<PlacedFile>& files, const ShareSink& progress) {
    std::uint64_t total = 0;
    for (const PlacedFile& placed : files) {
        auto& names = group_files_[placed.file.plan.group];
        if (std::find(names.begin(), names.end(), placed.file.plan.path) == names.end())
            names.push_back(placed.file.plan.path);
        total += placed.file.features.size();
    }
    if (!progress("terrain", 0, 0)) return cancelled;
    if (auto done = build_terrain(files); !done.ok()) return done;
    const bool pictured =
        std::any_of(files.begin(), files.end(), [](const PlacedFile& placed) { return !placed.file.pictures.empty(); });
    const double pictures_share = !pictured ? 0 : total > 0 ? 0.5 : 1;
    if (pictured) {
        const auto part = [&](double share) { return progress("imagery", share * pictures_share, 0); };
        if (auto done = build_pictures(files, part); !done.ok()) return done;
    }
    const ShareSink rest = [&](const char* stage, double share, std::uint64_t objects) {
        return progress(stage, pictures_share + share * (1 - pictures_share), objects);
    };
    if (const auto check = check_heights(files, terrain_, frame_)) writer_.set_meta("height_check", to_json(*check));
    planting_ = planting_budget(files);
    middle_m_ = middle_of(files).value_or(glm::dvec2(0));
    for (PlacedFile& placed : files) {
        if (auto done = build_features(placed, rest, total); !done.ok()) return done;
        if (auto done = add_traffic(placed); !done.ok()) return done;
    }
    if (!progress("writing", 1, objects_)) return cancelled;
    triangles_ += assembler_.triangle_count();
    base::Result<void> outcome;
    assembler_.finish_each([&](std::span<data::Tile> tiles) {
        outcome = progress("writing", 1, objects_) ? writer_.add_tiles(tiles) : cancelled;
        return outcome.ok();
    });
    if (!outcome.ok()) return outcome;
    auto texture_complaints = assembler_.take_texture_complaints();
    take_complaints("pictures", texture_complaints, 0);
    for (const base::Complaint& complaint : kept_pictures_.complaints()) complain("pictures", complaint);
    for (const base::Complaint& complaint : surface_heights_->complaints()) complain("surface model", complaint);
    drop_repeated_complaints();
    return writer_.add_report(report_);
}

}  // namespace twin::app
