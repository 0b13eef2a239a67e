#pragma once

#include <string>

#include "data/feature.h"

namespace twin::data {

/// Why a feature that came as bytes cannot be used (coordinates that are no numbers or beyond 1e9, triangles without
/// their vertices, node ids that do not match); empty when it can.
std::string flaw_of(const Feature& feature);

/// Takes away or replaces decoration that is wrong: normals, colours, textures and their places; better than to lose
/// the feature. Answers whether anything was.
bool repair_decoration(Feature& feature);

}  // namespace twin::data
