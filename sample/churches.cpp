#include <string_view>

#include "sample/body_builder.h"
#include "sample/geometry.h"
#include "sample/landmarks.h"

namespace twin::sample {
namespace {

/// Measures of a church; towers stand at the front (negative along), the choir ends at the back.
struct Plan {
    double nave_m, width_m, eave_m, roof_m;
    double aisle_m;  ///< Width of the lower aisles; 0: a hall church under one roof.
    double tower_side_m, tower_eave_m, tower_top_m;
    int towers;  ///< 1 in the middle of the front, 2 at its corners, 3: and an eightfold one over the choir.
    const char *wall, *roof;
};

Plan plan_of(std::string_view key) {
    if (key == "stiftskirche") return {52, 24, 14, 13, 0, 6.5, 27, 37, 3, "#b98a70", "#4f5359"};
    if (key == "marienkirche") return {56, 15, 19, 11, 7, 9.5, 48, 92, 1, "#b5765c", "#50565c"};
    if (key == "apostelkirche") return {44, 18, 14, 11, 0, 8.5, 38, 75, 1, "#bd8468", "#54595e"};
    if (key == "martinskirche") return {46, 13, 12, 11, 0, 5.0, 24, 40, 1, "#e6d9c0", "#8a4a3a"};
    return {24, 14, 9, 7, 0, 4.5, 17, 27, 1, "#e9dcc4", "#6a4a40"};
}

Polygon eightfold(Vec2 centre, Vec2 along, double radius_m) {
    Polygon ring;
    const double start = std::atan2(along.y, along.x) + 0.3927;
    for (int k = 0; k < 8; ++k) ring.push_back(centre + direction_of_angle(start + k * 0.785398) * radius_m);
    return ring;
}

void add_choir(BodyBuilder& body, const LandmarkFrame& f, const Plan& p, double z) {
    // Five sides of an eightfold end, its roof leaning on the nave.
    const double half = p.width_m * 0.36, x0 = p.nave_m / 2 - 0.5, long_m = p.width_m * 0.42;
    const Polyline ring{f.at(x0, -half),
                        f.at(x0 + long_m, -half),
                        f.at(x0 + long_m + half * 0.7, -half * 0.42),
                        f.at(x0 + long_m + half * 0.7, half * 0.42),
                        f.at(x0 + long_m, half),
                        f.at(x0, half)};
    const double eave = z + p.eave_m * 0.9, top = eave + p.roof_m * 0.72;
    const Vec3 apex(f.at(x0 + long_m, 0), top), back(f.at(x0, 0), top);
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        body.face(FaceKind::wall, {{ring[i], z - 2}, {ring[i + 1], z - 2}, {ring[i + 1], eave}, {ring[i], eave}});
        if (i == 0) {
            body.face(FaceKind::roof, {{ring[0], eave}, {ring[1], eave}, apex, back});
        } else if (i + 2 == ring.size()) {
            body.face(FaceKind::roof, {{ring[i], eave}, {ring[i + 1], eave}, back, apex});
        } else {
            body.face(FaceKind::roof, {{ring[i], eave}, {ring[i + 1], eave}, apex});
        }
    }
}

void add_buttresses(BodyBuilder& body, const LandmarkFrame& f, const Plan& p, double half_m, double eave_m, double z) {
    const int count = static_cast<int>(p.nave_m / 7);
    for (int k = 0; k <= count; ++k)
        for (double side : {-1.0, 1.0})
            body.prism(f.box(-p.nave_m / 2 + 2 + k * (p.nave_m - 4) / count, side * (half_m + 0.7), 1.1, 1.5), z - 1.5,
                       z + eave_m * 0.82, false);
}

/// A square tower that goes over into an eightfold spire between four small gables.
void add_tower(BodyBuilder& body, const LandmarkFrame& f, double x, double y, double side, double eave, double top,
               double z) {
    const Polygon base = f.box(x, y, side, side);
    body.prism(base, z - 2, z + eave);
    for (std::size_t i = 0; i < 4; ++i) {
        const Vec2 a = base[i], b = base[(i + 1) % 4], c = mix(base[0], base[2], 0.5), m = mix(a, b, 0.5);
        const double up = z + eave + side * 0.75;
        body.face(FaceKind::wall, {{a, z + eave}, {b, z + eave}, {m, up}});
        body.face(FaceKind::roof, {{b, z + eave}, {c, up}, {m, up}});
        body.face(FaceKind::roof, {{a, z + eave}, {m, up}, {c, up}});
    }
    body.pyramid(eightfold(f.at(x, y), f.along, side * 0.5), z + eave + side * 0.1, z + top);
}

}  // namespace

Building make_church(const LandmarkPlace& place, const Site& site) {
    const Plan p = plan_of(place.key);
    const LandmarkFrame f(place);
    const double z = site.relief.height_at(place.place);
    Building b = start_landmark(place, "31001_3041", 1, z);
    BodyBuilder nave(add_body(b, p.wall, p.roof, "3100"));
    nave.ridge_house(f.box(0, 0, p.nave_m, p.width_m), z - 2, z + p.eave_m, p.roof_m, {1, 1}, 0.3);
    double half = p.width_m / 2;
    if (p.aisle_m > 0) {
        for (double side : {-1.0, 1.0}) {
            const Polygon aisle = f.box(0, side * (half + p.aisle_m / 2), p.nave_m - 4, p.aisle_m);
            const double low = z + p.eave_m * 0.52;
            // Lean-to roofs rise towards the nave.
            if (side < 0) {
                nave.sweep({aisle[0], aisle[1]}, {aisle[3], aisle[2]}, z - 2, low, shed_profile(p.aisle_m * 0.55));
            } else {
                nave.sweep({aisle[2], aisle[3]}, {aisle[1], aisle[0]}, z - 2, low, shed_profile(p.aisle_m * 0.55));
            }
        }
        nave.ridge_house(rectangle(f.at(p.nave_m * 0.2, 0), f.across, p.width_m + 2 * p.aisle_m + 2, 11), z - 2,
                         z + p.eave_m, p.roof_m * 0.8, {1, 1}, 0.2);
        half += p.aisle_m;
    }
    add_choir(nave, f, p, z);
    add_buttresses(nave, f, p, half, p.aisle_m > 0 ? p.eave_m * 0.5 : p.eave_m, z);
    BodyBuilder towers(add_body(b, p.wall, p.roof, "3500"));
    if (p.towers == 1) {
        add_tower(towers, f, -p.nave_m / 2 - p.tower_side_m * 0.3, 0, p.tower_side_m, p.tower_eave_m, p.tower_top_m, z);
    } else {
        for (double side : {-1.0, 1.0})
            towers.spire_tower(
                f.box(-p.nave_m / 2 + 1, side * (half - p.tower_side_m / 2 + 0.4), p.tower_side_m, p.tower_side_m),
                z - 2, z + p.tower_eave_m, z + p.tower_top_m);
    }
    if (p.towers == 3) {
        const Polygon ring = eightfold(f.at(p.nave_m * 0.28, 0), f.along, 6.2);
        towers.spire_tower(ring, z - 2, z + 31, z + 40);
    }
    b.footprints = {f.box(-2, 0, p.nave_m + 12, 2 * half + 2),
                    f.box(p.nave_m / 2 + p.width_m * 0.3, 0, p.width_m * 0.9, p.width_m * 0.75)};
    finish_landmark(b);
    return b;
}

}  // namespace twin::sample
