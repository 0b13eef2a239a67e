#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "data/keys.h"
#include "data/sources/cityjson.h"
#include "tests/data/memory_sink.h"

/// Shapes, their meaning and their looks, on cities written here.
namespace twin::data {
namespace {

using test::MemorySink;
using test::message_of;

const CityJsonSource source;

/// Twelve corners of a grid with 1 m between them, far east and north, stored as millimetres.
constexpr const char* vertices =
    R"("vertices":[[0,0,0],[4000,0,0],[4000,4000,0],[0,4000,0],[1000,1000,0],[1000,3000,0],[3000,3000,0],[3000,1000,0],
       [0,0,3000],[4000,0,3000],[4000,4000,3000],[0,4000,3000]])";

std::string city(const std::string& objects, const std::string& more = {}) {
    return fmt::format(R"({{"type":"CityJSON","version":"2.0","transform":{{"scale":[0.001,0.001,0.001],
        "translate":[410000.0,5480000.0,200.0]}},"CityObjects":{{{}}},{}{}}})",
                       objects, more.empty() ? more : more + ",", vertices);
}

std::string object(const std::string& id, const std::string& type, const std::string& geometries) {
    return fmt::format(R"("{}":{{"type":"{}","geometry":[{}]}})", id, type, geometries);
}

class CityJsonGeometryTest : public testing::Test {
  protected:
    void read(const std::string& text, const SourceOptions& options = {}) {
        sink = {};
        result = message_of(test::read_text(source, "test.city.json", text, sink, options));
    }
    MemorySink sink;
    std::string result;
};

TEST_F(CityJsonGeometryTest, AHoleInARoofStaysAHole) {
    read(city(object("hall", "Building",
                     R"({"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2,3],[4,5,6,7]]],
        "semantics":{"surfaces":[{"type":"RoofSurface"}],"values":[0]}})")));
    ASSERT_EQ(sink.features.size(), 1u) << result;
    const Surface& roof = sink.features[0].surfaces.at(0);
    EXPECT_EQ(roof.kind, SurfaceKind::roof);
    ASSERT_EQ(roof.holes.size(), 1u);
    EXPECT_EQ(roof.holes[0].size(), 4u);
    EXPECT_EQ(roof.outer[2], glm::dvec3(410004, 5480004, 200));
}

TEST_F(CityJsonGeometryTest, EverySortOfGeometryIsRead) {
    const std::string shell = "[[0,1,2,3]],[[8,9,10,11]],[[0,1,9,8]]";
    read(city(
        object("points", "GenericCityObject", R"({"type":"MultiPoint","lod":"1","boundaries":[0,3,2]})") + "," +
        object("lines", "GenericCityObject", R"({"type":"MultiLineString","lod":1,"boundaries":[[0,1,2],[4,5]]})") +
        "," + object("composite", "Bridge", R"({"type":"CompositeSurface","lod":"2","boundaries":[)" + shell + "]}") +
        "," +
        object("hollow", "Building", R"({"type":"Solid","lod":"1","boundaries":[[)" + shell + "],[" + shell + "]]}") +
        "," +
        object("solids", "Building",
               R"({"type":"MultiSolid","lod":"1","boundaries":[[[)" + shell + "]],[[" + shell + "]]]}") +
        "," + object("joined", "Building", R"({"type":"CompositeSolid","lod":"1","boundaries":[[[)" + shell + "]]]}")));
    ASSERT_EQ(sink.features.size(), 6u) << result;
    EXPECT_EQ(sink.find("points")->points.size(), 3u);
    EXPECT_EQ(sink.find("lines")->lines.size(), 2u);
    EXPECT_EQ(sink.find("composite")->surfaces.size(), 3u);
    EXPECT_EQ(sink.find("hollow")->surfaces.size(), 6u);
    EXPECT_EQ(sink.find("solids")->surfaces.size(), 6u);
    EXPECT_EQ(sink.find("joined")->surfaces.size(), 3u);
    EXPECT_TRUE(sink.complaints.empty());
}

/// A quarter turn to the left, twice as high, 5 m east.
TEST_F(CityJsonGeometryTest, ATemplateStandsWhereItsMatrixSays) {
    read(city(object("lamp", "CityFurniture",
                     R"({"type":"GeometryInstance","template":0,"boundaries":[2],
        "transformationMatrix":[0,-1,0,5, 1,0,0,0, 0,0,2,0, 0,0,0,1]})"),
              R"("geometry-templates":{"templates":[{"type":"MultiSurface","lod":"3","boundaries":[[[0,1,2]]]}],
        "vertices-templates":[[0.125,0.25,0.5],[1,0,0],[0,2.0,4.5]]})"));
    ASSERT_EQ(sink.features.size(), 1u) << result;
    EXPECT_TRUE(sink.complaints.empty());
    EXPECT_EQ(sink.features[0].lod, 3);
    const Ring& ring = sink.features[0].surfaces.at(0).outer;
    const glm::dvec3 expected[] = {{410008.75, 5480004.125, 201}, {410009, 5480005, 200}, {410007, 5480004, 209}};
    for (int i = 0; i < 3; ++i)
        for (int axis = 0; axis < 3; ++axis) EXPECT_NEAR(ring[i][axis], expected[i][axis], 0.001) << i << " " << axis;
}

TEST_F(CityJsonGeometryTest, AMirroredTemplateStillLooksOutwards) {
    const auto lamp = [](const char* matrix) {
        return city(object("lamp", "CityFurniture",
                           fmt::format(R"({{"type":"GeometryInstance","template":0,"boundaries":[0],
            "transformationMatrix":[{}]}})",
                                       matrix)),
                    R"("geometry-templates":{"templates":[{"type":"MultiSurface","lod":"3","boundaries":[[[0,1,2]]]}],
            "vertices-templates":[[0,0,0],[1,0,0],[0,1,0]]})");
    };
    for (const char* matrix : {"1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1", "-1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1"}) {
        read(lamp(matrix));
        const Ring& r = sink.features.at(0).surfaces.at(0).outer;
        const glm::dvec3 a = r[1] - r[0], b = r[2] - r[0];
        EXPECT_GT(a.x * b.y - a.y * b.x, 0) << matrix;
    }
}

TEST_F(CityJsonGeometryTest, TheHighestLevelIsShownUnlessAnotherIsAskedFor) {
    const std::string text = city(object("house", "Building", R"(
        {"type":"MultiSurface","lod":"1.3","boundaries":[[[0,1,2]]]},
        {"type":"MultiSurface","lod":"2.2","boundaries":[[[0,1,2]],[[0,2,3]]]},
        {"type":"MultiSurface","lod":"0","boundaries":[[[0,1,2,3]],[[8,9,10,11]],[[0,1,9]]]})"));
    read(text);
    EXPECT_EQ(sink.features.at(0).lod, 2);
    EXPECT_EQ(sink.features.at(0).surfaces.size(), 2u);
    SourceOptions options;
    options.lod = 1;
    read(text, options);
    EXPECT_EQ(sink.features.at(0).lod, 1);
    EXPECT_EQ(sink.features.at(0).surfaces.size(), 1u);
    options.lod = 0;
    read(text, options);
    EXPECT_EQ(sink.features.at(0).surfaces.at(0).kind, SurfaceKind::footprint);
    EXPECT_EQ(sink.features.at(0).heights, HeightMode::flat);
}

TEST_F(CityJsonGeometryTest, WhatIsWrongCostsOnlyItself) {
    read(city(object("good", "Building", R"({"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2,3]]]})") + "," +
              object("beyond", "Building", R"({"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]],[[0,1,99]]]})") +
              "," + object("flat", "Building", R"({"type":"MultiSurface","lod":"1","boundaries":[[0,1,2]]})") + "," +
              object("shallow", "Building", R"({"type":"Solid","lod":"1","boundaries":[[[0,1,2]]]})") + "," +
              object("odd", "Building", R"({"type":"Torus","lod":"1","boundaries":[[[0,1,2]]]})") + "," +
              object("minus", "Building", R"({"type":"MultiSurface","lod":"1","boundaries":[[[0,1,-2]]]})") + "," +
              R"("broken":{"type":"Building","geometry":[tru]},"number":7,)" +
              R"("python":{"type":"Building","attributes":{"height":NaN,"name":"NaN"}})"));
    EXPECT_EQ(result, "(no error)");
    EXPECT_EQ(sink.find("good")->surfaces.size(), 1u);
    EXPECT_EQ(sink.find("beyond")->surfaces.size(), 1u);
    EXPECT_TRUE(sink.complained("vertex 99 of 12"));
    EXPECT_TRUE(sink.find("flat")->surfaces.empty());
    EXPECT_TRUE(sink.complained("nested 2 deep, expected 3"));
    EXPECT_EQ(sink.find("shallow")->surfaces.size(), 1u);
    EXPECT_TRUE(sink.complained("nested 3 deep, expected 4"));
    EXPECT_TRUE(sink.complained("\"Torus\" is no type of geometry"));
    EXPECT_TRUE(sink.complained("vertex -2 of 12"));
    EXPECT_FALSE(sink.find("broken"));
    EXPECT_FALSE(sink.find("number"));
    ASSERT_TRUE(sink.find("python"));
    EXPECT_EQ(sink.find("python")->attributes.text("name"), "NaN");
    EXPECT_TRUE(sink.complained("NaN, Infinity"));
}

TEST_F(CityJsonGeometryTest, AVertexOutOfBoundsCostsTheFacesThatNeedIt) {
    read(R"({"type":"CityJSON","version":"1.0","CityObjects":{"a":{"type":"Building","geometry":[{"type":"MultiSurface",
        "lod":1,"boundaries":[[[0,1,2]],[[0,1,3]],[[0,1,4]]]}]}},"vertices":[[0,0,0],[1.5,0,0],[1,1,1],[1e400,0,0],[7]]})");
    ASSERT_EQ(sink.features.size(), 1u) << result;
    EXPECT_EQ(sink.features[0].surfaces.size(), 1u);
    EXPECT_EQ(sink.features[0].surfaces[0].outer[1], glm::dvec3(1.5, 0, 0));
    EXPECT_TRUE(sink.complained("2 of 5 vertices are of no use"));
}

TEST_F(CityJsonGeometryTest, WithoutVerticesNothingStands) {
    read(R"({"type":"CityJSON","version":"2.0","transform":{"scale":[1,1,1],"translate":[0,0,0]},"CityObjects":{"a":{
        "type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}]}}})");
    EXPECT_NE(result.find("a: the file has no vertices"), std::string::npos) << result;
}

TEST_F(CityJsonGeometryTest, ATableOfNumbersNestedWithoutEndIsRefused) {
    std::string deep =
        R"({"type":"MultiSurface","lod":"1","boundaries":)" + std::string(5000, '[') + std::string(5000, ']');
    read(city(object("good", "Building", R"({"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]})") + "," +
              object("deep", "Building", deep + "}")));
    EXPECT_EQ(sink.features.size(), 1u);
    EXPECT_TRUE(sink.complained("nested more than 1024 deep"));
}

TEST_F(CityJsonGeometryTest, ColoursAndPicturesAreThoseOfTheDefaultTheme) {
    const std::string data = TWIN_DATA_ROOT "/cityjson/cjio/rotterdam/appearances/0320_4_15.jpg";
    if (!std::filesystem::exists(data)) GTEST_SKIP() << "no data folder";
    std::ifstream in(data, std::ios::binary);
    sink.side_files["wall.jpg"] = {std::istreambuf_iterator<char>(in), {}};
    const std::string text = city(object("house", "Building", R"({"type":"MultiSurface","lod":"2",
        "boundaries":[[[0,1,2,3],[4,5,6,7]],[[8,9,10,0]],[[0,1,2]]],
        "material":{"night":{"value":1},"day":{"values":[0,null,1]}},
        "texture":{"day":{"values":[[[0,0,1,2,3],[0,3,2,1,0]],[[1,0,1,2,3]],[[null]]]}}})"),
                                  R"("appearance":{"default-theme-material":"day","materials":[
        {"name":"red","diffuseColor":[1,0,0]},{"name":"glass","diffuseColor":[0,0.2,1],"transparency":0.5}],
        "textures":[{"type":"JPG","image":"wall.jpg"},{"type":"JPG","image":"gone.jpg"}],
        "vertices-texture":[[0,0],[1,0],[1,1],[0,1]]})");
    result = message_of(test::read_text(source, "test.city.json", text, sink));
    ASSERT_EQ(sink.features.size(), 1u) << result;
    const Feature& house = sink.features[0];
    EXPECT_EQ(house.textures, std::vector<std::string>{"wall.jpg"});
    EXPECT_EQ(house.surfaces[0].colour, 0xFF0000FFu);
    EXPECT_EQ(house.surfaces[1].colour, 0u);
    EXPECT_EQ(house.surfaces[2].colour, 0x80FF3300u);
    EXPECT_EQ(house.surfaces[0].texture, 0);
    ASSERT_EQ(house.surfaces[0].texture_places.size(), 8u);
    EXPECT_EQ(house.surfaces[0].texture_places[2], glm::vec2(1, 1));
    EXPECT_EQ(house.surfaces[0].texture_places[4], glm::vec2(0, 1));
    EXPECT_EQ(house.surfaces[1].texture, -1);
    EXPECT_TRUE(house.surfaces[1].texture_places.empty());
    EXPECT_EQ(house.surfaces[2].texture, -1);
    EXPECT_TRUE(sink.complained("picture left out"));
    EXPECT_TRUE(sink.complained("material theme left out: \"night\""));
}

TEST_F(CityJsonGeometryTest, AttributesKeepTheirNamesAndTypes) {
    read(city(R"("h":{"type":"Building","attributes":{"measuredHeight":12.5,"storeysAboveGround":3,"roofType":"1030",
        "bag":{"status":"in use","year":1990},"uses":["shop","flat"],"list":[{"a":1},{"a":2}],"note":null,"empty":true},
        "+census":{"people":4},"address":[{"thoroughfareName":"Pariser Straße","thoroughfareNumber":"12",
        "locality":"Kaiserslautern","postcode":"67655","country":"Germany"}]})"));
    ASSERT_EQ(sink.features.size(), 1u) << result;
    const Attributes& said = sink.features[0].attributes;
    EXPECT_EQ(said.number(keys::height_m), 12.5);
    EXPECT_EQ(said.number(keys::storeys), 3);
    EXPECT_EQ(said.text(keys::roof_shape), "gabled");
    EXPECT_EQ(said.text("bag.status"), "in use");
    EXPECT_EQ(said.number("bag.year"), 1990);
    EXPECT_EQ(said.text("uses"), "shop; flat");
    EXPECT_EQ(said.number("list.1.a"), 2);
    EXPECT_FALSE(said.has("note"));
    EXPECT_TRUE(said.flag("empty"));
    EXPECT_EQ(said.number("+census.people"), 4);
    EXPECT_EQ(said.text(keys::address), "Pariser Straße 12, 67655 Kaiserslautern");
}

TEST_F(CityJsonGeometryTest, TerrainOfTrianglesBecomesHeights) {
    read(city(object("ground", "TINRelief",
                     R"({"type":"CompositeSurface","lod":"1","boundaries":[[[0,1,10]],[[0,10,11]]]})")));
    EXPECT_TRUE(sink.features.empty());
    ASSERT_EQ(sink.grids.size(), 1u) << result;
    float high = -1;
    for (const float h : sink.grids[0].heights_m)
        if (!std::isnan(h)) high = std::max(high, h);
    EXPECT_GT(high, 201);
    EXPECT_LE(high, 203.001);
}

TEST_F(CityJsonGeometryTest, VersionOneOfNumbersAndCodes) {
    read(R"({"type":"CityJSON","version":"1.0","metadata":{"crs":{"epsg":7415}},"CityObjects":{"w":{"type":"Building",
        "children":["p"],"address":{"CountryName":"NL","LocalityName":"Delft","ThoroughfareName":"Markt","ThoroughfareNumber":"1"}},
        "p":{"type":"BuildingPart","parents":["w"],"geometry":[{"type":"MultiSurface","lod":1,"boundaries":[[[0,1,2]]]}]}},
        "vertices":[[85000.5,446000,0],[85001,446000,0],[85001,446001,1]]})");
    ASSERT_EQ(sink.features.size(), 2u) << result;
    EXPECT_EQ(sink.claims.at(0).text, "EPSG:7415");
    EXPECT_EQ(sink.find("p")->parent_id, "w");
    EXPECT_EQ(sink.find("p")->kind, FeatureKind::building_part);
    EXPECT_EQ(sink.find("p")->surfaces[0].outer[0].x, 85000.5);
    EXPECT_TRUE(sink.find("w")->attributes.flag(keys::outline_only));
    EXPECT_EQ(sink.find("w")->attributes.text(keys::address), "Markt 1, Delft");
    EXPECT_TRUE(sink.complaints.empty());
}

}  // namespace
}  // namespace twin::data
