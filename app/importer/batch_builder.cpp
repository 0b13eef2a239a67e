#include "app/importer/batch_builder.h"

#include <utility>

#include <fmt/format.h>

#include "data/keys.h"
#include "scene/builders/builder.h"
#include "scene/builders/buildings.h"

namespace twin::app {

BatchBuilder::BatchBuilder(const PlacedFile& placed, const Surroundings& around, std::uint32_t objects_before)
    : placed_(placed), around_(around), source_(placed.file.name()) {
    std::uint32_t number = objects_before + 1;
    const FeatureStore& store = placed.file.features;
    for (std::size_t batch = 0; batch < store.batch_count(); ++batch) {
        first_number_.push_back(number);
        for (std::size_t i = 0; i < store.size_of(batch); ++i)
            if (placed.notes[store.first_of(batch) + i].fate == Fate::kept) ++number;
    }
}

base::Complaint BatchBuilder::left_out(const data::Feature& feature, const FeatureNote& note) const {
    std::string why = "it has coordinates that lie nowhere on the earth";
    if (note.fate == Fate::far_away) {
        why = fmt::format("it lies {:.0f} km from the rest of the city", distance_of(note, around_.middle_m) / 1000);
    } else if (note.fate == Fate::repeated) {
        const std::string& before = around_.file_names[note.before];
        why = before == source_ ? "its id was in this file before" : fmt::format("it was in {} before", before);
    }
    return {base::ComplaintKind::skipped, feature.id, "object left out", std::move(why)};
}

BuiltFeature BatchBuilder::build_one(data::Feature&& feature, std::size_t index, std::uint32_t number,
                                     BuiltBatch& out) const {
    std::vector<base::Complaint> complaints;
    const bool building =
        feature.kind == data::FeatureKind::building || feature.kind == data::FeatureKind::building_part;
    if (building) scene::complete_building(feature, complaints, around_.neighbours.row_direction_deg(index));
    // Only for the building of it: when the city grows the ground may be another.
    const bool knows_ground = feature.attributes.has(data::keys::ground_m);
    around_.neighbours.set_ground(feature);
    BuiltFeature built;
    built.number = number;
    built.layer = around_.layers[static_cast<std::size_t>(feature.kind)];
    const scene::BuildHints hints{around_.planting, around_.neighbours.bridge_run_of(index)};
    scene::build_feature(feature, number, built.layer, around_.terrain, out.tiles, complaints, hints);
    for (base::Complaint& complaint : complaints) out.items.push_back({std::move(complaint), source_, number});
    if (!knows_ground) feature.attributes.erase(data::keys::ground_m);
    built.prepared = around_.writer.prepare(std::move(feature));
    return built;
}

BuiltBatch BatchBuilder::build(std::size_t batch) const {
    BuiltBatch out;
    out.tiles.show_images(&placed_.file.images);
    auto features = placed_.file.features.read(batch);
    set_on_terrain(placed_, around_.terrain, features);
    const std::size_t first = placed_.file.features.first_of(batch);
    std::uint32_t number = first_number_[batch];
    for (std::size_t i = 0; i < features.size(); ++i) {
        const FeatureNote& note = placed_.notes[first + i];
        if (note.fate == Fate::kept)
            out.features.push_back(build_one(std::move(features[i]), first + i, number++, out));
        else
            out.items.push_back({left_out(features[i], note), source_, 0});
    }
    out.tiles.show_images(nullptr);
    return out;
}

}  // namespace twin::app
