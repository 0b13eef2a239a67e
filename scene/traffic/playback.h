#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <glm/vec2.hpp>

#include "data/traffic.h"

namespace twin::scene {

/// Where a recorded vehicle is at one moment.
/// Frame: as its recording, position minus the recording's origin.
struct VehiclePose {
    glm::dvec2 offset_m{0, 0};
    double heading_rad = 0;  ///< Clockwise from grid north.
    double speed_ms = 0;
};

/// Between two samples: even movement, the shorter turn. false: not under way at that time.  Pure.
bool pose_at(const data::VehicleTrack& track, double time_s, VehiclePose& pose);

/// Finds what of a recording shows at a time.
/// Owner: beside the recording, which must outlive it and not change.
class Playback {
  public:
    explicit Playback(const data::TrafficRecording& recording);

    /// The recording's own clock: a second of the day, taken around as often as needed to fall into it, so that
    /// something always plays.
    double clock_at(double second_of_day) const;
    /// Numbers of the vehicles that may be under way then, a few too many.
    std::span<const std::uint32_t> candidates(double clock_s) const;
    /// Interval of the edge series; -1 when there is none.
    int interval_at(double clock_s) const;

  private:
    const data::TrafficRecording* recording_;
    std::vector<std::vector<std::uint32_t>> buckets_;  ///< By minute.
};

}  // namespace twin::scene
