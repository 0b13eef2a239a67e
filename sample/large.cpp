#include "sample/houses.h"

#include <algorithm>

#include "sample/body_builder.h"
#include "sample/palette.h"

namespace twin::sample {
namespace {

HouseStyle institute_style(int storeys, double storey_m, const char* function, Rng& rng) {
    HouseStyle style;
    style.zone = Zone::slab;
    style.roof = RoofKind::flat;
    style.storeys = storeys;
    style.storey_m = storey_m;
    style.wall_colour = rng.chance(0.3) ? "#d8d5cd" : wall_colour(Zone::slab, rng);
    style.roof_colour = flat_colour(rng);
    style.function = function;
    return style;
}

Building make_hall(const Polygon& r, Site& site, Rng& rng) {
    const double length = distance(r[0], r[1]), depth = distance(r[1], r[2]);
    HouseStyle style = institute_style(1, rng.range(6.5, 10.5), "31001_2000", rng);
    style.wall_colour = rng.chance(0.5) ? "#cfd2d2" : rng.chance(0.4) ? "#b5654e" : "#dad6cc";
    Building building = make_flat_house(r, style, site, rng);
    Body& body = building.bodies[0];
    BodyBuilder builder(body);
    const double low = building.ground_m - 1, eave = building.ground_m + style.storey_m + 0.5;
    const Vec2 along = unit(r[1] - r[0]), in = left_of(along);
    if (rng.chance(0.3) && length > 30) {
        // A saw-tooth roof: glazed steep sides to the north light.
        body.faces.clear();
        const int teeth = std::max(3, static_cast<int>(length / 9));
        for (int k = 0; k < teeth; ++k) {
            const Vec2 a = r[0] + along * (length * k / teeth), b = r[0] + along * (length * (k + 1) / teeth);
            builder.sweep({b, b + in * depth}, {a, a + in * depth}, low, eave - 1.5, {{0, 0}, {0.12, 2.6}, {1, 0}});
        }
        body.roof_type = "2200";
    } else if (rng.chance(0.4) && depth < 40) {
        body.faces.clear();
        builder.sweep({r[0], r[1]}, {r[3], r[2]}, low, eave, gable_profile(depth * 0.09));
        body.roof_type = "3100";
    } else {
        // Roof lights.
        const int lights = static_cast<int>(length / 12);
        for (int k = 0; k < lights; ++k)
            builder.prism(
                rectangle(r[0] + along * (length * (k + 0.5) / lights) + in * (depth / 2), in, depth * 0.6, 2.2),
                eave - 0.1, eave + 0.7, false);
    }
    for (const Face& f : body.faces)
        for (const Vec3& p : f.ring) building.height_m = std::max(building.height_m, p.z - building.ground_m);
    return building;
}

struct Size {
    double length, depth;
};

}  // namespace

void build_large(const Block& block, Site& site, Rng& rng, std::vector<Building>& out) {
    if (block.plot.size() < 3) return;
    // Everything in a block stands square to its longest front.
    Vec2 along{1, 0};
    double longest = 0;
    for (std::size_t i = 0; i < block.plot.size(); ++i) {
        const Vec2 e = block.plot[(i + 1) % block.plot.size()] - block.plot[i];
        if (length(e) > longest) {
            longest = length(e);
            along = unit(e);
        }
    }
    const Box box = box_of(block.plot);
    const double area = area_of(block.plot);
    const bool hall = block.zone == Zone::hall, slab = block.zone == Zone::slab;
    const bool city = block.zone == Zone::core || block.zone == Zone::perimeter;
    const int tries = static_cast<int>(area / (hall ? 60 : 45)) + 20;
    double built = 0;
    const double share = hall                           ? 0.42
                         : slab                         ? 0.17
                         : block.zone == Zone::campus   ? 0.24
                         : block.zone == Zone::hospital ? 0.3
                                                        : 0.2;
    int towers = slab && rng.chance(0.35) ? rng.range(1, 2) : block.zone == Zone::campus && rng.chance(0.4) ? 1 : 0;
    const bool north_south = rng.chance(0.5);
    for (int k = 0; k < tries && built < share * area; ++k) {
        const Vec2 p{rng.range(box.min.x, box.max.x), rng.range(box.min.y, box.max.y)};
        const double shrink = 1 - 0.6 * k / tries;
        const bool tower = towers > 0;
        Size size = hall    ? Size{rng.range(26, 80) * shrink, rng.range(18, 46) * shrink}
                    : city  ? Size{rng.range(22, 58) * shrink, rng.range(15, 30) * (1 - 0.4 * k / tries)}
                    : tower ? Size{rng.range(18.0, 24.0), rng.range(17.0, 20.0)}
                    : slab  ? Size{rng.range(30, 68) * shrink, rng.range(10.5, 12.5)}
                            : Size{rng.range(30, 75) * shrink, rng.range(13.0, 17.0)};
        const Vec2 axis = (north_south ^ rng.chance(slab ? 0.15 : 0.35)) ? along : left_of(along);
        const Polygon place = rectangle(p, axis, size.length, size.depth);
        bool inside = true;
        for (Vec2 q : place) inside = inside && contains(block.plot, q);
        if (!inside || !site.free(place, hall ? 7.0 : slab ? 16.0 : city ? 2.5 : 10.0, city ? 0.2 : 1.5)) continue;
        if (site.highest_ground(place) - site.lowest_ground(place) > (hall ? 5.0 : 7.0)) continue;
        Building building;
        if (hall) {
            building = size.length < 24
                           ? make_flat_house(place, institute_style(rng.range(2, 4), 3.3, "31001_2020", rng), site, rng)
                           : make_hall(place, site, rng);
        } else if (city) {
            HouseStyle style = institute_style(size.length * size.depth > 900 ? rng.range(3, 5) : rng.range(4, 6), 3.5,
                                               "31001_2020", rng);
            if (rng.chance(0.08)) style.storeys = rng.range(7, 10);
            if (rng.chance(0.4)) style.wall_colour = rng.chance(0.5) ? "#b9c2c8" : "#c9b8a2";
            building = make_flat_house(place, style, site, rng);
        } else if (tower) {
            building = make_flat_house(
                place, institute_style(rng.range(9, 15), 2.9, slab ? "31001_1000" : "31001_3023", rng), site, rng);
            --towers;
        } else if (slab || block.zone == Zone::military) {
            HouseStyle style = institute_style(slab ? rng.range(3, 5) : 3, 2.85, "31001_1000", rng);
            const double roll = rng.unit();
            if (block.zone == Zone::military || roll < 0.45) {
                style.roof = block.zone == Zone::military || roll < 0.2 ? RoofKind::hip : RoofKind::gable;
                style.pitch = 0.6;
                style.overhang_m = 0.4;
                style.roof_colour = tile_colour(Zone::suburb, rng);
            }
            building = make_free_house(place, style, site, rng);
        } else {
            const bool hospital = block.zone == Zone::hospital;
            building = make_flat_house(place,
                                       institute_style(hospital ? rng.range(4, 7) : rng.range(3, 6), 3.6,
                                                       hospital ? "31001_3051" : "31001_3023", rng),
                                       site, rng);
        }
        site.give_address(building, centroid_of(place));
        site.occupy(place);
        built += area_of(place);
        out.push_back(std::move(building));
    }
}

}  // namespace twin::sample
