#pragma once

#include <vector>

#include "app/importer/sorting.h"

namespace twin::app {

/// Finds files that hold the same: equal bytes under two names, one tile in two formats (told by ids of their city
/// objects, by places inside one another's extent). The second becomes a duplicate of the first; the richer or older
/// format is the first (CityGML before CityJSON, GeoTIFF before XYZ, GeoPackage before shapefile before GeoJSON).
void find_same_data(std::vector<SortedFile>& files);

}  // namespace twin::app
