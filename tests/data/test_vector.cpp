#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "data/keys.h"
#include "data/sources/gdal_setup.h"
#include "data/sources/vector.h"
#include "data/sources/vector_kind.h"
#include "data/sources/vector_values.h"
#include "tests/data/memory_sink.h"

namespace {

using namespace twin;
using data::AttributeValue;
using data::FeatureKind;
using data::HeightMode;
using test::MemorySink;
using test::message_of;
using test::read_text;

const data::VectorSource source;

std::string collection(const std::string& features, const std::string& crs = {}) {
    return R"({"type":"FeatureCollection",)" +
           (crs.empty() ? "" : R"("crs":{"type":"name","properties":{"name":")" + crs + R"("}},)") + R"("features":[)" +
           features + "]}";
}
std::string feature(const std::string& geometry, const std::string& properties = "{}") {
    return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}
const std::string square =
    R"({"type":"Polygon","coordinates":[[[7.76,49.44],[7.77,49.44],[7.77,49.45],[7.76,49.45],[7.76,49.44]],)"
    R"([[7.763,49.443],[7.767,49.443],[7.767,49.447],[7.763,49.443]]]})";

/// Writes the collection again in another format and answers the files, by ending.
std::map<std::string, std::string> converted(const std::string& driver_name, const std::string& ending,
                                             OGRwkbGeometryType type, const std::vector<std::string>& wkts,
                                             int epsg = 25832) {
    data::prepare_gdal();
    const std::string folder = "/vsimem/vector_test_" + driver_name;
    VSIRmdirRecursive(folder.c_str());
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_name.c_str());
    EXPECT_NE(driver, nullptr);
    GDALDataset* dataset = driver->Create((folder + "/town." + ending).c_str(), 0, 0, 0, GDT_Unknown, nullptr);
    EXPECT_NE(dataset, nullptr);
    OGRSpatialReference system;
    system.importFromEPSG(epsg);
    OGRLayer* layer = dataset->CreateLayer("town", &system, type, nullptr);
    OGRFieldDefn name("name", OFTString);
    OGRFieldDefn height("HOEHE", OFTReal);
    layer->CreateField(&name);
    layer->CreateField(&height);
    for (std::size_t i = 0; i < wkts.size(); ++i) {
        OGRFeature* item = OGRFeature::CreateFeature(layer->GetLayerDefn());
        item->SetField("name", ("Haus Süd " + std::to_string(i)).c_str());
        item->SetField("HOEHE", 12.5 + static_cast<double>(i));
        OGRGeometry* geometry = nullptr;
        OGRGeometryFactory::createFromWkt(wkts[i].c_str(), nullptr, &geometry);
        item->SetGeometryDirectly(geometry);
        EXPECT_EQ(layer->CreateFeature(item), OGRERR_NONE);
        OGRFeature::DestroyFeature(item);
    }
    GDALClose(dataset);
    std::map<std::string, std::string> files;
    char** names = VSIReadDir(folder.c_str());
    for (int i = 0; names && names[i]; ++i) {
        vsi_l_offset length = 0;
        const GByte* bytes = VSIGetMemFileBuffer((folder + "/" + names[i]).c_str(), &length, FALSE);
        if (bytes) files[names[i]] = std::string(reinterpret_cast<const char*>(bytes), length);
    }
    CSLDestroy(names);
    return files;
}

std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream buffer;
    buffer << in.rdbuf();
    return buffer.str();
}

TEST(Vector, AHoleInAPolygonStaysAHoleAndRingsAreNotClosedTwice) {
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "a.geojson", collection(feature(square)), sink));
    ASSERT_EQ(sink.features.size(), 1u);
    ASSERT_EQ(sink.features[0].surfaces.size(), 1u);
    EXPECT_EQ(sink.features[0].surfaces[0].outer.size(), 4u);
    ASSERT_EQ(sink.features[0].surfaces[0].holes.size(), 1u);
    EXPECT_EQ(sink.features[0].surfaces[0].holes[0].size(), 3u);
    EXPECT_EQ(sink.features[0].heights, HeightMode::flat);
    EXPECT_EQ(sink.features[0].surfaces[0].kind, data::SurfaceKind::footprint);
}

TEST(Vector, GeoJsonIsInDegreesEastFirst) {
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "a.geojson",
                          collection(feature(R"({"type":"Point","coordinates":[7.7689,49.4447]})")), sink));
    ASSERT_EQ(sink.claims.size(), 1u);
    EXPECT_EQ(sink.claims[0].text, "EPSG:4326");
    EXPECT_TRUE(sink.claims[0].xy_order);
    EXPECT_DOUBLE_EQ(sink.features[0].points[0].x, 7.7689);
}

TEST(Vector, MetresThatCallThemselvesDegreesAreNotBelieved) {
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "a.geojson",
                          collection(feature(R"({"type":"Point","coordinates":[410000,5476000]})")), sink));
    EXPECT_EQ(sink.claims[0].text, "");
    EXPECT_TRUE(sink.complained("look like metres"));
}

TEST(Vector, EveryFormatGivesTheSameHouse) {
    const std::vector<std::string> houses = {
        "POLYGON((410000 5476000,410010 5476000,410010 5476008,410000 5476008,410000 5476000))",
        "POLYGON((410020 5476000,410030 5476000,410030 5476008,410020 5476008,410020 5476000))"};
    for (const auto& [driver, ending] : std::map<std::string, std::string>{
             {"GPKG", "gpkg"}, {"FlatGeobuf", "fgb"}, {"ESRI Shapefile", "shp"}, {"MapInfo File", "tab"}}) {
        SCOPED_TRACE(driver);
        auto files = converted(driver, ending, wkbPolygon, houses);
        const std::string main_name = "town." + ending;
        ASSERT_TRUE(files.contains(main_name));
        MemorySink sink;
        sink.side_files = files;
        data::SourceOptions options;
        options.kind = "building";
        const auto done = read_text(source, main_name, files[main_name], sink, options);
        ASSERT_TRUE(done) << message_of(done);
        ASSERT_EQ(sink.features.size(), 2u);
        if (driver != "MapInfo File") {  // it keeps no codes
            EXPECT_EQ(sink.claims.at(0).text, "EPSG:25832");
        }
        std::set<std::string> ids;
        for (const data::Feature& house : sink.features) {
            ids.insert(house.id);
            EXPECT_EQ(house.kind, FeatureKind::building);
            ASSERT_EQ(house.surfaces.size(), 1u);
            EXPECT_EQ(house.surfaces[0].outer.size(), 4u);
            EXPECT_GE(house.attributes.number(data::keys::height_m), 12.5);
            EXPECT_TRUE(house.attributes.text(data::keys::name).starts_with("Haus Süd"));
        }
        EXPECT_EQ(ids.size(), 2u);
    }
}

TEST(Vector, TrianglesAndPolyhedraKeepTheirHeights) {
    auto files = converted("GPKG", "gpkg", wkbUnknown,
                           {"POLYHEDRALSURFACE Z(((0 0 230,10 0 230,10 10 230,0 10 230,0 0 230)),((0 0 230,10 0 230,10 "
                            "0 240,0 0 240,0 0 230)))",
                            "TIN Z(((0 0 0,1 0 0,0 1 5,0 0 0)),((1 0 0,1 1 0,0 1 5,1 0 0)))",
                            "CURVEPOLYGON(CIRCULARSTRING(0 0,10 10,20 0,10 -10,0 0))",
                            "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,5 5),POLYGON((0 0,1 0,1 1,0 0)))",
                            "MULTILINESTRING((0 0,1 1),(2 2,3 3))"});
    MemorySink sink;
    const auto done = read_text(source, "town.gpkg", files["town.gpkg"], sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 5u);
    EXPECT_EQ(sink.features[0].heights, HeightMode::absolute);
    EXPECT_EQ(sink.features[0].surfaces.size(), 2u);
    EXPECT_DOUBLE_EQ(sink.features[0].surfaces[1].outer[2].z, 240);
    EXPECT_EQ(sink.features[1].surfaces.size(), 2u);
    EXPECT_GT(sink.features[2].surfaces.at(0).outer.size(), 20u);  // the circle is round
    EXPECT_EQ(sink.features[3].points.size() + sink.features[3].lines.size() + sink.features[3].surfaces.size(), 3u);
    EXPECT_EQ(sink.features[4].lines.size(), 2u);
}

TEST(Vector, AGeoPackageInWriteAheadModeIsReadAllTheSame) {
    auto files = converted("GPKG", "gpkg", wkbPoint, {"POINT(410000 5476000)"});
    std::string bytes = files["town.gpkg"];
    bytes[18] = bytes[19] = 2;
    MemorySink sink;
    const auto done = read_text(source, "town.gpkg", bytes, sink);
    ASSERT_TRUE(done) << message_of(done);
    EXPECT_EQ(sink.features.size(), 1u);
}

TEST(Vector, AShapefileWithoutItsIndexIsReadAndSaysSo) {
    auto files = converted("ESRI Shapefile", "shp", wkbPoint, {"POINT(410000 5476000)", "POINT(410001 5476000)"});
    MemorySink sink;
    sink.side_files = files;
    sink.side_files.erase("town.shx");
    const auto done = read_text(source, "town.shp", files["town.shp"], sink);
    ASSERT_TRUE(done) << message_of(done);
    EXPECT_EQ(sink.features.size(), 2u);
    EXPECT_TRUE(sink.complained(".shx"));
}

TEST(Vector, CoordinatesThatAreNoNumbersAreLeftOutWithTheirName) {
    auto files = converted("FlatGeobuf", "fgb", wkbPoint, {"POINT(410000 5476000)", "POINT(1e30 5)"});
    MemorySink sink;
    const auto done = read_text(source, "town.fgb", files["town.fgb"], sink);
    ASSERT_TRUE(done) << message_of(done);
    EXPECT_EQ(sink.features.size(), 1u);
    ASSERT_FALSE(sink.complaints.empty());
    EXPECT_EQ(sink.complaints[0].kind, base::ComplaintKind::skipped);
    EXPECT_FALSE(sink.complaints[0].object.empty());
}

TEST(Vector, OpenStreetMapTagsSayWhatAThingIs) {
    const auto kind_of = [](const std::string& properties, const std::string& geometry) {
        MemorySink sink;
        EXPECT_TRUE(read_text(source, "x.geojson", collection(feature(geometry, properties)), sink));
        return sink.features.empty() ? FeatureKind::generic : sink.features[0].kind;
    };
    const std::string point = R"({"type":"Point","coordinates":[7.7,49.4]})";
    const std::string line = R"({"type":"LineString","coordinates":[[7.7,49.4],[7.8,49.4]]})";
    EXPECT_EQ(kind_of(R"({"building":"yes"})", square), FeatureKind::building);
    EXPECT_EQ(kind_of(R"({"building":"no"})", square), FeatureKind::generic);
    EXPECT_EQ(kind_of(R"({"highway":"primary"})", line), FeatureKind::street);
    EXPECT_EQ(kind_of(R"({"highway":"steps"})", line), FeatureKind::steps);
    EXPECT_EQ(kind_of(R"({"highway":"footway"})", line), FeatureKind::footway);
    EXPECT_EQ(kind_of(R"({"natural":"tree"})", point), FeatureKind::tree);
    EXPECT_EQ(kind_of(R"({"landuse":"forest"})", square), FeatureKind::land_use);
    EXPECT_EQ(kind_of(R"({"natural":"water"})", square), FeatureKind::water);
    EXPECT_EQ(kind_of(R"({"waterway":"stream"})", line), FeatureKind::waterway);
    EXPECT_EQ(kind_of(R"({"railway":"tram"})", line), FeatureKind::rail);
    EXPECT_EQ(kind_of(R"({"title":"Pfaff-Areal","theme":"Wohnen"})", point), FeatureKind::project);
    EXPECT_EQ(kind_of(R"({"dachform":"3100"})", square), FeatureKind::building);
    EXPECT_EQ(kind_of(R"({"colour":"red"})", square), FeatureKind::generic);
    EXPECT_EQ(data::guess_feature_kind({}, data::GeometryShape::area, "Gebäude_2024"), FeatureKind::building);
    EXPECT_EQ(data::guess_feature_kind({}, data::GeometryShape::point, "stadtbäume"), FeatureKind::tree);
}

TEST(Vector, AMappingOfTheRecipeWinsOverNames) {
    MemorySink sink;
    data::SourceOptions options;
    options.kind = "Building";
    options.mapping = {{"height_m", "traufe"}, {"roof_shape", "=flat"}, {"id", "nummer"}, {"name", "fehlt"}};
    ASSERT_TRUE(read_text(
        source, "h.geojson",
        collection(feature(square, R"({"traufe":"12,5 m","height":99,"nummer":"H-7","farbe":"rot"})")), sink, options));
    const data::Feature& house = sink.features.at(0);
    EXPECT_EQ(house.id, "H-7");
    EXPECT_DOUBLE_EQ(house.attributes.number(data::keys::height_m), 12.5);
    EXPECT_EQ(house.attributes.text(data::keys::roof_shape), "flat");
    EXPECT_EQ(house.attributes.text("height"), "99");
    EXPECT_EQ(house.attributes.text("farbe"), "rot");
    EXPECT_TRUE(sink.complained("\"fehlt\""));
}

TEST(Vector, ValuesComeInTheUnitOfTheirKey) {
    const auto number = [](const char* key, const char* text) {
        const AttributeValue value = data::value_for_key(key, std::string(text));
        return std::holds_alternative<double>(value) ? std::get<double>(value) : -1.0;
    };
    EXPECT_DOUBLE_EQ(number(data::keys::height_m, "12,5 m"), 12.5);
    EXPECT_DOUBLE_EQ(number(data::keys::height_m, "30 ft"), 9.144);
    EXPECT_NEAR(number(data::keys::height_m, "5'11\""), 1.8034, 1e-9);
    EXPECT_DOUBLE_EQ(number(data::keys::width_m, "250 cm"), 2.5);
    EXPECT_NEAR(number(data::keys::maxspeed_kmh, "30 mph"), 48.28, 0.01);
    EXPECT_DOUBLE_EQ(number(data::keys::roof_direction_deg, "SW"), 225);
    EXPECT_EQ(data::value_for_key(data::keys::roof_shape, std::string("Krüppelwalmdach")),
              AttributeValue(std::string("half-hipped")));
    EXPECT_EQ(data::value_for_key(data::keys::roof_shape, std::int64_t{3100}), AttributeValue(std::string("gabled")));
    EXPECT_EQ(data::value_for_key(data::keys::storeys, std::string("4")), AttributeValue(std::int64_t{4}));
    EXPECT_EQ(data::value_for_key(data::keys::height_m, std::string("hoch")), AttributeValue());
}

TEST(Vector, AnUnknownKindNamesTheAllowedOnes) {
    MemorySink sink;
    data::SourceOptions options;
    options.kind = "haus";
    const auto done = read_text(source, "a.geojson", collection(feature(square)), sink, options);
    ASSERT_FALSE(done);
    EXPECT_NE(message_of(done).find("\"haus\""), std::string::npos);
    EXPECT_NE(message_of(done).find("land_use"), std::string::npos);
}

TEST(Vector, FilterAndLayerChooseOrSayWhatThereIs) {
    const std::string text = collection(feature(square, R"({"art":"a"})") + "," + feature(square, R"({"art":"b"})"));
    data::SourceOptions options;
    options.sql_filter = "art = 'b'";
    MemorySink filtered;
    ASSERT_TRUE(read_text(source, "a.geojson", text, filtered, options));
    EXPECT_EQ(filtered.features.size(), 1u);
    options.sql_filter = "gibtsnicht = 3";
    MemorySink bad;
    EXPECT_NE(message_of(read_text(source, "a.geojson", text, bad, options)).find("gibtsnicht"), std::string::npos);
    options.sql_filter.clear();
    options.layer = "fehlt";
    EXPECT_NE(message_of(read_text(source, "a.geojson", text, bad, options)).find("\"fehlt\", but the file has a"),
              std::string::npos);
}

TEST(Vector, IdsAreUniqueEvenWhereTheFileRepeatsThem) {
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "a.geojson",
                          collection(feature(square, R"({"id":"x"})") + "," + feature(square, R"({"id":"x"})")), sink));
    ASSERT_EQ(sink.features.size(), 2u);
    EXPECT_NE(sink.features[0].id, sink.features[1].id);
}

TEST(Vector, ATableWithLongitudeAndLatitudeIsAMap) {
    MemorySink sink;
    const auto done =
        read_text(source, "parken.csv", "name;lon;lat\nPH Altstadt;7,7712;49,4431\nPH Mall;7.7650;49.4440\n", sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 2u);
    EXPECT_DOUBLE_EQ(sink.features[0].points.at(0).x, 7.7712);
    EXPECT_EQ(sink.claims[0].text, "EPSG:4326");
    EXPECT_TRUE(sink.complained("WGS 84"));
}

TEST(Vector, KmlSaysWhetherItsHeightsCountFromTheGround) {
    MemorySink sink;
    const std::string kml =
        R"(<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Turm</name><Polygon>
<altitudeMode>relativeToGround</altitudeMode><outerBoundaryIs><LinearRing><coordinates>7.7,49.4,10 7.71,49.4,20 7.71,49.41,20 7.7,49.4,10</coordinates></LinearRing></outerBoundaryIs>
</Polygon></Placemark></Document></kml>)";
    const auto done = read_text(source, "turm.kml", kml, sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 1u);
    EXPECT_EQ(sink.features[0].heights, HeightMode::above_ground);
    EXPECT_EQ(sink.features[0].attributes.text(data::keys::name), "Turm");
}

TEST(Vector, ACutOffFileIsNeverTakenForComplete) {
    std::vector<std::string> houses;
    for (int i = 0; i < 200; ++i)
        houses.push_back("POLYGON((" + std::to_string(i) + " 0," + std::to_string(i) + " 5," + std::to_string(i + 1) +
                         " 5," + std::to_string(i) + " 0))");
    for (const auto& [driver, ending] : std::map<std::string, std::string>{
             {"GPKG", "gpkg"}, {"FlatGeobuf", "fgb"}, {"ESRI Shapefile", "shp"}, {"GeoJSON", "geojson"}}) {
        auto files = converted(driver, ending, wkbPolygon, houses, driver == "GeoJSON" ? 4326 : 25832);
        const std::string& whole = files["town." + ending];
        for (std::size_t tenth = 0; tenth < 10; ++tenth) {
            SCOPED_TRACE(driver + " cut at tenth " + std::to_string(tenth));
            MemorySink sink;
            sink.side_files = files;
            const auto done =
                read_text(source, "town." + ending, std::string_view(whole).substr(0, whole.size() * tenth / 10), sink);
            EXPECT_FALSE(done);
            EXPECT_GT(message_of(done).size(), 20u);
        }
    }
}

TEST(Vector, WrongContentUnderAGoodNameIsOneSentence) {
    for (const char* name :
         {"a.gpkg", "a.geojson", "a.shp", "a.fgb", "a.kml", "a.gpx", "a.csv", "a.dxf", "a.kmz", "a.zip"}) {
        SCOPED_TRACE(name);
        MemorySink sink;
        const auto done = read_text(source, name, "Dies ist kein Geodatensatz.\n", sink);
        EXPECT_FALSE(done);
        EXPECT_EQ(message_of(done).find("/vsi"), std::string::npos);
        EXPECT_TRUE(sink.features.empty());
    }
    MemorySink sink;
    EXPECT_FALSE(read_text(source, "leer.geojson", "", sink));
    EXPECT_FALSE(read_text(source, "leer.geojson", collection(""), sink));
}

TEST(Vector, AVirtualFileCannotReachOtherFiles) {
    MemorySink sink;
    const std::string vrt =
        R"(<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>)";
    EXPECT_FALSE(read_text(source, "a.vrt", vrt, sink));
    EXPECT_FALSE(read_text(source, "a.csv", vrt, sink));
    EXPECT_EQ(GetGDALDriverManager()->GetDriverByName("OGR_VRT"), nullptr);
}

TEST(Vector, ReadingStopsWhenToldTo) {
    std::string many;
    for (int i = 0; i < 3000; ++i) many += (i ? "," : "") + feature(R"({"type":"Point","coordinates":[7.7,49.4]})");
    MemorySink sink;
    sink.cancel_after_beats = 2;
    const auto done = read_text(source, "a.geojson", collection(many), sink);
    EXPECT_FALSE(done);
    EXPECT_NE(message_of(done).find("cancelled"), std::string::npos);
    EXPECT_LT(sink.features.size(), 3000u);
}

TEST(Vector, KnowsItsFilesByContent) {
    const auto sure = [](const std::string& name, std::string_view text) {
        return source.recognises({name, std::as_bytes(std::span(text))});
    };
    EXPECT_EQ(sure("x.json", R"({"type": "FeatureCollection", "features": []})"), 2);
    EXPECT_EQ(sure("x.json", R"({"type":"CityJSON","version":"1.1"})"), 0);
    EXPECT_EQ(sure("x.json", R"({"asset":{"version":"2.0"},"nodes":[]})"), 0);
    EXPECT_EQ(sure("x.gml",
                   "<core:CityModel xmlns:core=\"http://www.opengis.net/citygml/2.0\" "
                   "xmlns:gml=\"http://www.opengis.net/gml\">"),
              0);
    EXPECT_EQ(sure("x.shx", std::string_view("\0\0\x27\x0a\0\0", 6)), 0);
    EXPECT_EQ(sure("x.shp", std::string_view("\0\0\x27\x0a\0\0", 6)), 2);
    EXPECT_EQ(sure("x.bin", "irgendwas"), 0);
    EXPECT_EQ(sure("x.csv", "a,b\n"), 1);
}

TEST(Vector, NeukoellnsCrossingsAreCrossingsInTheirOwnGrid) {
    const std::string folder = std::string(TWIN_DATA_ROOT) + "/geojson/berlin-neukoelln-streetspace/";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data at " << folder;
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "crossing.geojson", file_text(folder + "crossing.geojson"), sink));
    EXPECT_EQ(sink.features.size(), 1055u);
    EXPECT_EQ(sink.claims.at(0).text, "EPSG:25833");
    for (const data::Feature& crossing : sink.features) EXPECT_EQ(crossing.kind, FeatureKind::crossing);
    MemorySink tactile;
    ASSERT_TRUE(read_text(source, "tactile_paving.geojson", file_text(folder + "tactile_paving.geojson"), tactile));
    EXPECT_EQ(tactile.features.size(), 891u);
    EXPECT_EQ(tactile.features.at(0).kind, FeatureKind::tactile_paving);
}

}  // namespace
