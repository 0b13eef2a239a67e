#include "sample/landmarks.h"

#include <algorithm>
#include <numbers>

#include "sample/body_builder.h"
#include "sample/geometry.h"

namespace twin::sample {

LandmarkFrame::LandmarkFrame(const LandmarkPlace& place)
    : origin(place.place),
      along{std::sin(place.heading_deg * std::numbers::pi / 180), std::cos(place.heading_deg * std::numbers::pi / 180)},
      across(left_of(along)) {}

Polygon LandmarkFrame::box(double along_m, double across_m, double length_m, double width_m) const {
    return rectangle(at(along_m, across_m), along, length_m, width_m);
}

Building start_landmark(const LandmarkPlace& place, const std::string& function, int storeys, double ground_m) {
    Building building;
    building.name = place.name;
    building.function = function;
    building.storeys = storeys;
    building.ground_m = ground_m;
    const auto space = place.address.rfind(' ');
    building.street = place.address.substr(0, space);
    building.number = space == std::string::npos ? "" : place.address.substr(space + 1);
    return building;
}

Body& add_body(Building& building, const char* wall, const char* roof, const char* roof_type) {
    Body body;
    body.wall_colour = wall;
    body.roof_colour = roof;
    body.roof_type = roof_type;
    building.bodies.push_back(std::move(body));
    return building.bodies.back();
}

void finish_landmark(Building& building) {
    double top = -1e9;
    for (const Body& body : building.bodies)
        for (const Face& face : body.faces)
            for (const Vec3& p : face.ring) top = std::max(top, p.z);
    building.height_m = top - building.ground_m;
}

namespace {

double ground_at(const LandmarkPlace& place, const Site& site) {
    return site.relief.height_at(place.place);
}

Building make_rathaus(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_3012", 25, z);
    // Two shifted slabs of 25 floors under a dark crown, on a wide podium. 84 m to the top.
    BodyBuilder base(add_body(b, "#c9c3b8", "#a8a49c"));
    base.prism(f.box(0, 2, 44, 62), z - 2, z + 8.5);
    base.prism(f.box(0, 2, 30, 40), z + 8, z + 12.5, false);
    BodyBuilder slabs(add_body(b, "#dcd7cc", "#8f8c86"));
    slabs.prism(f.box(-5.2, -3, 10.4, 34), z - 2, z + 76);
    slabs.prism(f.box(5.2, 3, 10.4, 34), z - 2, z + 72.5);
    BodyBuilder crown(add_body(b, "#4a4d52", "#5a5d60"));
    crown.prism(f.box(-5.2, -3, 9.4, 32.6), z + 75.5, z + 79.5, false);
    crown.prism(f.box(5.2, 3, 9.4, 32.6), z + 72, z + 76, false);
    crown.prism(f.box(-4.6, -1, 7.4, 15), z + 79, z + 84, false);
    b.footprints = {f.box(0, 2, 44, 62)};
    finish_landmark(b);
    return b;
}

Building make_fruchthalle(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_3030", 3, z);
    BodyBuilder hall(add_body(b, "#c99a7a", "#8a8880", "3200"));
    hall.ridge_house(f.box(0, 0, 46, 27), z - 1.5, z + 15, 3.6, {0, 0}, 1.2);
    b.footprints = {f.box(0, 0, 46, 27)};
    finish_landmark(b);
    return b;
}

Building make_theatre(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_3032", 5, z);
    BodyBuilder house(add_body(b, "#e3ddd0", "#b4b0a8"));
    house.prism(f.box(0, 0, 74, 46), z - 2, z + 13);
    house.prism(f.box(-24, 0, 22, 34), z + 12, z + 19, false);
    BodyBuilder foyer(add_body(b, "#8fa3ad", "#9a9a96"));
    foyer.turned(f.at(36, 0), {{15, z - 2}, {15, z + 14}, {14.5, z + 14.6}}, 20, false);
    BodyBuilder tower(add_body(b, "#c8b9a4", "#8d8a84"));
    tower.prism(f.box(6, 2, 25, 24), z + 12, z + 30, false);
    b.footprints = {f.box(3, 0, 98, 48)};
    finish_landmark(b);
    return b;
}

Building make_casimirsaal(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_3030", 2, z);
    BodyBuilder hall(add_body(b, "#b98066", "#7a4638", "3100"));
    hall.ridge_house(f.box(8, 0, 24, 11), z - 1.5, z + 6.5, 6.2, {1, 1}, 0.3);
    // What is left of the emperor's palace: bare sandstone walls.
    BodyBuilder ruin(add_body(b, "#b37a60", "#a8725a"));
    ruin.prism(f.box(-14, 5, 18, 1.4), z - 1, z + 4.2);
    ruin.prism(f.box(-22.5, 0, 1.4, 11), z - 1, z + 3.1);
    ruin.prism(f.box(-15, -5, 12, 1.2), z - 1, z + 1.8);
    b.footprints = {f.box(-1, 0, 46, 13)};
    finish_landmark(b);
    return b;
}

Building make_mall(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_2050", 4, z);
    BodyBuilder lower(add_body(b, "#e8e4da", "#b9b5ac"));
    lower.prism({f.at(-52, -36), f.at(44, -40), f.at(60, 4), f.at(38, 40), f.at(-40, 38), f.at(-58, 6)}, z - 2, z + 16);
    BodyBuilder upper(add_body(b, "#c4b8a2", "#a9a59d"));
    upper.prism({f.at(-40, -26), f.at(36, -30), f.at(42, 10), f.at(26, 30), f.at(-34, 28)}, z + 15.5, z + 21, false);
    BodyBuilder glass(add_body(b, "#8fa9b8", "#9fb4bf", "3100"));
    glass.sweep({f.at(-36, -4.5), f.at(38, -4.5)}, {f.at(-36, 4.5), f.at(38, 4.5)}, z + 20.5, z + 22,
                gable_profile(2.6));
    b.footprints = {{f.at(-52, -36), f.at(44, -40), f.at(60, 4), f.at(38, 40), f.at(-40, 38), f.at(-58, 6)}};
    finish_landmark(b);
    return b;
}

Building make_station(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_3091", 3, z);
    BodyBuilder hall(add_body(b, "#d8c7a8", "#8d8b86"));
    hall.prism(f.box(0, 0, 34, 20), z - 1.5, z + 14);
    hall.prism(f.box(-42, 0, 50, 15), z - 1.5, z + 9);
    hall.prism(f.box(44, 0, 54, 15), z - 1.5, z + 8);
    hall.prism(f.box(-72, 1, 12, 16), z - 1.5, z + 17);
    b.footprints = {f.box(-3, 0, 152, 20)};
    finish_landmark(b);
    return b;
}

Building make_kammgarn(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_3030", 3, z);
    BodyBuilder works(add_body(b, "#a9573f", "#6d4a40", "2200"));
    for (int k = 0; k < 6; ++k) {
        const double x = -30 + k * 9.0;
        works.sweep({f.at(x + 9, -16), f.at(x + 9, 16)}, {f.at(x, -16), f.at(x, 16)}, z - 1.5, z + 6.5,
                    {{0, 0}, {0.15, 3}, {1, 0}});
    }
    BodyBuilder house(add_body(b, "#b0604a", "#7a4a3c", "3100"));
    house.ridge_house(f.box(36, 0, 16, 34), z - 1.5, z + 13, 4.5, {1, 1});
    BodyBuilder stack(add_body(b, "#a4503a", "#8a4332"));
    stack.turned(f.at(-40, 8), {{2.3, z - 1}, {1.9, z + 20}, {1.4, z + 42}, {1.7, z + 43}, {1.7, z + 44}}, 12, false);
    b.footprints = {f.box(2, 0, 90, 36)};
    finish_landmark(b);
    return b;
}

Building make_gallery(const LandmarkPlace& place, const Site& site) {
    const LandmarkFrame f(place);
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_3034", 3, z);
    BodyBuilder main(add_body(b, "#c7a184", "#6b6a68", "3200"));
    main.ridge_house(f.box(0, 0, 66, 18), z - 2, z + 15, 4.2, {0, 0}, 0.6);
    for (double x : {-31.0, 0.0, 31.0}) {
        const Polygon wing = f.box(x, 0, 15, 24);
        main.spire_tower(wing, z - 2, z + 17.5, z + 24);
    }
    b.footprints = {f.box(0, 0, 78, 25)};
    finish_landmark(b);
    return b;
}

Building make_humberg_tower(const LandmarkPlace& place, const Site& site) {
    const double z = ground_at(place, site);
    Building b = start_landmark(place, "31001_9999", 5, z);
    const Vec2 c = place.place;
    BodyBuilder shaft(add_body(b, "#b8836a", "#7d6a5c", "3600"));
    shaft.turned(c,
                 {{4.6, z - 2},
                  {4.2, z + 3},
                  {3.6, z + 4},
                  {3.3, z + 26},
                  {4.4, z + 27.2},
                  {4.4, z + 29.2},
                  {4.0, z + 29.2},
                  {4.0, z + 28.2},
                  {2.2, z + 28.2},
                  {2.1, z + 32.2}},
                 16, false);
    BodyBuilder cap(add_body(b, "#b8836a", "#5a5d62", "3600"));
    cap.turned(c, {{2.6, z + 32.0}, {1.4, z + 34.2}, {0, z + 35.8}}, 16, true);
    b.footprints = {rectangle(c, {1, 0}, 10, 10)};
    finish_landmark(b);
    return b;
}

Building make_slab(const LandmarkPlace& place, const LandmarkFrame& f, const Site& site, double along, double across,
                   double length_m, double width_m, int storeys, double storey_m, const char* wall) {
    const Polygon box = f.box(along, across, length_m, width_m);
    const double z = site.lowest_ground(box);
    Building b = start_landmark(place, "31001_3023", storeys, z);
    BodyBuilder body(add_body(b, wall, "#a6a39c"));
    const double top = z + 0.8 + storeys * storey_m;
    body.prism(box, z - 1.5, top);
    body.prism(f.box(along, across, std::min(12.0, length_m * 0.3), width_m * 0.5), top - 0.2, top + 3, false);
    b.footprints = {box};
    finish_landmark(b);
    return b;
}

void build_campus(const Skeleton& skeleton, Site& site, std::vector<Building>& out) {
    struct Part {
        const char* key;
        double along, across, length_m, width_m;
        int storeys;
        const char* wall;
        const char* name;
    };
    static constexpr Part parts[] = {
        {"university", 0, 0, 22, 20, 16, "#cfcac0", nullptr},
        {"university", 55, 10, 62, 17, 5, "#d8d2c6", "RPTU Gebäude 46"},
        {"university", -60, 8, 70, 17, 5, "#d2ccc0", "RPTU Gebäude 48"},
        {"university", -5, 62, 90, 18, 4, "#dcd6ca", "RPTU Universitätsbibliothek"},
        {"university", 70, -52, 24, 20, 14, "#c9c4ba", "RPTU Gebäude 57"},
        {"university", -45, -45, 80, 17, 4, "#d5cfc3", "RPTU Gebäude 42 (Audimax)"},
        {"university", -110, 45, 50, 40, 2, "#cdbfa8", "RPTU Mensa"},
        {"fraunhofer", 0, 0, 78, 17, 4, "#e4e2dc", nullptr},
        {"fraunhofer", 12, 34, 60, 16, 4, "#d9dcdc", "Fraunhofer ITWM"},
        {"dfki", 0, 0, 64, 18, 5, "#dfe3e4", nullptr},
        {"dfki", -5, 30, 40, 16, 4, "#d4d9dc", "Max-Planck-Institut für Softwaresysteme"},
        {"klinikum", 0, 0, 78, 20, 10, "#e6e0d4", nullptr},
        {"klinikum", -34, 34, 20, 60, 5, "#ded8cc", "Westpfalz-Klinikum Haus 2"},
        {"klinikum", 38, 36, 18, 56, 5, "#e2dcd0", "Westpfalz-Klinikum Haus 5"},
    };
    for (const Part& part : parts) {
        const LandmarkPlace* place = skeleton.landmark(part.key);
        if (!place) continue;
        const LandmarkFrame f(*place);
        if (part.name && !site.free(f.box(part.along, part.across, part.length_m, part.width_m), 2, 0)) continue;
        Building b = make_slab(*place, f, site, part.along, part.across, part.length_m, part.width_m, part.storeys,
                               std::string_view(part.key) == "klinikum" ? 3.7 : 3.8, part.wall);
        if (part.name) b.name = part.name;
        if (std::string_view(part.key) == "klinikum") b.function = "31001_3051";
        for (const Polygon& p : b.footprints) site.occupy(p);
        out.push_back(std::move(b));
    }
}

}  // namespace

void build_landmarks(const Skeleton& skeleton, Site& site, std::vector<Building>& out) {
    using Maker = Building (*)(const LandmarkPlace&, const Site&);
    static constexpr std::pair<const char*, Maker> makers[] = {
        {"rathaus", make_rathaus},
        {"stadium", make_stadium},
        {"stiftskirche", make_church},
        {"marienkirche", make_church},
        {"apostelkirche", make_church},
        {"martinskirche", make_church},
        {"kleine_kirche", make_church},
        {"fruchthalle", make_fruchthalle},
        {"pfalztheater", make_theatre},
        {"casimirsaal", make_casimirsaal},
        {"mall", make_mall},
        {"station", make_station},
        {"kammgarn", make_kammgarn},
        {"pfalzgalerie", make_gallery},
        {"humbergturm", make_humberg_tower},
    };
    for (const auto& [key, maker] : makers) {
        const LandmarkPlace* place = skeleton.landmark(key);
        if (!place) continue;
        Building b = maker(*place, site);
        for (const Polygon& p : b.footprints) site.occupy(p);
        out.push_back(std::move(b));
    }
    build_campus(skeleton, site, out);
}

}  // namespace twin::sample
