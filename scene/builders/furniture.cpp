#include "scene/builders/furniture.h"

#include <cmath>

#include "scene/builders/bodies.h"

namespace twin::scene {
namespace {

using data::Material;

constexpr std::uint32_t white = 0xFFF2F2F0, dark = 0xFF3A3C3E, wood = 0xFF4A6A8A, green = 0xFF4A8A3A,
                        yellow = 0xFF30C8F0, stone = 0xFFA8B0B8, water = 0xFFB08F5E;

struct Place {
    glm::dvec3 foot;
    glm::dvec2 ahead, aside;
    double height_m;

    double height_or(double usual_m) const { return height_m > 0.2 ? height_m : usual_m; }
    glm::dvec3 at(double ahead_m, double aside_m, double up_m) const {
        return foot + glm::dvec3(ahead * ahead_m + aside * aside_m, up_m);
    }
};

using Parts = std::vector<FurniturePart>;

void pole(const Place& place, double radius_m, double height_m, Parts& parts) {
    FurniturePart part;
    add_column(place.foot, radius_m, height_m, 4, 0.7, part.triangles);
    parts.push_back(std::move(part));
}

void box(const Place& place, const glm::dvec3& foot, double length_m, double width_m, double height_m,
         std::uint32_t colour, Parts& parts) {
    FurniturePart part{Material::furniture, colour, {}};
    add_box(foot, place.aside, length_m, width_m, height_m, part.triangles);
    parts.push_back(std::move(part));
}

void column(const Place& place, double radius_m, double height_m, double top_share, std::uint32_t colour,
            Parts& parts) {
    FurniturePart part{Material::furniture, colour, {}};
    add_column(place.foot, radius_m, height_m, 10, top_share, part.triangles);
    parts.push_back(std::move(part));
}

void lamp(const Place& place, Parts& parts) {
    const double height = place.height_or(6);
    pole(place, 0.09, height, parts);
    box(place, place.at(0.5, 0, height - 0.1), 0.3, 1.2, 0.15, white, parts);
}

void bench(const Place& place, Parts& parts) {
    box(place, place.at(0, 0, 0), 1.7, 0.45, 0.45, wood, parts);
    box(place, place.at(-0.22, 0, 0.45), 1.7, 0.06, 0.4, wood, parts);
}

void signal(const Place& place, Parts& parts) {
    pole(place, 0.07, 3.2, parts);
    box(place, place.at(0.12, 0, 2.2), 0.3, 0.2, 0.9, dark, parts);
}

void bus_stop(const Place& place, Parts& parts) {
    pole(place, 0.05, 2.6, parts);
    box(place, place.at(0, 0, 2.15), 0.5, 0.05, 0.5, yellow, parts);
    box(place, place.at(0, 0, 1.2), 0.35, 0.05, 0.5, white, parts);
}

/// Back wall, posts and roof, open to the street.
void shelter(const Place& place, Parts& parts) {
    constexpr std::uint32_t glass = 0xFFD8D0C0;
    box(place, place.at(-0.7, 0, 0.1), 3, 0.06, 2.1, glass, parts);
    for (const double side : {-1.45, 1.45})
        for (const double ahead : {-0.7, 0.7}) box(place, place.at(ahead, side, 0), 0.08, 0.08, 2.3, dark, parts);
    box(place, place.at(0, 0, 2.3), 3.3, 1.7, 0.12, dark, parts);
    box(place, place.at(-0.45, 0, 0.4), 1.8, 0.4, 0.08, wood, parts);
}

void bus_stop_with_shelter(const Place& place, Parts& parts) {
    bus_stop(place, parts);
    Place beside = place;
    beside.foot = place.at(-0.3, 2.6, 0);
    shelter(beside, parts);
}

/// The cables of a line hang from its arms.
void power_tower(const Place& place, Parts& parts) {
    FurniturePart mast{Material::furniture, 0, {}};
    const double height = place.height_or(35);
    add_column(place.foot, 2.2, height, 4, 0.1, mast.triangles);
    parts.push_back(std::move(mast));
    box(place, place.at(0, 0, std::fmin(26.1, height * 0.75)), 13, 0.5, 0.5, 0, parts);
    box(place, place.at(0, 0, height * 0.88), 7, 0.4, 0.4, 0, parts);
}

void utility_pole(const Place& place, Parts& parts) {
    const double height = place.height_or(8);
    pole(place, 0.12, height, parts);
    box(place, place.at(0, 0, height - 0.5), 1.3, 0.1, 0.1, wood, parts);
}

void bicycle_stands(const Place& place, Parts& parts) {
    for (const double side : {-1.6, -0.8, 0.0, 0.8, 1.6}) {
        for (const double ahead : {-0.4, 0.4}) box(place, place.at(ahead, side, 0), 0.05, 0.05, 0.8, 0, parts);
        box(place, place.at(0, side, 0.76), 0.05, 0.85, 0.05, 0, parts);
    }
}

void fountain(const Place& place, Parts& parts) {
    FurniturePart basin{Material::furniture, stone, {}};
    add_column(place.foot, 1.6, 0.55, 8, 1, basin.triangles);
    parts.push_back(std::move(basin));
    FurniturePart surface{Material::furniture, water, {}};
    Place raised = place;
    raised.foot.z += 0.55;
    add_column(raised.foot, 0.35, place.height_or(1.6), 4, 0.5, surface.triangles);
    parts.push_back(std::move(surface));
}

struct Named {
    std::string_view name;
    void (*make)(const Place&, Parts&);
};

constexpr Named makers[] = {
    {"street_lamp", lamp},
    {"bench", bench},
    {"traffic_signal", signal},
    {"traffic_signals", signal},
    {"bus_stop", bus_stop},
    {"fountain", fountain},
    {"waste_basket", [](const Place& p, Parts& parts) { box(p, p.foot, 0.4, 0.4, 0.9, dark, parts); }},
    {"recycling", [](const Place& p, Parts& parts) { box(p, p.foot, 3, 1.4, 1.6, green, parts); }},
    {"post_box", [](const Place& p, Parts& parts) { box(p, p.foot, 0.5, 0.4, 1.2, yellow, parts); }},
    {"telephone", [](const Place& p, Parts& parts) { box(p, p.foot, 0.9, 0.9, 2.2, 0xFF9A50D0, parts); }},
    {"vending_machine", [](const Place& p, Parts& parts) { box(p, p.foot, 0.8, 0.5, 1.6, dark, parts); }},
    {"street_cabinet", [](const Place& p, Parts& parts) { box(p, p.foot, 1.0, 0.4, 1.2, 0, parts); }},
    {"picnic_table", [](const Place& p, Parts& parts) { box(p, p.foot, 1.8, 1.5, 0.7, wood, parts); }},
    {"bicycle_parking", bicycle_stands},
    {"bus_stop_with_shelter", bus_stop_with_shelter},
    {"information", [](const Place& p, Parts& parts) { box(p, p.foot, 1.2, 0.1, 1.9, green, parts); }},
    {"guidepost", [](const Place& p, Parts& parts) { pole(p, 0.05, 2.5, parts); }},
    {"hydrant", [](const Place& p, Parts& parts) { column(p, 0.12, 0.8, 0.8, 0xFF3030B0, parts); }},
    {"bollard", [](const Place& p, Parts& parts) { pole(p, 0.08, 0.9, parts); }},
    {"block", [](const Place& p, Parts& parts) { box(p, p.foot, 0.8, 0.5, 0.5, stone, parts); }},
    {"planter", [](const Place& p, Parts& parts) { box(p, p.foot, 1.0, 1.0, 0.7, green, parts); }},
    {"advertising_column", [](const Place& p, Parts& parts) { column(p, 0.7, 3.2, 1, white, parts); }},
    {"column", [](const Place& p, Parts& parts) { column(p, 0.7, p.height_or(3.2), 1, white, parts); }},
    {"flagpole", [](const Place& p, Parts& parts) { pole(p, 0.06, p.height_or(8), parts); }},
    {"statue", [](const Place& p, Parts& parts) { box(p, p.foot, 0.8, 0.8, p.height_or(2.6), stone, parts); }},
    {"memorial", [](const Place& p, Parts& parts) { box(p, p.foot, 0.9, 0.6, p.height_or(1.8), stone, parts); }},
    {"artwork", [](const Place& p, Parts& parts) { box(p, p.foot, 0.9, 0.9, p.height_or(2.2), stone, parts); }},
    {"wayside_cross", [](const Place& p, Parts& parts) { box(p, p.foot, 0.3, 0.3, p.height_or(2.5), stone, parts); }},
    {"mast", [](const Place& p, Parts& parts) { column(p, 0.5, p.height_or(25), 0.3, 0, parts); }},
    {"communications_tower", [](const Place& p, Parts& parts) { column(p, 3, p.height_or(60), 0.2, 0, parts); }},
    {"tower", [](const Place& p, Parts& parts) { column(p, 2, p.height_or(24), 0.2, 0, parts); }},
    {"fire_hydrant", [](const Place& p, Parts& parts) { column(p, 0.12, 0.8, 0.8, 0xFF3030B0, parts); }},
    {"pole", [](const Place& p, Parts& parts) { pole(p, 0.12, p.height_or(8), parts); }},
    {"monument", [](const Place& p, Parts& parts) { box(p, p.foot, 1.5, 1.5, p.height_or(4), stone, parts); }},
    {"milestone", [](const Place& p, Parts& parts) { box(p, p.foot, 0.3, 0.2, 0.7, stone, parts); }},
    {"boundary_stone", [](const Place& p, Parts& parts) { box(p, p.foot, 0.3, 0.3, 0.6, stone, parts); }},
    {"stone", [](const Place& p, Parts& parts) { box(p, p.foot, 1.2, 0.9, 0.8, stone, parts); }},
    {"rock", [](const Place& p, Parts& parts) { box(p, p.foot, 1.5, 1.2, 1.1, stone, parts); }},
    {"cross", [](const Place& p, Parts& parts) { box(p, p.foot, 0.3, 0.3, p.height_or(3), stone, parts); }},
    {"drinking_water", [](const Place& p, Parts& parts) { column(p, 0.3, 1, 1, stone, parts); }},
    {"water_point", [](const Place& p, Parts& parts) { column(p, 0.2, 1, 1, stone, parts); }},
    {"charging_station", [](const Place& p, Parts& parts) { box(p, p.foot, 0.5, 0.35, 1.6, white, parts); }},
    {"parking_meter", [](const Place& p, Parts& parts) { box(p, p.foot, 0.3, 0.25, 1.6, 0, parts); }},
    {"parcel_locker", [](const Place& p, Parts& parts) { box(p, p.foot, 3, 0.6, 2, yellow, parts); }},
    {"waste_disposal", [](const Place& p, Parts& parts) { box(p, p.foot, 1.4, 1.0, 1.2, dark, parts); }},
    {"clock", [](const Place& p, Parts& parts) { pole(p, 0.12, p.height_or(3.5), parts); }},
    {"surveillance", [](const Place& p, Parts& parts) { pole(p, 0.06, p.height_or(4), parts); }},
    {"billboard", [](const Place& p, Parts& parts) { box(p, p.foot, 3.6, 0.2, 3.2, white, parts); }},
    {"shelter", shelter},
    {"hunting_stand", [](const Place& p, Parts& parts) { box(p, p.foot, 1.2, 1.2, 4, wood, parts); }},
    {"lounger", [](const Place& p, Parts& parts) { box(p, p.foot, 0.7, 1.8, 0.4, wood, parts); }},
    {"bbq", [](const Place& p, Parts& parts) { box(p, p.foot, 0.8, 0.8, 0.8, dark, parts); }},
    {"swing", [](const Place& p, Parts& parts) { box(p, p.foot, 3, 0.1, 2.2, wood, parts); }},
    {"slide", [](const Place& p, Parts& parts) { box(p, p.foot, 0.6, 3, 1.2, wood, parts); }},
    {"phone", [](const Place& p, Parts& parts) { pole(p, 0.1, 1.8, parts); }},
    {"city_limit", [](const Place& p, Parts& parts) { box(p, p.foot, 1.0, 0.05, 2.2, yellow, parts); }},
    {"manhole", [](const Place& p, Parts& parts) { column(p, 0.35, 0.02, 1, dark, parts); }},
    {"water_tower", [](const Place& p, Parts& parts) { column(p, 5, p.height_or(30), 1.1, stone, parts); }},
    {"chimney", [](const Place& p, Parts& parts) { column(p, 1.6, p.height_or(40), 0.6, stone, parts); }},
    {"power_tower", power_tower},
    {"grit_bin", [](const Place& p, Parts& parts) { box(p, p.foot, 0.9, 0.6, 0.8, yellow, parts); }},
    {"public_bookcase", [](const Place& p, Parts& parts) { box(p, p.foot, 0.8, 0.5, 1.9, wood, parts); }},
    {"bicycle_repair_station", [](const Place& p, Parts& parts) { box(p, p.foot, 0.3, 0.3, 1.4, green, parts); }},
    {"water_tap", [](const Place& p, Parts& parts) { column(p, 0.08, 0.9, 1, stone, parts); }},
    {"wayside_shrine", [](const Place& p, Parts& parts) { box(p, p.foot, 0.7, 0.7, p.height_or(2.4), stone, parts); }},
    {"fitness_station", [](const Place& p, Parts& parts) { box(p, p.foot, 2.2, 0.1, 2.2, wood, parts); }},
    {"utility_pole", utility_pole},
};

}  // namespace

std::vector<FurniturePart> make_furniture(std::string_view name, const glm::dvec3& foot, double height_m,
                                          double turn_rad) {
    const glm::dvec2 ahead(std::sin(turn_rad), std::cos(turn_rad));
    const Place place{foot, ahead, {ahead.y, -ahead.x}, height_m < 400 ? height_m : 0};
    Parts parts;
    for (const Named& known : makers) {
        if (known.name != name) continue;
        known.make(place, parts);
        break;
    }
    return parts;
}

}  // namespace twin::scene
