#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/data/citygml_samples.h"

namespace twin::data {
namespace {

TEST(CityGmlLinks, SolidThatPointsAtItsSurfacesIsDrawnOnce) {
    const std::string solid =
        R"(<bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface><gml:surfaceMember xlink:href="#roof"/>)"
        R"(<gml:surfaceMember xlink:href="#wall"/><gml:surfaceMember>)" +
        polygon("extra", square) +
        "</gml:surfaceMember></gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid>";
    const auto read = read_text(city(
        building("b", solid + boundary("RoofSurface", multi_surface("lod2MultiSurface", polygon("roof", square))) +
                          boundary("WallSurface", multi_surface("lod2MultiSurface", polygon("wall", small_square))))));
    ASSERT_EQ(read.features.size(), 1u);
    std::map<std::string, SurfaceKind> kinds;
    for (const Surface& surface : read.features[0].surfaces) kinds[surface.id] = surface.kind;
    EXPECT_EQ(read.features[0].surfaces.size(), 3u);
    EXPECT_EQ(kinds["roof"], SurfaceKind::roof);
    EXPECT_EQ(kinds["wall"], SurfaceKind::wall);
    EXPECT_EQ(kinds["extra"], SurfaceKind::unknown);
    EXPECT_TRUE(read.complaints.empty());
}

TEST(CityGmlLinks, LinkThatLeadsNowhereIsTold) {
    const auto read = read_text(city(building(
        "b",
        R"(<bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember xlink:href="#gone"/></gml:MultiSurface></bldg:lod2MultiSurface>)")));
    EXPECT_EQ(read.complaints_with("#gone"), 1u);
}

TEST(CityGmlLinks, LinksInACircleEnd) {
    const std::string circle =
        R"(<bldg:lod2MultiSurface><gml:MultiSurface gml:id="a"><gml:surfaceMember xlink:href="#a"/></gml:MultiSurface></bldg:lod2MultiSurface>)";
    EXPECT_EQ(read_text(city(building("b", circle))).complaints_with("circle"), 1u);
}

TEST(CityGmlLinks, WallSharedWithAnotherMemberIsFound) {
    const std::string owner = building("owner", lod2(polygon("wall", square)));
    const std::string sharer =
        building("sharer",
                 "<bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>"
                 R"(<gml:OrientableSurface orientation="-"><gml:baseSurface xlink:href="#wall"/>)"
                 "</gml:OrientableSurface></gml:surfaceMember></gml:MultiSurface>"
                 "</bldg:lod2MultiSurface>");
    for (const std::string& members : {owner + sharer, sharer + owner, sharer + sharer + owner}) {
        const auto read = read_text(city(members));
        for (const Feature& feature : read.features) {
            ASSERT_EQ(feature.surfaces.size(), 1u) << feature.id;
            const bool turned = feature.id == "sharer";
            EXPECT_EQ(feature.surfaces[0].outer.front(), turned ? glm::dvec3(0, 10, 5) : glm::dvec3(0, 0, 5));
        }
        EXPECT_TRUE(read.complaints.empty());
    }
}

TEST(CityGmlLinks, ManyMayShareOneWallAndKeepTheirOwnFaces) {
    std::string members;
    for (int i = 0; i < 300; ++i)
        members += building(
            "b" + std::to_string(i),
            "<bldg:lod2MultiSurface><gml:MultiSurface>" + std::string(static_cast<std::size_t>(i % 7) * 31, ' ') +
                "<gml:surfaceMember>" + polygon("own" + std::to_string(i), small_square) +
                R"(</gml:surfaceMember><gml:surfaceMember xlink:href="#wall"/></gml:MultiSurface></bldg:lod2MultiSurface>)");
    const auto read = read_text(city(members + building("owner", lod2(polygon("wall", square)))));
    ASSERT_EQ(read.features.size(), 301u);
    for (const Feature& feature : read.features) {
        if (feature.id == "owner") continue;
        ASSERT_EQ(feature.surfaces.size(), 2u) << feature.id;
        EXPECT_EQ(feature.surfaces[0].id, "own" + feature.id.substr(1));
        EXPECT_EQ(feature.surfaces[1].id, "wall");
    }
    EXPECT_TRUE(read.complaints.empty());
}

TEST(CityGmlLinks, LinkThatNobodyAnswersIsToldOnceWithItsId) {
    const auto read = read_text(city(
        building("a", lod2(polygon("p", square))) +
        building("b",
                 R"(<bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember xlink:href="#gone"/>)"
                 R"(<gml:surfaceMember xlink:href="other.gml#far"/></gml:MultiSurface></bldg:lod2MultiSurface>)")));
    EXPECT_EQ(read.features.size(), 2u);
    EXPECT_EQ(read.complaints_with("#gone"), 1u);
    EXPECT_EQ(read.complaints_with("other.gml#far"), 1u);
}

}  // namespace
}  // namespace twin::data
