#include "sample/body_builder.h"
#include "sample/geometry.h"
#include "sample/landmarks.h"

namespace twin::sample {
namespace {

/// One stand: terraces that climb away from the pitch, a back wall and a roof that reaches forward over them.
/// Frame: `centre` is the middle of the stand's front edge, `out` points away from the pitch.
struct Stand {
    Vec2 centre, out;
    double length_m, depth_m, front_up_m, back_up_m, roof_front_m, roof_back_m;
};

void add_stand(const Stand& s, double z, BodyBuilder& concrete, BodyBuilder& seats, BodyBuilder& roof) {
    const Vec2 side = right_of(s.out) * (s.length_m / 2);
    const Vec2 a = s.centre - side, b = s.centre + side, c = b + s.out * s.depth_m, d = a + s.out * s.depth_m;
    // Seen from the pitch: a is left, b is right; c and d are the back corners.
    const int tiers = 2;
    double up = s.front_up_m;
    for (int t = 0; t < tiers; ++t) {
        const double from = static_cast<double>(t) / tiers, to = static_cast<double>(t + 1) / tiers;
        const double rise = (s.back_up_m - s.front_up_m) / tiers * 0.88,
                     step = (s.back_up_m - s.front_up_m) / tiers * 0.12;
        const Vec2 a0 = a + s.out * (s.depth_m * from), b0 = b + s.out * (s.depth_m * from);
        const Vec2 a1 = a + s.out * (s.depth_m * to), b1 = b + s.out * (s.depth_m * to);
        // Ordered so that the face looks up and to the pitch.
        seats.face(FaceKind::roof, {{b0, z + up}, {b1, z + up + rise}, {a1, z + up + rise}, {a0, z + up}});
        concrete.face(
            FaceKind::wall,
            {{b1, z + up + rise}, {b1, z + up + rise + step}, {a1, z + up + rise + step}, {a1, z + up + rise}});
        concrete.face(FaceKind::wall, {{b0, z - 3}, {b1, z - 3}, {b1, z + up + rise}, {b0, z + up}});
        concrete.face(FaceKind::wall, {{a1, z - 3}, {a0, z - 3}, {a0, z + up}, {a1, z + up + rise}});
        up += rise + step;
    }
    concrete.face(FaceKind::wall, {{b, z - 3}, {b, z + s.front_up_m}, {a, z + s.front_up_m}, {a, z - 3}});
    concrete.face(FaceKind::wall, {{c, z - 3}, {d, z - 3}, {d, z + s.roof_back_m}, {c, z + s.roof_back_m}});
    concrete.face(FaceKind::wall,
                  {{d, z + s.back_up_m}, {c, z + s.back_up_m}, {c, z + s.roof_back_m}, {d, z + s.roof_back_m}});
    // Ribs carry the roof and break up the long outer wall.
    const int ribs = static_cast<int>(s.length_m / 8.5);
    for (int k = 0; k <= ribs; ++k) {
        const Vec2 foot = mix(d, c, static_cast<double>(k) / ribs) + s.out * 0.7;
        roof.prism(rectangle(foot, s.out, 1.6, 0.9), z - 3, z + s.roof_back_m - 0.4, false);
    }
    // The roof: a thin slab from behind the back wall to above the first rows.
    const Vec2 f0 = a + s.out * (s.depth_m * 0.02), f1 = b + s.out * (s.depth_m * 0.02), r1 = c + s.out * 3.0,
               r0 = d + s.out * 3.0;
    const double thick = 1.1;
    roof.face(FaceKind::roof,
              {{f1, z + s.roof_front_m}, {r1, z + s.roof_back_m}, {r0, z + s.roof_back_m}, {f0, z + s.roof_front_m}});
    roof.face(FaceKind::wall, {{f0, z + s.roof_front_m - thick},
                               {r0, z + s.roof_back_m - thick},
                               {r1, z + s.roof_back_m - thick},
                               {f1, z + s.roof_front_m - thick}});
    roof.face(FaceKind::wall, {{f1, z + s.roof_front_m - thick},
                               {f1, z + s.roof_front_m},
                               {f0, z + s.roof_front_m},
                               {f0, z + s.roof_front_m - thick}});
    roof.face(FaceKind::wall, {{r1, z + s.roof_back_m - thick},
                               {r0, z + s.roof_back_m - thick},
                               {r0, z + s.roof_back_m},
                               {r1, z + s.roof_back_m}});
    roof.face(FaceKind::wall, {{f1, z + s.roof_front_m - thick},
                               {r1, z + s.roof_back_m - thick},
                               {r1, z + s.roof_back_m},
                               {f1, z + s.roof_front_m}});
    roof.face(FaceKind::wall, {{r0, z + s.roof_back_m - thick},
                               {f0, z + s.roof_front_m - thick},
                               {f0, z + s.roof_front_m},
                               {r0, z + s.roof_back_m}});
}

}  // namespace

Building make_stadium(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = site.relief.height_at(place.place);
    Building b = start_landmark(place, "31001_3036", 4, z);
    Body& concrete_body = add_body(b, "#dedbd4", "#bcb9b2", "9999");
    Body& seat_body = add_body(b, "#b3262b", "#b3262b", "9999");
    Body& roof_body = add_body(b, "#a5262c", "#e4e7e9", "2100");
    BodyBuilder concrete(concrete_body), seats(seat_body), roof(roof_body);
    // Pitch 105 x 68 m, 7 m of border; four stands, the west and east ones steeper and higher.
    const double half_length = 105 / 2.0 + 7, half_width = 68 / 2.0 + 7;
    add_stand({f.at(0, half_width), f.across, 122, 34, 2, 24, 31, 33}, z, concrete, seats, roof);
    add_stand({f.at(0, -half_width), -f.across, 122, 30, 2, 21, 28, 30}, z, concrete, seats, roof);
    add_stand({f.at(half_length, 0), f.along, 84, 36, 2, 27, 36, 40}, z, concrete, seats, roof);
    add_stand({f.at(-half_length, 0), -f.along, 84, 36, 2, 27, 36, 40}, z, concrete, seats, roof);
    // Blocks that close the corners, with the floodlights' towers.
    BodyBuilder corners(add_body(b, "#c8c4bb", "#aeaaa2"));
    for (double sx : {-1.0, 1.0})
        for (double sy : {-1.0, 1.0}) {
            const double x = sx * (half_length + 17), y = sy * (half_width + 15);
            corners.prism(f.box(x, y, 26, 24), z - 3, z + 25);
            corners.prism(f.box(x, y, 7, 7), z + 24, z + 44, false);
        }
    b.footprints = {f.box(0, 0, 200, 156)};
    finish_landmark(b);
    return b;
}

}  // namespace twin::sample
