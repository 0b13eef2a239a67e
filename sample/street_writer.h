#pragma once

#include <cstdint>
#include <vector>

#include "sample/osm_document.h"
#include "sample/site.h"
#include "sample/skeleton.h"

namespace twin::sample {

/// Streets with topology, bridges over rail and water, motorways, forest tracks, footways and steps, crossings with
/// signals, bus stops, lamps; rail with platforms.
void write_streets(const Skeleton& skeleton, const Site& site, std::uint64_t seed, OsmDocument& osm);
/// Motorways with two carriageways, on viaducts over the valleys; a part of write_streets.
void write_motorways(const Skeleton& skeleton, const Site& site, OsmDocument& osm);
void write_rail(const Skeleton& skeleton, OsmDocument& osm);

/// The plain buildings as outlines with heights and roofs.
void write_annexes(const std::vector<Building>& buildings, OsmDocument& osm);

}  // namespace twin::sample
