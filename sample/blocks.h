#pragma once

#include <vector>

#include "sample/network.h"
#include "sample/zones.h"

namespace twin::sample {

/// The land between streets.
struct Block {
    Polygon outline;  ///< Along the middles of the streets, counter-clockwise.
    Polygon plot;     ///< Behind the pavements; may be empty where the block is too thin.
    Zone zone = Zone::open;
    double area_m2 = 0;
};

/// Faces of the street graph inside the built zones.
std::vector<Block> find_blocks(const Network& network, const Zones& zones);

/// Fewer points: corners that turn the line by less than `tolerance_m` go.  Source: Douglas and Peucker 1973.
Polyline simplified(const Polyline& line, double tolerance_m);

}  // namespace twin::sample
