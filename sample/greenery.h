#pragma once

#include <cstdint>
#include <vector>

#include "sample/blocks.h"
#include "sample/osm_document.h"
#include "sample/site.h"
#include "sample/skeleton.h"

namespace twin::sample {

/// Single trees: avenues, gardens, courtyards, parks, cemeteries; a few hedges and walls.
void write_greenery(const Skeleton& skeleton, const std::vector<Block>& blocks, const Site& site, std::uint64_t seed,
                    OsmDocument& osm);

}  // namespace twin::sample
