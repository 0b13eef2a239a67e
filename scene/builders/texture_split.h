#pragma once

#include <array>
#include <vector>

#include "scene/builders/textured_patches.h"

namespace twin::scene {

/// Cuts a triangle on which a picture repeats often into pieces on which it repeats a few times, so that all pieces can
/// share one part of a page. Answers three corners for each piece: only the triangle itself where it would be too many
/// pieces, or where it needs none.  Pure.
std::vector<TexturedCorner> split_repeating(const std::array<TexturedCorner, 3>& triangle, int width_px, int height_px);

}  // namespace twin::scene
