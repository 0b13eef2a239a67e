#include "data/sources/sumo_edge_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/sumo_net.h"
#include "data/sources/sumo_xml.h"

namespace twin::data {

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t most_values = 50'000'000;

/// What one street did in one interval.
struct Value {
    std::size_t interval = 0;
    float speed_ms = nan;
    float flow_vehh = nan;
    float travel_time_s = nan;  ///< Only where there is no speed.
};

struct Interval {
    double begin_s = 0, end_s = 0;
};

class EdgeDataHandler : public SumoHandler {
  public:
    bool begin(std::string_view element, const SumoAttributes& attributes) override {
        if (element == "interval") {
            begin_interval(attributes);
        } else if (element == "edge" && usable_) {
            take_edge(attributes);
        }
        return count_ < most_values;
    }

    std::vector<Interval> intervals;
    std::unordered_map<std::string, std::vector<Value>> edges;
    std::uint64_t bad_intervals = 0, double_intervals = 0;
    bool any_value = false;

  private:
    void begin_interval(const SumoAttributes& attributes) {
        Interval interval;
        usable_ = attributes.number("begin", interval.begin_s) && attributes.number("end", interval.end_s) &&
                  interval.end_s > interval.begin_s;
        if (!usable_) {
            ++bad_intervals;
            return;
        }
        const bool again = !intervals.empty() && interval.begin_s < intervals.back().end_s - 1e-6;
        if (again) {  // Several vehicle types of one time span: the first one counts.
            ++double_intervals;
            usable_ = false;
            return;
        }
        intervals.push_back(interval);
    }

    void take_edge(const SumoAttributes& attributes) {
        const std::string_view id = attributes.text("id");
        if (id.empty()) return;
        Value value;
        value.interval = intervals.size() - 1;
        double speed = 0, density = 0, entered = 0, travel = 0;
        const bool has_speed = attributes.number("speed", speed) && speed >= 0;
        if (has_speed) value.speed_ms = static_cast<float>(speed);
        if (!has_speed && attributes.number("traveltime", travel) && travel > 0)
            value.travel_time_s = static_cast<float>(travel);
        const double hours = (intervals.back().end_s - intervals.back().begin_s) / 3600;
        if (has_speed && attributes.number("density", density) && density >= 0)
            value.flow_vehh = static_cast<float>(speed * 3.6 * density);
        else if (attributes.number("entered", entered) && entered >= 0)
            value.flow_vehh = static_cast<float>(entered / hours);
        any_value |= !std::isnan(value.speed_ms) || !std::isnan(value.flow_vehh) || !std::isnan(value.travel_time_s);
        edges[std::string(id)].push_back(value);
        ++count_;
    }

    bool usable_ = false;
    std::size_t count_ = 0;
};

/// Interval starts with the pauses between them as intervals of their own; `slot` leads from an interval read to its
/// place there.
std::vector<double> starts_with_pauses(const std::vector<Interval>& intervals, std::vector<std::size_t>& slot) {
    std::vector<double> starts;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        if (i && intervals[i].begin_s > intervals[i - 1].end_s + 1e-6) starts.push_back(intervals[i - 1].end_s);
        slot.push_back(starts.size());
        starts.push_back(intervals[i].begin_s);
    }
    return starts;
}

EdgeSeries series_of(const SumoEdge& edge, const std::vector<Value>& values, const std::vector<std::size_t>& slot,
                     std::size_t slots) {
    EdgeSeries series;
    series.id = edge.id;
    series.name = edge.name;
    series.length_m = static_cast<float>(edge.length_m());
    series.free_speed_ms = static_cast<float>(edge.speed_ms());
    series.speed_ms.assign(slots, nan);
    series.flow_vehh.assign(slots, nan);
    for (const Value& value : values) {
        const std::size_t at = slot[value.interval];
        series.speed_ms[at] = value.speed_ms;
        if (std::isnan(value.speed_ms) && value.travel_time_s > 0 && series.length_m > 0)
            series.speed_ms[at] = series.length_m / value.travel_time_s;
        series.flow_vehh[at] = value.flow_vehh;
    }
    return series;
}

}  // namespace

base::Result<void> read_sumo_edge_data(const InputFile& file, const InputFile& net, SourceSink& sink) {
    const auto say = [&](base::ComplaintKind kind, std::string what, std::string why) {
        sink.complain({kind, file.name, std::move(what), std::move(why)});
    };
    EdgeDataHandler data;
    const auto progress = [&](std::uint64_t done) {
        return sink.progress(std::min<std::uint64_t>(done, file.bytes.size()), 0);
    };
    const auto end = read_sumo_xml(file, data, progress);
    if (!end) return end.error();
    const std::string cut = end->trouble.empty() ? "" : "; " + end->trouble;
    if (data.intervals.empty())
        return base::Error{"reading SUMO edge data: expected <interval begin=... end=...> with edges, found none" +
                           cut};
    if (!data.any_value)
        return base::Error{"reading SUMO edge data: no edge has a speed, a travel time or a count (entered)" + cut};
    if (!end->trouble.empty()) say(base::ComplaintKind::warning, "the rest of the edge data is missing", end->trouble);
    if (end->stopped)
        say(base::ComplaintKind::skipped, "the rest of the edge data left out", "it has more than 50 million values");
    if (data.bad_intervals)
        say(base::ComplaintKind::skipped, fmt::format("{} intervals left out", data.bad_intervals), "no begin or end");
    if (data.double_intervals)
        say(base::ComplaintKind::skipped, fmt::format("{} intervals left out", data.double_intervals),
            "they overlap one that was read before (several vehicle types in one file?)");

    TrafficRecording recording;
    recording.name = file.name;
    std::vector<std::size_t> slot;
    recording.interval_begin_s = starts_with_pauses(data.intervals, slot);
    recording.begin_s = data.intervals.front().begin_s;
    recording.end_s = data.intervals.back().end_s;

    std::vector<std::vector<glm::dvec2>> courses;
    std::string net_trouble;
    const auto take = [&](SumoEdge&& edge) {
        const auto values = data.edges.find(edge.id);
        if (values == data.edges.end()) return;
        courses.push_back(edge.course());
        recording.edges.push_back(series_of(edge, values->second, slot, recording.interval_begin_s.size()));
        data.edges.erase(values);
    };
    const auto location = read_sumo_net(
        net, take, [&](std::uint64_t) { return sink.progress(file.bytes.size(), 0); }, net_trouble);
    if (!location) return location.error();
    if (!net_trouble.empty()) say(base::ComplaintKind::warning, "not all streets of the network read", net_trouble);
    if (recording.edges.empty())
        return base::Error{
            fmt::format("reading SUMO edge data: none of its {} edges is in {}; is it the right network?",
                        data.edges.size(), net.name)};
    if (!data.edges.empty())
        say(base::ComplaintKind::skipped, fmt::format("{} edges left out", data.edges.size()),
            fmt::format("{} has no such street (first: {})", net.name, base::to_valid_utf8(data.edges.begin()->first)));

    const glm::dvec2 first = courses.front().front() - location->offset_m;
    recording.origin = {std::floor(first.x / 1000) * 1000, std::floor(first.y / 1000) * 1000};
    for (std::size_t i = 0; i < courses.size(); ++i)
        for (const glm::dvec2& point : courses[i])
            recording.edges[i].course_m.emplace_back(point - location->offset_m - recording.origin);
    sink.crs({location->projection, true, 0});
    const std::uint64_t edges = recording.edges.size();
    sink.traffic(std::move(recording));
    sink.progress(file.bytes.size(), edges);
    return {};
}

}  // namespace twin::data
