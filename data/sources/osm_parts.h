#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/feature.h"

namespace twin::data {

/// Ties building parts to their buildings: parent_id of each part, outline_only on buildings whose parts cover at least
/// a quarter of them (less is a chimney or a lift, and the building would vanish). `named`: part id -> building id, as
/// relations of type "building" say; all others by containment. Frame: any plane one, degrees do.  Pure.
void link_building_parts(std::vector<Feature>& buildings, const std::map<std::string, std::string>& named);

}  // namespace twin::data
