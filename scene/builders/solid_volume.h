#pragma once

#include <optional>

#include "data/feature.h"

namespace twin::scene {

/// What a body holds whose faces close, those included that solid_repair.h would turn, leave out or add below; nullopt:
/// it is open, or no body. Faces are taken as flat as they are cut into triangles from their first corner.
/// Frame: any in metres.  Units: m3.  Pure.
std::optional<double> closed_volume_m3(const data::Feature& body);

/// Notes the volume of a building or its part as keys::volume_m3, unless its file says it.
void note_volume(data::Feature& building);

}  // namespace twin::scene
