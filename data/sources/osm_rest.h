#pragma once

#include <optional>
#include <vector>

#include "data/feature.h"

namespace twin::data {

/// What of some areas is left without others; slivers (less than 3 m2, or thinner than a hand) do not count. The kind
/// of the surfaces stays.  Frame: longitude, latitude.  Pure. Errors: nothing where an outline is not valid (it crosses
/// itself).
std::optional<std::vector<Surface>> rest_of(const std::vector<Surface>& areas,
                                            const std::vector<const Surface*>& without);

}  // namespace twin::data
