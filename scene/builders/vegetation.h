#pragma once

#include <cstdint>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// How many invented plants a city gets in all: more are a burden to small graphics cards.
inline constexpr double most_invented_plants = 160'000;

/// What share of the plants that its areas want a city gets; the same everywhere, so that no forest goes short.
struct PlantingBudget {
    double share = 1;
    /// The share that keeps a city whose areas want `wanted` plants within most_invented_plants.
    static PlantingBudget of(double wanted) {
        return {wanted > most_invented_plants ? most_invented_plants / wanted : 1.0};
    }
};

/// How many invented plants the areas of a feature want: one per 220 m2 of forest and so on.  Pure.
double plants_wanted(const data::Feature& feature);

/// Single trees, tree rows, hedges' shrubs; forest, wood, scrub and park areas filled with seeded trees (invented
/// positions: complains `assumed` once per area), as dense as their kind of land wants times the budget's share.
/// Frame: city.  Pure: the same feature and the same share give the same trees.
bool build_vegetation(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                      TileAssembler& out, std::vector<base::Complaint>& complaints, const PlantingBudget& budget = {});

}  // namespace twin::scene
