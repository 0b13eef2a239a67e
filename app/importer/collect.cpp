#include "app/importer/collect.h"

#include <optional>
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
        files.back().claim.text = frame.horizontal;
        files.back().operation = layer.operation;
    }
    std::unordered_map<std::uint32_t, std::size_t> layer_of;
    std::vector<data::FeatureKind> kinds;
    for (int i = 0; i < data::feature_kind_count; ++i) kinds.push_back(static_cast<data::FeatureKind>(i));
    std::uint64_t objects = 0;
    const auto visited = city.visit_layers(kinds, [&](std::uint32_t number, int layer, const data::Feature& feature) {
        layer_of[number] = static_cast<std::size_t>(layer) - 1;
        data::Feature copy = feature;
        visit_coordinates(copy, [&](glm::dvec3& p) { p += glm::dvec3(frame.origin_m, 0); });
        files[static_cast<std::size_t>(layer) - 1].add(copy);
        ++objects;
    });
    if (!visited.ok()) return visited.error();
    for (CollectedFile& file : files) file.features.finish();
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
    file.images.set_budget(most_image_bytes);
    Collector collector(file);
    data::SourceOptions options = plan.settings.options;
    // Some formats tell by it how to read their own numbers (SUMO).
    if (!plan.settings.crs.empty()) options.more.emplace("crs", plan.settings.crs);
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
