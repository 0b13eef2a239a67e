#include "scene/builders/texture_atlas.h"

#include <algorithm>

#include "data/pixels.h"
#include "scene/builders/atlas_page.h"

#define STBRP_STATIC
#define STB_RECT_PACK_IMPLEMENTATION
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include <stb/stb_rect_pack.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace twin::scene {
namespace {

constexpr int smallest_page_px = 128;
constexpr int smallest_level_px = 32;
constexpr int most_halvings = 6;

std::int64_t area_of(const std::vector<TextureCrop>& crops) {
    std::int64_t area = 0;
    for (const TextureCrop& crop : crops)
        area += std::int64_t(crop.width_px + 2 * atlas_border_px) * (crop.height_px + 2 * atlas_border_px);
    return area;
}

/// In blocks of 4 x 4 pixels with borders.
std::vector<stbrp_rect> rectangles_of(const std::vector<TextureCrop>& crops) {
    std::vector<stbrp_rect> rectangles;
    for (std::size_t i = 0; i < crops.size(); ++i)
        rectangles.push_back({static_cast<int>(i), (crops[i].width_px + 2 * atlas_border_px) / 4,
                              (crops[i].height_px + 2 * atlas_border_px) / 4, 0, 0, 0});
    return rectangles;
}

void pack_page(std::vector<stbrp_rect>& rectangles, int page_px) {
    const int edge = page_px / 4;
    std::vector<stbrp_node> nodes(static_cast<std::size_t>(edge));
    stbrp_context context;
    stbrp_init_target(&context, edge, edge, nodes.data(), edge);
    stbrp_pack_rects(&context, rectangles.data(), static_cast<int>(rectangles.size()));
}

struct Packed {
    int page_px = 0;
    int pages = 0;
    std::vector<PlacedCrop> crops;  ///< In the order of the crops.
};

void take_packed(const std::vector<TextureCrop>& crops, std::vector<stbrp_rect>& rectangles, Packed& out) {
    for (const stbrp_rect& rectangle : rectangles)
        if (rectangle.was_packed)
            out.crops[static_cast<std::size_t>(rectangle.id)] = {&crops[static_cast<std::size_t>(rectangle.id)],
                                                                 out.pages, rectangle.x * 4 + atlas_border_px,
                                                                 rectangle.y * 4 + atlas_border_px};
    std::erase_if(rectangles, [](const stbrp_rect& rectangle) { return rectangle.was_packed != 0; });
    ++out.pages;
}

/// One page as small as possible, or several of the largest.
Packed pack(const std::vector<TextureCrop>& crops) {
    Packed out;
    out.crops.resize(crops.size());
    const std::int64_t area = area_of(crops);
    std::vector<stbrp_rect> rectangles = rectangles_of(crops);
    for (out.page_px = smallest_page_px; out.page_px < data::largest_page_px; out.page_px *= 2) {
        if (area > std::int64_t(out.page_px) * out.page_px) continue;
        std::vector<stbrp_rect> all = rectangles;
        pack_page(all, out.page_px);
        if (std::any_of(all.begin(), all.end(), [](const stbrp_rect& r) { return r.was_packed == 0; })) continue;
        take_packed(crops, all, out);
        return out;
    }
    while (!rectangles.empty()) {
        const std::size_t before = rectangles.size();
        pack_page(rectangles, out.page_px);
        take_packed(crops, rectangles, out);
        assert(rectangles.size() < before);  // every crop is smaller than a page
        if (rectangles.size() == before) break;
    }
    return out;
}

TexturePlacement placement_of(const PlacedCrop& placed, const TextureUse& use, int page_px) {
    const TextureCrop& crop = *placed.crop;
    const glm::dvec2 size(crop.image->width_px, crop.image->height_px);
    const glm::dvec2 shift = whole_shift(use);
    TexturePlacement out;
    out.page = placed.page;
    out.scale = glm::dvec2(size.x, -size.y) / double(page_px);
    out.offset.x = (placed.x - crop.x - shift.x * size.x) / page_px;
    out.offset.y = (placed.y - crop.y + (1 + shift.y) * size.y) / page_px;
    return out;
}

}  // namespace

TextureAtlas build_atlas(std::span<const TextureUse> uses, std::uint64_t most_bytes) {
    TextureAtlas atlas;
    CropLimits limits;
    limits.most_px = data::largest_page_px - 2 * atlas_border_px;
    std::vector<TextureCrop> crops = make_crops(uses, limits);
    // Two pixels a byte.
    while (limits.halvings<most_halvings&& static_cast<std::uint64_t>(area_of(crops)) / 2> most_bytes) {
        ++limits.halvings;
        crops = make_crops(uses, limits);
    }
    atlas.halvings = limits.halvings;
    atlas.placements.resize(uses.size());
    const Packed packed = pack(crops);
    atlas.page_px = packed.page_px;
    atlas.page_levels = 1;
    while (packed.page_px >> atlas.page_levels >= smallest_level_px) ++atlas.page_levels;
    for (int page = 0; page < std::min(packed.pages, data::most_pages); ++page) {
        std::vector<PlacedCrop> own;
        for (const PlacedCrop& placed : packed.crops)
            if (placed.crop && placed.page == page) own.push_back(placed);
        if (own.empty()) continue;
        atlas.pages.push_back(make_page(own, packed.page_px, atlas.page_levels, atlas_border_px));
        for (const PlacedCrop& placed : own)
            for (const std::size_t use : placed.crop->uses)
                atlas.placements[use] = placement_of(placed, uses[use], packed.page_px);
    }
    for (std::size_t i = 0; i < uses.size(); ++i) {
        if (atlas.placements[i].page >= 0) continue;
        atlas.placements[i].colour = data::mean_colour(*uses[i].image);
        ++atlas.repeated_too_often;
    }
    return atlas;
}

}  // namespace twin::scene
