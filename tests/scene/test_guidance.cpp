#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scene/guidance/ribbon.h"
#include "scene/guidance/words.h"
#include "tests/scene/guidance_town.h"

namespace twin {
namespace {

using namespace guidance_test;

/// Two paths up a slope of 30 m: a flight of 60 steps, or a footpath 80 m round.
Town town_with_stairs() {
    Town town;
    town.way(FeatureKind::footway, "footway", "Talweg", {{1, {0, 0}}, {2, {100, 0}}});
    town.way(FeatureKind::steps, "steps", "", {{2, {100, 0}}, {3, {100, 30}}})
        .attributes.set(keys::step_count, std::int64_t{60});
    town.way(FeatureKind::footway, "footway", "Serpentine",
             {{2, {100, 0}}, {4, {140, 0}}, {5, {140, 30}}, {3, {100, 30}}});
    town.way(FeatureKind::footway, "footway", "Höhenweg", {{3, {100, 30}}, {6, {100, 130}}});
    return town;
}

/// A primary street between two footpaths; one may cross at once without help, or 60 m farther at a sounding signal.
Town town_with_main_street() {
    Town town;
    town.way(FeatureKind::street, "primary", "Mainzer Straße",
             {{10, {-200, 0}}, {11, {0, 0}}, {12, {60, 0}}, {13, {300, 0}}});
    town.way(FeatureKind::footway, "footway", "", {{20, {0, -20}}, {11, {0, 0}}, {21, {0, 20}}});
    town.way(FeatureKind::footway, "footway", "", {{22, {60, -20}}, {12, {60, 0}}, {23, {60, 20}}});
    town.way(FeatureKind::footway, "footway", "Südweg", {{20, {0, -20}}, {22, {60, -20}}});
    town.way(FeatureKind::footway, "footway", "Nordweg", {{21, {0, 20}}, {23, {60, 20}}});
    Feature& crossing = town.point(FeatureKind::crossing, 12, {60, 0});
    crossing.attributes.set(keys::crossing, std::string("traffic_signals"));
    crossing.attributes.set(keys::signal_sound, std::string("yes"));
    return town;
}

TEST(Guidance, AWayOf150MetresIs150MetresLong) {
    const auto found = routes_in(town_with_stairs().network(), {0, 0}, {100, 80});
    EXPECT_NEAR(found.routes[0].length_m, 180, 1e-9);
    EXPECT_NEAR(found.shortest.length_m(), 180, 1e-9);
}

TEST(Guidance, BetweenTwoPlacesOfOneStreetThereIsOnlyTheStretchBetween) {
    const PedestrianNetwork network = town_with_stairs().network();
    EXPECT_NEAR(routes_in(network, {20, 5}, {70, -5}).routes[0].length_m, 50, 1e-9);
    EXPECT_NEAR(routes_in(network, {70, 5}, {20, -5}).routes[0].length_m, 50, 1e-9);
}

TEST(Guidance, TheGuidedWalkGoesRoundTheStairs) {
    const auto found = routes_in(town_with_stairs().network(), {0, 0}, {100, 130});
    EXPECT_EQ(found.routes[0].stairs, 1);
    EXPECT_EQ(found.routes[0].steps, 60);
    EXPECT_TRUE(mentions(found.routes[0], "Treppe, 60 Stufen"));
    EXPECT_EQ(found.routes[1].stairs, 0);
    EXPECT_NEAR(found.routes[1].length_m, 310, 1e-9);
}

TEST(Guidance, StairsClimbedTheOtherWayGoDown) {
    Town town;
    Feature& steps = town.way(FeatureKind::steps, "steps", "", {{1, {0, 0}}, {2, {0, 7}}});
    steps.attributes.set(keys::step_count, std::int64_t{14});
    steps.attributes.set(keys::incline, std::string("up"));
    const PedestrianNetwork network = town.network();
    EXPECT_TRUE(mentions(routes_in(network, {0, 0}, {0, 7}).routes[0], "Treppe aufwärts, 14 Stufen"));
    EXPECT_TRUE(mentions(routes_in(network, {0, 7}, {0, 0}).routes[0], "Treppe abwärts, 14 Stufen"));
}

TEST(Guidance, TheGuidedWalkTakesTheSignalThatTheShortestPassesBy) {
    const auto found = routes_in(town_with_main_street().network(), {0, -20}, {0, 20});
    const scene::Route &shortest = found.routes[0], &guided = found.routes[1];
    EXPECT_NEAR(shortest.length_m, 40, 1e-9);
    EXPECT_EQ(shortest.crossings, 1);
    EXPECT_EQ(shortest.signalled_crossings, 0);
    EXPECT_TRUE(mentions(shortest, "Achtung: Ohne Ampel über die Mainzer Straße"));
    EXPECT_NEAR(guided.length_m, 160, 1e-9);
    EXPECT_EQ(guided.crossings, 1);
    EXPECT_EQ(guided.signalled_crossings, 1);
    EXPECT_TRUE(mentions(guided, "Fußgängerampel mit Ton über die Mainzer Straße"));
}

TEST(Guidance, WalkingAlongAStreetIsNotCrossingIt) {
    Town town = town_with_main_street();
    const auto found = routes_in(town.network(), {-150, 0}, {250, 0});
    EXPECT_EQ(found.routes[0].crossings, 0);
    EXPECT_NEAR(found.routes[0].length_m, 400, 1e-9);
}

TEST(Guidance, GoingStraightOverAMainStreetOnASideStreetIsACrossing) {
    Town town;
    town.way(FeatureKind::street, "secondary", "Königstraße", {{1, {-100, 0}}, {2, {0, 0}}, {3, {100, 0}}});
    town.way(FeatureKind::street, "residential", "Gasstraße", {{4, {0, -100}}, {2, {0, 0}}, {5, {0, 100}}});
    const PedestrianNetwork unsignalled = town.network();
    EXPECT_EQ(routes_in(unsignalled, {0, -100}, {0, 100}).routes[0].crossings, 1);
    EXPECT_EQ(routes_in(unsignalled, {0, -100}, {100, 0}).routes[0].crossings, 0) << "turning into it is none";
    town.point(FeatureKind::traffic_signal, 99, {15, 5});
    EXPECT_EQ(routes_in(town.network(), {0, -100}, {0, 100}).routes[0].signalled_crossings, 1);
}

TEST(Guidance, NobodyWalksOnMotorwaysOrPrivateGround) {
    Town town;
    town.way(FeatureKind::street, "motorway", "A 6", {{1, {0, 0}}, {2, {100, 0}}});
    town.way(FeatureKind::street, "service", "", {{1, {0, 0}}, {3, {50, 5}}, {2, {100, 0}}})
        .attributes.set(keys::access, std::string("private"));
    town.way(FeatureKind::street, "residential", "Umweg", {{1, {0, 0}}, {4, {50, 50}}, {2, {100, 0}}});
    EXPECT_NEAR(routes_in(town.network(), {0, 0}, {100, 0}).routes[0].length_m, 2 * std::hypot(50, 50), 9)
        << "on either side of the bend";
}

TEST(Guidance, ASquareIsCrossedStraight) {
    Town town;
    town.way(FeatureKind::footway, "footway", "", {{1, {-50, 0}}, {2, {0, 0}}});
    town.way(FeatureKind::footway, "footway", "", {{3, {60, 80}}, {4, {110, 80}}});
    Feature& square = town.way(FeatureKind::street_area, "pedestrian", "Stiftsplatz", {});
    square.lines.clear();
    square.surfaces.emplace_back().outer = {{0, 0, 0}, {60, 0, 0}, {60, 80, 0}, {0, 80, 0}};
    EXPECT_NEAR(routes_in(town.network(), {-50, 0}, {110, 80}).routes[0].length_m, 200, 1e-9);
}

TEST(Guidance, LinesWithoutNodeIdsMeetWhereTheyTouch) {
    Town town = town_with_stairs();
    std::vector<PedestrianNetwork::NumberedFeature> features;
    for (double x = 0; x < 300; x += 100) {
        Feature feature;
        feature.kind = FeatureKind::footway;
        feature.lines.push_back({{{x, 0, 0}, {x + 100.02, 0, 0}}, {}});
        features.emplace_back(1, feature);
    }
    const PedestrianNetwork network(features);
    EXPECT_NEAR(routes_in(network, {0, 0}, {300, 0}).routes[0].length_m, 300, 0.1);
}

TEST(Guidance, APlaceFarFromAnyStreetGivesASentence) {
    const PedestrianNetwork network = town_with_stairs().network();
    const auto found = scene::find_routes(network, {-151, 0, 0}, {100, 130, 0}, data::Terrain{});
    ASSERT_FALSE(found.ok());
    EXPECT_NE(found.error().message.find("within 150 m of the start"), std::string::npos) << found.error().message;
    EXPECT_FALSE(scene::find_routes(PedestrianNetwork(), {0, 0, 0}, {1, 1, 0}, data::Terrain{}).ok());
}

TEST(Guidance, PlacesThatAreNotConnectedGiveASentence) {
    Town town = town_with_stairs();
    town.way(FeatureKind::footway, "footway", "Insel", {{50, {5000, 0}}, {51, {5100, 0}}});
    const auto found = scene::find_routes(town.network(), {0, 0, 0}, {5050, 0, 0}, data::Terrain{});
    ASSERT_FALSE(found.ok());
    EXPECT_NE(found.error().message.find("not connected"), std::string::npos);
}

TEST(Guidance, RightIsThreeOClock) {
    constexpr double right = 3.14159265358979 / 2;
    EXPECT_EQ(scene::clock_hour(0), 12);
    EXPECT_EQ(scene::clock_hour(right), 3);
    EXPECT_EQ(scene::clock_hour(-right), 9);
    EXPECT_EQ(scene::turn_in_words(-right).de, "links auf 9 Uhr");
    const auto found = routes_in(town_with_stairs().network(), {0, 0}, {100, 130});
    EXPECT_TRUE(mentions(found.routes[1], "in den Höhenweg")) << "the turn names the street";
}

TEST(Guidance, ItemsComeInTheOrderOfTheWalkAndTellTheDistance) {
    auto found = routes_in(town_with_main_street().network(), {0, -20}, {0, 20});
    auto& items = found.routes[1].items;
    EXPECT_TRUE(
        std::is_sorted(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.at_m < b.at_m; }));
    EXPECT_EQ(items.front().kind, scene::RouteItem::Kind::start);
    EXPECT_EQ(items.back().kind, scene::RouteItem::Kind::finish);
    scene::add_distances(items);
    const auto signal = std::find_if(items.begin(), items.end(),
                                     [](const auto& item) { return item.kind == scene::RouteItem::Kind::signal; });
    ASSERT_NE(signal, items.end());
    EXPECT_EQ(signal->words.de, "Nach 75 m: Fußgängerampel mit Ton über die Mainzer Straße");
    EXPECT_EQ(signal->words.en, "After 75 m: Signalled crossing with sound over Mainzer Straße");
}

TEST(Guidance, TheRibbonLiesOnTheSlopeAndHasItsWidth) {
    data::Terrain slope;
    slope.x0_m = slope.y0_m = -100;
    slope.columns = slope.rows = 21;
    slope.measured = true;
    for (int j = 0; j < 21; ++j)
        for (int i = 0; i < 21; ++i) slope.heights_m.push_back(static_cast<float>(250 + i * 2 + (j % 3)));
    const scene::OverlayMesh ribbon = scene::build_ribbon({{-50, 0}, {0, 0}, {40, 30}}, 2.5, 0xFFE0601A, slope);
    ASSERT_FALSE(ribbon.mesh.empty());
    double area = 0;
    for (std::size_t i = 0; i + 2 < ribbon.mesh.triangles.size(); i += 3) {
        glm::dvec3 p[3];
        for (std::size_t k = 0; k < 3; ++k) {
            const auto& vertex = ribbon.mesh.vertices[ribbon.mesh.triangles[i + k]];
            p[k] = ribbon.origin.vec() + glm::dvec3(vertex.x, vertex.y, vertex.z);
            EXPECT_NEAR(p[k].z, slope.height_at(p[k].x, p[k].y), 1e-3);
        }
        const double twice = (p[1].x - p[0].x) * (p[2].y - p[0].y) - (p[2].x - p[0].x) * (p[1].y - p[0].y);
        EXPECT_GE(twice, -1e-6) << "faces look up";
        area += twice / 2;
    }
    EXPECT_NEAR(area, 100 * 2.5 + 3.14159 * 1.25 * 1.25, 1.0);
}

TEST(Guidance, FromTheStationToTheTownHallOfKaiserslautern) {
    const auto features = kaiserslautern_features();
    if (features.empty()) GTEST_SKIP() << "no osm/kaiserslautern/kaiserslautern.osm.gz in " << TWIN_DATA_ROOT;
    const PedestrianNetwork network(features);
    std::size_t in_main = 0;
    for (const scene::NetworkEdge& edge : network.edges())
        if (network.nodes()[edge.from].component == network.main_component()) ++in_main;
    EXPECT_GT(in_main, network.edges().size() * 9 / 10) << "the town hangs together";

    const glm::dvec3 station = WalkingSink::place(49.43598, 7.76893), town_hall = WalkingSink::place(49.44673, 7.76771);
    const auto found = routes_in(network, glm::dvec2(station), glm::dvec2(town_hall));
    ASSERT_EQ(found.routes.size(), 2u);
    const scene::Route &shortest = found.routes[0], &guided = found.routes[1];
    for (const scene::Route* route : {&shortest, &guided}) {
        EXPECT_GT(route->length_m, 1200);
        EXPECT_LT(route->length_m, 2500);
        EXPECT_GT(route->crossings, 0);
    }
    EXPECT_GE(guided.length_m, shortest.length_m);
    EXPECT_LT(guided.steps, shortest.steps) << "the flight before the town hall is gone round";
    EXPECT_GT(guided.signalled_crossings, 0);
}

}  // namespace
}  // namespace twin
