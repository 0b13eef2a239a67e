#include "app/importer/collect.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "app/importer/coordinates.h"
#include "data/city_file/city_file.h"
#include "data/city_file/opening_check.h"

namespace twin::app {

namespace {

constexpr std::size_t most_parts = 100;

/// Side files are the worker's business: read_in_worker() resolves them before its sink is asked.
/// A file in several reference systems comes in as many parts.
class Collector final : public data::SourceSink {
  public:
    /// `together`: the recipe says what all of it is in.
    Collector(std::vector<CollectedFile>& parts, bool together) : parts_(parts), together_(together) {}
    void crs(data::CrsClaim claim) override {
        const auto known = std::find_if(parts_.begin(), parts_.end(), [&](const CollectedFile& part) {
            return part.claim.text == claim.text && part.claim.xy_order == claim.xy_order;
        });
        if (known != parts_.end() && !together_) {
            now_ = static_cast<std::size_t>(known - parts_.begin());
            filled_ = true;
            return;
        }
        // What is said late where nothing was said before holds for all of it.
        if (together_ || !filled_ || now().claim.text.empty()) {
            now().claim = std::move(claim);
            return;
        }
        if (parts_.size() >= most_parts) {
            now_ = 0;
            parts_.front().complaints.push_back(
                {base::ComplaintKind::warning, parts_.front().name(),
                 fmt::format("coordinates in {} taken as {}", claim.text, parts_.front().claim.text),
                 fmt::format("the file names more than {} reference systems", most_parts)});
            return;
        }
        CollectedFile part;
        part.plan = parts_.front().plan;
        // A layer has one way into the city.
        part.plan.group += " " + claim.text;
        part.features = FeatureStore(parts_.front().features.spool());
        part.pictures = ImageryStore(parts_.front().features.spool());
        part.claim = std::move(claim);
        parts_.push_back(std::move(part));
        now_ = parts_.size() - 1;
        filled_ = false;
    }
    void feature(data::Feature&& feature) override { filling().add(feature); }
    void height_grid(data::HeightGrid&& grid) override { filling().grids.push_back(std::move(grid)); }
    void traffic(data::TrafficRecording&& recording) override { filling().recordings.push_back(std::move(recording)); }
    void complain(base::Complaint complaint) override { parts_.front().complaints.push_back(std::move(complaint)); }
    void image(data::Image&& image) override { parts_.front().images.add(std::move(image)); }
    void ground_picture(data::GroundPicture&& picture) override { filling().pictures.add(picture); }
    void state(std::string iso_date) override {
        if (parts_.front().plan.settings.date.empty()) parts_.front().plan.settings.date = std::move(iso_date);
    }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<data::InputFile> side_file(std::string_view, bool) override { return std::nullopt; }

  private:
    CollectedFile& now() { return parts_[now_]; }
    CollectedFile& filling() {
        filled_ = true;
        return now();
    }

    std::vector<CollectedFile>& parts_;
    bool together_;
    std::size_t now_ = 0;
    bool filled_ = false;  ///< Something has come since the reference system was said.
};

/// Makes what a layer of a city file says about itself the settings of its import.
PlannedFile plan_of_layer(const PlannedFile& plan, const data::LayerInfo& layer, const data::CityFrame& frame) {
    PlannedFile out = plan;
    out.group = plan.path.string() + ' ' + layer.name;
    out.settings.format = "city";
    out.settings.title = layer.title;
    out.settings.provenance = layer.provenance;
    out.settings.provenance_given = true;
    out.settings.credit = layer.source;
    out.settings.licence = layer.licence;
    out.settings.date = layer.date;
    out.settings.vertical = frame.vertical;
    return out;
}

data::HeightGrid grid_of(const data::Terrain& terrain, const data::CityFrame& frame) {
    data::HeightGrid grid;
    grid.columns = terrain.columns;
    grid.rows = terrain.rows;
    const double step = terrain.step_m;
    grid.transform = {terrain.x0_m + frame.origin_m.x - step / 2,   step, 0,
                      terrain.y1_m() + frame.origin_m.y + step / 2, 0,    -step};
    grid.heights_m.reserve(terrain.heights_m.size());
    for (int row = terrain.rows - 1; row >= 0; --row)
        for (int column = 0; column < terrain.columns; ++column) grid.heights_m.push_back(terrain.at(column, row));
    return grid;
}

/// The finest pictures of a layer; the coarser ones are made from them again.
base::Result<void> collect_imagery(const data::CityFile& city, const data::ImageryInfo& info, ImageryStore& pictures) {
    const data::ImageryLevel& level = info.levels.back();
    const double tile_m = info.tile_px * level.pixel_m;
    const glm::dvec2 corner = city.frame().origin_m + glm::dvec2(info.x0_m, info.y1_m);
    for (int row = 0; row < level.rows; ++row)
        for (int column = 0; column < level.columns; ++column) {
            auto pixels = city.read_imagery_tile(info, level.level, column, row);
            if (!pixels.ok()) return pixels.error();
            pictures.add({{corner.x + column * tile_m, level.pixel_m, 0, corner.y - row * tile_m, 0, -level.pixel_m},
                          std::move(*pixels)});
        }
    return {};
}

base::Result<std::vector<CollectedFile>> collect_city(const PlannedFile& plan, const base::ProgressSink& progress,
                                                      const std::shared_ptr<Spool>& spool) {
    const auto opened = data::CityFile::open(plan.path);
    if (!opened.ok()) return opened.error();
    const data::CityFile& city = **opened;
    const data::CityFrame& frame = city.frame();
    std::vector<CollectedFile> files;
    for (const data::LayerInfo& layer : city.layers()) {
        files.emplace_back();
        files.back().plan = plan_of_layer(plan, layer, frame);
        files.back().features = FeatureStore(spool);
        files.back().pictures = ImageryStore(spool);
        files.back().claim.text = frame.horizontal;
        files.back().operation = layer.operation;
    }
    std::unordered_map<std::uint32_t, std::size_t> layer_of;
    std::unordered_map<std::string, std::set<std::size_t>> shown_by;  // pictures, by layers
    std::vector<data::FeatureKind> kinds;
    for (int i = 0; i < data::feature_kind_count; ++i) kinds.push_back(static_cast<data::FeatureKind>(i));
    std::uint64_t objects = 0;
    const auto visited = city.visit_layers(kinds, [&](std::uint32_t number, int layer, const data::Feature& feature) {
        layer_of[number] = static_cast<std::size_t>(layer) - 1;
        data::Feature copy = feature;
        visit_coordinates(copy, [&](glm::dvec3& p) { p += glm::dvec3(frame.origin_m, 0); });
        files[static_cast<std::size_t>(layer) - 1].add(copy);
        for (const std::string& name : copy.textures) shown_by[name].insert(static_cast<std::size_t>(layer) - 1);
        ++objects;
    });
    if (!visited.ok()) return visited.error();
    for (CollectedFile& file : files) file.features.finish();
    const auto pictures = city.visit_pictures([&](data::Image&& image) {
        const auto found = shown_by.find(image.name);
        if (found == shown_by.end()) return;
        const auto shared = std::make_shared<const data::Image>(std::move(image));
        for (const std::size_t i : found->second) files[i].images.add(shared);
    });
    if (!pictures.ok()) return pictures.error();
    if (progress && !progress({"reading", plan.bytes, plan.bytes, objects})) return base::Error{"cancelled"};
    // What was assumed then is not assumed again, but stays assumed.
    auto report = city.report();
    if (!report.ok()) return report.error();
    for (data::ReportItem& item : report->items)
        if (!files.empty())
            files[item.object_number ? layer_of[item.object_number] : 0].complaints.push_back(
                std::move(item.complaint));
    auto terrain = city.terrain();
    if (!terrain.ok()) return terrain.error();
    for (const data::ImageryInfo& info : city.imagery())
        if (auto done = collect_imagery(city, info, files[static_cast<std::size_t>(info.layer) - 1].pictures);
            !done.ok())
            return done.error();
    auto traffic = city.traffic();
    if (!traffic.ok()) return traffic.error();
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string& kind = city.layers()[i].kind;
        if (kind == "terrain" && terrain->measured) files[i].grids.push_back(grid_of(*terrain, frame));
        if (kind != "traffic") continue;
        for (data::TrafficRecording& recording : *traffic) {
            recording.origin += frame.origin_m;
            files[i].recordings.push_back(std::move(recording));
        }
        traffic->clear();
    }
    return files;
}

}  // namespace

base::Result<std::vector<CollectedFile>> collect(const PlannedFile& plan, const FileReader& read,
                                                 const base::WorkerLimits& limits, const base::ProgressSink& progress,
                                                 std::uint64_t most_image_bytes, const std::shared_ptr<Spool>& spool) {
    if (plan.is_city_file) return collect_city(plan, progress, spool);
    std::vector<CollectedFile> files(1);
    files.front().plan = plan;
    files.front().features = FeatureStore(spool);
    files.front().pictures = ImageryStore(spool);
    files.front().images.set_budget(most_image_bytes);
    Collector collector(files, !plan.settings.crs.empty() || plan.settings.placement);
    data::SourceOptions options = plan.settings.options;
    // Some formats tell by it how to read their own numbers (SUMO).
    if (!plan.settings.crs.empty()) options.more.emplace("crs", plan.settings.crs);
    // Where the recipe puts a model, its own place does not count.
    if (plan.settings.placement) options.more.emplace("place", "given");
    const auto done = read(plan.path, plan.settings.format, options, limits, collector, progress);
    std::size_t objects = 0;
    for (CollectedFile& part : files) {
        part.features.finish();
        objects += part.features.size();
    }
    CollectedFile& first = files.front();
    const bool nothing =
        std::all_of(files.begin(), files.end(), [](const CollectedFile& part) { return part.empty(); });
    if (!done.ok() && nothing) return done.error();
    if (!done.ok())
        first.complaints.push_back({base::ComplaintKind::warning, first.name(),
                                    fmt::format("only {} objects were read", objects), done.error().message});
    for (base::Complaint& complaint : first.images.complaints(first.name()))
        first.complaints.push_back(std::move(complaint));
    // A system that was named and then held for nothing.
    files.erase(std::remove_if(files.begin() + 1, files.end(), [](const CollectedFile& part) { return part.empty(); }),
                files.end());
    for (CollectedFile& part : files) {
        if (&part == &first) continue;
        part.plan.settings.date = first.plan.settings.date;
        part.images = first.images;
    }
    return files;
}

}  // namespace twin::app
