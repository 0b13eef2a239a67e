#include "app/importer/neighbours.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <tbb/parallel_pipeline.h>

#include "data/keys.h"
#include "scene/builders/buildings.h"

namespace twin::app {
namespace {

using data::FeatureKind;

bool is_footprint_part(const data::Feature& feature) {
    return feature.kind == FeatureKind::building_part && feature.heights == data::HeightMode::flat &&
           !feature.parent_id.empty();
}

bool is_bridge_way(const data::Feature& feature) {
    const bool way = feature.kind == FeatureKind::street || feature.kind == FeatureKind::footway ||
                     feature.kind == FeatureKind::cycleway || feature.kind == FeatureKind::rail;
    const bool outline = feature.kind == FeatureKind::bridge && feature.heights == data::HeightMode::flat;
    return outline || (way && feature.attributes.flag(data::keys::bridge));
}

/// Kinds whose features look at each other; a batch without them need not be unpacked.
bool looks_around(const FeatureNote& note) {
    if (note.fate != Fate::kept) return false;
    switch (note.kind) {
        case FeatureKind::street:
        case FeatureKind::footway:
        case FeatureKind::cycleway:
        case FeatureKind::rail:
            return true;
        case FeatureKind::bridge:
        case FeatureKind::building:
        case FeatureKind::building_part:
            return note.heights == data::HeightMode::flat && note.has_surfaces;
        default:
            return false;
    }
}

/// Visits the features of the batches in which some note is wanted: unpacked on all cores, visited in their order.
template <class Wanted, class Visit>
void visit_batches(const PlacedFile& placed, const Wanted& wanted, const Visit& visit) {
    const FeatureStore& store = placed.file.features;
    struct Unpacked {
        std::size_t first = 0;
        std::vector<data::Feature> features;
    };
    using Batch = std::shared_ptr<Unpacked>;
    std::size_t next = 0;
    const auto some_wanted = [&](std::size_t batch) {
        const auto begin = placed.notes.begin() + static_cast<long>(store.first_of(batch));
        return std::any_of(begin, begin + static_cast<long>(store.size_of(batch)), wanted);
    };
    const auto give = tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order,
                                                          [&](tbb::flow_control& flow) -> std::size_t {
                                                              while (next < store.batch_count() && !some_wanted(next))
                                                                  ++next;
                                                              if (next < store.batch_count()) return next++;
                                                              flow.stop();
                                                              return 0;
                                                          });
    const auto unpack = tbb::make_filter<std::size_t, Batch>(tbb::filter_mode::parallel, [&](std::size_t batch) {
        return std::make_shared<Unpacked>(Unpacked{store.first_of(batch), store.read(batch)});
    });
    const auto take = tbb::make_filter<Batch, void>(tbb::filter_mode::serial_in_order, [&](const Batch& batch) {
        for (std::size_t i = 0; i < batch->features.size(); ++i)
            if (wanted(placed.notes[batch->first + i])) visit(batch->first + i, batch->features[i]);
    });
    constexpr std::size_t batches_under_way = 8;
    tbb::parallel_pipeline(batches_under_way, give & unpack & take);
}

}  // namespace

Neighbours::Neighbours(const PlacedFile& placed, const data::Terrain& terrain) : driving_(placed.file.plan.settings) {
    visit_batches(placed, looks_around, [&](std::size_t number, const data::Feature& feature) {
        rows_.add(feature, number);
        driving_.look_at(feature);
        if (is_footprint_part(feature)) ground_m_[feature.parent_id] = NAN;
        if (!is_bridge_way(feature)) return;
        bridge_ways_.push_back(feature);
        bridge_way_[number] = &bridge_ways_.back();
        bridges_.add(bridge_ways_.back());
    });
    bridges_.join();
    rows_.join();
    if (!ground_m_.empty()) find_grounds(placed, terrain);
}

void Neighbours::find_grounds(const PlacedFile& placed, const data::Terrain& terrain) {
    const auto outline = [](const FeatureNote& note) {
        return note.kind == FeatureKind::building && looks_around(note);
    };
    visit_batches(placed, outline, [&](std::size_t, const data::Feature& feature) {
        const auto found = ground_m_.find(feature.id);
        if (found != ground_m_.end()) found->second = scene::lowest_ground_m(feature, terrain);
    });
}

void Neighbours::set_ground(data::Feature& part) const {
    if (!is_footprint_part(part) || part.attributes.has(data::keys::ground_m)) return;
    const auto found = ground_m_.find(part.parent_id);
    if (found != ground_m_.end() && std::isfinite(found->second))
        part.attributes.set(data::keys::ground_m, found->second);
}

scene::BridgePlace Neighbours::bridge_of(std::size_t number) const {
    const auto found = bridge_way_.find(number);
    return found == bridge_way_.end() ? scene::BridgePlace{} : bridges_.place_of(*found->second);
}

const scene::Course* Neighbours::bridge_run_of(std::size_t number) const {
    const auto found = bridge_way_.find(number);
    return found == bridge_way_.end() ? nullptr : bridges_.run_of(*found->second);
}

scene::PlantingBudget planting_budget(const std::vector<PlacedFile>& files) {
    double wanted = 0;
    for (const PlacedFile& placed : files)
        for (const FeatureNote& note : placed.notes) wanted += note.fate == Fate::kept ? note.plants_wanted : 0;
    return scene::PlantingBudget::of(wanted);
}

}  // namespace twin::app
