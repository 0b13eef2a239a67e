#include "sample/body_builder.h"

#include <algorithm>
#include <numbers>

#include "sample/geometry.h"

namespace twin::sample {

RoofProfile gable_profile(double height_m) {
    return {{0, 0}, {0.5, height_m}, {1, 0}};
}
RoofProfile mansard_profile(double height_m) {
    return {{0, 0}, {0.11, height_m * 0.62}, {0.5, height_m}, {0.89, height_m * 0.62}, {1, 0}};
}
RoofProfile shed_profile(double height_m) {
    return {{0, 0}, {1, height_m}};
}
RoofProfile flat_profile() {
    return {{0, 0}, {1, 0}};
}

void BodyBuilder::face(FaceKind kind, std::vector<Vec3> ring) {
    // Points that coincide (a roof plane that ends in a point) would make the ring degenerate.
    std::vector<Vec3> clean;
    for (const Vec3& p : ring) {
        if (!clean.empty() && std::hypot(p.x - clean.back().x, p.y - clean.back().y, p.z - clean.back().z) < 0.02)
            continue;
        clean.push_back(p);
    }
    while (clean.size() > 1 &&
           std::hypot(clean[0].x - clean.back().x, clean[0].y - clean.back().y, clean[0].z - clean.back().z) < 0.02)
        clean.pop_back();
    if (clean.size() >= 3) body_.faces.push_back({kind, std::move(clean)});
}

void BodyBuilder::quad(FaceKind kind, Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
    const double ux = b.x - a.x, uy = b.y - a.y, uz = b.z - a.z, vx = c.x - a.x, vy = c.y - a.y, vz = c.z - a.z;
    const double nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
    const double l = std::sqrt(nx * nx + ny * ny + nz * nz);
    const double off = l > 1e-9 ? std::abs(nx * (d.x - a.x) + ny * (d.y - a.y) + nz * (d.z - a.z)) / l : 0;
    if (off < 0.02) {
        face(kind, {a, b, c, d});
    } else {
        face(kind, {a, b, c});
        face(kind, {a, c, d});
    }
}

void BodyBuilder::sheet(Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
    quad(FaceKind::roof, a, b, c, d);
    // Folded along the same diagonal.
    quad(FaceKind::wall, a, d, c, b);
}

void BodyBuilder::prism(const Polygon& footprint, double bottom_m, double top_m, bool with_ground) {
    Polygon ccw = footprint;
    make_ccw(ccw);
    const std::size_t n = ccw.size();
    std::vector<Vec3> ground, roof;
    for (std::size_t i = 0; i < n; ++i) {
        const Vec2 a = ccw[i], b = ccw[(i + 1) % n];
        face(FaceKind::wall, {{a, bottom_m}, {b, bottom_m}, {b, top_m}, {a, top_m}});
        ground.emplace_back(ccw[n - 1 - i], bottom_m);
        roof.emplace_back(a, top_m);
    }
    if (with_ground) face(FaceKind::ground, std::move(ground));
    face(FaceKind::roof, std::move(roof));
}

void BodyBuilder::sweep(const Polyline& outer, const Polyline& inner, double bottom_m, double eave_m,
                        const RoofProfile& profile, double overhang_m) {
    const std::size_t n = outer.size();
    auto at = [&](std::size_t k, const RoofPoint& p) {
        return Vec3(mix(outer[k], inner[k], p.across), eave_m + p.up_m);
    };
    RoofPoint outer_rim{}, inner_rim{};
    if (overhang_m > 0) {
        const double depth = distance(outer[0], inner[0]);
        auto drop = [&](const RoofPoint& eave, const RoofPoint& next) {
            const double slope = (next.up_m - eave.up_m) / std::max(0.3, std::abs(next.across - eave.across) * depth);
            return eave.up_m - slope * overhang_m;
        };
        outer_rim = {-overhang_m / depth, drop(profile[0], profile[1])};
        inner_rim = {1 + overhang_m / depth, drop(profile.back(), profile[profile.size() - 2])};
    }
    std::vector<Vec3> ground;
    for (std::size_t k = 0; k < n; ++k) ground.emplace_back(inner[k], bottom_m);
    for (std::size_t k = n; k-- > 0;) ground.emplace_back(outer[k], bottom_m);
    face(FaceKind::ground, std::move(ground));
    for (std::size_t k = 0; k + 1 < n; ++k) {
        const double front = eave_m + profile.front().up_m, back = eave_m + profile.back().up_m;
        face(FaceKind::wall,
             {{outer[k], bottom_m}, {outer[k + 1], bottom_m}, {outer[k + 1], front}, {outer[k], front}});
        face(FaceKind::wall, {{inner[k + 1], bottom_m}, {inner[k], bottom_m}, {inner[k], back}, {inner[k + 1], back}});
        for (std::size_t j = 0; j + 1 < profile.size(); ++j)
            quad(FaceKind::roof, at(k, profile[j]), at(k + 1, profile[j]), at(k + 1, profile[j + 1]),
                 at(k, profile[j + 1]));
        if (!(overhang_m > 0)) continue;
        sheet(at(k, outer_rim), at(k + 1, outer_rim), at(k + 1, profile.front()), at(k, profile.front()));
        sheet(at(k, profile.back()), at(k + 1, profile.back()), at(k + 1, inner_rim), at(k, inner_rim));
    }
    std::vector<Vec3> start{{inner[0], bottom_m}, {outer[0], bottom_m}},
        end{{outer[n - 1], bottom_m}, {inner[n - 1], bottom_m}};
    for (std::size_t j = 0; j < profile.size(); ++j) {
        start.push_back(at(0, profile[j]));
        end.push_back(at(n - 1, profile[profile.size() - 1 - j]));
    }
    face(FaceKind::wall, std::move(start));
    face(FaceKind::wall, std::move(end));
}

void BodyBuilder::ridge_house(const Polygon& r, double bottom_m, double eave_m, double roof_m, RoofEnds ends,
                              double overhang_m) {
    const Vec2 a = r[0], b = r[1], c = r[2], d = r[3];
    const Vec2 along = unit(b - a);
    const double depth = distance(a, d), slope = roof_m / (depth / 2);
    // Hips that meet end in one point.
    const double half = distance(a, b) / 2;
    auto run_of = [&](double share) {
        const double run = (1 - share) * std::min(depth / 2, half);
        return half - run < 0.05 ? half : run;
    };
    const double run_start = run_of(ends.start), run_end = run_of(ends.end);
    face(FaceKind::ground, {{d, bottom_m}, {c, bottom_m}, {b, bottom_m}, {a, bottom_m}});
    const Vec3 ridge_a(mix(a, d, 0.5) + along * run_start, eave_m + roof_m),
        ridge_b(mix(b, c, 0.5) - along * run_end, eave_m + roof_m);
    auto up = [&](Vec2 eave, Vec2 across, double share) {
        return Vec3(mix(eave, across, share / 2), eave_m + share * roof_m);
    };
    face(FaceKind::wall, {{a, bottom_m}, {b, bottom_m}, {b, eave_m}, {a, eave_m}});
    face(FaceKind::wall, {{c, bottom_m}, {d, bottom_m}, {d, eave_m}, {c, eave_m}});
    const Vec3 a1 = up(a, d, ends.start), d1 = up(d, a, ends.start), b1 = up(b, c, ends.end), c1 = up(c, b, ends.end);
    face(FaceKind::wall, {{d, bottom_m}, {a, bottom_m}, {a, eave_m}, a1, d1, {d, eave_m}});
    face(FaceKind::wall, {{b, bottom_m}, {c, bottom_m}, {c, eave_m}, c1, b1, {b, eave_m}});
    if (ends.start < 1) face(FaceKind::roof, {d1, a1, ridge_a});
    if (ends.end < 1) face(FaceKind::roof, {b1, c1, ridge_b});
    const Vec3 a0(a, eave_m), b0(b, eave_m), c0(c, eave_m), d0(d, eave_m);
    face(FaceKind::roof, {a0, b0, b1, ridge_b, ridge_a, a1});
    face(FaceKind::roof, {c0, d0, d1, ridge_a, ridge_b, c1});
    if (!(overhang_m > 0)) return;
    // What stands out beyond the walls is seen from above and from below.
    const double low = eave_m - slope * overhang_m;
    const Vec2 front = right_of(along) * overhang_m, back = left_of(along) * overhang_m, end = along * overhang_m;
    sheet({a + front, low}, {b + front, low}, b0, a0);
    sheet({c + back, low}, {d + back, low}, d0, c0);
    auto moved = [](Vec3 p, Vec2 by) { return Vec3(p.flat() + by, p.z); };
    if (ends.start >= 1) {
        sheet(moved(a0, -end), a0, ridge_a, moved(ridge_a, -end));
        sheet({a + front - end, low}, {a + front, low}, a0, moved(a0, -end));
        sheet(moved(ridge_a, -end), ridge_a, d0, moved(d0, -end));
        sheet(moved(d0, -end), d0, {d + back, low}, {d + back - end, low});
    }
    if (ends.end >= 1) {
        sheet(b0, moved(b0, end), moved(ridge_b, end), ridge_b);
        sheet({b + front, low}, {b + front + end, low}, moved(b0, end), b0);
        sheet(ridge_b, moved(ridge_b, end), moved(c0, end), c0);
        sheet(c0, moved(c0, end), {c + back + end, low}, {c + back, low});
    }
}

void BodyBuilder::pyramid(const Polygon& base, double bottom_m, double apex_m) {
    const Vec3 apex(centroid_of(base), apex_m);
    for (std::size_t i = 0; i < base.size(); ++i)
        face(FaceKind::roof, {{base[i], bottom_m}, {base[(i + 1) % base.size()], bottom_m}, apex});
}

void BodyBuilder::spire_tower(const Polygon& base, double bottom_m, double eave_m, double apex_m) {
    std::vector<Vec3> ground;
    for (std::size_t i = 0; i < base.size(); ++i) {
        const Vec2 a = base[i], b = base[(i + 1) % base.size()];
        face(FaceKind::wall, {{a, bottom_m}, {b, bottom_m}, {b, eave_m}, {a, eave_m}});
        ground.emplace_back(base[base.size() - 1 - i], bottom_m);
    }
    face(FaceKind::ground, std::move(ground));
    pyramid(base, eave_m, apex_m);
}

void BodyBuilder::turned(Vec2 centre, const std::vector<std::pair<double, double>>& rings, int sides, bool roof) {
    auto at = [&](std::size_t ring, int k) {
        const double angle = 2 * std::numbers::pi * (k + 0.5) / sides;
        return Vec3(centre + direction_of_angle(angle) * rings[ring].first, rings[ring].second);
    };
    for (std::size_t i = 0; i + 1 < rings.size(); ++i)
        for (int k = 0; k < sides; ++k)
            face(roof ? FaceKind::roof : FaceKind::wall, {at(i, k), at(i, k + 1), at(i + 1, k + 1), at(i + 1, k)});
    if (rings.back().first > 0.05) {
        std::vector<Vec3> lid;
        for (int k = 0; k < sides; ++k) lid.push_back(at(rings.size() - 1, k));
        face(FaceKind::roof, std::move(lid));
    }
}

void BodyBuilder::chimney(Vec2 foot, Vec2 along, double width_m, double bottom_m, double top_m) {
    prism(rectangle(foot, along, width_m * 1.3, width_m), bottom_m, top_m, false);
}

void BodyBuilder::dormer(Vec2 foot, Vec2 in, double eave_m, double tangent, double from_eave_m, double width_m,
                         double height_m) {
    const double fall = 0.18;
    if (tangent < fall + 0.2) return;
    const double front_z = eave_m + from_eave_m * tangent, top = front_z + height_m;
    const double back = (from_eave_m * tangent + height_m - fall * from_eave_m) / (tangent - fall);
    const double back_z = eave_m + back * tangent;
    const Vec2 side = left_of(in) * (width_m / 2);
    // `in` points up the slope: seen from the street the left end is +side.
    const Vec2 f = foot + in * from_eave_m, b = foot + in * back;
    face(FaceKind::wall, {{f + side, front_z}, {f - side, front_z}, {f - side, top}, {f + side, top}});
    face(FaceKind::wall, {{f - side, front_z}, {b - side, back_z}, {f - side, top}});
    face(FaceKind::wall, {{f + side, front_z}, {f + side, top}, {b + side, back_z}});
    face(FaceKind::roof, {{f + side, top}, {f - side, top}, {b - side, back_z}, {b + side, back_z}});
}

}  // namespace twin::sample
