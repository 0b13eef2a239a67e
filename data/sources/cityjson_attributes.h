#pragma once

#include <string_view>

#include "data/feature.h"
#include "data/sources/cityjson_json.h"
#include "data/sources/cityjson_trouble.h"

namespace twin::data {

/// Reads "attributes", "address" and whatever an extension adds to a city object. Nested values get names with points
/// ("bag.status"); names that the program understands become those of data/keys.h.
void read_cityjson_attributes(const json::element& object, Feature& feature, CityJsonTrouble& trouble);

}  // namespace twin::data
