#include "scene/builders/platforms.h"

#include <vector>

#include "data/keys.h"
#include "scene/builders/bodies.h"
#include "scene/builders/slabs.h"

namespace twin::scene {
namespace {

constexpr std::uint32_t paving = 0xFFB8C6CF;
constexpr double in_the_ground_m = 0.2, station_m = 5;

SlabStyle style_of(const TriangleStyle& style) {
    SlabStyle slab{style, style};
    slab.top.content = slab.side.content = data::TileContent::structures;
    slab.top.material = data::Material::bridge;
    slab.top.colour = paving;
    slab.side.material = data::Material::wall_barrier;
    return slab;
}

}  // namespace

double platform_height_m(const data::Feature& platform) {
    const data::Attributes& a = platform.attributes;
    const double given = a.number(data::keys::height_m);
    // More than that is the height of its roof.
    if (given >= 0.03 && given <= 1.6) return given;
    if (a.text("man_made") == "pier") return 0.4;
    if (a.flag("tram") || a.flag("light_rail")) return 0.25;
    if (a.text("railway") == "platform" || a.flag("train") || a.flag("subway")) return 0.55;
    return 0.16;
}

void add_platform(const data::Feature& platform, const data::Surface& area, const TriangleStyle& style,
                  const data::Terrain& terrain, TileAssembler& out) {
    add_slab(style_of(style), area, platform_height_m(platform), terrain, out);
}

void add_platform(const data::Feature& platform, const Course& course, double width_m, const TriangleStyle& style,
                  const data::Terrain& terrain, TileAssembler& out) {
    const double half = width_m / 2, height = platform_height_m(platform);
    const glm::dvec2 section[] = {{-half, -in_the_ground_m}, {-half, height}, {half, height}, {half, -in_the_ground_m}};
    const Course stations = with_stations(course, station_m);
    std::vector<double> ground;
    for (const glm::dvec2& p : stations) ground.push_back(terrain.height_at(p.x, p.y));
    std::vector<glm::dvec3> triangles;
    add_sweep(stations, ground, section, triangles);
    add_by_tile(style_of(style).top, triangles, out);
}

}  // namespace twin::scene
