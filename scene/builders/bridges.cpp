#include "scene/builders/bridges.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <glm/geometric.hpp>

#include "data/keys.h"
#include "scene/builders/bridge_profile.h"
#include "scene/builders/slabs.h"

namespace twin::scene {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double station_m = 5, deck_m = bridge_deck_m, kerb_m = 0.5, railing_m = 1.0, railing_width_m = 0.08;
constexpr double room_below_m = 4.5, storey_m = 5.5, pier_distance_m = 30, pier_from_m = 5;

using data::FeatureKind;
using data::Material;

/// How steep an arch may get: share of the length that it rises.
double arch_share(FeatureKind kind) {
    if (kind == FeatureKind::rail) return 0.03;
    return kind == FeatureKind::street ? 0.06 : 0.10;
}

/// Height of the way at each station.
std::vector<double> profile(const data::Feature& way, const Course& course, const data::Terrain& terrain) {
    std::vector<double> at(course.size(), 0), ground(course.size());
    for (std::size_t i = 0; i < course.size(); ++i) {
        if (i > 0) at[i] = at[i - 1] + glm::length(course[i] - course[i - 1]);
        ground[i] = terrain.height_at(course[i].x, course[i].y);
    }
    const double length = at.back();
    const auto straight = [&](std::size_t i) {
        return ground.front() + (ground.back() - ground.front()) * at[i] / length;
    };
    double room = std::numeric_limits<double>::infinity(), lowest = room, middle = 0;
    for (std::size_t i = 0; i < course.size(); ++i) {
        if (at[i] < 0.25 * length || at[i] > 0.75 * length) continue;
        room = std::min(room, straight(i) - ground[i]);
        lowest = std::min(lowest, ground[i]);
    }
    middle = (ground.front() + ground.back()) / 2;
    const double layer = std::clamp(way.attributes.number(data::keys::layer, 1), 0.0, 5.0);
    double arch = 0;
    if (layer >= 1 && room < room_below_m && std::isfinite(lowest))
        arch = std::clamp(lowest + layer * storey_m - middle, 0.0, arch_share(way.kind) * length);
    std::vector<double> z(course.size());
    for (std::size_t i = 0; i < course.size(); ++i) {
        const double wave = std::sin(pi * at[i] / length);
        // Never inside a hill that the straight line would cut.
        z[i] = std::max(straight(i) + arch * wave * wave, ground[i] + 0.05);
    }
    return z;
}

/// Quads between two lines of points, from the first to the second seen counter-clockwise from outside.
void add_strip(std::span<const glm::dvec3> right, std::span<const glm::dvec3> left, std::vector<glm::dvec3>& out) {
    for (std::size_t i = 1; i < right.size(); ++i)
        out.insert(out.end(), {right[i - 1], right[i], left[i], right[i - 1], left[i], left[i - 1]});
}

std::vector<glm::dvec3> lifted(const Course& line, const std::vector<double>& z, double by_m) {
    std::vector<glm::dvec3> points;
    for (std::size_t i = 0; i < line.size(); ++i) points.emplace_back(line[i], z[i] + by_m);
    return points;
}

void add_railing(const Course& line, double towards_outside_left_m, const std::vector<double>& z,
                 std::vector<glm::dvec3>& out) {
    const Course other = shifted(line, towards_outside_left_m);
    const bool outside_left = towards_outside_left_m > 0;
    const Course &left = outside_left ? other : line, &right = outside_left ? line : other;
    const auto left_low = lifted(left, z, 0), left_high = lifted(left, z, railing_m);
    const auto right_low = lifted(right, z, 0), right_high = lifted(right, z, railing_m);
    add_strip(right_low, right_high, out);
    add_strip(right_high, left_high, out);
    add_strip(left_high, left_low, out);
}

void add_box(const glm::dvec2& centre, const glm::dvec2& along, double half_along, double half_across, double low,
             double high, std::vector<glm::dvec3>& out) {
    const glm::dvec2 across(-along.y, along.x);
    const glm::dvec2 corners[] = {
        centre - along * half_along - across * half_across, centre + along * half_along - across * half_across,
        centre + along * half_along + across * half_across, centre - along * half_along + across * half_across};
    for (int i = 0; i < 4; ++i) {
        const glm::dvec2 &a = corners[i], &b = corners[(i + 1) % 4];
        const glm::dvec3 a0(a, low), b0(b, low), a1(a, high), b1(b, high);
        out.insert(out.end(), {a0, b0, b1, a0, b1, a1});
    }
}

void add_piers(const Course& course, const std::vector<double>& z, double width_m, const data::Terrain& terrain,
               std::vector<glm::dvec3>& out) {
    const double length = length_m(course);
    const int spans = static_cast<int>(std::round(length / pier_distance_m));
    double at = 0;
    int next = 1;
    for (std::size_t i = 1; i < course.size() && next < spans; ++i) {
        at += glm::length(course[i] - course[i - 1]);
        if (at < length * next / spans) continue;
        ++next;
        const double ground = terrain.height_at(course[i].x, course[i].y);
        if (z[i] - ground < pier_from_m) continue;
        add_box(course[i], glm::normalize(course[i] - course[i - 1]), 0.6, width_m * 0.3, ground - 0.5, z[i] - deck_m,
                out);
    }
}

}  // namespace

BridgeProfile::BridgeProfile(const data::Feature& way, const Course& run, const data::Terrain& terrain)
    : stations_(with_stations(run, station_m)), z_(profile(way, stations_, terrain)), terrain_(terrain) {}

double BridgeProfile::at(const glm::dvec2& p) const {
    double nearest = std::numeric_limits<double>::infinity(), height = 0;
    for (std::size_t i = 1; i < stations_.size(); ++i) {
        const glm::dvec2 &a = stations_[i - 1], way_on = stations_[i] - a;
        const double share = std::clamp(glm::dot(p - a, way_on) / glm::dot(way_on, way_on), 0.0, 1.0);
        const double distance = glm::length(p - (a + way_on * share));
        if (distance >= nearest) continue;
        nearest = distance;
        height = std::lerp(z_[i - 1], z_[i], share);
    }
    return std::max(height, terrain_.height_at(p.x, p.y) + 0.05);
}

void add_bridge_piers(const Course& stations, const std::vector<double>& z, double width_m,
                      const data::Terrain& terrain, std::vector<glm::dvec3>& out) {
    add_piers(stations, z, width_m, terrain, out);
}

void add_bridge(const data::Feature& way, const Course& course, const BridgePlace& place, double width_m,
                Material surface, const TriangleStyle& style, const data::Terrain& terrain, TileAssembler& out) {
    const Course stations = with_stations(course, station_m);
    std::vector<double> z;
    if (place.run) {
        const BridgeProfile whole(place.deck ? *place.deck : way, *place.run, terrain);
        for (const glm::dvec2& p : stations) z.push_back(whole.at(p));
    } else {
        z = profile(way, stations, terrain);
    }
    const bool on_deck = place.deck != nullptr;
    const double half = width_m / 2;
    const Course left = shifted(stations, half), right = shifted(stations, -half);
    const Course rim_left = shifted(stations, half + kerb_m), rim_right = shifted(stations, -half - kerb_m);
    const auto way_left = lifted(left, z, 0), way_right = lifted(right, z, 0);
    const auto top_left = lifted(rim_left, z, 0), top_right = lifted(rim_right, z, 0);
    const auto low_left = lifted(rim_left, z, -deck_m), low_right = lifted(rim_right, z, -deck_m);

    std::vector<glm::dvec3> road, body;
    add_strip(way_right, way_left, road);
    // What a deck of its own carries has no body.
    if (!on_deck) {
        add_strip(top_right, way_right, body);
        add_strip(way_left, top_left, body);
        add_strip(low_right, top_right, body);
        add_strip(top_left, low_left, body);
        add_strip(low_left, low_right, body);
        const std::size_t n = stations.size() - 1;
        body.insert(body.end(), {low_left[0], low_right[0], top_right[0], low_left[0], top_right[0], top_left[0]});
        body.insert(body.end(), {low_right[n], low_left[n], top_left[n], low_right[n], top_left[n], top_right[n]});
        if (way.kind != FeatureKind::rail) {
            add_railing(rim_left, -railing_width_m, z, body);
            add_railing(rim_right, railing_width_m, z, body);
        }
        add_piers(stations, z, width_m + 2 * kerb_m, terrain, body);
    }

    TriangleStyle own = style;
    own.content = data::TileContent::structures;
    own.colour = 0;
    own.material = surface;
    add_by_tile(own, road, out);
    own.material = Material::bridge;
    add_by_tile(own, body, out);
    if (way.kind != FeatureKind::rail) return;
    std::vector<glm::dvec3> rails;
    for (const double side : {-0.72, 0.72})
        add_strip(lifted(shifted(stations, side - 0.06), z, 0.12), lifted(shifted(stations, side + 0.06), z, 0.12),
                  rails);
    own.material = Material::rail;
    add_by_tile(own, rails, out);
}

}  // namespace twin::scene
