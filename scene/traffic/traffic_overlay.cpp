#include "scene/traffic/traffic_overlay.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <functional>
#include <limits>

#include <fmt/format.h>

#include "scene/city.h"
#include "scene/traffic/playback.h"
#include "scene/traffic/speed_scale.h"
#include "scene/traffic/street_ribbons.h"

namespace twin::scene {

namespace {

std::uint64_t next_version() {
    static std::atomic<std::uint64_t> version{0};
    return ++version;
}

/// One recording with what is needed to play it.
struct Track {
    explicit Track(data::TrafficRecording&& given)
        : recording(std::move(given)), playback(recording), ribbons(recording) {
        for (const data::VehicleTrack& vehicle : recording.vehicles) {
            has_kind[static_cast<std::size_t>(vehicle.kind)] = true;
            seeds.push_back(std::hash<std::string>{}(vehicle.id));
        }
    }
    Track(const Track&) = delete;
    Track& operator=(const Track&) = delete;

    const data::TrafficRecording recording;
    const Playback playback;
    const StreetRibbons ribbons;
    std::vector<std::uint64_t> seeds;
    std::array<bool, 9> has_kind{};
    int interval_drawn = -1;
};

/// Figures of the moment, gathered while looking.
struct Figures {
    std::uint64_t vehicles = 0, walkers = 0, jammed = 0, streets = 0;
    double vehicle_speed_sum_ms = 0;
    double street_speed_sum = 0, street_weight = 0;
    double clock_s = std::numeric_limits<double>::quiet_NaN();
};

std::string clock_text(double seconds) {
    const auto day = static_cast<long>(std::floor(seconds)) % 86'400;
    return fmt::format("{:02}:{:02}:{:02}", day / 3600, day / 60 % 60, day % 60);
}

}  // namespace

struct TrafficOverlay::State {
    std::vector<std::unique_ptr<Track>> tracks;
    data::Provenance provenance = data::Provenance::simulated;
    std::string credit;
    std::string time_zone;
    const data::Terrain* terrain = nullptr;
    data::Terrain flat;
    OverlayDrawing drawing;
    Figures figures;
    UtcSeconds looked_at = std::numeric_limits<double>::quiet_NaN();
    bool looked_vehicles = false, looked_speeds = false;

    const data::Terrain& ground() const { return terrain ? *terrain : flat; }
    bool any_edges() const {
        return std::any_of(tracks.begin(), tracks.end(), [](const auto& t) { return !t->recording.edges.empty(); });
    }
    bool any_vehicles() const {
        return std::any_of(tracks.begin(), tracks.end(), [](const auto& t) { return !t->recording.vehicles.empty(); });
    }

    void place_vehicles(const Track& track, double clock_s, bool show) {
        const glm::dvec2 origin = track.recording.origin;
        for (const std::uint32_t number : track.playback.candidates(clock_s)) {
            const data::VehicleTrack& vehicle = track.recording.vehicles[number];
            VehiclePose pose;
            if (!pose_at(vehicle, clock_s, pose)) continue;
            if (vehicle.kind == data::VehicleKind::pedestrian) {
                ++figures.walkers;
            } else {
                ++figures.vehicles;
                figures.vehicle_speed_sum_ms += pose.speed_ms;
            }
            if (!show) continue;
            const VehicleLook& look = look_of(vehicle.kind);
            const glm::dvec2 place = origin + pose.offset_m;
            OverlayBody body;
            body.position = {place.x, place.y, ground().height_at(place.x, place.y)};
            body.heading_rad = static_cast<float>(pose.heading_rad);
            body.length_m = look.length_m;
            body.width_m = look.width_m;
            body.height_m = look.height_m;
            body.colour = body_colour(vehicle.kind, track.seeds[number]);
            drawing.bodies.push_back(body);
        }
    }

    void count_streets(const Track& track, int interval) {
        if (interval < 0) return;
        const auto at = static_cast<std::size_t>(interval);
        for (const data::EdgeSeries& edge : track.recording.edges) {
            const float speed = at < edge.speed_ms.size() ? edge.speed_ms[at] : std::nanf("");
            if (std::isnan(speed)) continue;
            const float flow = at < edge.flow_vehh.size() ? edge.flow_vehh[at] : std::nanf("");
            const double weight = std::isnan(flow) ? 1 : flow;
            figures.street_speed_sum += speed * weight;
            figures.street_weight += weight;
            ++figures.streets;
            if (edge.free_speed_ms > 0 && speed / edge.free_speed_ms < jam_share) ++figures.jammed;
        }
    }

    /// The mesh stays, with its version, until another interval begins.
    void colour_streets(Track& track, OverlayMesh& mesh, int interval) {
        if (track.interval_drawn == interval) return;
        track.interval_drawn = interval;
        const glm::dvec2 origin = track.recording.origin;
        mesh.origin = {origin.x, origin.y, ground().height_at(origin.x, origin.y)};
        mesh.mesh = track.ribbons.build(interval, ground(), mesh.origin);
        mesh.version = next_version();
    }
};

TrafficOverlay::TrafficOverlay() : state_(std::make_unique<State>()) {}
TrafficOverlay::~TrafficOverlay() = default;

Words TrafficOverlay::title() const {
    return {"Verkehr", "Traffic"};
}

data::Provenance TrafficOverlay::provenance() const {
    return state_->provenance;
}

std::string TrafficOverlay::credit() const {
    return available() ? state_->credit : std::string();
}

base::Result<void> TrafficOverlay::adopt(const City& city) {
    TrafficMaterial material;
    auto recordings = city.file().traffic();
    if (!recordings) return recordings.error();
    material.recordings = std::move(recordings).value();
    bool first = true;
    for (const data::LayerInfo& layer : city.file().layers()) {
        if (layer.kind != "traffic") continue;
        if (first) material.provenance = layer.provenance;
        first = false;
        if (layer.source.empty() || material.credit.find(layer.source) != std::string::npos) continue;
        material.credit += (material.credit.empty() ? "" : "; ") + layer.source;
    }
    material.time_zone = city.frame().time_zone;
    material.terrain = &city.terrain();
    adopt(std::move(material));
    return {};
}

void TrafficOverlay::adopt(TrafficMaterial material) {
    state_ = std::make_unique<State>();
    state_->provenance = material.provenance;
    state_->credit = std::move(material.credit);
    state_->time_zone = std::move(material.time_zone);
    state_->terrain = material.terrain;
    for (data::TrafficRecording& recording : material.recordings)
        if (!recording.empty()) state_->tracks.push_back(std::make_unique<Track>(std::move(recording)));
    state_->drawing.meshes.resize(state_->tracks.size());
}

bool TrafficOverlay::available() const {
    return !state_->tracks.empty();
}

double TrafficOverlay::begin_s() const {
    double begin = std::numeric_limits<double>::infinity();
    for (const auto& track : state_->tracks) begin = std::min(begin, track->recording.begin_s);
    return available() ? begin : 0;
}

double TrafficOverlay::end_s() const {
    double end = 0;
    for (const auto& track : state_->tracks) end = std::max(end, track->recording.end_s);
    return end;
}

const OverlayDrawing& TrafficOverlay::look(UtcSeconds time) {
    State& s = *state_;
    if (time == s.looked_at && show_vehicles == s.looked_vehicles && show_speeds == s.looked_speeds) return s.drawing;
    s.looked_at = time;
    s.looked_vehicles = show_vehicles;
    s.looked_speeds = show_speeds;
    s.figures = {};
    s.drawing.bodies.clear();
    const double second_of_day = available() ? local_seconds_of_day(time, s.time_zone) : 0;
    for (std::size_t i = 0; i < s.tracks.size(); ++i) {
        Track& track = *s.tracks[i];
        const double clock_s = track.playback.clock_at(second_of_day);
        const int interval = track.playback.interval_at(clock_s);
        if (i == 0) s.figures.clock_s = clock_s;
        s.place_vehicles(track, clock_s, show_vehicles);
        s.count_streets(track, interval);
        s.colour_streets(track, s.drawing.meshes[i], show_speeds ? interval : -2);
    }
    return s.drawing;
}

Legend TrafficOverlay::legend() const {
    Legend legend;
    if (state_->any_edges()) {
        legend.title = {"Tempo gegenüber freier Fahrt", "Speed against free flow"};
        legend.unit = "%";
        for (const SpeedClass& one : speed_classes()) legend.entries.push_back({one.colour, one.label});
        legend.entries.push_back(
            {unknown_speed_colour(), {"nur gezählt, Tempo unbekannt", "counted only, speed unknown"}});
        legend.entries.push_back(
            {unknown_speed_colour(),
             {"breiter: mehr Fahrzeuge pro Stunde (bis 1800)", "wider: more vehicles an hour (up to 1,800)"}});
    } else {
        legend.title = {"Fahrzeuge", "Vehicles"};
    }
    for (std::size_t kind = 0; kind < 9; ++kind) {
        const bool there = std::any_of(state_->tracks.begin(), state_->tracks.end(),
                                       [kind](const auto& track) { return track->has_kind[kind]; });
        const VehicleLook& look = look_of(static_cast<data::VehicleKind>(kind));
        if (there) legend.entries.push_back({look.colour, look.label});
    }
    return legend;
}

std::vector<OverlayValue> TrafficOverlay::values() const {
    const Figures& f = state_->figures;
    std::vector<OverlayValue> values;
    if (!available() || std::isnan(f.clock_s)) return values;
    values.push_back({{"Uhr der Aufzeichnung", "Clock of the recording"}, clock_text(f.clock_s), ""});
    if (state_->any_vehicles())
        values.push_back({{"Fahrzeuge unterwegs", "Vehicles on the road"}, std::to_string(f.vehicles), ""});
    if (f.walkers) values.push_back({{"Menschen zu Fuß", "People on foot"}, std::to_string(f.walkers), ""});
    if (f.vehicles)
        values.push_back({{"Mittleres Tempo", "Mean speed"},
                          fmt::format("{:.0f}", f.vehicle_speed_sum_ms / static_cast<double>(f.vehicles) * 3.6),
                          "km/h"});
    else if (f.street_weight > 0)
        values.push_back({{"Mittleres Tempo", "Mean speed"},
                          fmt::format("{:.0f}", f.street_speed_sum / f.street_weight * 3.6),
                          "km/h"});
    if (f.streets)
        values.push_back({{"Straßenabschnitte im Stau", "Street sections in a jam"},
                          fmt::format("{} / {}", f.jammed, f.streets),
                          ""});
    return values;
}

}  // namespace twin::scene
