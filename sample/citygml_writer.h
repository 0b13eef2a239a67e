#pragma once

#include <string>
#include <vector>

#include "sample/building.h"

namespace twin::sample {

/// The solid buildings as a CityGML 2.0 LoD2 model in EPSG:25832 and DHHN2016, named as the German states name it.
/// Buildings of one body carry their surfaces themselves, others have a BuildingPart for each body.
std::string citygml_text(const std::vector<Building>& buildings);

}  // namespace twin::sample
