#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "sample/citygml_writer.h"
#include "sample/generate.h"
#include "sample/land.h"
#include "sample/project_writer.h"
#include "sample/projection.h"
#include "sample/recipe_writer.h"
#include "sample/traffic_demo.h"

namespace {

using namespace twin::sample;

constexpr std::size_t wanted_buildings = 6000;

std::filesystem::path skeleton_folder() {
    return std::filesystem::path(TWIN_SOURCE_ROOT) / "sample" / "kaiserslautern";
}

SampleCity make_city(std::uint64_t seed) {
    auto city = generate_city(skeleton_folder(), {seed, wanted_buildings});
    EXPECT_TRUE(city.ok()) << (city.ok() ? "" : city.error().message);
    return city.ok() ? std::move(*city) : SampleCity{};
}

/// Made once for all tests that only look.
const SampleCity& city() {
    static const SampleCity made = make_city(1);
    return made;
}

const Building* building_named(const std::string& name) {
    for (const Building& b : city().buildings)
        if (b.name == name) return &b;
    return nullptr;
}

TEST(Sample, plane_and_degrees_agree_to_the_millimetre) {
    // EPSG:25832 of the city's centre, computed with PROJ 9.
    const Vec2 p = to_plane({49.4447, 7.7689});
    EXPECT_NEAR(p.x + origin_easting_m, 410759.672, 0.001);
    EXPECT_NEAR(p.y + origin_northing_m, 5477621.367, 0.001);
    const Geo back = to_geo(p);
    EXPECT_NEAR(back.lat_deg, 49.4447, 1e-9);
    EXPECT_NEAR(back.lon_deg, 7.7689, 1e-9);
}

TEST(Sample, the_pitch_lies_on_the_betzenberg_and_the_town_in_its_valley) {
    const Relief& relief = *city().relief;
    EXPECT_NEAR(relief.height_at(city().skeleton.landmark("stadium")->place), 286, 2);
    EXPECT_NEAR(relief.height_at(city().skeleton.landmark("humbergturm")->place), 424, 3);
    EXPECT_NEAR(relief.height_at(city().skeleton.landmark("rathaus")->place), 235, 5);
    EXPECT_NEAR(relief.height_at(city().skeleton.landmark("station")->place), 247, 4);
    double off = 0;
    int measured = 0;
    for (const ReliefPoint& p : city().skeleton.relief)
        if (p.measured) {
            off += std::abs(relief.height_at(p.place) - p.height_m);
            ++measured;
        }
    EXPECT_LT(off / measured, 3.0) << "mean distance of the relief from the measured heights";
}

TEST(Sample, the_town_hall_is_84_metres_high) {
    const Building* hall = building_named("Rathaus Kaiserslautern");
    ASSERT_TRUE(hall);
    EXPECT_NEAR(hall->height_m, 84, 0.5);
    EXPECT_EQ(hall->storeys, 25);
}

TEST(Sample, everybodys_landmarks_stand) {
    for (const char* name :
         {"Fritz-Walter-Stadion", "Stiftskirche", "Marienkirche (St. Maria)", "Apostelkirche", "St. Martin",
          "Fruchthalle", "Pfalztheater", "Hauptbahnhof", "K in Lautern", "Kulturzentrum Kammgarn", "Humbergturm",
          "RPTU Kaiserslautern-Landau", "Westpfalz-Klinikum", "Museum Pfalzgalerie"})
        EXPECT_TRUE(building_named(name)) << name;
    EXPECT_NEAR(building_named("Marienkirche (St. Maria)")->height_m, 92, 1);
    EXPECT_NEAR(building_named("Humbergturm")->height_m, 35.8, 0.5);
}

TEST(Sample, as_many_buildings_as_wanted_stand_and_no_solid_is_empty) {
    EXPECT_GE(city().buildings.size(), wanted_buildings);
    for (const Building& b : city().buildings)
        for (const Body& body : b.bodies) EXPECT_GE(body.faces.size(), 5u) << b.street << " " << b.number;
}

TEST(Sample, no_building_stands_on_a_carriageway) {
    const auto& network = city().network;
    std::size_t checked = 0;
    for (const Building& b : city().buildings) {
        if (!b.name.empty()) continue;  // Landmarks stand where they stand; the main streets are coarse.
        for (const Polygon& piece : b.footprints)
            for (std::size_t i = 0; i < piece.size(); ++i)
                for (double share : {0.0, 0.5}) {
                    const Vec2 p = mix(piece[i], piece[(i + 1) % piece.size()], share);
                    const auto hit = network.nearest(p, 10);
                    ++checked;
                    if (!hit) continue;
                    const double half = street_kind(network.streets()[hit->street].street_class).width_m / 2;
                    EXPECT_GT(hit->fraction, half - 0.5) << b.street << " " << b.number;
                }
    }
    EXPECT_GT(checked, 4 * wanted_buildings);
}

TEST(Sample, streets_meet_in_shared_nodes) {
    const auto& network = city().network;
    int ends = 0, loose = 0;
    const auto degree = network.degrees();
    for (const Street& s : network.streets()) {
        if (s.nodes.size() < 2 || !s.generated) continue;
        ends += 2;
        loose += degree[s.nodes.front()] < 2;
        loose += degree[s.nodes.back()] < 2;
    }
    EXPECT_GT(ends, 1000);
    EXPECT_LT(loose, ends / 5) << "only some side streets are dead ends";
}

TEST(Sample, walls_and_roofs_face_outwards) {
    for (const Building& b : city().buildings) {
        if (!b.solid() || !b.name.empty()) continue;
        // Volume over the ground by the divergence theorem: faces that look inwards would make it negative.
        double volume = 0;
        for (const Face& f : b.bodies[0].faces)
            for (std::size_t i = 1; i + 1 < f.ring.size(); ++i) {
                const Vec3 &p = f.ring[0], &q = f.ring[i], &r = f.ring[i + 1];
                volume +=
                    (p.z + q.z + r.z - 3 * b.ground_m) / 6 * ((q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y));
            }
        EXPECT_GT(volume, 30) << b.street << " " << b.number;
    }
}

TEST(Sample, a_hole_in_the_woods_stays_a_hole) {
    std::vector<float> values(49, 1.f);
    values[24] = -1.f;
    const auto loops = contours(values, 7, 7, {0, 0}, 10);
    ASSERT_EQ(loops.size(), 2u);
    double outer = 0, hole = 0;
    for (const Polygon& loop : loops) (area_of(loop) > 0 ? outer : hole) += area_of(loop);
    EXPECT_NEAR(outer, 3600, 1);
    EXPECT_NEAR(hole, -50, 1);
}

TEST(Sample, the_same_seed_gives_the_same_bytes) {
    const SampleCity again = make_city(1);
    EXPECT_EQ(citygml_text(city().buildings), citygml_text(again.buildings));
    EXPECT_EQ(city().osm.text(), again.osm.text());
    EXPECT_EQ(city().relief->heights(), again.relief->heights());
}

/// Made once: ten minutes of traffic.
const TrafficDemo& traffic() {
    static const TrafficDemo made = run_traffic(city().network, city().skeleton.signals, 1);
    return made;
}

double number_after(const std::string& text, std::size_t from, const char* key) {
    const auto at = text.find(key, from);
    return at == std::string::npos ? 0 : std::strtod(text.c_str() + at + std::string(key).size(), nullptr);
}

TEST(Sample, vehicles_move_all_day_long_and_some_wait_at_signals) {
    EXPECT_GE(traffic().vehicles, 400u);
    const std::string& fcd = traffic().fcd;
    EXPECT_NE(fcd.find("<timestep time=\"27000.00\">"), std::string::npos);
    EXPECT_NE(fcd.find("<timestep time=\"27600.00\">"), std::string::npos);
    std::size_t samples = 0, standing = 0;
    for (auto at = fcd.find("<vehicle"); at != std::string::npos; at = fcd.find("<vehicle", at + 1)) {
        ++samples;
        standing += number_after(fcd, at, "speed=\"") < 0.5;
    }
    EXPECT_GT(samples, 100000u);
    EXPECT_GT(standing, samples / 50);
    EXPECT_LT(standing, samples / 2) << "the town stands still";
    EXPECT_NE(traffic().edge_data.find("begin=\"85500.00\" end=\"86400.00\""), std::string::npos);
}

TEST(Sample, traffic_keeps_to_the_right) {
    const std::string& fcd = traffic().fcd;
    const auto& network = city().network;
    std::size_t seen = 0, right = 0;
    for (auto at = fcd.find("<timestep time=\"27300.00\">"); at != std::string::npos && seen < 400;
         at = fcd.find("<vehicle", at + 1)) {
        const Vec2 p = to_plane({number_after(fcd, at, " y=\""), number_after(fcd, at, " x=\"")});
        const double angle = number_after(fcd, at, "angle=\"") * 3.14159265358979 / 180;
        const Vec2 heading{std::sin(angle), std::cos(angle)};
        const auto hit = network.nearest(p, 10);
        if (!hit) continue;
        const auto& s = network.segments()[static_cast<std::size_t>(hit->segment)];
        const Vec2 along = unit(network.nodes()[s.b] - network.nodes()[s.a]);
        if (std::abs(dot(along, heading)) < 0.95) continue;  // Turning.
        ++seen;
        right += cross(heading, p - hit->place) < 0;
    }
    EXPECT_GT(seen, 200u);
    EXPECT_GT(right, seen * 95 / 100);
}

TEST(Sample, the_recipe_names_every_file_and_says_invented) {
    const std::string recipe = recipe_text();
    for (const char* file : {"terrain.tif", "streets.osm", "buildings.gml", "projects.geojson", "traffic.fcd.xml",
                             "traffic.edgedata.xml", "main.net.xml"})
        EXPECT_NE(recipe.find(file), std::string::npos) << file;
    EXPECT_NE(recipe.find("provenance = \"invented\""), std::string::npos);
    EXPECT_NE(recipe.find("OpenStreetMap contributors"), std::string::npos);
}

TEST(Sample, a_missing_skeleton_is_one_sentence) {
    const auto nothing = generate_city("/nowhere", {});
    ASSERT_FALSE(nothing.ok());
    EXPECT_NE(nothing.error().message.find("/nowhere/streets.csv"), std::string::npos);
}

}  // namespace
