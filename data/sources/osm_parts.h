#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"

namespace twin::data {

/// Ties building parts to their buildings: parent_id of each part; a building steps back behind its parts. Where they
/// stand for all of it, it gets outline_only; where they stand for some of it, its surfaces become the rest, so that
/// nothing is drawn twice and nothing vanishes. Parts that begin high up on a building (a roof turret) take nothing
/// away from it. `named`: part id -> building id, as relations of type "building" say; all others by containment.
/// Frame: longitude, latitude.  Pure.
/// Answers what it had to assume.
std::vector<base::Complaint> link_building_parts(std::vector<Feature>& buildings,
                                                 const std::map<std::string, std::string>& named);

}  // namespace twin::data
