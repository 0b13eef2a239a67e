#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <glm/vec2.hpp>

namespace twin::data {

enum class VehicleKind : std::uint8_t { car, van, truck, bus, tram, train, motorcycle, bicycle, pedestrian };

/// One moving thing of a traffic recording; samples ascend in time.
/// Frame: as its recording.  Units: seconds since the recording's start of day, metres, m/s, degrees clockwise from
/// grid north.
struct VehicleTrack {
    std::string id;
    VehicleKind kind = VehicleKind::car;
    std::vector<float> time_s;
    std::vector<glm::vec2> offset_m;  ///< Position minus the recording's `origin`.
    std::vector<float> speed_ms;
    std::vector<float> heading_deg;
};

/// Speeds and flows of one street edge over the intervals of the recording.
struct EdgeSeries {
    std::string id;
    std::string name;
    float length_m = 0;
    float free_speed_ms = 13.9f;
    std::vector<glm::vec2> course_m;  ///< Centre line minus `origin`.
    std::vector<float> speed_ms;      ///< Per interval; NaN: nobody drove there.
    std::vector<float> flow_vehh;     ///< Per interval, vehicles per hour; NaN: not said.
};

/// Traffic over the clock: single vehicles (FCD), edge series (edge data), or both.
/// Frame: the CRS named by its source until placed; then the city frame. Offsets are relative to `origin`.
/// Units: seconds of the day; the first interval starts at `interval_begin_s[0]`.
struct TrafficRecording {
    std::string name;
    glm::dvec2 origin{0, 0};
    double begin_s = 0;
    double end_s = 0;
    std::vector<VehicleTrack> vehicles;
    std::vector<double> interval_begin_s;  ///< Ascending; the last interval ends at `end_s`.
    std::vector<EdgeSeries> edges;

    bool empty() const { return vehicles.empty() && edges.empty(); }
};

}  // namespace twin::data
