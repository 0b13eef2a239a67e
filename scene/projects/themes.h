#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scene/overlay.h"

namespace twin::scene {

/// A field that projects belong to, with its colour and symbol.
struct ProjectTheme {
    const char* key;       ///< "traffic"
    const char *de, *en;   ///< Words on screen.
    std::uint32_t colour;  ///< 0xAABBGGRR sRGB; told apart with colour blindness and on green and grey ground.
    std::uint32_t icon;    ///< Material Icons code point.
};

/// All themes in the order of the legend; the last one stands for everything else.
std::span<const ProjectTheme> project_themes();
/// The theme of a word as files write it: a key, or a German or English name ("Verkehr", "Energie & Umwelt").
const ProjectTheme& theme_of(std::string_view word);
/// A status as files write it, in both languages; unknown ones stay as they are.
Words status_words(const std::string& status);

}  // namespace twin::scene
