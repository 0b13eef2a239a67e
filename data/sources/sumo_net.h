#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec2.hpp>

#include "base/result.h"
#include "data/feature.h"
#include "data/source.h"

namespace twin::data {

/// Where a SUMO network lies: world = net coordinate - offset, in the CRS of `projection`.
struct SumoLocation {
    glm::dvec2 offset_m{0, 0};
    std::string projection;  ///< PROJ string; empty: a plane without a place on earth.
};

/// Who may use a lane.
enum class LaneUse : unsigned char { motor, bicycle, foot, rail, nobody };

struct SumoLane {
    LaneUse use = LaneUse::motor;
    double speed_ms = 13.9;
    double length_m = 0;
    double width_m = 3.2;
    std::vector<glm::dvec2> shape;
};

/// One direction of a street between two junctions.
/// Frame: net coordinates.  Units: metres, m/s.
struct SumoEdge {
    std::string id, name, type;
    bool internal = false;  ///< Inside a junction.
    std::vector<SumoLane> lanes;

    LaneUse use() const;                     ///< The most important among its lanes.
    std::vector<glm::dvec2> course() const;  ///< Middle of the lanes of that use.
    double width_m() const;                  ///< Of the lanes of that use together.
    int lane_count() const;
    double speed_ms() const;
    double length_m() const;
};

/// Reads a .net.xml or .net.xml.gz edge by edge. `take` may be null (location only).
/// Errors: no <net>, no location, damaged before the location; cancelled.
base::Result<SumoLocation> read_sumo_net(const InputFile& file, const std::function<void(SumoEdge&&)>& take,
                                         const std::function<bool(std::uint64_t)>& progress, std::string& trouble);

/// The edge as a street, footway, cycleway or rail of the city.
/// Frame: world (`location` taken off).
Feature street_of(const SumoEdge& edge, const SumoLocation& location);

}  // namespace twin::data
