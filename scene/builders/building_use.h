#pragma once

#include "data/feature.h"

namespace twin::scene {

/// What a building is for, as far as its looks go.
enum class BuildingUse : unsigned char {
    house,
    flats,
    garage,
    shed,
    church,
    hall,
    shop,
    office,
    civic,
    barn,
    canopy,
    tower,
    other
};

/// From OSM's building=* or the function code of the German cadastre.
BuildingUse use_of(const data::Feature& building);

}  // namespace twin::scene
