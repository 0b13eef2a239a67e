#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "scene/builders/builder.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;
using test::Triangle;

std::vector<Triangle> build(const data::Feature& feature) {
    TileAssembler assembler;
    std::vector<base::Complaint> complaints;
    build_feature(feature, 9, 2, test::level_terrain(), assembler, complaints);
    return test::triangles_of(assembler.finish());
}

double plan_area_m2(const std::vector<Triangle>& triangles, Material material) {
    double sum = 0;
    for (const Triangle& t : triangles)
        if (t.material == material) sum += t.plan_area_m2();
    return sum;
}

/// The mean place across the street of what is painted, on a street to the north: east is its right.
double painted_at_m(const char* key, const char* value, const char* side) {
    data::Feature street;
    street.kind = FeatureKind::street;
    street.id = "w";
    street.lines.push_back({{{0, 0, 0}, {0, 100, 0}}, {}});
    street.attributes.set(keys::street_class, std::string("residential"));
    street.attributes.set(keys::sidewalk, std::string("no"));
    street.attributes.set(keys::lanes, std::int64_t{4});
    street.attributes.set(keys::width_m, 14.0);
    street.attributes.set(key, std::string(value));
    if (side) street.attributes.set(keys::driving_side, std::string(side));
    double sum = 0, area = 0;
    for (const Triangle& t : build(street)) {
        if (t.material != Material::marking) continue;
        sum += t.centre().x * t.plan_area_m2();
        area += t.plan_area_m2();
    }
    EXPECT_GT(area, 0);
    return sum / area;
}

TEST(StreetFittings, arrows_lie_on_the_side_that_is_driven_on) {
    const char* both = "through|through";
    EXPECT_NEAR(painted_at_m("turn:lanes:forward", both, nullptr), 3.5, 0.1);
    EXPECT_NEAR(painted_at_m("turn:lanes:forward", both, "right"), 3.5, 0.1);
    EXPECT_NEAR(painted_at_m("turn:lanes:forward", both, "left"), -3.5, 0.1);
    EXPECT_NEAR(painted_at_m("turn:lanes:backward", both, nullptr), -3.5, 0.1);
    EXPECT_NEAR(painted_at_m("turn:lanes:backward", both, "left"), 3.5, 0.1);
    // Lanes are told from left to right on either side: the outer one lies by the kerb.
    EXPECT_NEAR(painted_at_m("turn:lanes:forward", "through|none", "left"), -5.25, 0.1);
    EXPECT_NEAR(painted_at_m("turn:lanes:forward", "none|through", nullptr), 5.25, 0.1);
}

TEST(StreetFittings, a_zebra_lies_across_its_street) {
    data::Feature crossing;
    crossing.kind = FeatureKind::crossing;
    crossing.id = "z";
    crossing.points = {{0, 0, 0}};
    crossing.attributes.set(keys::crossing, std::string("zebra"));
    EXPECT_TRUE(build(crossing).empty()) << "no street is known";
    crossing.attributes.set(keys::bearing_deg, 0.0);  // the street runs north
    crossing.attributes.set(keys::street_width_m, 8.0);
    const std::vector<Triangle> bars = build(crossing);
    EXPECT_NEAR(plan_area_m2(bars, Material::marking), 8 * 4 / 2.0, 1) << "bars half a metre on, half off";
    for (const Triangle& t : bars) {
        EXPECT_LT(std::abs(t.centre().x), 4.01);
        EXPECT_LT(std::abs(t.centre().y), 2.01);
    }
    crossing.attributes.set("crossing:markings", std::string("no"));
    EXPECT_TRUE(build(crossing).empty());
}

TEST(StreetFittings, a_guide_strip_drawn_as_a_line_lies_in_the_ground) {
    data::Feature strip;
    strip.kind = FeatureKind::tactile_paving;
    strip.id = "t";
    strip.lines.push_back({{{0, 0, 0}, {10, 0, 0}}, {}});
    EXPECT_NEAR(plan_area_m2(build(strip), Material::tactile), 3, 0.01);
    strip.attributes.set(keys::width_m, 0.6);
    EXPECT_NEAR(plan_area_m2(build(strip), Material::tactile), 6, 0.01);
}

TEST(StreetFittings, a_kerb_is_as_high_as_it_says) {
    data::Feature kerb;
    kerb.kind = FeatureKind::kerb;
    kerb.id = "k";
    kerb.lines.push_back({{{0, 0, 0}, {20, 0, 0}}, {}});
    const auto high = [&](const char* word) {
        kerb.attributes.set(keys::kerb, std::string(word));
        double z = 0;
        for (const Triangle& t : build(kerb)) z = std::max({z, t.a.z, t.b.z, t.c.z});
        return z;
    };
    EXPECT_NEAR(high("raised"), 0.12, 1e-3);
    EXPECT_NEAR(high("lowered"), 0.03, 1e-3);
    EXPECT_EQ(high("flush"), 0);
}

TEST(StreetFittings, cables_hang_between_their_towers_and_sag) {
    data::Feature line;
    line.kind = FeatureKind::furniture;
    line.id = "p";
    line.attributes.set(keys::furniture, std::string("power_line"));
    line.lines.push_back({{{0, 0, 0}, {150, 0, 0}}, {}});
    double low = 1e9, high = 0, low_at = 0;
    for (const Triangle& t : build(line))
        for (const glm::dvec3& p : {t.a, t.b, t.c}) {
            if (p.z < low) low_at = p.x;
            low = std::min(low, p.z);
            high = std::max(high, p.z);
        }
    EXPECT_NEAR(low_at, 75, 10) << "lowest in the middle";
    EXPECT_GT(low, 15);
    EXPECT_GT(high - low, 2);
}

TEST(StreetFittings, a_tennis_court_is_red_and_has_lines_and_a_meadow_has_none) {
    data::Feature court;
    court.kind = FeatureKind::land_use;
    court.id = "t";
    court.attributes.set(keys::land_use, std::string("pitch"));
    court.surfaces.emplace_back().outer = {{0, 0, 0}, {36, 0, 0}, {36, 18, 0}, {0, 18, 0}};
    EXPECT_EQ(plan_area_m2(build(court), Material::marking), 0);
    court.attributes.set(keys::sport, std::string("tennis"));
    const std::vector<Triangle> built = build(court);
    EXPECT_NEAR(plan_area_m2(built, Material::pitch), 36 * 18, 1e-2);
    // Two base lines and side lines, singles and service lines of 0.12 m.
    const double length_m = 4 * 23.77 + 2 * 10.97 + 2 * 8.23 + 0.54 * 23.77 + 10.97;
    EXPECT_NEAR(plan_area_m2(built, Material::marking), 0.12 * length_m, 1);
    for (const Triangle& t : built) {
        if (t.material != Material::pitch) continue;
        EXPECT_GT(t.colour & 0xFF, (t.colour >> 16) & 0xFF) << "more red than blue";
    }
}

TEST(StreetFittings, stairs_with_a_handrail_have_one_on_each_side) {
    data::Feature steps;
    steps.kind = FeatureKind::steps;
    steps.id = "s";
    steps.attributes.set(keys::width_m, 3.0);
    steps.lines.push_back({{{0, 0, 0}, {10, 0, 0}}, {}});
    const auto rails = [&] {
        double left = 0, right = 0;
        for (const Triangle& t : build(steps)) {
            if (t.material != Material::fence) continue;
            left = std::max(left, t.a.y);
            right = std::min(right, t.a.y);
        }
        return left - right;
    };
    EXPECT_EQ(rails(), 0);
    steps.attributes.set(keys::handrail, true);
    EXPECT_NEAR(rails(), 3, 0.1);
}

}  // namespace
}  // namespace twin::scene
