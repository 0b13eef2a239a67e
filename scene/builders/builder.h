#pragma once

#include <cstdint>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/bridge_runs.h"
#include "scene/builders/tile_assembler.h"
#include "scene/builders/vegetation.h"

namespace twin::scene {

/// What a feature cannot know by itself.
struct BuildHints {
    PlantingBudget planting;
    BridgePlace bridge{};  ///< The whole bridge that a way is a part of, see BridgeRuns.
};

/// Builds any placed feature through the builder of its kind (buildings, ground, vegetation, models). Kinds that are
/// not drawn by themselves (address, project, place, tactile points) answer true.
bool build_feature(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                   TileAssembler& out, std::vector<base::Complaint>& complaints, const BuildHints& hints = {});

}  // namespace twin::scene
