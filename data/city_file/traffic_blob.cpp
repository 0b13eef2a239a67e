#include "data/city_file/traffic_blob.h"

#include "data/city_file/bytes.h"
#include "data/city_file/compress.h"

namespace twin::data {

namespace {

void put_track(ByteWriter& out, const VehicleTrack& track) {
    out.put_text(track.id);
    out.put(track.kind);
    out.put_all(track.time_s);
    out.put_all(track.offset_m);
    out.put_all(track.speed_ms);
    out.put_all(track.heading_deg);
}

VehicleTrack get_track(ByteReader& in) {
    VehicleTrack track;
    track.id = in.get_text();
    track.kind = in.get<VehicleKind>();
    track.time_s = in.get_all<float>();
    track.offset_m = in.get_all<glm::vec2>();
    track.speed_ms = in.get_all<float>();
    track.heading_deg = in.get_all<float>();
    const std::size_t samples = track.time_s.size();
    if (track.kind > VehicleKind::pedestrian || track.offset_m.size() != samples) in.fail();
    if (track.speed_ms.size() != samples || track.heading_deg.size() != samples) in.fail();
    return track;
}

void put_edge(ByteWriter& out, const EdgeSeries& edge) {
    out.put_text(edge.id);
    out.put_text(edge.name);
    out.put(edge.length_m);
    out.put(edge.free_speed_ms);
    out.put_all(edge.course_m);
    out.put_all(edge.speed_ms);
    out.put_all(edge.flow_vehh);
}

EdgeSeries get_edge(ByteReader& in, std::size_t intervals) {
    EdgeSeries edge;
    edge.id = in.get_text();
    edge.name = in.get_text();
    edge.length_m = in.get<float>();
    edge.free_speed_ms = in.get<float>();
    edge.course_m = in.get_all<glm::vec2>();
    edge.speed_ms = in.get_all<float>();
    edge.flow_vehh = in.get_all<float>();
    if (edge.speed_ms.size() > intervals || edge.flow_vehh.size() > intervals) in.fail();
    return edge;
}

}  // namespace

std::vector<std::byte> encode_traffic(const TrafficRecording& recording) {
    ByteWriter out;
    out.put_text(recording.name);
    out.put(recording.origin);
    out.put(recording.begin_s);
    out.put(recording.end_s);
    out.put_all(recording.interval_begin_s);
    out.put_count(recording.vehicles.size());
    for (const VehicleTrack& track : recording.vehicles) put_track(out, track);
    out.put_count(recording.edges.size());
    for (const EdgeSeries& edge : recording.edges) put_edge(out, edge);
    return compress(out.bytes());
}

base::Result<TrafficRecording> decode_traffic(std::span<const std::byte> blob) {
    auto bytes = decompress(blob);
    if (!bytes.ok()) return bytes.error();
    ByteReader in(*bytes);
    TrafficRecording recording;
    recording.name = in.get_text();
    recording.origin = in.get<glm::dvec2>();
    recording.begin_s = in.get<double>();
    recording.end_s = in.get<double>();
    recording.interval_begin_s = in.get_all<double>();
    recording.vehicles.resize(in.get_count_of(6));
    for (VehicleTrack& track : recording.vehicles) track = get_track(in);
    recording.edges.resize(in.get_count_of(13));
    for (EdgeSeries& edge : recording.edges) edge = get_edge(in, recording.interval_begin_s.size());
    if (!in.ok() || !in.at_end()) return base::Error{"a traffic recording is damaged; import the city again"};
    return recording;
}

}  // namespace twin::data
