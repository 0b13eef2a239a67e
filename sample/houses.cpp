#include "sample/houses.h"

#include <algorithm>

#include "sample/body_builder.h"
#include "sample/palette.h"

namespace twin::sample {
namespace {

constexpr double plinth_m = 0.5;
constexpr double cellar_m = 1.0;  ///< Walls start this far below the lowest ground.

struct Levels {
    double ground, bottom, eave;
};

Levels levels_of(const Polygon& footprint, const HouseStyle& style, const Site& site) {
    const double low = site.lowest_ground(footprint), high = site.highest_ground(footprint);
    // The ground floor lies between the two: half dug in on the upper side.
    return {low, low - cellar_m, low + (high - low) * 0.6 + plinth_m + style.storeys * style.storey_m};
}

std::string roof_type_of(RoofKind kind) {
    switch (kind) {
        case RoofKind::gable:
            return "3100";
        case RoofKind::mansard:
            return "3400";
        case RoofKind::hip:
            return "3200";
        case RoofKind::half_hip:
            return "3300";
        case RoofKind::shed:
            return "2100";
        case RoofKind::flat:
            return "1000";
    }
    return "1000";
}

Building start_building(const HouseStyle& style, const Levels& levels) {
    Building building;
    building.function = style.function;
    building.storeys = style.storeys;
    building.ground_m = levels.ground;
    building.wall_colour = style.wall_colour;
    building.roof_colour = style.roof_colour;
    Body body;
    body.wall_colour = style.wall_colour;
    body.roof_colour = style.roof_colour;
    body.roof_type = roof_type_of(style.roof);
    building.bodies.push_back(std::move(body));
    return building;
}

void close_building(Building& building) {
    double top = building.ground_m;
    for (const Body& body : building.bodies)
        for (const Face& face : body.faces)
            for (const Vec3& p : face.ring) top = std::max(top, p.z);
    building.height_m = top - building.ground_m;
}

void add_dormers(BodyBuilder& builder, Vec2 a, Vec2 b, Vec2 in, double eave_m, double depth_m, double pitch,
                 double chance, Rng& rng) {
    const double length = distance(a, b);
    if (pitch < 0.65 || length < 5) return;
    const int places = std::max(1, static_cast<int>(length / 3.6));
    for (int k = 0; k < places; ++k) {
        if (!rng.chance(chance)) continue;
        const double at = (k + 0.5) / places;
        builder.dormer(mix(a, b, at), in, eave_m, pitch, depth_m * 0.11, 1.6 + 0.5 * rng.unit(), 1.45);
    }
}

}  // namespace

HouseStyle random_style(Zone zone, Rng& rng) {
    HouseStyle style;
    style.zone = zone;
    style.wall_colour = wall_colour(zone, rng);
    style.roof_colour = tile_colour(zone, rng);
    const double roll = rng.unit();
    switch (zone) {
        case Zone::core:
            style.storeys = rng.range(2, 4);
            style.storey_m = rng.range(2.9, 3.4);
            style.roof = roll < 0.66 ? RoofKind::gable : roll < 0.80 ? RoofKind::mansard : RoofKind::flat;
            style.pitch = rng.range(0.95, 1.3);
            style.dormers = rng.chance(0.6) ? 0.5 : 0.0;
            style.function = rng.chance(0.6) ? "31001_1120" : "31001_1000";
            break;
        case Zone::perimeter:
            style.storeys = rng.range(3, 5) - (rng.chance(0.3) ? 1 : 0);
            style.storey_m = rng.range(3.0, 3.5);
            style.roof = roll < 0.50 ? RoofKind::gable : roll < 0.69 ? RoofKind::mansard : RoofKind::flat;
            style.pitch = rng.range(0.75, 1.05);
            style.dormers = rng.chance(0.55) ? 0.45 : 0.0;
            style.function = rng.chance(0.3) ? "31001_1120" : "31001_1000";
            break;
        case Zone::mixed:
            style.storeys = rng.range(2, 3);
            style.roof = roll < 0.62   ? RoofKind::gable
                         : roll < 0.74 ? RoofKind::half_hip
                         : roll < 0.92 ? RoofKind::hip
                                       : RoofKind::flat;
            style.pitch = rng.range(0.7, 1.05);
            style.dormers = rng.chance(0.35) ? 0.4 : 0.0;
            style.overhang_m = 0.35;
            break;
        case Zone::villa:
            style.storeys = 2;
            style.storey_m = 3.2;
            style.roof = roll < 0.45   ? RoofKind::hip
                         : roll < 0.65 ? RoofKind::half_hip
                         : roll < 0.9  ? RoofKind::gable
                                       : RoofKind::flat;
            style.pitch = rng.range(0.75, 1.1);
            style.dormers = rng.chance(0.4) ? 0.4 : 0.0;
            style.overhang_m = 0.45;
            break;
        default:
            style.storeys = rng.chance(0.62) ? 2 : 1;
            style.storey_m = 2.75;
            style.roof = roll < 0.72   ? RoofKind::gable
                         : roll < 0.82 ? RoofKind::half_hip
                         : roll < 0.94 ? RoofKind::hip
                                       : RoofKind::flat;
            style.pitch = style.storeys == 1 ? rng.range(0.8, 1.1) : rng.range(0.55, 0.9);
            style.dormers = rng.chance(0.25) ? 0.4 : 0.0;
            style.overhang_m = 0.4;
    }
    if (style.roof == RoofKind::flat) style.roof_colour = flat_colour(rng);
    return style;
}

Building make_row_house(const Polyline& outer, const Polyline& inner, const HouseStyle& style, const Site& site,
                        Rng& rng) {
    Polygon footprint = outer;
    footprint.insert(footprint.end(), inner.rbegin(), inner.rend());
    const Levels levels = levels_of(footprint, style, site);
    Building building = start_building(style, levels);
    BodyBuilder builder(building.bodies[0]);
    const double depth = distance(outer[0], inner[0]);
    const double rise = style.roof == RoofKind::mansard ? 4.6 + 0.12 * depth : style.pitch * depth / 2;
    const RoofProfile profile = style.roof == RoofKind::flat      ? flat_profile()
                                : style.roof == RoofKind::mansard ? mansard_profile(rise)
                                : style.roof == RoofKind::shed    ? shed_profile(rise * 0.5)
                                                                  : gable_profile(rise);
    builder.sweep(outer, inner, levels.bottom, levels.eave, profile, style.overhang_m);
    for (std::size_t k = 0; k + 1 < outer.size(); ++k) {
        building.footprints.push_back({outer[k], outer[k + 1], inner[k + 1], inner[k]});
        const Vec2 in = left_of(unit(outer[k + 1] - outer[k]));
        const Vec2 ridge =
            mix(mix(outer[k], outer[k + 1], rng.range(0.25, 0.75)), mix(inner[k], inner[k + 1], 0.5), 0.46);
        if (style.roof == RoofKind::gable && outer.size() == 2) {
            add_dormers(builder, outer[k], outer[k + 1], in, levels.eave, depth, style.pitch, style.dormers, rng);
            add_dormers(builder, inner[k + 1], inner[k], -in, levels.eave, depth, style.pitch, style.dormers * 0.6,
                        rng);
        } else if (style.roof == RoofKind::mansard && outer.size() == 2) {
            const double steep = rise * 0.62 / (0.11 * depth);
            const double length = distance(outer[k], outer[k + 1]);
            const int places = std::max(1, static_cast<int>(length / 3.2));
            for (int i = 0; i < places; ++i)
                builder.dormer(mix(outer[k], outer[k + 1], (i + 0.5) / places), in, levels.eave, steep, 0.25, 1.3, 1.7);
        }
        if (style.roof == RoofKind::flat) {
            if (rng.chance(0.6))
                builder.prism(rectangle(mix(ridge, mix(inner[k], inner[k + 1], 0.5), 0.3),
                                        unit(outer[k + 1] - outer[k]), 3.2, 2.6),
                              levels.eave - 0.2, levels.eave + 2.1, false);
        } else if (rng.chance(0.8)) {
            builder.chimney(ridge, unit(outer[k + 1] - outer[k]), 0.55, levels.eave + rise * 0.7,
                            levels.eave + rise + rng.range(0.5, 1.1));
        }
    }
    close_building(building);
    site.give_address(building, mix(outer[0], outer.back(), 0.5));
    return building;
}

Building make_free_house(const Polygon& r, const HouseStyle& style, const Site& site, Rng& rng) {
    if (style.roof == RoofKind::flat) return make_flat_house(r, style, site, rng);
    const Levels levels = levels_of(r, style, site);
    Building building = start_building(style, levels);
    building.footprints.push_back(r);
    BodyBuilder builder(building.bodies[0]);
    const double length = distance(r[0], r[1]), depth = distance(r[1], r[2]), rise = style.pitch * depth / 2;
    const double end = style.roof == RoofKind::hip ? 0.0 : style.roof == RoofKind::half_hip ? 0.55 : 1.0;
    builder.ridge_house(r, levels.bottom, levels.eave, rise, {end, end}, style.overhang_m);
    const Vec2 along = unit(r[1] - r[0]), in = left_of(along);
    const Vec2 middle = centroid_of(r);
    if (style.roof != RoofKind::hip && length > 8) {
        if (rng.chance(0.12)) {
            // A cross gable in the middle of the front.
            const double width = std::min(length * 0.4, 4.5), tall = width / 2 * style.pitch * 1.1;
            const Vec2 front = mix(r[0], r[1], 0.5) - in * 0.5;
            const Polyline left{front + along * (-width / 2) + in * (depth / 2), front - along * (width / 2)};
            const Polyline right{front + along * (width / 2) + in * (depth / 2), front + along * (width / 2)};
            builder.sweep(left, right, levels.bottom, std::min(levels.eave + 1.4, levels.eave + rise - tall),
                          gable_profile(tall));
        } else {
            add_dormers(builder, r[0], r[1], in, levels.eave, depth, style.pitch, style.dormers, rng);
        }
        add_dormers(builder, r[2], r[3], -in, levels.eave, depth, style.pitch, style.dormers * 0.5, rng);
    }
    if (rng.chance(0.85)) {
        const Vec2 foot = middle + along * (length * rng.range(-0.22, 0.22)) + in * rng.range(0.2, 0.8);
        builder.chimney(foot, along, 0.5, levels.eave + rise * 0.5, levels.eave + rise + rng.range(0.4, 0.8));
    }
    close_building(building);
    return building;
}

Building make_flat_house(const Polygon& footprint, const HouseStyle& style, const Site& site, Rng& rng) {
    const Levels levels = levels_of(footprint, style, site);
    Building building = start_building(style, levels);
    building.bodies[0].roof_type = "1000";
    building.footprints.push_back(footprint);
    BodyBuilder builder(building.bodies[0]);
    builder.prism(footprint, levels.bottom, levels.eave);
    const Vec2 along = unit(footprint[1] - footprint[0]), centre = centroid_of(footprint);
    const double length = distance(footprint[0], footprint[1]), depth = distance(footprint[1], footprint[2]);
    if (length > 10 && depth > 7) {
        const int heads = length > 35 ? 3 : length > 20 ? 2 : 1;
        for (int k = 0; k < heads; ++k) {
            const Vec2 foot =
                centre + along * (length * ((k + 0.5) / heads - 0.5)) + left_of(along) * rng.range(-0.1, 0.1);
            builder.prism(rectangle(foot, along, rng.range(2.6, 5.0), std::min(depth * 0.4, rng.range(2.4, 4.0))),
                          levels.eave - 0.2, levels.eave + rng.range(1.6, 2.8), false);
        }
    }
    close_building(building);
    return building;
}

Building make_annex(const Polygon& footprint, const std::string& type, const std::string& roof_shape, double height_m,
                    const Site& site, Rng& rng) {
    Building building;
    building.type = type;
    building.footprints.push_back(footprint);
    building.roof_shape = roof_shape;
    building.height_m = height_m;
    building.ground_m = site.lowest_ground(footprint);
    building.wall_colour = wall_colour(Zone::suburb, rng);
    building.roof_colour = roof_shape == "flat" ? flat_colour(rng) : tile_colour(Zone::suburb, rng);
    const double depth = std::min(distance(footprint[0], footprint[1]), distance(footprint[1], footprint[2]));
    if (roof_shape == "gabled") building.roof_height_m = std::min(height_m * 0.45, depth * 0.4);
    if (roof_shape == "skillion") building.roof_height_m = std::min(height_m * 0.35, depth * 0.2);
    return building;
}

}  // namespace twin::sample
