#include <gtest/gtest.h>

#include <array>

#include "data/keys.h"
#include "data/sources/vector.h"
#include "tests/data/memory_sink.h"

namespace {

using namespace twin;
using data::FeatureKind;
using data::HeightMode;
using test::MemorySink;
using test::message_of;
using test::read_text;

const data::VectorSource source;
using Point = std::array<double, 3>;

std::string face(const std::string& layer, const std::vector<Point>& corners) {
    std::string out = "0\n3DFACE\n8\n" + layer + "\n";
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t axis = 0; axis < 3; ++axis)
            out += std::to_string(10 * (axis + 1) + i) + "\n" + std::to_string(corners[i][axis]) + "\n";
    return out;
}

std::string box(const std::string& layer, double x, double y) {
    const double a = x + 10, b = y + 8;
    return face(layer, {Point{x, y, 200}, {x, b, 200}, {a, b, 200}, {a, y, 200}}) +
           face(layer, {Point{x, y, 205}, {a, y, 205}, {a, b, 205}, {x, b, 205}}) +
           face(layer, {Point{x, y, 200}, {a, y, 200}, {a, y, 205}, {x, y, 205}}) +
           face(layer, {Point{a, y, 200}, {a, b, 200}, {a, b, 205}, {a, y, 205}}) +
           face(layer, {Point{a, b, 200}, {x, b, 200}, {x, b, 205}, {a, b, 205}}) +
           face(layer, {Point{x, b, 200}, {x, y, 200}, {x, y, 205}, {x, b, 205}});
}

std::string drawing(const std::string& entities) {
    return "0\nSECTION\n2\nENTITIES\n" + entities + "0\nENDSEC\n0\nEOF\n";
}

TEST(Dxf, FacesThatTouchAreOneBodyAgain) {
    MemorySink sink;
    const auto done = read_text(source, "plan.dxf",
                                drawing(box("GEBAEUDE", 410000, 5476000) + box("GEBAEUDE", 410030, 5476000)), sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 2u);
    for (const data::Feature& body : sink.features) {
        EXPECT_EQ(body.kind, FeatureKind::building);
        EXPECT_EQ(body.heights, HeightMode::absolute);
        ASSERT_EQ(body.surfaces.size(), 6u);
        int walls = 0, roofs = 0, grounds = 0;
        for (const data::Surface& surface : body.surfaces) {
            walls += surface.kind == data::SurfaceKind::wall;
            roofs += surface.kind == data::SurfaceKind::roof;
            grounds += surface.kind == data::SurfaceKind::ground;
        }
        EXPECT_EQ(walls, 4);
        EXPECT_EQ(roofs, 1);
        EXPECT_EQ(grounds, 1);
    }
}

TEST(Dxf, AClosedLineOnALayerOfBuildingsIsAnOutline) {
    MemorySink sink;
    const std::string outline =
        "0\nLWPOLYLINE\n8\nGEBAEUDE\n90\n4\n70\n1\n10\n410000\n20\n5476000\n10\n410010\n20\n"
        "5476000\n10\n410010\n20\n5476010\n10\n410000\n20\n5476010\n";
    ASSERT_TRUE(read_text(source, "plan.dxf", drawing(outline), sink));
    ASSERT_EQ(sink.features.size(), 1u);
    EXPECT_EQ(sink.features[0].kind, FeatureKind::building);
    EXPECT_EQ(sink.features[0].surfaces.size(), 1u);
}

TEST(Dxf, SolidsThatCannotBeReadAreCounted) {
    MemorySink sink;
    ASSERT_TRUE(read_text(
        source, "plan.dxf",
        drawing("0\n3DSOLID\n8\nX\n70\n1\n1\nabc\n0\nBODY\n8\nX\n70\n1\n1\nabc\n" + box("X", 410000, 5476000)), sink));
    EXPECT_TRUE(sink.complained("2 solids of the drawing left out"));
    EXPECT_TRUE(sink.complained("3DSOLID (1)"));
    EXPECT_EQ(sink.features.size(), 1u);
}

TEST(Kml, AnAreaDrawnDownToTheGroundIsABlock) {
    MemorySink sink;
    const auto kml = [](const std::string& extrude) {
        return R"(<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Block</name>)"
               "<Polygon>" +
               extrude +
               "<altitudeMode>relativeToGround</altitudeMode><outerBoundaryIs><LinearRing><coordinates>7.76,49.43,12 "
               "7.7602,49.43,12 7.7602,49.4302,12 7.76,49.4302,12 7.76,49.43,12</coordinates></LinearRing>"
               "</outerBoundaryIs></Polygon></Placemark></Document></kml>";
    };
    ASSERT_TRUE(read_text(source, "block.kml", kml("<extrude>1</extrude>"), sink));
    ASSERT_EQ(sink.features.size(), 1u);
    EXPECT_EQ(sink.features[0].kind, FeatureKind::building);
    EXPECT_EQ(sink.features[0].attributes.number(data::keys::height_m), 12);
    EXPECT_EQ(sink.features[0].heights, HeightMode::flat);
    MemorySink flat;
    ASSERT_TRUE(read_text(source, "block.kml", kml(""), flat));
    EXPECT_EQ(flat.features.at(0).kind, FeatureKind::generic);
}

TEST(Table, ARegisterOfTreesInGermanIsAForestAtItsPlace) {
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "kataster.csv",
                          "Nr;Längengrad;Breitengrad;Baumart\n1;7,76;49,43;Linde\n2;7,761;49,43;Eiche\n", sink));
    ASSERT_EQ(sink.features.size(), 2u);
    EXPECT_EQ(sink.features[1].kind, FeatureKind::tree);
    EXPECT_NEAR(sink.features[1].points.at(0).x, 7.761, 1e-9);
    EXPECT_EQ(sink.features[1].attributes.text(data::keys::species), "Eiche");
    EXPECT_EQ(sink.claims.at(0).text, "EPSG:4326");
}

}  // namespace
