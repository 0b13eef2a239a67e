#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "tests/data/citygml_samples.h"

namespace twin::data {
namespace {

std::string place(const std::string& xyz) {
    return "<core:referencePoint><gml:Point><gml:pos>" + xyz + "</gml:pos></gml:Point></core:referencePoint>";
}

std::string lamp(const std::string& id, const std::string& matrix, const std::string& shape, const std::string& xyz) {
    return member("<frn:CityFurniture gml:id=\"" + id +
                  "\"><frn:lod3ImplicitRepresentation><core:ImplicitGeometry><core:transformationMatrix>" + matrix +
                  "</core:transformationMatrix>" + shape + place(xyz) +
                  "</core:ImplicitGeometry></frn:lod3ImplicitRepresentation></frn:CityFurniture>");
}

const std::string quarter_turn = "0 -1 0 0 1 0 0 0 0 0 1 0 0 0 0 1";  // Counter-clockwise about z.
const std::string twice = "2 0 0 0 0 2 0 0 0 0 2 5 0 0 0 1";
const std::string inline_shape = "<core:relativeGMLGeometry><gml:MultiSurface gml:id=\"proto\"><gml:surfaceMember>" +
                                 polygon("p", "1 0 0 2 0 0 2 0 3 1 0 0") +
                                 "</gml:surfaceMember></gml:MultiSurface></core:relativeGMLGeometry>";
const std::string linked_shape = R"(<core:relativeGMLGeometry xlink:href="#proto"/>)";

TEST(CityGmlImplicit, ShapeStandsWhereItsMatrixSays) {
    for (const bool template_last : {false, true}) {
        const std::string owner = lamp("first", quarter_turn, inline_shape, "100 200 10");
        const std::string other = lamp("second", twice, linked_shape, "300 400 20");
        const auto read = read_text(city(template_last ? other + owner : owner + other));
        ASSERT_EQ(read.features.size(), 2u);
        const Feature *first = read.named("first"), *second = read.named("second");
        ASSERT_TRUE(first && second);
        EXPECT_EQ(first->surfaces.at(0).outer, (Ring{{100, 201, 10}, {100, 202, 10}, {100, 202, 13}}));
        EXPECT_EQ(second->surfaces.at(0).outer, (Ring{{302, 400, 25}, {304, 400, 25}, {304, 400, 31}}));
        EXPECT_EQ(second->heights, HeightMode::absolute);
        EXPECT_TRUE(read.complaints.empty());
    }
}

TEST(CityGmlImplicit, TreeHasItsFootAndHeightFromItsModel) {
    const std::string crown = "<core:relativeGMLGeometry><gml:MultiSurface><gml:surfaceMember>" +
                              polygon("p", "-2 -2 0 2 -2 0 2 2 6 -2 2 6 -2 -2 0") +
                              "</gml:surfaceMember></gml:MultiSurface></core:relativeGMLGeometry>";
    const auto read = read_text(city(
        member("<veg:SolitaryVegetationObject gml:id=\"tree\"><veg:lod2ImplicitRepresentation><core:ImplicitGeometry>"
               "<core:transformationMatrix>1 0 0 7 0 1 0 8 0 0 2 0 0 0 0 1</core:transformationMatrix>" +
               crown + place("100 200 50") +
               "</core:ImplicitGeometry></veg:lod2ImplicitRepresentation></veg:SolitaryVegetationObject>")));
    const Feature* tree = read.named("tree");
    ASSERT_TRUE(tree);
    ASSERT_EQ(tree->points.size(), 1u);
    EXPECT_EQ(tree->points[0], glm::dvec3(107, 208, 50));
    EXPECT_DOUBLE_EQ(tree->attributes.number(keys::height_m), 12);
    EXPECT_DOUBLE_EQ(tree->attributes.number(keys::crown_m), 4);
}

TEST(CityGmlImplicit, MetresOfAPrototypeBecomeDegrees) {
    std::string text = city(lamp("lamp", "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1", inline_shape, "60 10 5"));
    const std::string utm = "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016";
    text.replace(text.find(utm), utm.size(), "http://www.opengis.net/def/crs/EPSG/0/6697");
    const auto read = read_text(text);
    const glm::dvec3 corner = read.features.at(0).surfaces.at(0).outer.at(1);  // Two metres east.
    EXPECT_NEAR(corner.x, 60, 1e-12);
    EXPECT_NEAR((corner.y - 10) * 111'195 * 0.5, 2, 1e-3);
}

TEST(CityGmlImplicit, LibraryObjectComesFromTheFileBesideIt) {
    const std::string obj = "v 0 0 0\nv 1 0 0\nv 0 0 2\nf 1 2 3\n";
    const std::string shape = "<core:libraryObject>models/lamp.obj</core:libraryObject>";
    const std::string still = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1";
    const std::string text = city(lamp("a", still, shape, "10 20 30") + lamp("b", still, shape, "50 60 70"));
    const auto read = read_text(text, {}, {{"models/lamp.obj", obj}});
    ASSERT_EQ(read.features.size(), 2u);
    for (const Feature& feature : read.features) EXPECT_EQ(feature.surfaces.size(), 1u) << feature.id;
    EXPECT_EQ(read.asked.at("models/lamp.obj"), 1);

    const auto alone = read_text(text);
    EXPECT_EQ(alone.complaints_with("shape left out"), 1u);
    EXPECT_EQ(alone.named("b")->points.at(0), glm::dvec3(50, 60, 70));
}

}  // namespace
}  // namespace twin::data
