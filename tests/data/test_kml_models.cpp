#include <cmath>

#include <gtest/gtest.h>

#include "base/frames.h"
#include "data/keys.h"
#include "data/sources/kml.h"
#include "data/sources/kml_placemarks.h"
#include "data/sources/model_earth.h"
#include "tests/data/memory_sink.h"

namespace {

using namespace twin;
using test::MemorySink;
using test::message_of;
using test::read_text;

const data::KmlSource source;

/// One triangle: 1 m east, 2 m north, 3 m up from its origin.
const std::string dae =
    "<?xml version=\"1.0\"?><COLLADA xmlns=\"http://www.collada.org/2005/11/COLLADASchema\" version=\"1.4.1\"><asset>"
    "<unit name=\"m\" meter=\"1\"/><up_axis>Z_UP</up_axis></asset><library_geometries><geometry id=\"g\"><mesh>"
    "<source id=\"p\"><float_array id=\"pa\" count=\"9\">0 0 0 10 0 0 0 20 3</float_array><technique_common>"
    "<accessor source=\"#pa\" count=\"3\" stride=\"3\"><param name=\"X\" type=\"float\"/><param name=\"Y\" "
    "type=\"float\"/><param name=\"Z\" type=\"float\"/></accessor></technique_common></source><vertices id=\"v\">"
    "<input semantic=\"POSITION\" source=\"#p\"/></vertices><triangles count=\"1\"><input semantic=\"VERTEX\" "
    "source=\"#v\" offset=\"0\"/><p>0 1 2</p></triangles></mesh></geometry></library_geometries>"
    "<library_visual_scenes><visual_scene id=\"s\"><node id=\"n\"><instance_geometry url=\"#g\"/></node>"
    "</visual_scene></library_visual_scenes><scene><instance_visual_scene url=\"#s\"/></scene></COLLADA>";

std::string model(const std::string& id, const std::string& mode, double altitude, double heading,
                  const std::string& href = "models/house.dae", const std::string& scale = "<x>1</x><y>1</y><z>1</z>") {
    return "<Placemark id=\"" + id + "\"><Model><altitudeMode>" + mode +
           "</altitudeMode><Location><longitude>7.769</longitude><latitude>49.4447</latitude><altitude>" +
           std::to_string(altitude) + "</altitude></Location><Orientation><heading>" + std::to_string(heading) +
           "</heading><tilt>0</tilt><roll>0</roll></Orientation><Scale>" + scale + "</Scale><Link><href>" + href +
           "</href></Link></Model><name>Haus " + id +
           "</name><ExtendedData><Data name=\"storeys\"><value>3</value></Data></ExtendedData></Placemark>";
}

std::string kml(const std::string& placemarks) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>" +
           placemarks + "</Document></kml>";
}

constexpr double metres_lat = 111'219.0, metres_lon = 72'500.0;  // a degree at 49.4 N, roughly

base::Box3 box_of(const data::Feature& feature) {
    base::Box3 box;
    for (const data::ModelMesh& mesh : feature.models)
        for (const glm::dvec3& p : mesh.positions) box.add(p);
    return box;
}

TEST(KmlModels, EveryModelStandsWhereItsPlacemarkSays) {
    MemorySink sink;
    sink.side_files["models/house.dae"] = dae;
    const auto done = read_text(source, "doc.kml",
                                kml(model("a", "clampToGround", 99, 0) + model("b", "relativeToGround", 5, 90) +
                                    model("c", "absolute", 250, 0, "models/house.dae", "<x>2</x><y>1</y><z>1</z>")),
                                sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 3u);
    ASSERT_EQ(sink.claims.size(), 1u);
    EXPECT_EQ(sink.claims[0].text, "EPSG:4326");
    const data::Feature &a = sink.features[0], &b = sink.features[1], &c = sink.features[2];
    EXPECT_EQ(a.id, "a");
    EXPECT_EQ(a.attributes.text(data::keys::name), "Haus a");
    EXPECT_EQ(a.attributes.number("storeys"), 3);
    EXPECT_EQ(a.heights, data::HeightMode::above_ground);
    const base::Box3 on_ground = box_of(a), turned = box_of(b), high = box_of(c);
    EXPECT_NEAR(on_ground.min.x, 7.769, 1e-9);
    EXPECT_NEAR(on_ground.min.y, 49.4447, 1e-9);
    EXPECT_NEAR(on_ground.size().x * metres_lon, 10, 0.02);
    EXPECT_NEAR(on_ground.size().y * metres_lat, 20, 0.02);
    EXPECT_NEAR(on_ground.min.z, 0, 1e-6);
    EXPECT_NEAR(on_ground.max.z, 3, 1e-6);
    // Turned to the east: what was 20 m north is 20 m east, what was 10 m east is 10 m south.
    EXPECT_EQ(b.heights, data::HeightMode::above_ground);
    EXPECT_NEAR((turned.max.x - 7.769) * metres_lon, 20, 0.02);
    EXPECT_NEAR((turned.min.y - 49.4447) * metres_lat, -10, 0.02);
    EXPECT_NEAR(turned.min.z, 5, 1e-6);
    EXPECT_EQ(c.heights, data::HeightMode::absolute);
    EXPECT_NEAR(high.size().x * metres_lon, 20, 0.03);
    EXPECT_NEAR(high.min.z, 250, 1e-6);
}

TEST(KmlModels, WhatIsMissingIsToldAndTheOthersStand) {
    MemorySink sink;
    sink.side_files["models/house.dae"] = dae;
    sink.side_files["notes.txt"] = "no model";
    ASSERT_TRUE(read_text(source, "doc.kml",
                          kml(model("a", "absolute", 0, 0, "gone.dae") + model("b", "absolute", 0, 0, "notes.txt") +
                              model("c", "absolute", 0, 0, "http://example.org/x.dae") + model("d", "absolute", 0, 0)),
                          sink));
    ASSERT_EQ(sink.features.size(), 1u);
    EXPECT_EQ(sink.features[0].id, "d");
    EXPECT_TRUE(sink.complained("\"gone.dae\" is not there"));
    EXPECT_TRUE(sink.complained("\"notes.txt\" is no 3D model"));
    EXPECT_TRUE(sink.complained("lies on the network"));
    MemorySink nothing;
    const auto done = read_text(source, "doc.kml", kml(model("a", "absolute", 0, 0, "gone.dae")), nothing);
    EXPECT_NE(message_of(done).find("none of its 1 models"), std::string::npos);
}

TEST(KmlModels, AnAliasLeadsToAPictureElsewhere) {
    const auto document = data::read_kml(
        kml("<Placemark><Model><Location><longitude>1</longitude><latitude>2</latitude></Location><Link><href>m.dae"
            "</href></Link><ResourceMap><Alias><targetHref>../images/a.jpg</targetHref><sourceHref>a.jpg</sourceHref>"
            "</Alias></ResourceMap></Model></Placemark><Placemark><Point><coordinates>1,2</coordinates></Point>"
            "</Placemark>"));
    ASSERT_TRUE(document.ok());
    ASSERT_EQ(document->models.size(), 1u);
    EXPECT_EQ(document->models[0].aliases.at("a.jpg"), "../images/a.jpg");
    EXPECT_TRUE(document->has_shapes);
}

TEST(KmlModels, ATiltLeansTheModelAsTheStandardSays) {
    // Heading turns clockwise from above; a tilt of 90 degrees lays what stood up towards the front.
    const glm::dvec3 north(0, 1, 0), up(0, 0, 1);
    const glm::dvec3 east = data::kml_turn(90, 0, 0) * north;
    EXPECT_NEAR(east.x, 1, 1e-12);
    const glm::dvec3 tilted = data::kml_turn(0, 90, 0) * up;
    EXPECT_NEAR(tilted.y, 1, 1e-12);
    const glm::dvec3 rolled = data::kml_turn(0, 0, 90) * up;
    EXPECT_NEAR(rolled.x, -1, 1e-12);
}

TEST(KmlModels, DamagedXmlIsASentenceWithItsLine) {
    const std::string whole = kml(model("a", "absolute", 0, 0));
    for (std::size_t size = 0; size < whole.size(); size += 13) {
        const auto document = data::read_kml(whole.substr(0, size));
        ASSERT_FALSE(document.ok());
        EXPECT_NE(document.error().message.find("line"), std::string::npos);
    }
}

TEST(KmlModels, KnowsItsFiles) {
    const auto sure = [](const std::string& name, std::string_view text) {
        return source.recognises({name, std::as_bytes(std::span(text))});
    };
    EXPECT_EQ(sure("a.kml", "<?xml version='1.0'?><kml xmlns='x'>"), 2);
    EXPECT_EQ(sure("a.kmz", "PK\3\4"), 2);
    EXPECT_EQ(sure("a.xml", "<CityModel>"), 0);
}

}  // namespace
