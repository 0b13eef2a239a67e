#include <map>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "data/sources/citygml_attributes.h"
#include "tests/data/citygml_samples.h"

namespace twin::data {
namespace {

TEST(CityGml, HoleInARoofStaysAHole) {
    const std::string hole =
        "<gml:interior><gml:LinearRing><gml:posList>" + small_square + "</gml:posList></gml:LinearRing></gml:interior>";
    const auto read = read_text(
        city(building("b", boundary("RoofSurface", multi_surface("lod2MultiSurface", polygon("p", square, hole))))));
    ASSERT_EQ(read.features.size(), 1u);
    ASSERT_EQ(read.features[0].surfaces.size(), 1u);
    const Surface& roof = read.features[0].surfaces[0];
    EXPECT_EQ(roof.kind, SurfaceKind::roof);
    EXPECT_EQ(roof.outer.size(), 4u);
    ASSERT_EQ(roof.holes.size(), 1u);
    EXPECT_EQ(roof.holes[0].size(), 4u);
    EXPECT_EQ(roof.outer[1], glm::dvec3(10, 0, 5));
}

TEST(CityGml, SurfaceTurnedOverFacesTheOtherWay) {
    const std::string turned = R"(<gml:OrientableSurface orientation="-"><gml:baseSurface>)" + polygon("p", square) +
                               "</gml:baseSurface></gml:OrientableSurface>";
    const auto read =
        read_text(city(building("b", boundary("WallSurface", multi_surface("lod2MultiSurface", turned)))));
    ASSERT_EQ(read.features[0].surfaces.size(), 1u);
    EXPECT_EQ(read.features[0].surfaces[0].outer.front(), glm::dvec3(0, 10, 5));
}

TEST(CityGml, HighestDetailUpToThreeIsTakenUnlessAnotherIsAskedFor) {
    const std::string content = multi_surface("lod1MultiSurface", polygon("one", square)) +
                                multi_surface("lod3MultiSurface", polygon("three", square)) +
                                multi_surface("lod4MultiSurface", polygon("four", square));
    EXPECT_EQ(read_text(city(building("b", content))).features[0].surfaces[0].id, "three");
    SourceOptions options;
    options.lod = 1;
    EXPECT_EQ(read_text(city(building("b", content)), options).features[0].surfaces[0].id, "one");
    options.lod = 2;
    const auto lower = read_text(city(building("b", content)), options);
    EXPECT_EQ(lower.features[0].lod, 1);
    EXPECT_EQ(lower.complaints_with("LoD2"), 1u);
}

TEST(CityGml, BuildingTellsWhatItIs) {
    const std::string content =
        "<gml:name>Rathaus</gml:name><bldg:function>31001_1000</bldg:function><bldg:roofType>3100</bldg:roofType>"
        R"(<bldg:measuredHeight uom="urn:adv:uom:m">12.5</bldg:measuredHeight><bldg:storeysAboveGround>3</bldg:storeysAboveGround>)"
        R"(<gen:intAttribute name="Zahl"><gen:value>7</gen:value></gen:intAttribute>)"
        R"(<gen:genericAttributeSet name="Satz"><gen:stringAttribute name="Wort"><gen:value>ja</gen:value></gen:stringAttribute></gen:genericAttributeSet>)"
        "<bldg:address><core:Address><core:xalAddress><xAL:AddressDetails><xAL:Country><xAL:CountryName>Germany</"
        "xAL:CountryName>"
        "<xAL:Locality><xAL:LocalityName>Kaiserslautern</"
        "xAL:LocalityName><xAL:Thoroughfare><xAL:ThoroughfareNumber>12</xAL:ThoroughfareNumber>"
        "<xAL:ThoroughfareName>Pariser "
        "Straße</xAL:ThoroughfareName></xAL:Thoroughfare><xAL:PostalCode><xAL:PostalCodeNumber>67655"
        "</xAL:PostalCodeNumber></xAL:PostalCode></xAL:Locality></xAL:Country></xAL:AddressDetails></core:xalAddress></"
        "core:Address></bldg:address>";
    const auto read = read_text(city(building("b", content)));
    ASSERT_EQ(read.features.size(), 1u);
    const Attributes& said = read.features[0].attributes;
    EXPECT_EQ(said.text(keys::name), "Rathaus");
    EXPECT_EQ(said.text(keys::function), "31001_1000");
    EXPECT_EQ(said.text(keys::roof_shape), "gabled");
    EXPECT_DOUBLE_EQ(said.number(keys::height_m), 12.5);
    EXPECT_EQ(said.number(keys::storeys), 3);
    EXPECT_EQ(said.number("Zahl"), 7);
    EXPECT_EQ(said.text("Satz.Wort"), "ja");
    EXPECT_EQ(said.text(keys::address), "Pariser Straße 12, 67655 Kaiserslautern");
    EXPECT_EQ(said.text("country"), "Germany");
}

TEST(CityGml, HeightsInFeetBecomeMetresAndNonsenseIsLeftOut) {
    const auto feet = read_text(city(building("b", R"(<bldg:measuredHeight uom="ft">100</bldg:measuredHeight>)")));
    EXPECT_NEAR(feet.features[0].attributes.number(keys::height_m), 30.48, 1e-9);
    const auto none = read_text(city(building("b", R"(<bldg:measuredHeight uom="m">-9999</bldg:measuredHeight>)")));
    EXPECT_FALSE(none.features[0].attributes.has(keys::height_m));
    EXPECT_EQ(none.complaints_with("measuredHeight"), 1u);
}

TEST(CityGml, RoofCodesOfBothListsAreKnown) {
    EXPECT_EQ(roof_shape_of_code("1000"), "flat");
    EXPECT_EQ(roof_shape_of_code("3200"), "hipped");
    EXPECT_EQ(roof_shape_of_code("1040"), "hipped");
    EXPECT_EQ(roof_shape_of_code("5000"), "");
}

TEST(CityGml, PartsBelongToTheirBuilding) {
    const std::string part = R"(<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id="part">)" +
                             multi_surface("lod2MultiSurface", polygon("p", square)) +
                             "</bldg:BuildingPart></bldg:consistsOfBuildingPart>";
    const auto read = read_text(city(building("whole", part)));
    ASSERT_EQ(read.features.size(), 2u);
    EXPECT_EQ(read.features[0].id, "whole");
    EXPECT_TRUE(read.features[0].attributes.flag(keys::outline_only));
    EXPECT_EQ(read.features[1].kind, FeatureKind::building_part);
    EXPECT_EQ(read.features[1].parent_id, "whole");
}

TEST(CityGml, ReferenceSystemIsClaimedInItsOwnAxisOrder) {
    const auto read = read_text(city(building("b", "")));
    EXPECT_EQ(read.claim.text, "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016");
    EXPECT_FALSE(read.claim.xy_order);
    const std::string on_geometry = R"(<bldg:lod1Solid><gml:Solid srsName="EPSG:25832"/></bldg:lod1Solid>)";
    const std::string bare = "<core:CityModel" + namespaces + ">" + building("b", on_geometry) + "</core:CityModel>";
    EXPECT_EQ(read_text(bare).claim.text, "EPSG:25832");
}

TEST(CityGml, TwoNumbersPerPointAreUnderstood) {
    const std::string flat = R"(<bldg:lod0FootPrint><gml:MultiSurface srsDimension="2"><gml:surfaceMember>)" +
                             polygon("p", "0 0 10 0 10 10 0 10 0 0") +
                             "</gml:surfaceMember></gml:MultiSurface></bldg:lod0FootPrint>";
    const auto read = read_text(city(building("b", flat)));
    ASSERT_EQ(read.features[0].surfaces.size(), 1u);
    EXPECT_EQ(read.features[0].surfaces[0].kind, SurfaceKind::footprint);
    EXPECT_EQ(read.features[0].heights, HeightMode::flat);
    EXPECT_EQ(read.features[0].surfaces[0].outer[2], glm::dvec3(10, 10, 0));
}

TEST(CityGml, OldSpellingsOfCoordinatesAreUnderstood) {
    const std::string old =
        "<gml:Polygon><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0,1 5,0,1 5,5,1 0,0,1</gml:coordinates>"
        "</gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></gml:surfaceMember><gml:surfaceMember>"
        "<gml:TriangulatedSurface><gml:trianglePatches><gml:Triangle><gml:exterior><gml:LinearRing><gml:pos>0 0 "
        "1</gml:pos>"
        "<gml:pos>1 0 1</gml:pos>\n<gml:pos>1\n1 1</gml:pos><gml:pos>0 0 "
        "1</gml:pos></gml:LinearRing></gml:exterior></gml:Triangle>"
        "</gml:trianglePatches></gml:TriangulatedSurface>";
    const auto read = read_text(city(building("b", multi_surface("lod2MultiSurface", old))));
    ASSERT_EQ(read.features[0].surfaces.size(), 2u);
    EXPECT_EQ(read.features[0].surfaces[0].outer.size(), 3u);
    EXPECT_EQ(read.features[0].surfaces[1].outer[2], glm::dvec3(1, 1, 1));
}

TEST(CityGml, WhatNobodyReadsDoesNotHarm) {
    const std::string content =
        "<bldg:lod2TerrainIntersection><gml:MultiCurve><gml:curveMember><gml:LineString><gml:posList>" + square +
        square +
        "</gml:posList></gml:LineString></gml:curveMember></gml:MultiCurve>"
        "</bldg:lod2TerrainIntersection><bldg:lod2TerrainIntersection/><bldg:interiorRoom><bldg:Room>" +
        multi_surface("lod4MultiSurface", polygon("room", square)) + "</bldg:Room></bldg:interiorRoom>" +
        multi_surface("lod2MultiSurface", polygon("p", square));
    const auto read = read_text(city(building("b", content)));
    ASSERT_EQ(read.features.at(0).surfaces.size(), 1u);
    EXPECT_EQ(read.features[0].surfaces[0].id, "p");
    EXPECT_EQ(read.complaints.size(), 1u);
    EXPECT_EQ(read.complaints_with("1 rooms and things inside"), 1u);
}

TEST(CityGml, RoomsComeWhenTheyAreAskedFor) {
    const std::string content =
        "<bldg:interiorRoom><bldg:Room gml:id=\"hall\">" + multi_surface("lod4MultiSurface", polygon("room", square)) +
        boundary("FloorSurface", multi_surface("lod4MultiSurface", polygon("floor", small_square))) +
        "</bldg:Room></bldg:interiorRoom>" + multi_surface("lod2MultiSurface", polygon("p", square));
    SourceOptions options;
    options.more["interiors"] = "yes";
    const auto read = read_text(city(building("b", content)), options);
    ASSERT_EQ(read.features.size(), 2u);
    const Feature* hall = read.named("hall");
    ASSERT_TRUE(hall);
    EXPECT_EQ(hall->parent_id, "b");
    ASSERT_EQ(hall->surfaces.size(), 2u);
    for (const Surface& surface : hall->surfaces) EXPECT_EQ(surface.kind, SurfaceKind::interior);
    EXPECT_TRUE(read.complaints.empty());
}

TEST(CityGml, DoorInAWallLeavesItsHole) {
    const std::string hole =
        "<gml:interior><gml:LinearRing><gml:posList>" + small_square + "</gml:posList></gml:LinearRing></gml:interior>";
    const std::string door = "<bldg:opening><bldg:Door>" +
                             multi_surface("lod3MultiSurface", polygon("door", small_square)) +
                             "</bldg:Door></bldg:opening>";
    const auto read = read_text(city(building(
        "b", boundary("WallSurface", multi_surface("lod3MultiSurface", polygon("wall", square, hole)) + door))));
    ASSERT_EQ(read.features.at(0).surfaces.size(), 2u);
    EXPECT_EQ(read.features[0].surfaces[0].holes.size(), 1u);
    EXPECT_EQ(read.features[0].surfaces[1].kind, SurfaceKind::door);
}

TEST(CityGml, MeasuredValuesKeepTheirUnit) {
    const std::string content =
        R"(<gen:measureAttribute name="Bedarf"><gen:value uom="kWh">120</gen:value></gen:measureAttribute>)"
        R"(<gen:measureAttribute name="Traufe"><gen:value uom="ft">10</gen:value></gen:measureAttribute>)";
    const auto read = read_text(city(building("b", content)));
    const Attributes& said = read.features.at(0).attributes;
    EXPECT_EQ(said.number("Bedarf"), 120);
    EXPECT_EQ(said.text("Bedarf.uom"), "kWh");
    EXPECT_NEAR(said.number("Traufe"), 3.048, 1e-9);
}

TEST(CityGml, CodesAreNamedByTheDictionaryBesideTheFile) {
    const std::string list =
        R"(<?xml version="1.0"?><gml:Dictionary xmlns:gml="http://www.opengis.net/gml"><gml:dictionaryEntry>)"
        R"(<gml:Definition><gml:description>Wohnhaus</gml:description><gml:name>422</gml:name></gml:Definition>)"
        R"(</gml:dictionaryEntry></gml:Dictionary>)";
    const std::string usage = R"(<bldg:usage codeSpace="codes/usage.xml">422</bldg:usage>)";
    const auto read = read_text(city(building("a", usage) + building("b", usage)), {}, {{"codes/usage.xml", list}});
    for (const Feature& feature : read.features) {
        EXPECT_EQ(feature.attributes.text("usage"), "422");
        EXPECT_EQ(feature.attributes.text("usage_name"), "Wohnhaus");
    }
    EXPECT_EQ(read.asked.at("codes/usage.xml"), 1);
}

TEST(CityGml, TerrainTrianglesBecomeHeights) {
    const std::string triangle =
        "<gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>0 0 100 80 0 100 0 80 180 0 0 100</gml:posList>"
        "</gml:LinearRing></gml:exterior></gml:Triangle>";
    const std::string other =
        "<gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>80 80 180 0 80 180 80 0 100 80 80 180</gml:posList>"
        "</gml:LinearRing></gml:exterior></gml:Triangle>";
    const auto read = read_text(
        city(building("b", "") +
             member("<dem:ReliefFeature><dem:reliefComponent><dem:TINRelief><dem:tin><gml:TriangulatedSurface>"
                    "<gml:trianglePatches>" +
                    triangle + other +
                    "</gml:trianglePatches></gml:TriangulatedSurface></dem:tin></dem:TINRelief></dem:reliefComponent>"
                    "<dem:reliefComponent><dem:RasterRelief><dem:grid xlink:href=\"dgm.tif\"/></dem:RasterRelief>"
                    "</dem:reliefComponent></dem:ReliefFeature>")));
    ASSERT_EQ(read.grids.size(), 1u);
    const HeightGrid& grid = read.grids[0];
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column)
            EXPECT_NEAR(grid.at(column, row), 100 + grid.transform[3] + (row + 0.5) * grid.transform[5], 1e-3);
    EXPECT_EQ(read.complaints_with("dgm.tif"), 1u);
}

TEST(CityGml, TreeModelStandsAtItsFoot) {
    const std::string tree =
        R"(<core:cityObjectMember><veg:SolitaryVegetationObject gml:id="t"><veg:lod2Geometry><gml:MultiSurface><gml:surfaceMember>)" +
        polygon("p", "0 0 100 4 0 100 2 0 112 0 0 100") +
        "</gml:surfaceMember></gml:MultiSurface></veg:lod2Geometry></veg:SolitaryVegetationObject></"
        "core:cityObjectMember>";
    const auto read = read_text(city(tree));
    ASSERT_EQ(read.features.size(), 1u);
    EXPECT_EQ(read.features[0].kind, FeatureKind::tree);
    ASSERT_EQ(read.features[0].points.size(), 1u);
    EXPECT_EQ(read.features[0].points[0], glm::dvec3(2, 0, 100));
    EXPECT_DOUBLE_EQ(read.features[0].attributes.number(keys::height_m), 12);
}

TEST(CityGml, ExtensionsAreCountedByKind) {
    const std::string ade = "<ade:energy>1</ade:energy><ade:energy>2</ade:energy>";
    const auto read = read_text(city(building("a", ade) + building("b", ade)));
    ASSERT_EQ(read.complaints.size(), 1u);
    EXPECT_EQ(read.complaints[0].what, "4 elements of extensions (ADE) left out");
    EXPECT_NE(read.complaints[0].why.find("ade (4)"), std::string::npos) << read.complaints[0].why;
}

}  // namespace
}  // namespace twin::data
