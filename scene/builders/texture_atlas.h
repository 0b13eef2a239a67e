#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <glm/vec2.hpp>

#include "data/tile.h"
#include "scene/builders/texture_crops.h"

namespace twin::scene {

/// Room around every piece of a page, filled with what lies beside it in its picture, else with its edge.
inline constexpr int atlas_border_px = 8;

/// Where a use of a picture has come to.
struct TexturePlacement {
    int page = -1;             ///< -1: its picture repeats too often; it has `colour` instead.
    std::uint32_t colour = 0;  ///< Mean of its picture, 0xFFBBGGRR.
    glm::dvec2 scale{0}, offset{0};

    /// Share of the page from its upper left, of a place in the picture.
    glm::dvec2 on_page(const glm::vec2& place) const { return glm::dvec2(place) * scale + offset; }
};

/// The pages of a tile.
struct TextureAtlas {
    int page_px = 0;
    int page_levels = 0;
    std::vector<data::AtlasPage> pages;
    std::vector<TexturePlacement> placements;  ///< One per use.
    int halvings = 0;                          ///< Of all pictures, to stay within the budget.
    std::size_t repeated_too_often = 0;        ///< Uses without a page.
};

/// Packs what the uses show of their pictures into square pages with smaller versions. The same uses give the same
/// pages.  `most_bytes`: of all pages without their smaller versions.  Pure.
TextureAtlas build_atlas(std::span<const TextureUse> uses, std::uint64_t most_bytes);

}  // namespace twin::scene
