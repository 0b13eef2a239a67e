#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "scene/guidance/joint.h"
#include "tests/scene/guidance_town.h"

namespace twin {
namespace {

using namespace guidance_test;
using scene::CrossingTraits;
using scene::Route;

/// A primary street west to east, 10 m wide, a side street to the south, and house fronts 15 m from the middle.
Town t_junction(bool also_north = false) {
    Town town;
    town.way(FeatureKind::street, "primary", "Mainzer Straße", {{1, {-200, 0}}, {2, {0, 0}}, {3, {200, 0}}})
        .attributes.set(keys::width_m, 10.0);
    town.way(FeatureKind::street, "residential", "Gasstraße", {{2, {0, 0}}, {4, {0, -150}}})
        .attributes.set(keys::width_m, 6.0);
    if (also_north)
        town.way(FeatureKind::street, "residential", "Nordgasse", {{2, {0, 0}}, {5, {0, 150}}})
            .attributes.set(keys::width_m, 6.0);
    return town;
}

Route shortest_in(const Town& town, glm::dvec2 from, glm::dvec2 to) {
    auto found = routes_in(town.network(), from, to);
    return found.routes.empty() ? Route{} : found.routes.front();
}

double distance_to_line(const glm::dvec2& p, const glm::dvec2& a, const glm::dvec2& b) {
    const double t = std::clamp(glm::dot(p - a, b - a) / glm::dot(b - a, b - a), 0.0, 1.0);
    return glm::distance(p, a + (b - a) * t);
}

/// How near the walk comes to the middle of the street where it does not cross.
double nearest_off_crossings_m(const scene::Trail& trail, const glm::dvec2& a, const glm::dvec2& b) {
    double nearest_m = 1e9;
    for (std::size_t i = 0; i + 1 < trail.points.size(); ++i) {
        const bool crossing = std::any_of(trail.crossings.begin(), trail.crossings.end(),
                                          [&](const auto& crossed) { return i >= crossed.begin && i < crossed.end; });
        for (int k = 0; !crossing && k <= 20; ++k) {
            const glm::dvec2 point = trail.points[i] + (trail.points[i + 1] - trail.points[i]) * (k / 20.0);
            nearest_m = std::min(nearest_m, distance_to_line(point, a, b));
        }
    }
    return nearest_m;
}

double sharpest_turn_rad(const std::vector<glm::dvec2>& course) {
    double sharpest = 0;
    for (std::size_t i = 1; i + 1 < course.size(); ++i) {
        const glm::dvec2 in = course[i] - course[i - 1], out = course[i + 1] - course[i];
        sharpest = std::max(sharpest,
                            std::acos(std::clamp(glm::dot(in, out) / (glm::length(in) * glm::length(out)), -1.0, 1.0)));
    }
    return sharpest;
}

TEST(GuidanceSides, EnteringOnTheLeftAndLeavingOnTheRightIsACrossing) {
    const Route route = shortest_in(t_junction(), {-150, 15}, {150, -15});
    EXPECT_GE(route.main.all(), 1);
    EXPECT_EQ(route.main.unmarked, 1);
    EXPECT_TRUE(mentions(route, "Achtung: Ohne Ampel über die Mainzer Straße"));
    const Route along_north = shortest_in(t_junction(), {-150, 15}, {150, 15});
    EXPECT_EQ(along_north.crossings, 0) << "walking along one side is none";
}

TEST(GuidanceSides, APlaceAcrossTheStreetIsOneCrossingAway) {
    const Route route = shortest_in(t_junction(), {100, 15}, {100, -15});
    EXPECT_EQ(route.crossings, 1);
    EXPECT_NEAR(route.length_m, 12, 0.01) << "from pavement to pavement";
    EXPECT_EQ(shortest_in(t_junction(), {90, 15}, {110, 15}).crossings, 0);
}

TEST(GuidanceSides, TurningRoundACornerIsNoCrossing) {
    const Route route = shortest_in(t_junction(), {-150, -15}, {-8, -120});
    EXPECT_EQ(route.crossings, 0);
    EXPECT_NEAR(route.length_m, 146 + 114, 1e-6);
    EXPECT_EQ(shortest_in(t_junction(), {-150, -15}, {8, -120}).quiet.all(), 1) << "the far side of the side street";
}

TEST(GuidanceSides, GoingOnPastASideStreetCrossesItsMouth) {
    const Route route = shortest_in(t_junction(), {-150, -15}, {150, -15});
    EXPECT_EQ(route.main.all(), 0);
    EXPECT_EQ(route.quiet.all(), 1);
    EXPECT_TRUE(mentions(route, "über die Gasstraße"));
    EXPECT_NEAR(route.length_m, 300, 1e-6) << "straight on along the kerb";
}

TEST(GuidanceSides, AtACrossroadsTheOppositeCornerIsTwoCrossingsAway) {
    const Town town = t_junction(true);
    EXPECT_EQ(shortest_in(town, {-150, -15}, {150, 15}).crossings, 2);
    EXPECT_EQ(shortest_in(town, {-8, -120}, {-8, 120}).main.all(), 1);
    EXPECT_EQ(shortest_in(town, {-8, -120}, {-8, 120}).quiet.all(), 0);
    EXPECT_EQ(shortest_in(town, {-8, -120}, {-150, -15}).crossings, 0);
}

TEST(GuidanceSides, ADeadEndIsWalkedRound) {
    Town town;
    town.way(FeatureKind::street, "residential", "Sackgasse", {{1, {0, 0}}, {2, {100, 0}}});
    town.way(FeatureKind::footway, "footway", "", {{2, {100, 0}}, {3, {160, 0}}});
    const PedestrianNetwork network = town.network();
    EXPECT_EQ(network.sides().corners(network.edges()[0].to), 1);
    EXPECT_EQ(routes_in(network, {50, 10}, {160, 0}).routes[0].crossings, 0);
    EXPECT_EQ(routes_in(network, {50, -10}, {160, 0}).routes[0].crossings, 0);
    // 30 s of crossing are more than twice 8 m to the end and round it.
    EXPECT_EQ(routes_in(network, {92, 10}, {92, -10}).routes[1].crossings, 0);
}

TEST(GuidanceSides, NobodyWalksRoundTheEndOfAMainStreetAtTheEdgeOfTheMap) {
    const Route guided = routes_in(t_junction().network(), {190, 15}, {190, -15}).routes.at(1);
    EXPECT_EQ(guided.main.all(), 1);
}

TEST(GuidanceSides, ACrossingWayCountsOnce) {
    Town town;
    town.way(FeatureKind::street, "secondary", "Königstraße", {{1, {-100, 0}}, {2, {0, 0}}, {3, {100, 0}}});
    town.way(FeatureKind::footway, "footway", "", {{11, {-100, -8}}, {12, {0, -8}}});
    town.way(FeatureKind::footway, "footway", "", {{13, {0, 8}}, {14, {100, 8}}});
    Feature& way = town.way(FeatureKind::footway, "footway", "", {{12, {0, -8}}, {2, {0, 0}}, {13, {0, 8}}});
    way.attributes.set("footway", std::string("crossing"));
    way.attributes.set(keys::crossing, std::string("zebra"));
    const Route route = shortest_in(town, {-100, -9}, {100, 9});
    EXPECT_EQ(route.crossings, 1);
    EXPECT_EQ(route.main.zebra, 1);
    EXPECT_TRUE(mentions(route, "Zebrastreifen über die Königstraße"));
    EXPECT_NEAR(route.length_m, 216, 1e-6);
}

TEST(GuidanceSides, AtAJunctionTheMappedCrossingOnTheArmIsUsed) {
    Town town = t_junction();
    town.way(FeatureKind::street, "residential", "Nordgasse", {{2, {0, 0}}, {7, {0, 15}}, {5, {0, 150}}});
    town.point(FeatureKind::crossing, 7, {0, 15}).attributes.set(keys::crossing, std::string("zebra"));
    const Route route = routes_in(town.network(), {-150, 15}, {150, 15}).routes.at(1);
    EXPECT_EQ(route.quiet.zebra, 1);
    EXPECT_EQ(route.crossings, 1);
    EXPECT_NEAR(route.length_m, 300 + 2 * 9, 0.01) << "from the corner 9 m up to the zebra and back";
    const auto turns = std::count_if(route.items.begin(), route.items.end(), [](const scene::RouteItem& item) {
        return item.kind == scene::RouteItem::Kind::turn;
    });
    EXPECT_EQ(turns, 0) << "the zebra is part of going straight on";
}

TEST(GuidanceSides, TwoCarriagewaysOfOneStreetAreOneCrossingWithAnIsland) {
    const auto dual = [](const char* other_name) {
        Town town;
        town.way(FeatureKind::street, "primary", "Allee", {{1, {100, 8}}, {2, {0, 8}}, {3, {-100, 8}}})
            .attributes.set(keys::oneway, true);
        town.way(FeatureKind::street, "primary", other_name, {{4, {-100, -8}}, {5, {0, -8}}, {6, {100, -8}}})
            .attributes.set(keys::oneway, true);
        town.way(FeatureKind::footway, "footway", "", {{7, {0, -40}}, {5, {0, -8}}, {2, {0, 8}}, {8, {0, 40}}});
        return town;
    };
    const Route route = shortest_in(dual("Allee"), {0, -40}, {0, 40});
    EXPECT_EQ(route.main.island, 1);
    EXPECT_EQ(route.crossings, 1);
    EXPECT_EQ(shortest_in(dual("Andere Straße"), {0, -40}, {0, 40}).crossings, 2);
}

TEST(GuidanceSides, ASideWithoutPavementIsAvoided) {
    Town town;
    Feature& street = town.way(FeatureKind::street, "tertiary", "Waldstraße", {{1, {0, 0}}, {2, {1000, 0}}});
    street.attributes.set(keys::sidewalk, std::string("left"));
    const PedestrianNetwork network = town.network();
    const auto cost = [&](scene::Side side) {
        return scene::edge_cost(scene::RouteProfile::guided, network, {0, false, side});
    };
    EXPECT_GT(cost(scene::Side::right), cost(scene::Side::left) * 1.3);
}

TEST(GuidanceSides, ATrunkRoadThatNobodyWalksOnIsStillCrossed) {
    Town town;
    town.way(FeatureKind::street, "trunk", "B 37", {{1, {-100, 0}}, {2, {0, 0}}, {3, {100, 0}}});
    town.way(FeatureKind::footway, "path", "", {{4, {0, -50}}, {2, {0, 0}}, {5, {0, 50}}});
    EXPECT_EQ(shortest_in(town, {0, -50}, {0, 50}).main.unmarked, 1);
}

TEST(GuidanceSides, TheWalkStaysOffTheCarriagewayExceptAtCrossings) {
    const Town town = t_junction(true);
    const PedestrianNetwork network = town.network();
    for (const glm::dvec2 from : {glm::dvec2(-150, 15), {-150, -15}, {-8, -120}, {8, 120}})
        for (const glm::dvec2 to : {glm::dvec2(150, 15), {150, -15}, {-8, 120}, {8, -120}}) {
            const auto found = routes_in(network, from, to);
            for (const scene::Trail* trail : {&found.shortest_trail, &found.guided_trail}) {
                EXPECT_GE(nearest_off_crossings_m(*trail, {-200, 0}, {200, 0}), 5.99);
                EXPECT_GE(nearest_off_crossings_m(*trail, {0, -150}, {0, 150}), 3.99);
                EXPECT_LT(sharpest_turn_rad(trail->points), 1.7) << "no spikes";
                for (const auto& crossed : trail->crossings)
                    EXPECT_NEAR(glm::distance(trail->points[crossed.begin], trail->points[crossed.end]),
                                crossed.event.width_m + 2, 0.01)
                        << "straight over";
            }
        }
}

TEST(GuidanceSides, ShortEdgesAndSharpBendsMakeNoLoops) {
    Town town;
    town.way(FeatureKind::street, "secondary", "Ring",
             {{1, {0, 0}}, {2, {60, 0}}, {3, {63, 1}}, {4, {65, 4}}, {5, {64, 30}}, {6, {58, 34}}, {7, {0, 38}}});
    town.way(FeatureKind::street, "residential", "A", {{3, {63, 1}}, {8, {120, -10}}});
    town.way(FeatureKind::street, "residential", "B", {{4, {65, 4}}, {9, {120, 20}}});
    const PedestrianNetwork network = town.network();
    for (const double side : {-12.0, 12.0}) {
        const auto found = routes_in(network, {5, side}, {5, 38 - side});
        for (const scene::Trail* trail : {&found.shortest_trail, &found.guided_trail}) {
            EXPECT_LT(sharpest_turn_rad(trail->points), 2.2);
            EXPECT_LT(trail->length_m(), 210);
        }
        const auto drawn = scene::rounded(found.guided_trail.points, scene::corner_radius_m);
        EXPECT_LT(sharpest_turn_rad(drawn), 1.0);
    }
}

}  // namespace
}  // namespace twin
