#include "scene/builders/bridge_runs.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include <glm/geometric.hpp>

#include "data/keys.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;

bool is_bridge_way(const data::Feature& way) {
    const FeatureKind kind = way.kind;
    const bool course = kind == FeatureKind::street || kind == FeatureKind::footway || kind == FeatureKind::cycleway ||
                        kind == FeatureKind::rail;
    return course && way.lines.size() == 1 && way.surfaces.empty() && way.attributes.flag(keys::bridge) &&
           !way.attributes.flag(keys::tunnel);
}

bool lies_in(const data::Feature& outline, const glm::dvec2& p) {
    bool inside = false;
    for (const data::Surface& area : outline.surfaces) {
        const data::Ring& ring = area.outer;
        for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
            if ((ring[i].y > p.y) != (ring[j].y > p.y) &&
                p.x < ring[i].x + (p.y - ring[i].y) / (ring[j].y - ring[i].y) * (ring[j].x - ring[i].x))
                inside = !inside;
    }
    return inside;
}

/// Ways for many count before ways for few, then the longer one.
double weight_of(const data::Feature& way, const Course& course) {
    const double length = length_m(course);
    return way.kind == FeatureKind::street || way.kind == FeatureKind::rail ? 1e6 + length : length;
}

const glm::dvec2& end_of(const Course& course, std::size_t end) {
    return end == 0 ? course.front() : course.back();
}

}  // namespace

void BridgeRuns::add(const data::Feature& way) {
    if (way.kind == FeatureKind::bridge && !way.surfaces.empty()) outlines_.push_back(&way);
    if (!is_bridge_way(way)) return;
    Course course = clean_course(way.lines.front().points);
    if (!course.empty()) ways_.push_back({&way, std::move(course), {-1, -1}});
}

/// Ends that meet within a hand's width; where three meet the bridge forks, and each way goes by itself.
void BridgeRuns::link() {
    using Place = std::tuple<FeatureKind, long, long, long>;
    std::map<Place, std::vector<std::pair<long, std::size_t>>> ends;
    for (std::size_t i = 0; i < ways_.size(); ++i)
        for (std::size_t end = 0; end < 2; ++end) {
            const glm::dvec2& p = end_of(ways_[i].course, end);
            const double layer = std::clamp(ways_[i].feature->attributes.number(keys::layer, 1), -9.0, 9.0);
            ends[{ways_[i].feature->kind, std::lround(layer), std::lround(p.x * 20), std::lround(p.y * 20)}].push_back(
                {static_cast<long>(i), end});
        }
    for (const auto& [place, met] : ends) {
        if (met.size() != 2 || met[0].first == met[1].first) continue;
        ways_[static_cast<std::size_t>(met[0].first)].next[met[0].second] = met[1].first;
        ways_[static_cast<std::size_t>(met[1].first)].next[met[1].second] = met[0].first;
    }
}

/// Walks from way to way, in at the end that `first` does not go on from.
void BridgeRuns::follow(long first, std::size_t through, Course& run, std::vector<long>& parts) const {
    long at = first;
    for (std::size_t enter = through; parts.size() <= ways_.size();) {
        const Way& way = ways_[static_cast<std::size_t>(at)];
        parts.push_back(at);
        Course course = way.course;
        if (enter == 1) std::reverse(course.begin(), course.end());
        for (const glm::dvec2& p : course)
            if (run.empty() || glm::length(p - run.back()) > 0.1) run.push_back(p);
        const long next = way.next[1 - enter];
        if (next < 0 || next == first) break;
        enter = ways_[static_cast<std::size_t>(next)].next[0] == at ? 0 : 1;
        at = next;
    }
}

void BridgeRuns::join() {
    link();
    std::vector<bool> done(ways_.size(), false);
    for (std::size_t i = 0; i < ways_.size(); ++i) {
        const Way& way = ways_[i];
        const bool starts = (way.next[0] < 0) != (way.next[1] < 0);
        if (done[i] || !starts) continue;
        auto run = std::make_shared<Course>();
        std::vector<long> parts;
        follow(static_cast<long>(i), way.next[0] < 0 ? 0 : 1, *run, parts);
        for (const long part : parts) {
            done[static_cast<std::size_t>(part)] = true;
            if (run->size() >= 2) runs_[ways_[static_cast<std::size_t>(part)].feature] = run;
        }
    }
    join_decks();
}

void BridgeRuns::join_decks() {
    for (const data::Feature* outline : outlines_) {
        std::vector<const Way*> on_it;
        const Way* broadest = nullptr;
        for (const Way& way : ways_) {
            const double length = length_m(way.course);
            const Course half = part_of(way.course, 0, length / 2);
            if (half.empty() || !lies_in(*outline, half.back())) continue;
            on_it.push_back(&way);
            if (!broadest || weight_of(*way.feature, way.course) > weight_of(*broadest->feature, broadest->course))
                broadest = &way;
        }
        if (!broadest) continue;
        std::shared_ptr<const Course>& run = runs_[broadest->feature];
        if (!run) run = std::make_shared<Course>(broadest->course);
        decks_[outline] = {run.get(), broadest->feature};
        for (const Way* way : on_it) decks_[way->feature] = {run.get(), broadest->feature};
    }
}

BridgePlace BridgeRuns::place_of(const data::Feature& way) const {
    const auto on_deck = decks_.find(&way);
    return on_deck != decks_.end() ? on_deck->second : BridgePlace{run_of(way), nullptr};
}

const Course* BridgeRuns::run_of(const data::Feature& way) const {
    const auto found = runs_.find(&way);
    return found == runs_.end() ? nullptr : found->second.get();
}

}  // namespace twin::scene
