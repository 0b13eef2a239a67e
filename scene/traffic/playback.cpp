#include "scene/traffic/playback.h"

#include <algorithm>
#include <cmath>

namespace twin::scene {

namespace {
constexpr double bucket_s = 60;
constexpr double pi = 3.14159265358979323846;
constexpr std::size_t most_buckets = 7 * 24 * 60;  // A week; longer recordings share the last one.
}  // namespace

bool pose_at(const data::VehicleTrack& track, double time_s, VehiclePose& pose) {
    const auto& times = track.time_s;
    if (times.empty() || time_s < times.front() || time_s > times.back()) return false;
    const auto after = std::upper_bound(times.begin(), times.end(), time_s, [](double wanted, float sample) {
        return wanted < static_cast<double>(sample);
    });
    const std::size_t b = std::min(static_cast<std::size_t>(after - times.begin()), times.size() - 1);
    const std::size_t a = b ? b - 1 : 0;
    const double span = static_cast<double>(times[b]) - times[a];
    const double f = span > 0 ? std::clamp((time_s - times[a]) / span, 0.0, 1.0) : 1.0;
    const glm::dvec2 from(track.offset_m[a]), to(track.offset_m[b]);
    pose.offset_m = from + (to - from) * f;
    const double turn_deg = std::remainder(static_cast<double>(track.heading_deg[b]) - track.heading_deg[a], 360.0);
    pose.heading_rad = (track.heading_deg[a] + turn_deg * f) * pi / 180;
    pose.speed_ms = track.speed_ms[a] + (static_cast<double>(track.speed_ms[b]) - track.speed_ms[a]) * f;
    return true;
}

Playback::Playback(const data::TrafficRecording& recording) : recording_(&recording) {
    const double span = std::max(0.0, recording.end_s - recording.begin_s);
    buckets_.resize(std::clamp<std::size_t>(static_cast<std::size_t>(span / bucket_s) + 1, 1, most_buckets));
    const auto bucket_of = [&](double time_s) {
        const double at = std::floor((time_s - recording.begin_s) / bucket_s);
        return static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(buckets_.size() - 1)));
    };
    for (std::uint32_t i = 0; i < recording.vehicles.size(); ++i) {
        const data::VehicleTrack& track = recording.vehicles[i];
        if (track.time_s.empty()) continue;
        for (std::size_t b = bucket_of(track.time_s.front()); b <= bucket_of(track.time_s.back()); ++b)
            buckets_[b].push_back(i);
    }
}

double Playback::clock_at(double second_of_day) const {
    const double span = recording_->end_s - recording_->begin_s;
    if (!(span > 0)) return recording_->begin_s;
    double into = std::fmod(second_of_day - recording_->begin_s, span);
    if (into < 0) into += span;
    return recording_->begin_s + (into < span ? into : 0);
}

std::span<const std::uint32_t> Playback::candidates(double clock_s) const {
    const double at = std::floor((clock_s - recording_->begin_s) / bucket_s);
    return buckets_[static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(buckets_.size() - 1)))];
}

int Playback::interval_at(double clock_s) const {
    const auto& begins = recording_->interval_begin_s;
    const auto after = std::upper_bound(begins.begin(), begins.end(), clock_s);
    return static_cast<int>(after - begins.begin()) - 1;
}

}  // namespace twin::scene
