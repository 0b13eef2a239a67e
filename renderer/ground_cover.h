#pragma once

#include "data/tile.h"

namespace twin::renderer {

/// What a picture of the ground shows better than a colour: natural ground, land use, water, open spaces. Streets,
/// ways, rails, markings and overlays stay above it; who wants to see those in the picture hides their layer.  Pure.
constexpr bool lies_under_pictures(data::Material material) {
    if (material == data::Material::terrain) return true;
    const int level = data::material_infos[static_cast<int>(material)].drape_level;
    return level > 0 && level <= data::material_infos[static_cast<int>(data::Material::plaza)].drape_level;
}

}  // namespace twin::renderer
