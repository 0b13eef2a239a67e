#pragma once

#include <vector>

#include "data/feature.h"
#include "scene/builders/outline.h"
#include "scene/builders/roofs.h"

namespace twin::scene {

/// Box with its ridge along `along`, whichever side is longer.
struct RidgeFrame {
    glm::dvec2 centre, along, across;
    double half_length, half_width;
};

RidgeFrame ridge_frame(const TurnedBox& box, const RoofPlan& plan);

/// A clean surface (z 0, counter-clockwise) as convex pieces.
std::vector<Outline> convex_pieces_of(const data::Surface& flat, const Outline& outer);

}  // namespace twin::scene
