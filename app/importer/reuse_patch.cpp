#include "app/importer/reuse_patch.h"

#include <map>
#include <string>
#include <utility>

#include <tbb/parallel_for.h>

#include "app/importer/batch_builder.h"
#include "app/importer/height_check.h"
#include "app/importer/neighbours.h"
#include "app/importer/reuse_record.h"
#include "data/city_file/city_patch.h"
#include "scene/builders/tile_assembler.h"

namespace twin::app {

namespace {

/// BatchBuilder asks a writer for one thing only.
class Preparer final : public data::CityFileWriter {
  public:
    explicit Preparer(const data::CityPatch& patch) : patch_(patch) {}
    void set_meta(std::string_view, std::string_view) override {}
    base::Result<int> add_layer(data::LayerInfo) override { return refused(); }
    base::Result<std::uint32_t> add_feature(int, const data::Feature&) override { return refused(); }
    data::PreparedFeature prepare(data::Feature&& feature) const override { return patch_.prepare(std::move(feature)); }
    base::Result<std::uint32_t> add_prepared(int, const data::PreparedFeature&) override { return refused(); }
    base::Result<void> add_terrain(int, const data::Terrain&) override { return refused(); }
    base::Result<void> add_imagery(const data::ImageryInfo&, const base::Box3&) override { return refused(); }
    base::Result<void> add_imagery_tile(int, int, int, int, std::span<const std::byte>) override { return refused(); }
    base::Result<void> add_tile(const data::Tile&) override { return refused(); }
    base::Result<void> add_tiles(std::span<const data::Tile>) override { return refused(); }
    base::Result<void> add_traffic(int, const data::TrafficRecording&) override { return refused(); }
    base::Result<void> add_picture(const data::Image&) override { return refused(); }
    base::Result<void> add_report(const data::ImportReport&) override { return refused(); }
    base::Result<void> finish() override { return refused(); }

  private:
    static base::Error refused() { return {layer_missing}; }
    const data::CityPatch& patch_;
};

struct Work {
    data::CityPatch& patch;
    std::vector<PlacedFile>& files;
    std::vector<std::string> names;
    scene::PlantingBudget planting;
    glm::dvec2 middle_m{0, 0};
    scene::TileAssembler tiles;
    std::map<std::size_t, data::ImportReport> reports;
};

base::Result<void> build_file(Work& work, std::size_t index, data::SourceFileRecord& record) {
    PlacedFile& placed = work.files[index];
    const Preparer preparer(work.patch);
    const Neighbours neighbours(placed, work.patch.terrain());
    BatchBuilder::Surroundings around{preparer,      work.patch.terrain(), neighbours,
                                      work.planting, work.middle_m,        work.names};
    for (const FeatureNote& note : placed.notes) {
        if (note.fate != Fate::kept) continue;
        const auto layer = record.layers.find(std::string(data::gpkg_layer_of(note.kind)));
        if (layer == record.layers.end()) return base::Error{layer_missing};
        around.layers[static_cast<std::size_t>(note.kind)] = layer->second;
    }
    const BatchBuilder builder(placed, around, work.patch.last_number());
    const std::size_t count = placed.file.features.batch_count();
    std::vector<BuiltBatch> batches(count);
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) { batches[i] = builder.build(i); });
    std::map<std::string, std::uint32_t> number_of_id;
    record.numbers.clear();
    for (BuiltBatch& batch : batches) {
        for (const BuiltFeature& built : batch.features) {
            const auto number = work.patch.add_prepared(built.layer, built.prepared);
            if (!number.ok()) return number.error();
            record.numbers.push_back(work.patch.number_of(*number));
            number_of_id.emplace(built.prepared.feature.id, *number);
        }
        work.tiles.absorb(std::move(batch.tiles));
        for (data::ReportItem& item : batch.items) work.reports[index].items.push_back(std::move(item));
    }
    for (base::Complaint& complaint : placed.file.complaints) {
        const auto found = number_of_id.find(complaint.object);
        const unsigned number = found == number_of_id.end() ? 0 : found->second;
        work.reports[index].items.push_back({std::move(complaint), placed.file.name(), number});
    }
    record.notes = bytes_of(placed.notes);
    return {};
}

}  // namespace

base::Result<std::size_t> patch_city(const std::filesystem::path& city, std::vector<PlacedFile>& files,
                                     std::vector<data::SourceFileRecord>& records,
                                     const std::vector<std::size_t>& changed, const base::ProgressSink& progress) {
    auto opened = data::CityPatch::open(city);
    if (!opened.ok()) return opened.error();
    data::CityPatch& patch = **opened;
    Work work{patch, files, {}, planting_budget(files), middle_of(files).value_or(glm::dvec2(0)), {}, {}};
    for (const PlacedFile& placed : files) work.names.push_back(placed.file.name());
    if (const auto check = check_heights(files, patch.terrain(), patch.old_city().frame()))
        patch.set_meta("height_check", to_json(*check));
    for (const std::size_t i : changed)
        if (auto done = patch.remove(records[i].numbers); !done.ok()) return done.error();
    for (const std::size_t i : changed) {
        if (progress && !progress({"building " + records[i].name, 0, 0, 0})) return base::Error{"cancelled"};
        if (auto done = build_file(work, i, records[i]); !done.ok()) return done.error();
    }
    std::vector<std::uint32_t> order;
    for (const data::SourceFileRecord& record : records)
        order.insert(order.end(), record.numbers.begin(), record.numbers.end());
    patch.set_order(order);
    const std::vector<data::Tile> fresh = work.tiles.finish();
    const auto rebuilt = patch.replace_in_tiles(fresh);
    if (!rebuilt.ok()) return rebuilt.error();
    for (const std::size_t i : changed) {
        if (auto done = patch.replace_report(records[i].name, work.reports[i]); !done.ok()) return done.error();
        if (auto done = patch.replace_source_file(records[i]); !done.ok()) return done.error();
    }
    if (auto done = patch.finish(); !done.ok()) return done.error();
    return *rebuilt;
}

}  // namespace twin::app
