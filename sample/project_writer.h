#pragma once

#include <string>

#include "sample/skeleton.h"

namespace twin::sample {

/// The projects as GeoJSON points with the attributes of the skeleton's columns.
std::string projects_text(const Skeleton& skeleton);

}  // namespace twin::sample
