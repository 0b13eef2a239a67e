#pragma once

#include <string>
#include <vector>

#include "sample/network.h"
#include "sample/vec2.h"

namespace twin::sample {

/// One direction of a street between two junctions.
struct DriveEdge {
    int from = -1, to = -1;  ///< Junctions.
    int reverse = -1;        ///< The edge back.
    std::string name;
    int rank = 4, lanes = 1;  ///< Lanes in this direction.
    double free_ms = 8.3, length_m = 0, width_m = 6;
    Polyline course;
    Vec2 start_direction, end_direction;
};

struct DriveGraph {
    std::vector<Vec2> junctions;
    std::vector<std::vector<int>> leaving;  ///< Edge indices per junction.
    std::vector<DriveEdge> edges;
};

/// The streets of rank 1 to `highest_rank` cut at their junctions, both directions.
DriveGraph make_drive_graph(const Network& network, int highest_rank);

}  // namespace twin::sample
