#pragma once

#include <cstdint>
#include <string_view>

namespace twin::scene {

/// A colour as people write it in open data: "#rgb", "#rrggbb", CSS names ("tomato"), some German names ("ziegelrot").
/// Units: 0xAABBGGRR (sRGB), alpha 255; 0 when the text is no colour that we know.  Pure.
std::uint32_t parse_colour(std::string_view text);

/// Usual colour of a roof or wall material ("roof_tiles", "slate", "brick"); 0 when unknown.
std::uint32_t colour_of_material(std::string_view material);

}  // namespace twin::scene
