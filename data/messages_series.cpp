#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "data/messages.h"

/// Height grids and traffic recordings as messages.
namespace twin::data::messages {

void write_grid_head(Writer& out, const HeightGrid& grid) {
    out.value(static_cast<std::int32_t>(grid.columns));
    out.value(static_cast<std::int32_t>(grid.rows));
    for (const double t : grid.transform) out.value(t);
}

HeightGrid read_grid_head(Reader& in) {
    constexpr std::int32_t most_columns = 1'000'000;
    constexpr std::uint64_t most_cells = 1ull << 31;
    HeightGrid grid;
    const auto columns = in.value<std::int32_t>(), rows = in.value<std::int32_t>();
    bool finite = true;
    for (double& t : grid.transform) {
        t = in.value<double>();
        finite = finite && std::isfinite(t);
    }
    const double area = grid.transform[1] * grid.transform[5] - grid.transform[2] * grid.transform[4];
    const bool sensible = columns > 0 && rows > 0 && columns <= most_columns && rows <= most_columns &&
                          static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(rows) <= most_cells;
    if (!sensible || !finite || area == 0 || !std::isfinite(area)) in.fail();
    if (!in.ok()) return {};
    grid.columns = columns;
    grid.rows = rows;
    return grid;
}

namespace {

std::size_t cells(const HeightGrid& grid) {
    return static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
}

}  // namespace

bool append_rows(HeightGrid& grid, std::span<const std::byte> rows) {
    const std::size_t count = rows.size() / sizeof(float), have = grid.heights_m.size();
    if (rows.size() % sizeof(float) != 0 || count > cells(grid) - have) return false;
    if (have == 0) grid.heights_m.reserve(cells(grid));
    grid.heights_m.resize(have + count);
    if (count > 0) std::memcpy(grid.heights_m.data() + have, rows.data(), rows.size());
    return true;
}

bool complete(const HeightGrid& grid) {
    return grid.heights_m.size() == cells(grid);
}

std::size_t void_absurd_heights(HeightGrid& grid) {
    constexpr float deepest_m = -20'000, highest_m = 20'000;  // the Earth reaches from -10,994 m to 8,849 m
    std::size_t absurd = 0;
    for (float& height : grid.heights_m) {
        if (std::isnan(height) || (height >= deepest_m && height <= highest_m)) continue;
        height = std::numeric_limits<float>::quiet_NaN();
        ++absurd;
    }
    return absurd;
}

void write(Writer& out, const TrafficRecording& recording) {
    out.text(recording.name);
    out.value(recording.origin);
    out.value(recording.begin_s);
    out.value(recording.end_s);
    out.array(recording.interval_begin_s);
    out.value(static_cast<std::uint64_t>(recording.vehicles.size()));
    for (const VehicleTrack& track : recording.vehicles) {
        out.text(track.id);
        out.value(static_cast<std::uint8_t>(track.kind));
        out.array(track.time_s);
        out.array(track.offset_m);
        out.array(track.speed_ms);
        out.array(track.heading_deg);
    }
    out.value(static_cast<std::uint64_t>(recording.edges.size()));
    for (const EdgeSeries& edge : recording.edges) {
        out.text(edge.id);
        out.text(edge.name);
        out.value(edge.length_m);
        out.value(edge.free_speed_ms);
        out.array(edge.course_m);
        out.array(edge.speed_ms);
        out.array(edge.flow_vehh);
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

VehicleTrack read_vehicle(Reader& in) {
    VehicleTrack track;
    track.id = in.text();
    const auto kind = in.value<std::uint8_t>();
    track.kind = kind <= static_cast<std::uint8_t>(VehicleKind::pedestrian) ? VehicleKind{kind} : VehicleKind::car;
    track.time_s = in.array<float>();
    track.offset_m = in.array<glm::vec2>();
    track.speed_ms = in.array<float>();
    track.heading_deg = in.array<float>();
    return track;
}

EdgeSeries read_edge(Reader& in) {
    EdgeSeries edge;
    edge.id = in.text();
    edge.name = in.text();
    edge.length_m = in.value<float>();
    edge.free_speed_ms = in.value<float>();
    if (!(edge.free_speed_ms > 0 && edge.free_speed_ms < 200)) edge.free_speed_ms = EdgeSeries{}.free_speed_ms;
    edge.course_m = in.array<glm::vec2>();
    edge.speed_ms = in.array<float>();
    edge.flow_vehh = in.array<float>();
    without_infinity(edge.speed_ms);
    without_infinity(edge.flow_vehh);
    return edge;
}

void check_clock(Reader& in, const TrafficRecording& recording) {
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

TrafficRecording read_traffic(Reader& in, std::vector<base::Complaint>& complaints) {
    TrafficRecording recording;
    recording.name = in.text();
    recording.origin = in.value<glm::dvec2>();
    recording.begin_s = in.value<double>();
    recording.end_s = in.value<double>();
    recording.interval_begin_s = in.array<double>();
    check_clock(in, recording);
    for (std::size_t n = in.count(5 + 4 * 8); n > 0 && in.ok(); --n) {
        VehicleTrack track = read_vehicle(in);
        if (const char* flaw = flaw_of(track))
            leave_out(complaints, track.id, "vehicle left out", flaw);
        else
            recording.vehicles.push_back(std::move(track));
    }
    for (std::size_t n = in.count(8 + 8 + 3 * 8); n > 0 && in.ok(); --n) {
        EdgeSeries edge = read_edge(in);
        if (const char* flaw = flaw_of(edge, recording.interval_begin_s.size()))
            leave_out(complaints, edge.id, "edge left out", flaw);
        else
            recording.edges.push_back(std::move(edge));
    }
    return recording;
}

}  // namespace twin::data::messages
