#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sample/drive_graph.h"
#include "sample/network.h"

namespace twin::sample {

/// Files for the traffic overlay, in SUMO's formats.
struct TrafficDemo {
    std::string fcd;           ///< Vehicles every 2 s from 07:30:00 for ten minutes, positions in degrees.
    std::string net;           ///< The main streets.
    std::string edge_data;     ///< Speeds and flows of the main streets per 15 minutes over the day.
    std::size_t vehicles = 0;  ///< Moving at the same time.
};

TrafficDemo run_traffic(const Network& network, const std::vector<Vec2>& signals, std::uint64_t seed);

/// A day's course of speeds and flows on the graph of the main streets; a part of run_traffic.
std::string edge_data_text(const DriveGraph& graph, std::uint64_t seed);
std::string net_text(const DriveGraph& graph);

}  // namespace twin::sample
