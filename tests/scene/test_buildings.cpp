#include "scene/builders/buildings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "scene/builders/roofs.h"
#include "scene/builders/row_houses.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;
using data::SurfaceKind;
using test::Triangle;

data::Ring rectangle(double x0, double y0, double x1, double y1, double z = 0) {
    return {{x0, y0, z}, {x1, y0, z}, {x1, y1, z}, {x0, y1, z}};
}

data::Feature footprint(data::Ring ring, double height_m = 10, const char* roof = "flat", double roof_m = 0) {
    data::Feature feature;
    feature.kind = FeatureKind::building;
    feature.id = "b1";
    data::Surface surface;
    surface.kind = SurfaceKind::footprint;
    surface.outer = std::move(ring);
    feature.surfaces.push_back(surface);
    feature.attributes.set(keys::height_m, height_m);
    feature.attributes.set(keys::roof_shape, std::string(roof));
    if (roof_m > 0) feature.attributes.set(keys::roof_height_m, roof_m);
    return feature;
}

struct Built {
    bool drawn = false;
    std::vector<Triangle> triangles;
    std::vector<base::Complaint> complaints;

    double low_m() const { return extreme(-1); }
    double high_m() const { return extreme(1); }
    double extreme(int sign) const {
        double best = -1e300;
        for (const Triangle& t : triangles)
            for (const glm::dvec3& p : {t.a, t.b, t.c}) best = std::max(best, sign * p.z);
        return sign * best;
    }
    double volume_m3() const { return test::volume_m3(triangles, low_m()); }
    double plan_area_m2(Material material) const {
        double sum = 0;
        for (const Triangle& t : triangles)
            if (t.material == material) sum += t.plan_area_m2();
        return sum;
    }
    bool complains(base::ComplaintKind kind, const std::string& words) const {
        return std::any_of(complaints.begin(), complaints.end(), [&](const base::Complaint& c) {
            return c.kind == kind && (c.what + " " + c.why).find(words) != std::string::npos;
        });
    }
};

Built build(const data::Feature& feature, const data::Terrain& terrain = test::level_terrain()) {
    Built built;
    TileAssembler assembler;
    built.drawn = build_building(feature, 7, 1, terrain, assembler, built.complaints);
    built.triangles = test::triangles_of(assembler.finish());
    return built;
}

TEST(Buildings, a_box_has_the_volume_of_a_box) {
    const Built built = build(footprint(rectangle(0, 0, 12, 8)));
    ASSERT_TRUE(built.drawn);
    EXPECT_NEAR(built.volume_m3(), 12 * 8 * 10.2, 0.05);  // 0.2 m stand in the ground.
    EXPECT_NEAR(built.high_m(), 10, 1e-3);
    EXPECT_NEAR(built.plan_area_m2(Material::roof_flat), 96, 1e-3);
}

TEST(Buildings, the_volume_of_a_gabled_house_is_the_formula_s) {
    const Built built = build(footprint(rectangle(0, 0, 12, 8), 9, "gabled", 4));
    EXPECT_NEAR(built.volume_m3(), 12 * 8 * (5.2 + 4.0 / 2), 0.05);
    EXPECT_NEAR(built.high_m(), 9, 1e-3);
    EXPECT_NEAR(built.plan_area_m2(Material::roof), 96, 1e-3);
    EXPECT_EQ(built.triangles.size(), 4u + 3 * 4u);  // Two roof faces, two long walls, two gables in two halves.
}

TEST(Buildings, every_roof_shape_keeps_its_formula) {
    const double l = 12, w = 8, h = 4, body = l * w * 5.2;
    struct Row {
        const char* shape;
        double volume;
    };
    const Row rows[] = {{"hipped", h * w * (3 * l - w) / 6},
                        {"skillion", l * w * h / 2},
                        {"pyramidal", l * w * h / 3},
                        {"round", l * w * h * 0.785398},
                        {"gambrel", l * w * h * (0.65 * 0.3 / 2 + (0.65 + 1) / 2 * 0.7)}};
    for (const Row& row : rows) {
        const Built built = build(footprint(rectangle(0, 0, l, w), 9, row.shape, h));
        EXPECT_NEAR(built.volume_m3(), body + row.volume, row.volume * 0.015) << row.shape;
        EXPECT_NEAR(built.high_m(), 9, 1e-3) << row.shape;
        EXPECT_NEAR(built.plan_area_m2(Material::roof), l * w, 1e-3) << row.shape;
    }
    for (const char* shape : {"half-hipped", "mansard", "dome", "onion", "cone"}) {
        const Built built = build(footprint(rectangle(0, 0, l, w), 9, shape, h));
        EXPECT_GT(built.volume_m3(), body + 10) << shape;
        EXPECT_LT(built.volume_m3(), body + l * w * h) << shape;
        EXPECT_NEAR(built.high_m(), 9, 1e-3) << shape;
    }
}

/// A shell is watertight when every directed edge above the base has its counterpart.
void expect_closed(const Shell& shell, const char* name) {
    glm::dvec3 sum(0);
    double area = 0;
    for (const auto* part : {&shell.walls, &shell.roof, &shell.floor})
        for (std::size_t i = 0; i + 2 < part->size(); i += 3) {
            const glm::dvec3 twice = glm::cross((*part)[i + 1] - (*part)[i], (*part)[i + 2] - (*part)[i]);
            sum += twice;
            area += glm::length(twice);
        }
    EXPECT_LT(glm::length(sum), 1e-6 * area) << name;
}

TEST(Buildings, roofs_close_over_any_outline) {
    const std::vector<data::Ring> outlines = {
        rectangle(0, 0, 12, 8),
        {{0, 0, 0}, {14, 1, 0}, {13, 9, 0}, {-1, 7, 0}},
        {{0, 0, 0}, {16, 0, 0}, {16, 7, 0}, {8, 7, 0}, {8, 12, 0}, {0, 12, 0}},
        {{0, 0, 0}, {20, 0, 0}, {20, 20, 0}, {0, 20, 0}, {0, 15, 0}, {15, 15, 0}, {15, 5, 0}, {0, 5, 0}},
        {{3, 0, 0}, {7, 0, 0}, {10, 3, 0}, {10, 7, 0}, {7, 10, 0}, {3, 10, 0}, {0, 7, 0}, {0, 3, 0}},
        {{0, 0, 0}, {5, 0, 0}, {10, 0, 0}, {10, 1, 0}, {11, 1, 0}, {11, 4, 0}, {10, 4, 0}, {10, 8, 0}, {0, 8, 0}}};
    for (std::size_t i = 0; i < outlines.size(); ++i) {
        for (const char* name : {"flat", "gabled", "hipped", "half-hipped", "pyramidal", "skillion", "gambrel",
                                 "mansard", "dome", "onion", "round", "cone"}) {
            for (const bool across : {false, true}) {
                data::Surface surface;
                surface.outer = outlines[i];
                if (i == 0) surface.holes.push_back(rectangle(3, 3, 5, 5));
                for (auto* ring : {&surface.outer})
                    for (glm::dvec3& p : *ring) p += glm::dvec3(30000, -20000, 0);
                for (data::Ring& hole : surface.holes)
                    for (glm::dvec3& p : hole) p += glm::dvec3(30000, -20000, 0);
                const RoofPlan plan{parse_roof_shape(name), 106, 4, across, 0.4, across};
                expect_closed(raise_shell(surface, 100, plan, true), name);
            }
        }
    }
}

TEST(Buildings, a_yard_stays_open) {
    data::Feature block = footprint(rectangle(0, 0, 40, 40), 12);
    block.surfaces[0].holes.push_back(rectangle(10, 10, 30, 30));
    const Built built = build(block);
    EXPECT_NEAR(built.plan_area_m2(Material::roof_flat), 1200, 1e-2);
    EXPECT_NEAR(built.volume_m3(), 1200 * 12.2, 1);
    for (const Triangle& t : built.triangles)
        EXPECT_FALSE(t.material == Material::roof_flat && std::abs(t.centre().x - 20) < 9 &&
                     std::abs(t.centre().y - 20) < 9);
}

TEST(Buildings, ridges_follow_orientation_and_direction) {
    const auto ridge_runs_east = [](data::Feature feature) {
        double low = 1e9, high = -1e9;
        for (const Triangle& t : build(feature).triangles)
            for (const glm::dvec3& p : {t.a, t.b, t.c})
                if (p.z > 8.99) {
                    low = std::min(low, p.x);
                    high = std::max(high, p.x);
                }
        return high - low > 10;
    };
    data::Feature house = footprint(rectangle(0, 0, 12, 8), 9, "gabled", 4);
    EXPECT_TRUE(ridge_runs_east(house));
    house.attributes.set(keys::roof_orientation, std::string("across"));
    EXPECT_FALSE(ridge_runs_east(house));
    house.attributes.set(keys::roof_direction_deg, 175.0);  // Downhill to the south.
    EXPECT_TRUE(ridge_runs_east(house));
    data::Feature shed = footprint(rectangle(0, 0, 8, 8), 5, "skillion", 2);
    shed.attributes.set(keys::roof_direction_deg, 90.0);  // Downhill to the east.
    for (const Triangle& t : build(shed).triangles)
        for (const glm::dvec3& p : {t.a, t.b, t.c})
            EXPECT_NEAR(p.x, (5 - p.z) * 4 * (p.z > 2.99), p.z > 2.99 ? 1e-2 : 8.01);
}

TEST(Buildings, none_floats_on_a_slope_and_none_drowns) {
    const data::Terrain slope = test::terrain_of([](double x, double y) { return 200 + 0.2 * x + 0.05 * y; });
    for (const char* roof : {"flat", "gabled", "hipped"}) {
        const Built built = build(footprint(rectangle(-15, -10, 15, 10), 6, roof, 3), slope);
        ASSERT_TRUE(built.drawn);
        double lowest_roof = 1e9;
        for (const Triangle& t : built.triangles) {
            for (const glm::dvec3& p : {t.a, t.b, t.c})
                EXPECT_TRUE(p.z > built.low_m() + 0.01 || p.z < slope.height_at(p.x, p.y)) << roof;
            if (t.material != Material::wall)
                for (const glm::dvec3& p : {t.a, t.b, t.c}) lowest_roof = std::min(lowest_roof, p.z);
        }
        const double highest_ground = slope.height_at(15, 10);
        EXPECT_GE(lowest_roof, highest_ground + 1.99) << roof;
        EXPECT_TRUE(built.complains(base::ComplaintKind::repaired, "eaves raised"));
    }
}

TEST(Buildings, a_part_in_the_air_has_a_floor_and_stays_there) {
    data::Feature part = footprint(rectangle(0, 0, 10, 10), 20);
    part.kind = FeatureKind::building_part;
    part.attributes.set(keys::min_height_m, 12.0);
    part.attributes.set(keys::ground_m, 100.0);
    const Built built = build(part, test::level_terrain(103));
    EXPECT_NEAR(built.low_m(), 112, 1e-3);
    EXPECT_NEAR(built.high_m(), 120, 1e-3);
    EXPECT_NEAR(built.volume_m3(), 800, 0.1);
    EXPECT_NEAR(built.plan_area_m2(Material::ground_surface), -100, 1e-2);
}

TEST(Buildings, a_roof_without_walls_stands_on_posts) {
    data::Feature roof = footprint(rectangle(0, 0, 20, 10));
    roof.attributes = {};
    roof.attributes.set(keys::building_type, std::string("roof"));
    std::vector<base::Complaint> complaints;
    complete_building(roof, complaints);
    EXPECT_EQ(complaints.size(), 1u);
    const Built built = build(roof);
    EXPECT_LT(built.volume_m3(), 20 * 10 * 0.6);
    EXPECT_LT(built.low_m(), 0) << "the posts reach the ground";
    EXPECT_GT(built.high_m(), 3);
    EXPECT_TRUE(std::none_of(built.triangles.begin(), built.triangles.end(), [](const Triangle& t) {
        return t.material == Material::wall && std::min({t.a.z, t.b.z, t.c.z}) < 2;
    })) << "one can walk below";
}

TEST(Buildings, what_its_parts_stand_for_is_not_drawn_twice) {
    data::Feature outline = footprint(rectangle(0, 0, 10, 10));
    outline.attributes.set(keys::outline_only, true);
    const Built built = build(outline);
    EXPECT_TRUE(built.drawn);
    EXPECT_TRUE(built.triangles.empty());
}

TEST(Buildings, wear_the_colours_that_the_file_gives) {
    data::Feature house = footprint(rectangle(0, 0, 12, 8), 9, "gabled", 4);
    house.attributes.set(keys::roof_colour, std::string("#112233"));
    house.attributes.set(keys::wall_colour, std::string("ziegelrot"));
    for (const Triangle& t : build(house).triangles) {
        EXPECT_EQ(t.object, 7u);
        if (t.material == Material::roof)
            EXPECT_EQ(t.colour, 0xFF332211u);
        else
            EXPECT_EQ(t.colour, 0xFF3A50A8u);
    }
}

TEST(Buildings, missing_heights_come_from_type_and_storeys_and_are_told_once) {
    const auto completed = [](const char* type, double edge_m, double storeys) {
        data::Feature feature = footprint(rectangle(0, 0, edge_m, edge_m));
        feature.attributes = {};
        feature.attributes.set(keys::building_type, std::string(type));
        if (storeys > 0) feature.attributes.set(keys::storeys, storeys);
        std::vector<base::Complaint> complaints;
        complete_building(feature, complaints);
        EXPECT_EQ(complaints.size(), 1u) << type;
        EXPECT_EQ(complaints.at(0).kind, base::ComplaintKind::assumed);
        EXPECT_NE(feature.attributes.text(keys::assumed).find("height_m"), std::string::npos);
        complete_building(feature, complaints);
        EXPECT_EQ(complaints.size(), 1u) << "completing twice changes nothing";
        return feature;
    };
    const data::Feature house = completed("house", 10, 0);
    EXPECT_EQ(house.attributes.number(keys::storeys), 2);
    EXPECT_NE(house.attributes.text(keys::roof_shape), "flat");
    EXPECT_NEAR(house.attributes.number(keys::height_m) - house.attributes.number(keys::roof_height_m), 6.5, 1e-9);
    EXPECT_EQ(completed("apartments", 30, 0).attributes.text(keys::roof_shape), "flat");
    EXPECT_NEAR(completed("apartments", 30, 0).attributes.number(keys::height_m), 12.5, 1e-9);
    EXPECT_NEAR(completed("office", 30, 10).attributes.number(keys::height_m), 33.5, 1e-9);
    EXPECT_LT(completed("garage", 5, 0).attributes.number(keys::height_m), 4);
    EXPECT_GT(completed("church", 30, 0).attributes.number(keys::height_m), 15);
    EXPECT_EQ(completed("31001_2463", 5, 0).attributes.number(keys::storeys), 1);
}

TEST(Buildings, given_heights_are_kept) {
    data::Feature tower = footprint(rectangle(0, 0, 20, 20), 84, "flat");
    std::vector<base::Complaint> complaints;
    complete_building(tower, complaints);
    EXPECT_TRUE(complaints.empty());
    EXPECT_EQ(tower.attributes.number(keys::height_m), 84);
    data::Feature house = footprint(rectangle(0, 0, 10, 10), 9);
    house.attributes.erase(keys::roof_shape);
    complete_building(house, complaints);
    EXPECT_EQ(house.attributes.number(keys::height_m), 9);
    EXPECT_EQ(complaints.size(), 1u);
    EXPECT_NEAR(build(house).high_m(), 9, 1e-3);
}

data::Feature box_solid(double z0, double z1, bool semantic) {
    data::Feature feature;
    feature.kind = FeatureKind::building;
    feature.id = "solid";
    feature.heights = data::HeightMode::absolute;
    const data::Ring low = rectangle(0, 0, 20, 10, z0), high = rectangle(0, 0, 20, 10, z1);
    const auto add = [&](SurfaceKind kind, data::Ring ring) {
        data::Surface surface;
        surface.kind = semantic ? kind : SurfaceKind::unknown;
        surface.outer = std::move(ring);
        feature.surfaces.push_back(surface);
    };
    add(SurfaceKind::ground, {low[3], low[2], low[1], low[0]});
    add(SurfaceKind::roof, high);
    for (int i = 0; i < 4; ++i) {
        const int k = (i + 1) % 4;
        add(SurfaceKind::wall, {low[i], low[k], high[k], high[i]});
    }
    return feature;
}

TEST(Buildings, surfaces_without_a_kind_are_told_by_their_slope) {
    for (const bool semantic : {true, false}) {
        const Built built = build(box_solid(0, 10, semantic));
        EXPECT_NEAR(built.plan_area_m2(Material::roof_flat), 200, 1e-2);
        EXPECT_EQ(std::count_if(built.triangles.begin(), built.triangles.end(),
                                [](const Triangle& t) { return t.material == Material::wall; }),
                  8);
        EXPECT_TRUE(built.complaints.empty());
    }
}

TEST(Buildings, a_solid_above_the_terrain_gets_its_walls_drawn_down) {
    const data::Terrain slope = test::terrain_of([](double x, double) { return 200 - 0.2 * x; });
    for (const bool with_ground : {true, false}) {
        data::Feature solid = box_solid(200, 210, true);
        if (!with_ground) solid.surfaces.erase(solid.surfaces.begin());
        const Built built = build(solid, slope);
        EXPECT_TRUE(built.complains(base::ComplaintKind::repaired, "drawn down to the terrain by 4.0 m"));
        for (const double x : {0.5, 5.0, 10.0, 19.5}) {
            double low = 1e9;
            for (const Triangle& t : built.triangles)
                if (t.material == Material::wall && std::abs(t.a.y) < 1e-3 && std::abs(t.b.y) < 1e-3 &&
                    std::abs(t.c.y) < 1e-3 && std::min({t.a.x, t.b.x, t.c.x}) <= x &&
                    std::max({t.a.x, t.b.x, t.c.x}) >= x)
                    low = std::min({low, t.a.z, t.b.z, t.c.z});
            EXPECT_LT(low, slope.height_at(x, 0)) << x << " " << with_ground;
        }
        for (const Triangle& t : built.triangles)
            EXPECT_FALSE(t.material == Material::wall && std::abs(t.centre().y) < 1e-3 && t.normal().y >= 0);
    }
}

TEST(Buildings, heights_of_another_system_are_told) {
    EXPECT_TRUE(build(box_solid(248, 258, true), test::level_terrain(200))
                    .complains(base::ComplaintKind::warning, "48 m above the terrain"));
    EXPECT_TRUE(build(box_solid(152, 162, true), test::level_terrain(200))
                    .complains(base::ComplaintKind::warning, "48 m deep in the terrain"));
}

TEST(Buildings, a_solid_turned_inside_out_is_turned_back) {
    data::Feature solid = box_solid(0, 10, false);
    for (data::Surface& surface : solid.surfaces) std::reverse(surface.outer.begin(), surface.outer.end());
    const Built built = build(solid);
    EXPECT_TRUE(built.complains(base::ComplaintKind::repaired, "inside out"));
    EXPECT_NEAR(built.plan_area_m2(Material::roof_flat), 200, 1e-2);
}

TEST(Buildings, nonsense_never_crashes) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    data::Feature bad = footprint({{nan, 0, 0}, {1, nan, 0}, {nan, nan, nan}}, nan, "gabled", 2);
    std::vector<base::Complaint> complaints;
    complete_building(bad, complaints);
    EXPECT_FALSE(build(bad).drawn);
    EXPECT_TRUE(build(bad).complains(base::ComplaintKind::skipped, "no area"));
    bad = footprint({{0, 0, nan}, {10, 0, nan}, {10, 10, nan}, {nan, 5, 0}, {0, 10, nan}}, -5, "dome", 1e9);
    EXPECT_TRUE(build(bad).drawn);
    data::Feature solid = box_solid(0, 10, true);
    solid.surfaces[1].outer[2] = {nan, nan, nan};
    solid.surfaces[2].outer.resize(2);
    solid.surfaces[3].outer.clear();
    EXPECT_TRUE(build(solid).drawn);
    data::Feature empty;
    empty.id = "empty";
    EXPECT_FALSE(build(empty).drawn);
    EXPECT_FALSE(build(footprint(rectangle(0, 0, 10, 10)), data::Terrain{}).triangles.empty());
}

TEST(Buildings, a_horseshoe_has_a_roof_over_each_wing_and_keeps_its_area) {
    const data::Feature block =
        footprint({{0, 0, 0}, {30, 0, 0}, {30, 30, 0}, {0, 30, 0}, {0, 25, 0}, {25, 25, 0}, {25, 5, 0}, {0, 5, 0}}, 12,
                  "gabled", 4);
    const Built built = build(block);
    EXPECT_NEAR(built.plan_area_m2(Material::roof), 900 - 500, 1e-2);
    EXPECT_NEAR(built.high_m(), 12, 1e-3);
}

TEST(Buildings, a_given_pitch_makes_the_height_of_the_roof) {
    data::Feature house = footprint(rectangle(0, 0, 12, 8), 9, "gabled");
    house.attributes.set(keys::roof_angle_deg, 45.0);
    std::vector<base::Complaint> complaints;
    complete_building(house, complaints);
    EXPECT_TRUE(complaints.empty()) << "nothing is assumed";
    EXPECT_NEAR(house.attributes.number(keys::roof_height_m), 4, 1e-9) << "half of 8 m at 45 degrees";
    data::Feature wings =
        footprint({{0, 0, 0}, {16, 0, 0}, {16, 7, 0}, {8, 7, 0}, {8, 12, 0}, {0, 12, 0}}, 9, "gabled");
    wings.attributes.set(keys::roof_angle_deg, 45.0);
    complete_building(wings, complaints);
    EXPECT_NEAR(wings.attributes.number(keys::roof_height_m), 4, 1e-6) << "half of its broadest wing";
}

TEST(Buildings, houses_of_a_row_have_one_ridge) {
    // Deeper than wide: alone each would turn its gable to the street.
    RowHouses rows;
    std::vector<data::Feature> row;
    for (int i = 0; i < 3; ++i) {
        data::Feature house = footprint(rectangle(6 * i, 0, 6 * i + 6, 10));
        house.id = "house " + std::to_string(i);
        house.attributes = {};
        house.attributes.set(keys::building_type, std::string("terrace"));
        row.push_back(house);
    }
    row.push_back(footprint(rectangle(100, 0, 106, 10)));
    for (std::size_t i = 0; i < row.size(); ++i) rows.add(row[i], i);
    rows.join();
    EXPECT_TRUE(std::isnan(rows.direction_deg(3))) << "it stands alone";
    for (std::size_t i = 0; i < 3; ++i) {
        data::Feature& house = row[i];
        std::vector<base::Complaint> complaints;
        complete_building(house, complaints, rows.direction_deg(i));
        ASSERT_EQ(complaints.size(), 1u);
        EXPECT_NE(complaints[0].what.find("ridge along its row"), std::string::npos) << complaints[0].what;
        EXPECT_EQ(house.attributes.text(keys::roof_shape), "gabled");
        const Built built = build(house);
        double low = 1e9, high = -1e9;
        for (const Triangle& t : built.triangles)
            for (const glm::dvec3& p : {t.a, t.b, t.c})
                if (p.z > built.high_m() - 0.01) {
                    low = std::min(low, p.x);
                    high = std::max(high, p.x);
                    EXPECT_NEAR(p.y, 5, 1e-2);
                }
        EXPECT_NEAR(high - low, 6, 1e-2) << "from party wall to party wall";
    }
}

}  // namespace
}  // namespace twin::scene
