#include "scene/builders/street_fittings.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "data/keys.h"
#include "scene/builders/bodies.h"
#include "scene/builders/draping.h"
#include "scene/builders/street_markings.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::Material;

constexpr double kerb_width_m = 0.15, rail_height_m = 0.9, post_distance_m = 2;

TriangleStyle style_of(std::uint32_t object, int layer, data::TileContent content, Material material) {
    TriangleStyle style;
    style.content = content;
    style.layer = layer;
    style.object = object;
    style.material = material;
    return style;
}

/// Source: https://wiki.openstreetmap.org/wiki/Key:kerb (raised over 3 cm, lowered about 3 cm, flush 0 cm).
double kerb_height_m(const data::Feature& kerb) {
    const double given = kerb.attributes.number(keys::height_m);
    if (given >= 0 && given < 1) return given;
    const std::string word = kerb.attributes.text(keys::kerb);
    if (word == "flush" || word == "no") return 0;
    if (word == "lowered") return 0.03;
    if (word == "rolled") return 0.06;
    return 0.12;
}

std::vector<double> ground_of(const Course& course, const data::Terrain& terrain) {
    std::vector<double> ground;
    ground.reserve(course.size());
    for (const glm::dvec2& p : course) ground.push_back(terrain.height_at(p.x, p.y));
    return ground;
}

/// How far left of the middle the cables hang; high voltage in threes, and at most six are told apart.
std::vector<double> cable_sides(const data::Feature& line, bool minor) {
    const double cables = line.attributes.number("cables", 0);
    if (minor) return cables == 1 ? std::vector<double>{0} : std::vector<double>{-0.5, 0.5};
    if (cables >= 6) return {-6, -4, -2, 2, 4, 6};
    return {-6, 0, 6};
}

/// How far left of the middle the rails run.
std::vector<double> rail_sides(const data::Feature& steps, double width_m) {
    const data::Attributes& a = steps.attributes;
    std::vector<double> sides;
    if (a.flag("handrail:left")) sides.push_back(width_m / 2);
    if (a.flag("handrail:right")) sides.push_back(-width_m / 2);
    if (a.flag("handrail:center") || a.flag("handrail:centre")) sides.push_back(0);
    if (sides.empty() && a.flag(keys::handrail)) sides = {width_m / 2, -width_m / 2};
    return sides;
}

}  // namespace

bool build_kerb(const data::Feature& kerb, std::uint32_t object, int layer, const data::Terrain& terrain,
                TileAssembler& out) {
    const double height = kerb_height_m(kerb);
    if (height <= 0) return true;
    const TriangleStyle style = style_of(object, layer, data::TileContent::models, Material::wall_barrier);
    const double half = kerb_width_m / 2;
    const glm::dvec2 section[] = {{-half, -0.1}, {-half, height}, {half, height}, {half, -0.1}};
    for (const data::Line& line : kerb.lines) {
        const Course whole = clean_course(line.points);
        const double length = length_m(whole);
        for (double at = 0; at < length; at += 100) {
            const Course course = with_stations(part_of(whole, at, std::min(at + 100, length)), 5);
            if (course.size() < 2) continue;
            const std::vector<double> foot = ground_of(course, terrain);
            std::vector<glm::dvec3> triangles;
            add_sweep(course, foot, section, triangles);
            out.add_triangles(style, glm::dvec3(course.front(), foot.front()), triangles);
        }
    }
    return true;
}

bool build_tactile_strips(const data::Feature& paving, std::uint32_t object, int layer, const data::Terrain& terrain,
                          TileAssembler& out) {
    const double given = paving.attributes.number(keys::width_m), width = given > 0.05 && given < 5 ? given : 0.3;
    std::vector<glm::dvec3> flat;
    for (const data::Line& line : paving.lines) add_ribbon(clean_course(line.points), width, false, flat);
    if (!flat.empty()) drape(style_of(object, layer, data::TileContent::ground, Material::tactile), flat, terrain, out);
    return true;
}

bool build_crossing(const data::Feature& crossing, std::uint32_t object, int layer, const data::Terrain& terrain,
                    TileAssembler& out) {
    const double bearing = crossing.attributes.number(keys::bearing_deg) * 0.017453292519943295;
    const double width = crossing.attributes.number(keys::street_width_m, 0);
    if (!std::isfinite(bearing) || !(width > 1 && width < 60) || crossing.attributes.flag("drawn_by_way")) return true;
    const glm::dvec2 over(std::cos(bearing), -std::sin(bearing));
    std::vector<glm::dvec3> flat;
    for (const glm::dvec3& p : crossing.points) {
        if (!(std::abs(p.x) < 1e7 && std::abs(p.y) < 1e7)) continue;
        const glm::dvec2 half = over * (width / 2);
        add_crossing_paint(crossing, {glm::dvec2(p) - half, glm::dvec2(p) + half}, 4, flat);
    }
    if (!flat.empty()) drape(style_of(object, layer, data::TileContent::ground, Material::marking), flat, terrain, out);
    return true;
}

bool build_power_line(const data::Feature& line, std::uint32_t object, int layer, const data::Terrain& terrain,
                      TileAssembler& out, std::vector<base::Complaint>& complaints) {
    const bool minor = line.attributes.text(keys::furniture) == "power_minor_line";
    // Where the cables of usual towers (35 m) and poles (8 m) hang.
    const double hung_m = minor ? 7.6 : 26, sag_share = 0.03, radius = minor ? 0.03 : 0.06;
    const std::vector<double> sides = cable_sides(line, minor);
    const TriangleStyle style = style_of(object, layer, data::TileContent::models, Material::furniture);
    const glm::dvec2 section[] = {{-radius, 0}, {0, 2 * radius}, {radius, 0}};
    bool any = false;
    for (const data::Line& way : line.lines) {
        const Course course = clean_course(way.points);
        for (std::size_t i = 1; i < course.size(); ++i) {
            const glm::dvec2 &a = course[i - 1], &b = course[i];
            const double span = glm::length(b - a);
            if (span > 2000) continue;
            const double from = terrain.height_at(a.x, a.y) + hung_m, to = terrain.height_at(b.x, b.y) + hung_m;
            const Course stations = with_stations({a, b}, std::max(span / 8, 5.0));
            std::vector<double> z;
            for (const glm::dvec2& p : stations) {
                const double t = glm::length(p - a) / span;
                z.push_back(std::lerp(from, to, t) - 4 * t * (1 - t) * span * sag_share);
            }
            for (const double side : sides) {
                std::vector<glm::dvec3> triangles;
                add_sweep(shifted(stations, side), z, section, triangles);
                out.add_triangles(style, glm::dvec3((a + b) * 0.5, from), triangles);
                any = true;
            }
        }
    }
    if (any)
        complaints.push_back({base::ComplaintKind::assumed, line.id, fmt::format("cables hung {:g} m high", hung_m),
                              "no heights of its towers are given"});
    else
        complaints.push_back({base::ComplaintKind::skipped, line.id, "power line left out", "it has no length"});
    return any;
}

void add_handrails(const data::Feature& steps, const Course& course, double width_m, const TriangleStyle& style,
                   const data::Terrain& terrain, TileAssembler& out) {
    TriangleStyle own = style;
    own.content = data::TileContent::models;
    own.material = Material::fence;
    constexpr double thin_m = 0.03;
    const glm::dvec2 section[] = {{-thin_m, rail_height_m - 0.06},
                                  {-thin_m, rail_height_m},
                                  {thin_m, rail_height_m},
                                  {thin_m, rail_height_m - 0.06}};
    for (const double side : rail_sides(steps, width_m)) {
        const Course rail = with_stations(shifted(course, side), post_distance_m);
        if (rail.size() < 2) continue;
        const std::vector<double> ground = ground_of(rail, terrain);
        std::vector<glm::dvec3> triangles;
        add_sweep(rail, ground, section, triangles);
        for (std::size_t i = 0; i < rail.size(); ++i)
            add_column({rail[i], ground[i] - 0.1}, 0.03, rail_height_m + 0.05, 4, 1, triangles);
        out.add_triangles(own, glm::dvec3(rail.front(), ground.front()), triangles);
    }
}

}  // namespace twin::scene
