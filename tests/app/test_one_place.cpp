#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "data/sources/gdal_setup.h"
#include "tests/app/importer_fixture.h"
#include "tests/data/raster_files.h"

/// One corner of a house, written by many makers in many reference systems, is one corner.
namespace twin::app::test {
namespace {

/// EPSG:25832 and DHHN2016.
constexpr glm::dvec3 corner{410000, 5477000, 240};
constexpr double two_centimetres = 0.02;
// The same corner elsewhere; Source: PROJ 9.1, cs2cs.
constexpr double east_33 = -24768.7404851442, north_33 = 5501515.13153405;
constexpr double east_gk3 = 3410039.44863263, north_gk3 = 5478751.66237487;  // by BETA2007
constexpr double lon_deg = 7.75856374010647, lat_deg = 49.4390001434857;
constexpr double undulation_m = 48.6894;  // EGM96

base::Result<void> read_straight(const fs::path& path, const std::string& format, const data::SourceOptions& options,
                                 const base::WorkerLimits&, data::SourceSink& sink, const base::ProgressSink&) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return file.error();
    const data::Source* source = format.empty() ? data::recognise(file.value().input()) : data::source_named(format);
    if (!source) return base::Error{path.string() + ": not recognised"};
    return source->read(file.value().input(), options, sink);
}

std::string face(const std::string& srs_name, const std::string& pos_list, int dimension = 3) {
    const std::string srs = srs_name.empty() ? "" : fmt::format(" srsName=\"{}\"", srs_name);
    return fmt::format(
        "<bldg:boundedBy><bldg:RoofSurface><bldg:lod2MultiSurface><gml:MultiSurface{}><gml:surfaceMember><gml:Polygon>"
        "<gml:exterior><gml:LinearRing><gml:posList srsDimension=\"{}\">{}</gml:posList></gml:LinearRing>"
        "</gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></bldg:lod2MultiSurface>"
        "</bldg:RoofSurface></bldg:boundedBy>",
        srs, dimension, pos_list);
}

std::string envelope(const std::string& srs_name) {
    if (srs_name.empty()) return {};
    return fmt::format(
        "<gml:boundedBy><gml:Envelope srsName=\"{}\"><gml:lowerCorner>0 0 0</gml:lowerCorner>"
        "<gml:upperCorner>1 1 1</gml:upperCorner></gml:Envelope></gml:boundedBy>",
        srs_name);
}

std::string building(const std::string& id, const std::string& content) {
    return fmt::format("<cityObjectMember><bldg:Building gml:id=\"{}\">{}</bldg:Building></cityObjectMember>", id,
                       content);
}

std::string city_gml(const std::string& srs_name, const std::string& members) {
    return "<CityModel xmlns=\"http://www.opengis.net/citygml/2.0\" "
           "xmlns:bldg=\"http://www.opengis.net/citygml/building/2.0\" xmlns:gml=\"http://www.opengis.net/gml\">" +
           envelope(srs_name) + members + "</CityModel>";
}

/// A roof of 10 m whose first point is the corner.
std::string ring(double east, double north, double z) {
    return fmt::format("{0:.6f} {1:.6f} {4} {2:.6f} {1:.6f} {4} {2:.6f} {3:.6f} {4} {0:.6f} {1:.6f} {4}", east, north,
                       east + 10, north + 10, z);
}

const std::string in_32 = ring(corner.x, corner.y, corner.z), in_33 = ring(east_33, north_33, corner.z);

class OnePlace : public testing::Test {
  protected:
    base::Result<ImportResult> import(const std::vector<fs::path>& sources, const fs::path& recipe = {}) {
        ImportRequest request;
        request.sources = sources;
        request.recipe = recipe;
        request.output = folder / "city.gpkg";
        request.read = read_straight;
        return import_city(request, {});
    }
    /// The point of a feature that lies nearest to the corner, seen from it.
    glm::dvec3 miss_of(const Feature& feature, const data::CityFrame& frame) {
        glm::dvec3 best(1e9);
        const auto look = [&](const glm::dvec3& p) {
            const glm::dvec3 miss = p + glm::dvec3(frame.origin_m, 0) - corner;
            if (glm::length(miss) < glm::length(best)) best = miss;
        };
        for (const data::Surface& surface : feature.surfaces)
            for (const glm::dvec3& p : surface.outer) look(p);
        for (const data::ModelMesh& mesh : feature.models)
            for (const glm::dvec3& p : mesh.positions) look(p);
        return best;
    }
    void expect_at_the_corner(const std::vector<std::string>& ids) {
        const auto city = open_city(folder / "city.gpkg");
        ASSERT_EQ(city->frame().horizontal, "EPSG:25832");
        const auto features = features_of(*city);
        for (const std::string& id : ids) {
            ASSERT_TRUE(features.contains(id)) << id;
            EXPECT_LT(glm::length(miss_of(features.at(id), city->frame())), two_centimetres) << id;
        }
    }
    Folder folder;
};

TEST_F(OnePlace, MembersOfOneFileKeepTheirOwnReferenceSystems) {
    const std::string members =
        building("a", face("", in_32)) + building("b", face("urn:ogc:def:crs,crs:EPSG::25833,crs:EPSG::7837", in_33)) +
        building("c", face("", in_32)) + building("d", envelope("EPSG:25833") + face("", in_33)) +
        building("e",
                 face("urn:ogc:def:crs:EPSG::4258", fmt::format("{0} {1} 240 {0} {2} 240 {3} {2} 240 {0} {1} 240",
                                                                lat_deg, lon_deg, lon_deg + 0.0001, lat_deg + 0.0001)));
    const auto file = folder.file("two.gml", city_gml("urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH", members));
    const auto result = import({file});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result->objects, 5u);
    expect_at_the_corner({"a", "b", "c", "d", "e"});
    EXPECT_TRUE(has_complaint(result->report, base::ComplaintKind::warning, "some objects are in EPSG:25833"));
}

TEST_F(OnePlace, FacesOfOneBuildingKeepTheirOwnReferenceSystems) {
    const auto file =
        folder.file("mixed.gml", city_gml("EPSG:25832", building("a", face("", in_32) + face("EPSG:25833", in_33))));
    const auto result = import({file});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result->objects, 2u);
    expect_at_the_corner({"a", "a (EPSG:25833)"});
}

TEST_F(OnePlace, TheNearestEnvelopeSaysHowManyNumbersMakeAPoint) {
    const std::string flat =
        fmt::format("{0} {1} {2} {1} {2} {3} {0} {3} {0} {1}", corner.x, corner.y, corner.x + 10, corner.y + 10);
    const std::string footprint = fmt::format(
        "<bldg:lod0FootPrint><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing>"
        "<gml:posList>{}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>"
        "</gml:MultiSurface></bldg:lod0FootPrint>",
        flat);
    std::string own = envelope("EPSG:25832");
    own.insert(own.find(" srsName"), " srsDimension=\"2\"");
    const auto file = folder.file(
        "flat.gml", city_gml("EPSG:25832", building("a", face("", in_32)) + building("said", own + footprint) +
                                               building("unsaid", footprint)));
    const auto result = import({file});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result->objects, 3u);
    const auto features = features_of(*open_city(folder / "city.gpkg"));
    EXPECT_EQ(features.at("said").surfaces.at(0).outer.size(), 4u);
    EXPECT_EQ(features.at("unsaid").surfaces.at(0).outer.size(), 4u);
}

std::string base64(const std::string& bytes) {
    static const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i + 2 < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(bytes[i + k]); };
        const unsigned word = byte(0) << 16u | byte(1) << 8u | byte(2);
        for (const int shift : {18, 12, 6, 0}) out += letters[word >> shift & 63u];
    }
    return out;
}

std::string gltf() {
    const float positions[9] = {0, 0, 0, 10, 0, 0, 0, 0, -10};
    std::string bytes(sizeof positions, '\0');
    std::memcpy(bytes.data(), positions, sizeof positions);
    return R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0,"name":"model"}],)"
           R"("meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"accessors":[{"bufferView":0,)"
           R"("componentType":5126,"count":3,"type":"VEC3","min":[0,0,-10],"max":[10,0,0]}],)"
           R"("bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,)"
           R"("uri":"data:application/octet-stream;base64,)" +
           base64(bytes) + R"("}]})";
}

std::string city_json() {
    return fmt::format(
        R"({{"type":"CityJSON","version":"1.1","transform":{{"scale":[0.00001,0.00001,0.001],)"
        R"("translate":[{:.8f},{:.8f},240]}},"metadata":{{"referenceSystem":)"
        R"("urn:ogc:def:crs,crs:EPSG::31467,crs:EPSG::5783"}},"CityObjects":{{"json":{{"type":"Building",)"
        R"("geometry":[{{"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2]]]}}]}}}},)"
        R"("vertices":[[0,0,0],[1000000,0,0],[1000000,1000000,0]]}})",
        east_gk3, north_gk3);
}

/// Longitude, latitude and heights above the ellipsoid.
void write_geopackage(const fs::path& path) {
    data::prepare_gdal();
    GDALDataset* dataset =
        GetGDALDriverManager()->GetDriverByName("GPKG")->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
    ASSERT_NE(dataset, nullptr);
    OGRSpatialReference system;
    system.importFromEPSG(4979);
    system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    OGRLayer* layer = dataset->CreateLayer("buildings", &system, wkbPolygon25D, nullptr);
    OGRFieldDefn name("id", OFTString);
    layer->CreateField(&name);
    OGRFeature* feature = OGRFeature::CreateFeature(layer->GetLayerDefn());
    feature->SetField("id", "package");
    OGRLinearRing outer;
    const double z = corner.z + undulation_m;
    outer.addPoint(lon_deg, lat_deg, z);
    outer.addPoint(lon_deg + 0.0001, lat_deg, z);
    outer.addPoint(lon_deg + 0.0001, lat_deg + 0.0001, z);
    outer.closeRings();
    OGRPolygon polygon;
    polygon.addRing(&outer);
    feature->SetGeometry(&polygon);
    EXPECT_EQ(layer->CreateFeature(feature), OGRERR_NONE);
    OGRFeature::DestroyFeature(feature);
    GDALClose(dataset);
}

/// A plane that rises half a metre for each metre east, in zone 33; at the corner it is as high as the corner.
std::string slope() {
    twin::test::TiffRecipe recipe;
    recipe.epsg = 25833;
    recipe.values.clear();
    recipe.columns = recipe.rows = 40;
    recipe.transform = {std::floor(east_33) - 200, 10, 0, std::floor(north_33) + 200, 0, -10};
    for (int row = 0; row < recipe.rows; ++row)
        for (int column = 0; column < recipe.columns; ++column)
            recipe.values.push_back(corner.z + (recipe.transform[0] + 10 * (column + 0.5) - east_33) * 0.5);
    return twin::test::tiff(recipe);
}

TEST_F(OnePlace, ManyFormatsAndReferenceSystemsMeetInOneCorner) {
    folder.file("a.gml", city_gml("urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH", building("gml", face("", in_32))));
    folder.file("b.city.json", city_json());
    write_geopackage(folder / "c.gpkg");
    std::ofstream(folder / "d.tif", std::ios::binary) << slope();
    folder.file("e.gltf", gltf());
    const auto recipe = folder.file(
        "city.toml",
        fmt::format("[[source]]\npath = \"a.gml\"\n[[source]]\npath = \"b.city.json\"\n[[source]]\npath = \"c.gpkg\"\n"
                    "heights = \"absolute\"\nkind = \"building\"\n[source.map]\nid = \"id\"\n"
                    "[[source]]\npath = \"d.tif\"\nwhat = \"heights\"\n[[source]]\npath = \"e.gltf\"\n[source.place]\n"
                    "position = [{}, {}, 240]\ncrs = \"EPSG:25833\"\nheights = \"absolute\"\n",
                    east_33, north_33));
    const auto result = import({recipe});
    ASSERT_TRUE(result.ok()) << result.error().message;
    expect_at_the_corner({"gml", "json"});
    const auto city = open_city(folder / "city.gpkg");
    bool model = false, package = false;
    for (const auto& [id, feature] : features_of(*city)) {
        model = model || !feature.models.empty();
        package = package || id.find("package") != std::string::npos;
        EXPECT_LT(glm::length(miss_of(feature, city->frame())), two_centimetres) << id;
    }
    EXPECT_TRUE(model);
    EXPECT_TRUE(package);
    const auto terrain = city->terrain();
    ASSERT_TRUE(terrain.ok());
    const glm::dvec2 at = glm::dvec2(corner) - city->frame().origin_m;
    EXPECT_NEAR(terrain->height_at(at.x, at.y), corner.z, 0.05);
    EXPECT_TRUE(has_complaint(result->report, base::ComplaintKind::assumed, "expected error"));
}

TEST_F(OnePlace, ATileNamedByItsZoneIsNotBelievedInAnother) {
    const auto file = folder.file("LoD2_32_410_5477_1_RP.gml", city_gml("EPSG:25833", building("a", face("", in_32))));
    const auto result = import({file});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_TRUE(has_complaint(result->report, base::ComplaintKind::warning, "label of its coordinates may be wrong"));
}

TEST_F(OnePlace, ALabelThatHoldsAllOverTheWorldIsDoubtedWhereGermanyWouldFitBetter) {
    for (const char* label : {"EPSG:3857", "urn:ogc:def:crs:EPSG::4326"}) {
        const std::string lon_lat = fmt::format("{1} {0} 240 {2} {0} 240 {2} {3} 240 {1} {0} 240", lat_deg, lon_deg,
                                                lon_deg + 0.0001, lat_deg + 0.0001);
        const bool metres = std::string(label) == "EPSG:3857";
        const auto file = folder.file("a.gml", city_gml(label, building("a", face("", metres ? in_32 : lon_lat))));
        const auto result = import({file});
        ASSERT_TRUE(result.ok()) << result.error().message;
        EXPECT_TRUE(
            has_complaint(result->report, base::ComplaintKind::warning, "label of its coordinates may be wrong"))
            << label;
    }
}

TEST_F(OnePlace, OneLayerHasOneWayIntoTheCity) {
    const auto file = folder.file(
        "two.gml", city_gml("EPSG:25832", building("a", face("", in_32)) + building("b", face("EPSG:25833", in_33))));
    ASSERT_TRUE(import({file}).ok());
    const auto city = open_city(folder / "city.gpkg");
    std::vector<std::string> systems;
    for (const data::LayerInfo& layer : city->layers())
        if (layer.kind == "buildings") systems.push_back(layer.crs.horizontal);
    EXPECT_EQ(systems, (std::vector<std::string>{"EPSG:25832", "EPSG:25833"}));
}

}  // namespace
}  // namespace twin::app::test
