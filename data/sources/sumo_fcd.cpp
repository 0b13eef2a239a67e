#include "data/sources/sumo_fcd.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/sumo_xml.h"

namespace twin::data {

namespace {

constexpr double tolerance_m = 0.3;
constexpr double turn_tolerance_deg = 8;
constexpr std::size_t longest_run = 60;           // Samples that one straight stretch may stand for.
constexpr std::size_t most_samples = 20'000'000;  // Kept ones; 400 MB.
constexpr double metres_per_degree = 111'320;
constexpr double pi = 3.14159265358979323846;

struct Sample {
    double time_s = 0;
    glm::dvec2 position{0, 0};  // As in the file.
    double speed_ms = 0;
    double heading_deg = 0;
};

double turn_deg(double from, double to) {
    return std::remainder(to - from, 360.0);
}

/// One vehicle while it is being read.
struct OpenTrack {
    std::string id;
    VehicleKind kind = VehicleKind::car;
    std::vector<Sample> kept;
    std::vector<Sample> run;  ///< Behind the last kept sample, still on one line with it.
};

class FcdHandler : public SumoHandler {
  public:
    bool begin(std::string_view element, const SumoAttributes& attributes) override {
        if (element == "timestep") return begin_step(attributes);
        if (element == "vehicle" || element == "person") take(element == "person", attributes);
        return kept_samples_ < most_samples;
    }

    void finish() {
        for (OpenTrack& track : tracks_) close(track);
    }

    bool degrees() const { return degrees_; }
    bool full() const { return kept_samples_ >= most_samples; }
    bool any() const { return !tracks_.empty(); }
    std::uint64_t bad_samples() const { return bad_samples_; }
    std::uint64_t all_samples() const { return all_samples_; }
    double begin_s() const { return begin_s_; }
    double end_s() const { return last_s_ + step_s_; }
    std::vector<OpenTrack>& tracks() { return tracks_; }

  private:
    bool begin_step(const SumoAttributes& attributes) {
        double time = 0;
        if (!attributes.number("time", time)) {
            ++bad_samples_;
            return true;
        }
        begin_s_ = started_ ? std::min(begin_s_, time) : time;
        last_s_ = started_ ? std::max(last_s_, time) : time;
        if (started_ && time > now_s_) step_s_ = std::min(time - now_s_, 60.0);
        started_ = true;
        now_s_ = time;
        return true;
    }

    void take(bool person, const SumoAttributes& attributes) {
        if (person && !attributes.text("vehicle").empty()) return;  // A passenger: the vehicle shows already.
        Sample sample;
        sample.time_s = now_s_;
        const std::string_view id = attributes.text("id");
        if (!attributes.number("x", sample.position.x) || !attributes.number("y", sample.position.y) || id.empty() ||
            !started_) {
            ++bad_samples_;
            return;
        }
        notice_degrees(attributes.text("x"), sample.position);
        sample.speed_ms = attributes.number_or("speed", 0);
        const bool heading_known = attributes.number("angle", sample.heading_deg);
        ++all_samples_;
        OpenTrack& track = track_of(id, attributes.text("type"), person, sample);
        if (!heading_known) guess_heading(track, sample);
        append(track, sample);
    }

    /// SUMO writes degrees with six decimals and metres with two.
    void notice_degrees(std::string_view x, const glm::dvec2& position) {
        if (looked_) return;
        looked_ = true;
        const auto point = x.find('.');
        degrees_ = point != std::string_view::npos && x.size() - point > 5 && std::fabs(position.x) <= 180 &&
                   std::fabs(position.y) <= 90;
        if (degrees_) scale_ = {metres_per_degree * std::cos(position.y * pi / 180), metres_per_degree};
    }

    OpenTrack& track_of(std::string_view id, std::string_view type, bool person, const Sample& sample) {
        const std::string key(id);
        const auto known = open_.find(key);
        if (known != open_.end() && continues(tracks_[known->second], sample)) return tracks_[known->second];
        open_[key] = tracks_.size();
        OpenTrack& track = tracks_.emplace_back();
        track.id = base::to_valid_utf8(id);
        track.kind = person ? VehicleKind::pedestrian : vehicle_kind_of(type, id);
        return track;
    }

    /// Not after a pause without samples, nor at a jump that nothing drives.
    bool continues(const OpenTrack& track, const Sample& sample) const {
        if (track.kept.empty()) return true;
        const Sample& last = track.run.empty() ? track.kept.back() : track.run.back();
        const double pause_s = sample.time_s - last.time_s;
        const glm::dvec2 way = (sample.position - last.position) * scale_;
        return pause_s > 0 && pause_s <= 3 * step_s_ + 0.01 && std::hypot(way.x, way.y) <= 30 + 70 * pause_s;
    }

    void guess_heading(const OpenTrack& track, Sample& sample) const {
        if (track.kept.empty()) return;
        const Sample& last = track.run.empty() ? track.kept.back() : track.run.back();
        const glm::dvec2 way = (sample.position - last.position) * scale_;
        sample.heading_deg = std::hypot(way.x, way.y) > 0.2 ? std::atan2(way.x, way.y) * 180 / pi : last.heading_deg;
    }

    /// Whether everything in the run lies where a body that moves evenly from the last kept sample to `sample` would
    /// be.
    bool runs_straight_to(const OpenTrack& track, const Sample& sample) const {
        const Sample& from = track.kept.back();
        for (const Sample& between : track.run) {
            const double f = (between.time_s - from.time_s) / (sample.time_s - from.time_s);
            const glm::dvec2 off = (from.position + (sample.position - from.position) * f - between.position) * scale_;
            if (std::hypot(off.x, off.y) > tolerance_m) return false;
            const double heading = from.heading_deg + turn_deg(from.heading_deg, sample.heading_deg) * f;
            if (std::fabs(turn_deg(heading, between.heading_deg)) > turn_tolerance_deg) return false;
        }
        return true;
    }

    void append(OpenTrack& track, const Sample& sample) {
        if (track.kept.empty()) return keep(track, sample);
        if (!track.run.empty() && (track.run.size() >= longest_run || !runs_straight_to(track, sample))) {
            keep(track, track.run.back());
            track.run.clear();
        }
        track.run.push_back(sample);
    }

    void keep(OpenTrack& track, const Sample& sample) {
        track.kept.push_back(sample);
        ++kept_samples_;
    }

    void close(OpenTrack& track) {
        if (!track.run.empty()) keep(track, track.run.back());
        track.run.clear();
        track.run.shrink_to_fit();
    }

    bool started_ = false, looked_ = false, degrees_ = false;
    double begin_s_ = 0, now_s_ = 0, last_s_ = 0, step_s_ = 1;
    glm::dvec2 scale_{1, 1};  // File units to metres.
    std::vector<OpenTrack> tracks_;
    std::unordered_map<std::string, std::size_t> open_;
    std::uint64_t bad_samples_ = 0, all_samples_ = 0;
    std::size_t kept_samples_ = 0;
};

/// Turns open tracks into the recording's compact form.
TrafficRecording recording_of(FcdHandler& fcd, const SumoLocation* location, const std::string& name) {
    TrafficRecording recording;
    recording.name = name;
    recording.begin_s = fcd.begin_s();
    recording.end_s = fcd.end_s();
    const glm::dvec2 net_offset = location && !fcd.degrees() ? location->offset_m : glm::dvec2(0);
    const double grid = fcd.degrees() ? 0.01 : 1000;
    const glm::dvec2 first = fcd.tracks().front().kept.front().position - net_offset;
    recording.origin = {std::floor(first.x / grid) * grid, std::floor(first.y / grid) * grid};
    for (OpenTrack& open : fcd.tracks()) {
        VehicleTrack& track = recording.vehicles.emplace_back();
        track.id = std::move(open.id);
        track.kind = open.kind;
        const double half_m = usual_length_m(open.kind) / 2;
        for (const Sample& sample : open.kept) {
            const double heading = sample.heading_deg * pi / 180;
            glm::dvec2 back(std::sin(heading) * half_m, std::cos(heading) * half_m);
            if (fcd.degrees())
                back = {back.x / (metres_per_degree * std::cos(sample.position.y * pi / 180)),
                        back.y / metres_per_degree};
            track.time_s.push_back(static_cast<float>(sample.time_s));
            track.offset_m.emplace_back(sample.position - net_offset - back - recording.origin);
            track.speed_ms.push_back(static_cast<float>(sample.speed_ms));
            track.heading_deg.push_back(static_cast<float>(sample.heading_deg));
        }
        open = {};
    }
    return recording;
}

}  // namespace

VehicleKind vehicle_kind_of(std::string_view type, std::string_view id) {
    struct Word {
        std::string_view word;
        VehicleKind kind;
    };
    // The first hit counts: "motorbike" before "bike", "rail_urban" before "rail".
    static constexpr Word words[] = {{"pedestrian", VehicleKind::pedestrian},
                                     {"ped_", VehicleKind::pedestrian},
                                     {"person", VehicleKind::pedestrian},
                                     {"moto", VehicleKind::motorcycle},
                                     {"moped", VehicleKind::motorcycle},
                                     {"bicycle", VehicleKind::bicycle},
                                     {"bike", VehicleKind::bicycle},
                                     {"fahrrad", VehicleKind::bicycle},
                                     {"tram", VehicleKind::tram},
                                     {"light_rail", VehicleKind::tram},
                                     {"rail_urban", VehicleKind::tram},
                                     {"train", VehicleKind::train},
                                     {"rail", VehicleKind::train},
                                     {"subway", VehicleKind::train},
                                     {"bus", VehicleKind::bus},
                                     {"coach", VehicleKind::bus},
                                     {"truck", VehicleKind::truck},
                                     {"lkw", VehicleKind::truck},
                                     {"trailer", VehicleKind::truck},
                                     {"delivery", VehicleKind::van},
                                     {"van", VehicleKind::van}};
    for (const std::string& text : {base::to_lower_ascii(type), base::to_lower_ascii(id)})
        for (const Word& word : words)
            if (text.find(word.word) != std::string::npos) return word.kind;
    return VehicleKind::car;
}

double usual_length_m(VehicleKind kind) {
    switch (kind) {
        case VehicleKind::car:
            return 4.4;
        case VehicleKind::van:
            return 5.6;
        case VehicleKind::truck:
            return 10;
        case VehicleKind::bus:
            return 12;
        case VehicleKind::tram:
            return 30;
        case VehicleKind::train:
            return 70;
        case VehicleKind::motorcycle:
            return 2.1;
        case VehicleKind::bicycle:
            return 1.8;
        case VehicleKind::pedestrian:
            return 0.4;
    }
    return 4.4;
}

base::Result<void> read_sumo_fcd(const InputFile& file, const SumoLocation* location, std::string_view crs_of_recipe,
                                 SourceSink& sink) {
    FcdHandler fcd;
    const auto end = read_sumo_xml(file, fcd, [&](std::uint64_t done) { return sink.progress(done, 0); });
    if (!end) return end.error();
    fcd.finish();
    if (!fcd.any())
        return base::Error{fmt::format("reading SUMO FCD: no vehicle with a position{}",
                                       end->trouble.empty() ? "" : "; " + end->trouble)};
    const auto say = [&](base::ComplaintKind kind, std::string what, std::string why) {
        sink.complain({kind, file.name, std::move(what), std::move(why)});
    };
    if (!end->trouble.empty()) say(base::ComplaintKind::warning, "the rest of the recording is missing", end->trouble);
    if (fcd.full())
        say(base::ComplaintKind::skipped, "the rest of the recording left out", "it has more than 20 million samples");
    if (fcd.bad_samples())
        say(base::ComplaintKind::skipped, fmt::format("{} samples left out", fcd.bad_samples()),
            "no time, no id or no position");
    if (fcd.degrees())
        sink.crs({"EPSG:4326", true, 0});
    else if (location)
        sink.crs({location->projection, true, 0});
    else
        sink.crs({std::string(crs_of_recipe), true, 0});
    const std::uint64_t vehicles = fcd.tracks().size();
    sink.traffic(recording_of(fcd, location, file.name));
    sink.progress(file.bytes.size(), vehicles);
    return {};
}

}  // namespace twin::data
