#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/import_file.h"
#include "data/sources/gdal_setup.h"
#include "tests/data/hostile_fixture.h"

/// Damaged files: whatever they do to their reader, this process goes on and says one sentence.
namespace twin::data {
namespace {

namespace fs = std::filesystem;
using test::content_of;
using test::expect_a_good_end;
using test::hostile_limits;
using test::TemporaryFolder;
using test::write;

const fs::path data_root = TWIN_DATA_ROOT;

TEST(Hostile, EveryBrokenFileEndsWithASentenceOrASuccess) {
    const fs::path broken = data_root / "broken";
    if (!fs::exists(broken)) GTEST_SKIP() << "no data folder";
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(broken)) {
        if (!entry.is_regular_file() || entry.path().filename() == "SOURCE.txt") continue;
        expect_a_good_end(entry.path());
        ++files;
    }
    EXPECT_GT(files, 15);
}

/// Downloads that were broken off and files never written: gigabytes of zeros that take no room on the disk.
TEST(Hostile, AHoleIsToldAtOnce) {
    const TemporaryFolder folder;
    for (const char* name : {"x.obj", "x.ply", "x.dae", "x.kml", "x.gml", "x.geojson", "x.stl"}) {
        for (const bool begun : {false, true}) {
            const std::string ending = fs::path(name).extension();
            if (begun && ending != ".obj" && ending != ".kml" && ending != ".dae") continue;
            const fs::path file = folder.path / name;
            write(file, begun ? "# a model\nv 0 0 0\nv 1 0 0\n" : "");
            fs::resize_file(file, 1ull << 30);
            CollectingSink sink;
            base::WorkerLimits limits = hostile_limits();
            limits.cpu_seconds = 3;
            const auto read = read_in_worker(file, begun || ending == ".stl" ? "model" : "", {}, limits, sink, {});
            ASSERT_FALSE(read.ok()) << name;
            if (begun) {
                EXPECT_NE(read.error().message.find("only 26 of 1073741824 bytes"), std::string::npos)
                    << read.error().message;
            }
            EXPECT_EQ(read.error().message.find("silent"), std::string::npos) << read.error().message;
            EXPECT_EQ(read.error().message.find("processor"), std::string::npos) << read.error().message;
        }
    }
}

/// Several at once: most of the time goes into starting the workers.
void cut_at_ten_places(const std::string& name, const std::string& whole) {
    const TemporaryFolder folder;
    std::vector<std::future<void>> cuts;
    for (std::size_t i = 1; i <= 10; ++i) {
        cuts.push_back(std::async(std::launch::async, [&, i] {
            SCOPED_TRACE(name + " cut at " + std::to_string(whole.size() * i / 11));
            const fs::path own = folder.path / std::to_string(i);
            fs::create_directory(own);
            write(own / name, whole.substr(0, whole.size() * i / 11));
            expect_a_good_end(own / name);
        }));
    }
    for (std::future<void>& cut : cuts) cut.wait();
}

/// Small real files; one line per format.
class CutFile : public testing::TestWithParam<const char*> {};

TEST_P(CutFile, EndsWithASentenceOrAPart) {
    const fs::path file = data_root / GetParam();
    if (!fs::exists(file)) GTEST_SKIP() << "no data folder";
    cut_at_ten_places(file.filename().string(), content_of(file));
}

INSTANTIATE_TEST_SUITE_P(
    Formats, CutFile,
    testing::Values("citygml/nrw-wesel-bislich/LoD2_32_329_5731_1_NW.gml",
                    "citygml/citygml4j-samples/lod3_building_v2.gml", "cityjson/cjio/multi_lod.json",
                    "osm/osm2world-edgecases/simpleTest01.osm", "osm/osm2world-edgecases/simpleTest01.osm.pbf",
                    "osm/kaiserslautern/kaiserslautern_uni.osm.gz", "terrain/srtm-hgt/N43E007.hgt.zip",
                    "terrain/rasterio-test/float_raster_with_nodata.tif", "terrain/rasterio-test/RGBA.uint16.tif",
                    "geojson/berlin-neukoelln-streetspace/traffic_calming.geojson", "models/assimp-good/OBJ/box.obj",
                    "models/assimp-good/Collada/duck.dae", "models/assimp-good/STL/Spider_binary.stl",
                    "models/assimp-good/glTF2/BoxTextured-glTF-Binary/BoxTextured.glb",
                    "models/assimp-good/IFC/AC14-FZK-Haus.ifc", "traffic/sumo-berlin-doerpfeldstr/weights.dst.xml"));

/// Formats of which the data folder has no example are written here.
struct Driver {
    const char* name;
    const char* file;
};
class CutVector : public testing::TestWithParam<Driver> {};

void write_places(const fs::path& file, const char* driver_name) {
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_name);
    ASSERT_NE(driver, nullptr);
    const std::unique_ptr<GDALDataset> dataset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    ASSERT_NE(dataset, nullptr);
    OGRSpatialReference wgs84;
    wgs84.SetFromUserInput("OGC:CRS84");
    OGRLayer* layer = dataset->CreateLayer("places", &wgs84, wkbPolygon);
    ASSERT_NE(layer, nullptr);
    OGRFieldDefn name("name", OFTString);
    layer->CreateField(&name);
    for (int i = 0; i < 60; ++i) {
        OGRFeature feature(layer->GetLayerDefn());
        feature.SetField("name", "Platz");
        const double x = 7.7 + i * 0.001, y = 49.4;
        OGRLinearRing ring;
        for (const auto& [dx, dy] : {std::pair(0.0, 0.0), {0.0005, 0.0}, {0.0005, 0.0005}, {0.0, 0.0}})
            ring.addPoint(x + dx, y + dy);
        OGRPolygon polygon;
        polygon.addRing(&ring);
        feature.SetGeometry(&polygon);
        ASSERT_EQ(layer->CreateFeature(&feature), OGRERR_NONE);
    }
}

TEST_P(CutVector, EndsWithASentenceOrAPart) {
    GDALAllRegister();
    const TemporaryFolder folder;
    const fs::path whole = folder.path / GetParam().file;
    write_places(whole, GetParam().name);
    if (HasFatalFailure()) return;
    CollectingSink sink(folder.path);
    const auto result = read_in_worker(whole, {}, {}, hostile_limits(), sink, {});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(sink.features.size(), 60u);
    cut_at_ten_places(GetParam().file, content_of(whole));
}

INSTANTIATE_TEST_SUITE_P(Formats, CutVector,
                         testing::Values(Driver{"GPKG", "places.gpkg"}, Driver{"ESRI Shapefile", "places.shp"},
                                         Driver{"FlatGeobuf", "places.fgb"}, Driver{"LIBKML", "places.kml"},
                                         Driver{"GeoJSON", "places.geojson"}));

TEST(Hostile, TextGridsCutAnywhere) {
    std::string grid = "ncols 20\nnrows 20\nxllcorner 410000\nyllcorner 5477000\ncellsize 10\nNODATA_value -9999\n",
                points;
    for (int row = 0; row < 20; ++row) {
        for (int column = 0; column < 20; ++column) {
            grid += std::to_string(230 + row + column) + " ";
            points += std::to_string(410000 + column * 10) + " " + std::to_string(5477190 - row * 10) + " " +
                      std::to_string(230 + row) + "\n";
        }
        grid += "\n";
    }
    cut_at_ten_places("relief.asc", grid);
    cut_at_ten_places("relief.xyz", points);
}

TEST(Hostile, XmlThatAttacksItsReader) {
    const TemporaryFolder folder;
    std::string laughs = "<?xml version=\"1.0\"?><!DOCTYPE CityModel [<!ENTITY l0 \"ha\">";
    for (int i = 1; i < 10; ++i) {
        laughs += "<!ENTITY l" + std::to_string(i) + " \"";
        for (int k = 0; k < 10; ++k) laughs += "&l" + std::to_string(i - 1) + ";";
        laughs += "\">";
    }
    laughs += "]><CityModel xmlns=\"http://www.opengis.net/citygml/2.0\"><name>&l9;</name></CityModel>";
    write(folder.path / "laughs.gml", laughs);
    expect_a_good_end(folder.path / "laughs.gml");
    write(folder.path / "outside.gml",
          "<?xml version=\"1.0\"?><!DOCTYPE CityModel [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><CityModel "
          "xmlns=\"http://www.opengis.net/citygml/2.0\"><name>&x;</name></CityModel>");
    expect_a_good_end(folder.path / "outside.gml");
    std::string deep = "<CityModel xmlns=\"http://www.opengis.net/citygml/2.0\">";
    for (int i = 0; i < 200'000; ++i) deep += "<a>";
    write(folder.path / "deep.gml", deep);
    expect_a_good_end(folder.path / "deep.gml", false);
}

TEST(Hostile, AVirtualRasterReadsNoOtherFile) {
    const TemporaryFolder folder;
    write(folder.path / "thief.vrt",
          "<VRTDataset rasterXSize=\"10\" rasterYSize=\"10\"><VRTRasterBand dataType=\"Byte\" band=\"1\" "
          "subClass=\"VRTRawRasterBand\"><SourceFilename relativetoVRT=\"0\">/etc/passwd</SourceFilename>"
          "</VRTRasterBand></VRTDataset>");
    expect_a_good_end(folder.path / "thief.vrt", false);
}

TEST(Hostile, EveryFormatRefusesEmptyWrongAndRandomFiles) {
    const TemporaryFolder folder;
    std::string noise(5000, '\0');
    for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>((i * 2654435761u) >> 13);
    write(folder.path / "noise.bin", noise);
    for (const Source* source : all_sources()) {
        CollectingSink sink;
        const std::string format(source->name());
        const auto result = read_in_worker(folder.path / "noise.bin", format, {}, hostile_limits(), sink, {});
        EXPECT_FALSE(result.ok()) << format;
        const std::string message = result.ok() ? "" : result.error().message;
        EXPECT_EQ(message.rfind("noise.bin: ", 0), 0u) << message;
        EXPECT_TRUE(sink.features.empty()) << format;
    }
}

}  // namespace
}  // namespace twin::data
