#include "data/traffic_bytes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace twin::data {

void put_traffic(ByteWriter& out, const TrafficRecording& recording) {
    out.put_text(recording.name);
    out.put(recording.origin);
    out.put(recording.begin_s);
    out.put(recording.end_s);
    out.put_all(recording.interval_begin_s);
    out.put_count(recording.vehicles.size());
    for (const VehicleTrack& track : recording.vehicles) {
        out.put_text(track.id);
        out.put(track.kind);
        out.put_all(track.time_s);
        out.put_all(track.offset_m);
        out.put_all(track.speed_ms);
        out.put_all(track.heading_deg);
    }
    out.put_count(recording.edges.size());
    for (const EdgeSeries& edge : recording.edges) {
        out.put_text(edge.id);
        out.put_text(edge.name);
        out.put(edge.length_m);
        out.put(edge.free_speed_ms);
        out.put_all(edge.course_m);
        out.put_all(edge.speed_ms);
        out.put_all(edge.flow_vehh);
    }
}

namespace {

bool all_finite(const std::vector<float>& values) {
    return std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
}

bool all_finite(const std::vector<glm::vec2>& values) {
    return std::ranges::all_of(values, [](const glm::vec2& v) { return std::isfinite(v.x) && std::isfinite(v.y); });
}

const char* flaw_of(const VehicleTrack& track) {
    const std::size_t n = track.time_s.size();
    if (n == 0) return "it has no sample";
    if (track.offset_m.size() != n || track.speed_ms.size() != n || track.heading_deg.size() != n)
        return "its series differ in length";
    if (!all_finite(track.time_s) || !all_finite(track.offset_m) || !all_finite(track.speed_ms) ||
        !all_finite(track.heading_deg))
        return "a value is not a finite number";
    return std::ranges::is_sorted(track.time_s) ? nullptr : "its samples do not ascend in time";
}

const char* flaw_of(const EdgeSeries& edge, std::size_t intervals) {
    if (edge.speed_ms.size() != intervals || (!edge.flow_vehh.empty() && edge.flow_vehh.size() != intervals))
        return "its series do not match the intervals";
    if (!all_finite(edge.course_m) || !std::isfinite(edge.length_m)) return "a value is not a finite number";
    return nullptr;
}

/// Infinity says no more than "not said".
void without_infinity(std::vector<float>& values) {
    for (float& v : values)
        if (std::isinf(v)) v = std::numeric_limits<float>::quiet_NaN();
}

VehicleTrack get_vehicle(ByteReader& in) {
    VehicleTrack track;
    track.id = in.get_text();
    track.kind = in.get_enum(VehicleKind::pedestrian);
    track.time_s = in.get_all<float>();
    track.offset_m = in.get_all<glm::vec2>();
    track.speed_ms = in.get_all<float>();
    track.heading_deg = in.get_all<float>();
    return track;
}

EdgeSeries get_edge(ByteReader& in) {
    EdgeSeries edge;
    edge.id = in.get_text();
    edge.name = in.get_text();
    edge.length_m = in.get<float>();
    edge.free_speed_ms = in.get<float>();
    if (!(edge.free_speed_ms > 0 && edge.free_speed_ms < 200)) edge.free_speed_ms = EdgeSeries{}.free_speed_ms;
    edge.course_m = in.get_all<glm::vec2>();
    edge.speed_ms = in.get_all<float>();
    edge.flow_vehh = in.get_all<float>();
    without_infinity(edge.speed_ms);
    without_infinity(edge.flow_vehh);
    return edge;
}

void check_clock(ByteReader& in, const TrafficRecording& recording) {
    const auto& begins = recording.interval_begin_s;
    const bool finite = std::isfinite(recording.begin_s) && std::isfinite(recording.end_s) &&
                        std::isfinite(recording.origin.x) && std::isfinite(recording.origin.y) &&
                        std::ranges::all_of(begins, [](double t) { return std::isfinite(t); });
    if (!finite || recording.end_s < recording.begin_s || !std::ranges::is_sorted(begins)) in.fail();
}

void leave_out(std::vector<base::Complaint>& complaints, const std::string& id, const char* what, const char* why) {
    complaints.push_back({base::ComplaintKind::skipped, id, what, why});
}

}  // namespace

TrafficRecording get_traffic(ByteReader& in, std::vector<base::Complaint>& complaints) {
    TrafficRecording recording;
    recording.name = in.get_text();
    recording.origin = in.get<glm::dvec2>();
    recording.begin_s = in.get<double>();
    recording.end_s = in.get<double>();
    recording.interval_begin_s = in.get_all<double>();
    check_clock(in, recording);
    for (std::size_t n = in.get_parts(6); n > 0 && in.ok(); --n) {
        VehicleTrack track = get_vehicle(in);
        if (const char* flaw = flaw_of(track))
            leave_out(complaints, track.id, "vehicle left out", flaw);
        else
            recording.vehicles.push_back(std::move(track));
    }
    for (std::size_t n = in.get_parts(13); n > 0 && in.ok(); --n) {
        EdgeSeries edge = get_edge(in);
        if (const char* flaw = flaw_of(edge, recording.interval_begin_s.size()))
            leave_out(complaints, edge.id, "edge left out", flaw);
        else
            recording.edges.push_back(std::move(edge));
    }
    return recording;
}

}  // namespace twin::data
