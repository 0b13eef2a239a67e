#include "scene/builders/street_markings.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <glm/geometric.hpp>

#include "data/keys.h"
#include "scene/builders/ground_materials.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;

constexpr double line_m = 0.18, narrowest_m = 5.5;
/// Lines end before the crossing carriageway.
constexpr double before_junction_m = 7;

bool has_lines(const data::Feature& street) {
    const std::string name = street.attributes.text(keys::street_class);
    for (const char* through : {"motorway", "trunk", "primary", "secondary", "tertiary"})
        if (name == through) return true;
    return false;
}

void add_lane_lines(const data::Feature& street, const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const double length = length_m(course);
    if (length < 3 * before_junction_m || width_m < narrowest_m) return;
    const Course inner = part_of(course, before_junction_m, length - before_junction_m);
    if (inner.size() < 2) return;
    const int lanes = lane_count(street);
    const bool both_ways = !is_oneway(street);
    for (int k = 1; k < lanes; ++k) {
        const Course line = shifted(inner, -width_m / 2 + width_m * k / lanes);
        if (both_ways && lanes >= 4 && 2 * k == lanes)
            add_ribbon(line, line_m, false, out);
        else
            add_dashes(line, line_m, 3, 6, out);
    }
}

/// One arrow of a lane, its foot at `at`, pointing the way the street goes: a shaft and a head, bent for turns.
void add_arrow(const glm::dvec2& at, const glm::dvec2& ahead, std::string_view turn, std::vector<glm::dvec3>& out) {
    const glm::dvec2 left(-ahead.y, ahead.x);
    const auto shoot = [&](const glm::dvec2& foot, const glm::dvec2& way, double length_m) {
        const glm::dvec2 side(-way.y, way.x), neck = foot + way * length_m, tip = neck + way * 1.2;
        add_ribbon({foot, neck}, 0.18, false, out);
        for (const glm::dvec2& p : {neck - side * 0.4, tip, neck + side * 0.4}) out.emplace_back(p, 0);
    };
    for (std::size_t begin = 0; begin <= turn.size();) {
        const std::size_t end = std::min(turn.find(';', begin), turn.size());
        const std::string_view one = turn.substr(begin, end - begin);
        begin = end + 1;
        if (one == "through") shoot(at, ahead, 3);
        if (one != "left" && one != "right" && one != "slight_left" && one != "slight_right") continue;
        const glm::dvec2 out_to = one.ends_with("left") ? left : -left;
        add_ribbon({at, at + ahead * 2.0}, 0.18, false, out);
        shoot(at + ahead * 2.0, (out_to + ahead * (one.starts_with("slight") ? 1.5 : 0.4)) / 1.2, 0.5);
    }
}

/// Arrows before the end of the way. Only one-way ways say on which side of the road their lanes lie.
void add_turn_arrows(const data::Feature& street, const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const std::string lanes = street.attributes.text(keys::turn_lanes);
    const double length = length_m(course);
    if (lanes.empty() || !is_oneway(street) || length < 2 * before_junction_m) return;
    const auto count = 1 + std::count(lanes.begin(), lanes.end(), '|');
    const Course last = part_of(course, length - before_junction_m - 5, length - before_junction_m);
    if (last.size() < 2 || width_m / static_cast<double>(count) < 2) return;
    const glm::dvec2 ahead = glm::normalize(last.back() - last.front()), left(-ahead.y, ahead.x);
    std::size_t begin = 0;
    for (std::ptrdiff_t k = 0; k < count; ++k) {
        const std::size_t end = std::min(lanes.find('|', begin), lanes.size());
        const double aside = width_m / 2 - width_m * (static_cast<double>(k) + 0.5) / static_cast<double>(count);
        add_arrow(last.front() + left * aside, ahead, std::string_view(lanes).substr(begin, end - begin), out);
        begin = end + 1;
    }
}

/// Bars across the walking direction, half a metre on, half off.  Source: StVO, sign 293, and RMS-1.
void add_zebra(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    add_dashes(course, std::fmax(width_m, 3), 0.5, 0.5, out);
}

void add_ford(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const double half = std::fmax(width_m, 3) / 2;
    for (const double side : {-half, half}) add_dashes(shifted(course, side), 0.12, 0.5, 0.25, out);
}

}  // namespace

void add_street_markings(const data::Feature& street, const Course& course, double width_m,
                         std::vector<glm::dvec3>& out) {
    if (street.kind == data::FeatureKind::street) {
        if (has_lines(street)) add_lane_lines(street, course, width_m, out);
        add_turn_arrows(street, course, width_m, out);
        return;
    }
    if (length_m(course) <= 40) add_crossing_paint(street, course, width_m, out);
}

void add_crossing_paint(const data::Feature& feature, const Course& course, double width_m,
                        std::vector<glm::dvec3>& out) {
    const std::string crossing = feature.attributes.text(keys::crossing),
                      markings = feature.attributes.text("crossing:markings");
    if (crossing.empty() || markings == "no" || markings == "surface") return;
    if (markings == "lines") {
        for (const double side : {-0.5, 0.5}) add_ribbon(shifted(course, side * width_m), 0.2, false, out);
        return;
    }
    const bool zebra = markings.starts_with("zebra") || markings.starts_with("ladder");
    if (zebra || crossing == "zebra" || (markings != "dashes" && (crossing == "marked" || crossing == "uncontrolled")))
        add_zebra(course, width_m, out);
    else if (markings == "dashes" || markings == "dots" || crossing == "traffic_signals")
        add_ford(course, width_m, out);
}

void add_step_edges(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    add_dashes(course, width_m, 0.25, 0.75, out);
}

}  // namespace twin::scene
