#include "app/importer/collect.h"

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

/// Side files are the worker's business: read_in_worker() resolves them before its sink is asked.
class Collector final : public data::SourceSink {
  public:
    explicit Collector(CollectedFile& file) : file_(file) {}
    void crs(data::CrsClaim claim) override { file_.claim = std::move(claim); }
    void feature(data::Feature&& feature) override { file_.add(feature); }
    void height_grid(data::HeightGrid&& grid) override { file_.grids.push_back(std::move(grid)); }
    void traffic(data::TrafficRecording&& recording) override { file_.recordings.push_back(std::move(recording)); }
    void complain(base::Complaint complaint) override { file_.complaints.push_back(std::move(complaint)); }
    void image(data::Image&& image) override { file_.images.add(std::move(image)); }
    void ground_picture(data::GroundPicture&& picture) override { file_.pictures.add(picture); }
    void state(std::string iso_date) override {
        if (file_.plan.settings.date.empty()) file_.plan.settings.date = std::move(iso_date);
    }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<data::InputFile> side_file(std::string_view, bool) override { return std::nullopt; }

  private:
    CollectedFile& file_;
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
    CollectedFile file;
    file.plan = plan;
    file.features = FeatureStore(spool);
    file.pictures = ImageryStore(spool);
    file.images.set_budget(most_image_bytes);
    Collector collector(file);
    data::SourceOptions options = plan.settings.options;
    // Some formats tell by it how to read their own numbers (SUMO).
    if (!plan.settings.crs.empty()) options.more.emplace("crs", plan.settings.crs);
    // Where the recipe puts a model, its own place does not count.
    if (plan.settings.placement) options.more.emplace("place", "given");
    const auto done = read(plan.path, plan.settings.format, options, limits, collector, progress);
    file.features.finish();
    if (!done.ok() && file.empty()) return done.error();
    if (!done.ok())
        file.complaints.push_back({base::ComplaintKind::warning, file.name(),
                                   fmt::format("only {} objects were read", file.features.size()),
                                   done.error().message});
    for (base::Complaint& complaint : file.images.complaints(file.name()))
        file.complaints.push_back(std::move(complaint));
    std::vector<CollectedFile> files;
    files.push_back(std::move(file));
    return files;
}

}  // namespace twin::app
