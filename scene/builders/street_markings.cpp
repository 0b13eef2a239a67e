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

/// Those who come the other way are met on the right there.
bool keeps_left(const data::Feature& street) {
    return street.attributes.text(keys::driving_side) == "left";
}

void add_lane_lines(const data::Feature& street, const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const double length = length_m(course);
    if (length < 3 * before_junction_m || width_m < narrowest_m) return;
    const Course inner = part_of(course, before_junction_m, length - before_junction_m);
    if (inner.size() < 2) return;
    const int lanes = lane_count(street);
    const bool both_ways = !is_oneway(street);
    // From the side that is driven on: as many lanes lead forward.
    const double forward = street.attributes.number("lanes:forward"),
                 backward = street.attributes.number("lanes:backward");
    const int middle = forward >= 1    ? static_cast<int>(forward)
                       : backward >= 1 ? lanes - static_cast<int>(backward)
                                       : 0;
    const double own_side = keeps_left(street) ? -1 : 1;
    for (int k = 1; k < lanes; ++k) {
        const Course line = shifted(inner, own_side * (-width_m / 2 + width_m * k / lanes));
        if (both_ways && lanes >= 3 && (middle > 0 ? k == middle : lanes >= 4 && 2 * k == lanes))
            add_ribbon(line, line_m, false, out);
        else
            add_dashes(line, line_m, 3, 6, out);
    }
}

/// One arrow of a lane, its foot at `at`, pointing the way the street goes: a shaft and a head, bent for turns.
void add_arrow(const glm::dvec2& at, const glm::dvec2& ahead, std::string_view turn, bool keep_left,
               std::vector<glm::dvec3>& out) {
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
        if (!one.ends_with("left") && !one.ends_with("right") && one != "reverse") continue;
        // Where lanes merge, the arrow shows to the lane that goes on.
        const bool gentle = one.starts_with("slight") || one.starts_with("merge");
        const double forward = gentle ? 1.5 : one.starts_with("sharp") ? -0.5 : one == "reverse" ? -3 : 0.4;
        const glm::dvec2 aside = one.ends_with("right") || (one == "reverse" && keep_left) ? -left : left;
        add_ribbon({at, at + ahead * 2.0}, 0.18, false, out);
        shoot(at + ahead * 2.0, glm::normalize(aside + ahead * forward), 0.5);
    }
}

/// Arrows before the end of a way for the lanes that lead there, which lie on the side that is driven on; `all` lanes
/// share the road.
void add_lane_arrows(std::string_view lanes, const Course& course, double width_m, double all, bool keep_left,
                     std::vector<glm::dvec3>& out) {
    const double length = length_m(course);
    if (lanes.empty() || length < 2 * before_junction_m) return;
    const auto count = 1 + std::count(lanes.begin(), lanes.end(), '|');
    const double lane_m = width_m / std::max(all, static_cast<double>(count));
    const Course last = part_of(course, length - before_junction_m - 5, length - before_junction_m);
    if (last.size() < 2 || lane_m < 2) return;
    const glm::dvec2 ahead = glm::normalize(last.back() - last.front()), left(-ahead.y, ahead.x);
    std::size_t begin = 0;
    for (std::ptrdiff_t k = 0; k < count; ++k) {
        const std::size_t end = std::min(lanes.find('|', begin), lanes.size());
        const double aside = keep_left ? width_m / 2 - lane_m * (static_cast<double>(k) + 0.5)
                                       : -width_m / 2 + lane_m * (static_cast<double>(count - k) - 0.5);
        add_arrow(last.front() + left * aside, ahead, lanes.substr(begin, end - begin), keep_left, out);
        begin = end + 1;
    }
}

void add_turn_arrows(const data::Feature& street, const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const data::Attributes& a = street.attributes;
    const bool keep_left = keeps_left(street);
    if (is_oneway(street)) {
        add_lane_arrows(a.text(keys::turn_lanes, a.text("turn:lanes:forward")), course, width_m, 0, keep_left, out);
        return;
    }
    // Two-way streets say it for each direction.
    const double all = lane_count(street);
    add_lane_arrows(a.text("turn:lanes:forward"), course, width_m, all, keep_left, out);
    add_lane_arrows(a.text("turn:lanes:backward"), Course(course.rbegin(), course.rend()), width_m, all, keep_left,
                    out);
}

/// Bars across the walking direction, half a metre on, half off.  Source: StVO, sign 293, and RMS-1.
void add_zebra(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    add_dashes(course, std::fmax(width_m, 3), 0.5, 0.5, out);
}

void add_sides(const Course& course, double width_m, double dash_m, double gap_m, std::vector<glm::dvec3>& out) {
    const double half = std::fmax(width_m, 3) / 2;
    for (const double side : {-half, half})
        if (gap_m > 0)
            add_dashes(shifted(course, side), 0.12, dash_m, gap_m, out);
        else
            add_ribbon(shifted(course, side), 0.2, false, out);
}

/// The kinds of https://wiki.openstreetmap.org/wiki/Key:crossing:markings; false: none of them.
bool add_named_markings(std::string_view markings, const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const std::string_view kind = markings.substr(0, markings.find_first_of(":;"));
    const bool paired = markings.find(":paired") != markings.npos, twice = markings.find(":double") != markings.npos;
    if (kind == "lines") {
        add_sides(course, width_m, 0, 0, out);
        if (paired) add_sides(course, width_m + 0.8, 0, 0, out);
    } else if (kind == "dashes") {
        add_sides(course, width_m, 0.5, 0.25, out);
    } else if (kind == "dots") {
        add_sides(course, width_m, 0.15, 0.35, out);
    } else if (kind == "zebra" || kind == "ladder" || kind == "skewed") {
        const double wide = std::fmax(width_m, 3);
        if (twice)
            for (const double side : {-wide / 4 - 0.25, wide / 4 + 0.25})
                add_dashes(shifted(course, side), wide / 2 - 0.25, 0.5, 0.5, out);
        else if (paired)
            for (const double start : {0.0, 0.45})
                add_dashes(part_of(course, start, length_m(course)), wide, 0.3, 1.1, out);
        else
            add_zebra(course, width_m, out);
        if (kind == "ladder") add_sides(course, width_m, 0, 0, out);
    } else {
        return kind == "no" || kind == "surface" || kind == "pictograms";
    }
    return true;
}

/// Lines between the lanes of a running track.
void add_track_lanes(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const int lanes = std::max(1, static_cast<int>(std::lround(width_m / track_lane_m)));
    for (int k = 0; k <= lanes; ++k) add_ribbon(shifted(course, -width_m / 2 + width_m * k / lanes), 0.05, false, out);
}

}  // namespace

void add_street_markings(const data::Feature& street, const Course& course, double width_m,
                         std::vector<glm::dvec3>& out) {
    if (street.kind == data::FeatureKind::land_use) {
        add_track_lanes(course, width_m, out);
        return;
    }
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
    if (crossing.empty() || add_named_markings(markings, course, width_m, out)) return;
    if (crossing == "zebra" || crossing == "marked" || crossing == "uncontrolled")
        add_zebra(course, width_m, out);
    else if (crossing == "traffic_signals")
        add_sides(course, width_m, 0.5, 0.25, out);
}

void add_parking_lines(const data::Feature& street, const Course& course, double width_m, double deep_m,
                       std::vector<glm::dvec3>& out) {
    const double bay_m = deep_m > 3 ? 2.5 : 5.7, length = length_m(course);
    for (const double side : {1.0, -1.0}) {
        if (street.attributes.text(side > 0 ? keys::parking_left : keys::parking_right) != "street_side") continue;
        for (double at = bay_m; at < std::fmin(length, 2000); at += bay_m) {
            const Course here = part_of(course, at, std::fmin(at + 0.1, length));
            if (here.size() < 2) continue;
            const glm::dvec2 near = shifted(here, side * width_m / 2).front();
            const glm::dvec2 far = shifted(here, side * (width_m / 2 + deep_m)).front();
            add_ribbon({near, far}, 0.1, false, out);
        }
    }
}

void add_step_edges(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    add_dashes(course, width_m, 0.25, 0.75, out);
}

}  // namespace twin::scene
