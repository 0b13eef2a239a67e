#include "data/import_file.h"

#include <cpl_vsi.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace twin::data {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const fs::path data_root = TWIN_DATA_ROOT;
const fs::path wesel_tile = data_root / "citygml/nrw-wesel-bislich/LoD2_32_329_5731_1_NW.gml";

base::WorkerLimits limits() {
    base::WorkerLimits limits;
    limits.silence = 15s;
    limits.cpu_seconds = 60;
    return limits;
}

class ImportFile : public testing::Test {
  protected:
    ImportFile() {
        char name[] = "/tmp/stadtzwilling-test-XXXXXX";
        folder = ::mkdtemp(name);
    }
    ~ImportFile() override { fs::remove_all(folder); }

    fs::path write(const std::string& name, const std::string& content) const {
        const fs::path file = folder / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }
    base::Result<void> read(const fs::path& file, const std::string& format = {}) {
        return read_in_worker(file, format, {}, limits(), sink, {});
    }
    /// The error's sentence; "no error" where there was none.
    std::string error_of(const fs::path& file, const std::string& format = {}) {
        const auto result = read(file, format);
        return result ? "no error" : result.error().message;
    }

    fs::path folder;
    CollectingSink sink;
};

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string gzipped(const std::string& text) {
    z_stream z{};
    deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(compressBound(text.size()) + 64, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

constexpr const char* two_houses = R"(<?xml version="1.0"?><osm version="0.6" generator="hand">
<node id="1" lat="49.4440" lon="7.7680"/><node id="2" lat="49.4440" lon="7.7682"/><node id="3" lat="49.4441" lon="7.7682"/>
<node id="4" lat="49.4441" lon="7.7680"/><node id="5" lat="49.4443" lon="7.7680"/><node id="6" lat="49.4443" lon="7.7682"/>
<node id="7" lat="49.4444" lon="7.7682"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="building" v="house"/></way>
<way id="11"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/><tag k="building" v="church"/><tag k="name" v="Stiftskirche"/></way></osm>)";

TEST_F(ImportFile, TwoHousesArriveFromTheSandbox) {
    const auto result = read(write("town.osm", two_houses));
    ASSERT_TRUE(result.ok()) << result.error().message;
    int buildings = 0;
    for (const Feature& feature : sink.features) buildings += feature.kind == FeatureKind::building;
    EXPECT_EQ(buildings, 2);
    EXPECT_FALSE(sink.crs_claim.text.empty());
}

TEST_F(ImportFile, WhatCannotBeOpenedIsSaidInOneSentence) {
    EXPECT_NE(error_of(folder / "nowhere.gml").find("nowhere.gml: opening: there is no such file"), std::string::npos);
    EXPECT_NE(error_of(folder).find("it is a folder, expected a file"), std::string::npos);
    EXPECT_NE(error_of("/dev/zero").find("it is a device, expected a file"), std::string::npos);
    ASSERT_EQ(::mkfifo((folder / "pipe.gml").c_str(), 0600), 0);
    EXPECT_NE(error_of(folder / "pipe.gml").find("it is a pipe, expected a file"), std::string::npos);
    EXPECT_EQ(error_of(write("empty.gml", "")), "empty.gml: opening: the file is empty (0 bytes)");
    EXPECT_EQ(error_of(write("line\nbreak.gml", "")), "line break.gml: opening: the file is empty (0 bytes)");
    if (::geteuid() != 0) {
        const fs::path secret = write("secret.gml", "x");
        fs::permissions(secret, fs::perms::none);
        EXPECT_NE(error_of(secret).find("permission denied"), std::string::npos);
    }
}

TEST_F(ImportFile, AFileOfNoFormatIsNotRecognised) {
    const std::string message = error_of(write("letter.txt", "Dear city, how are you?"));
    EXPECT_NE(message.find("letter.txt: recognising: the file begins with 'Dear city"), std::string::npos) << message;
    EXPECT_NE(message.find("citygml"), std::string::npos) << message;
    EXPECT_NE(error_of(write("a.osm", two_houses), "banana").find("'banana' is no format"), std::string::npos);
}

TEST_F(ImportFile, TheContentDecidesNotTheEnding) {
    const std::string lamp = R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"lamp"},
"geometry":{"type":"Point","coordinates":[7.77,49.44]}}]})";
    const auto result = read(write("lamp.obj", lamp));
    ASSERT_TRUE(result.ok()) << result.error().message;
    ASSERT_EQ(sink.features.size(), 1u);
    EXPECT_FALSE(sink.crs_claim.text.empty());
}

TEST_F(ImportFile, APackedTileReadsLikeAnUnpackedOne) {
    if (!fs::exists(wesel_tile)) GTEST_SKIP() << "no data folder";
    ASSERT_TRUE(read(wesel_tile).ok());
    const std::size_t plain = sink.features.size();
    ASSERT_GT(plain, 0u);
    const std::string text = content_of(wesel_tile);

    sink.features.clear();
    auto result = read(write("tile.gml.gz", gzipped(text)));
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(sink.features.size(), plain);

    const std::string archive = "/vsizip/" + (folder / "tiles.zip").string();
    for (const char* name : {"/a/one.gml", "/two.gml", "/readme.txt"}) {
        VSILFILE* out = VSIFOpenL((archive + name).c_str(), "wb");
        ASSERT_NE(out, nullptr);
        VSIFWriteL(text.data(), 1, std::string(name) == "/readme.txt" ? 100 : text.size(), out);
        VSIFCloseL(out);
    }
    sink.features.clear();
    result = read(folder / "tiles.zip");
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(sink.features.size(), 2 * plain);
}

TEST_F(ImportFile, APackedFileThatIsCutOrDamagedIsNamed) {
    std::string model = "<?xml version=\"1.0\"?><core:CityModel xmlns:core=\"http://www.opengis.net/citygml/2.0\">";
    for (int i = 0; i < 2000; ++i)
        model += "<core:cityObjectMember>" + std::to_string(i * 7919) + "</core:cityObjectMember>";
    const std::string packed = gzipped(model);
    EXPECT_NE(error_of(write("cut.gml.gz", packed.substr(0, packed.size() / 2)))
                  .find("cut.gml.gz: unpacking: the file is cut off"),
              std::string::npos);
    std::string damaged = packed;
    for (std::size_t i = 40; i < 60; ++i) damaged[i] = '\x55';
    EXPECT_NE(error_of(write("bad.gml.gz", damaged)).find("bad.gml.gz: unpacking: the compressed data is damaged"),
              std::string::npos);
    EXPECT_NE(error_of(write("cut.zip", std::string("PK\x03\x04", 4) + std::string(100, 'x')))
                  .find("cut.zip: unpacking: expected a zip"),
              std::string::npos);
}

TEST_F(ImportFile, AGzipBombIsRefused) {
    const std::string message = error_of(write("bomb.gml.gz", gzipped(std::string(120 << 20, ' '))));
    EXPECT_NE(message.find("bomb.gml.gz: unpacking:"), std::string::npos) << message;
    EXPECT_NE(message.find("no honest file"), std::string::npos) << message;
}

TEST_F(ImportFile, AReaderShortOfMemoryDiesAlone) {
    base::WorkerLimits tight = limits();
    tight.memory_bytes = 40 << 20;
    std::string much = gzipped([] {
        std::mt19937 random(7);
        std::string text(60 << 20, ' ');
        for (std::size_t i = 0; i < text.size(); i += 16) text[i] = static_cast<char>('a' + random() % 26);
        return text;
    }());
    const auto result = read_in_worker(write("much.gml.gz", much), {}, {}, tight, sink, {});
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().message.find("memory"), std::string::npos) << result.error().message;
}

TEST_F(ImportFile, ProgressNamesTheStageAndCanCancel) {
    const fs::path file = write("town.osm", two_houses);
    std::vector<base::Progress> seen;
    const auto result = read_in_worker(file, {}, {}, limits(), sink, [&](const base::Progress& progress) {
        seen.push_back(progress);
        return true;
    });
    ASSERT_TRUE(result.ok());
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().bytes_total, fs::file_size(file));
    EXPECT_NE(seen.back().stage.find("reading"), std::string::npos);
    for (const base::Progress& progress : seen) EXPECT_LE(progress.bytes_done, progress.bytes_total);

    const auto cancelled = read_in_worker(file, {}, {}, limits(), sink, [](const base::Progress&) { return false; });
    ASSERT_FALSE(cancelled.ok());
    EXPECT_NE(cancelled.error().message.find("was cancelled"), std::string::npos);
}

TEST_F(ImportFile, SideFilesStayInTheirFolder) {
    write("secret.mtl", "newmtl a");
    write("in/plain.mtl", "newmtl plain");
    write("in/sub/Texture.PNG", "x");
    write("in/with blank.mtl", "y");
    fs::create_symlink(folder / "secret.mtl", folder / "in/link.mtl");
    fs::create_directory_symlink(folder, folder / "in/up");
    ASSERT_EQ(::mkfifo((folder / "in/pipe.mtl").c_str(), 0600), 0);
    CollectingSink in(folder / "in");
    EXPECT_TRUE(in.side_file("plain.mtl", true));
    EXPECT_TRUE(in.side_file("./plain.mtl", true));
    EXPECT_TRUE(in.side_file("sub\\texture.png", true));
    EXPECT_TRUE(in.side_file("with%20blank.mtl", true));
    EXPECT_TRUE(in.complaints.empty());
    const std::string_view nul("plain.mtl\0/../../secret.mtl", 27);
    for (const std::string_view bad :
         {std::string_view("../secret.mtl"), std::string_view("sub/../../secret.mtl"), std::string_view("/etc/passwd"),
          std::string_view("C:\\secret.mtl"), std::string_view("link.mtl"), std::string_view("up/secret.mtl"),
          std::string_view("pipe.mtl"), std::string_view("sub"), std::string_view("%2e%2e/secret.mtl"),
          std::string_view("http://example.org/x.mtl"), std::string_view("/vsicurl/http://x"), std::string_view(""),
          nul}) {
        in.complaints.clear();
        EXPECT_FALSE(in.side_file(bad, false)) << bad;
        EXPECT_EQ(in.complaints.size(), 1u) << bad;
    }
    in.complaints.clear();
    EXPECT_FALSE(in.side_file("absent.mtl", false));
    EXPECT_TRUE(in.complaints.empty());
    EXPECT_FALSE(in.side_file("absent.mtl", true));
    EXPECT_EQ(in.complaints.size(), 1u);
}

TEST_F(ImportFile, AModelThatReachesOutOfItsFolderIsRefusedAndReported) {
    write("secret.mtl", "newmtl a\nKd 1 0 0\n");
    const fs::path model = write("in/box.obj", "mtllib ../secret.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl a\nf 1 2 3\n");
    const auto result = read(model);
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(sink.features.size(), 1u);
    bool reported = false;
    for (const base::Complaint& complaint : sink.complaints)
        reported = reported || complaint.object.find("secret") != std::string::npos;
    EXPECT_TRUE(reported);
}

/// One honest file per format, through the whole way.
struct Sample {
    const char* file;
    const char* what;  ///< feature | grid
};
class RealFile : public testing::TestWithParam<Sample> {};

TEST_P(RealFile, IsReadInTheSandbox) {
    const fs::path file = data_root / GetParam().file;
    if (!fs::exists(file)) GTEST_SKIP() << "no data folder";
    CollectingSink sink(file.parent_path());
    const auto result = read_in_worker(file, {}, {}, limits(), sink, {});
    ASSERT_TRUE(result.ok()) << result.error().message;
    const std::string what = GetParam().what;
    EXPECT_GT(what == "grid" ? sink.grids.size() : sink.features.size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, RealFile,
    testing::Values(Sample{"citygml/nrw-wesel-bislich/LoD2_32_329_5731_1_NW.gml", "feature"},
                    Sample{"osm/kaiserslautern/kaiserslautern_uni.osm.gz", "feature"},
                    Sample{"osm/osm2world-edgecases/simpleTest01.osm.pbf", "feature"},
                    Sample{"terrain/srtm-hgt/N43E007.hgt.zip", "grid"},
                    Sample{"terrain/rasterio-test/float_raster_with_nodata.tif", "grid"},
                    Sample{"geojson/berlin-neukoelln-streetspace/traffic_calming.geojson", "feature"},
                    Sample{"models/assimp-good/OBJ/spider.obj", "feature"},
                    Sample{"models/assimp-good/Collada/duck.dae", "feature"},
                    Sample{"models/assimp-good/STL/Spider_binary.stl", "feature"},
                    Sample{"models/assimp-good/glTF2/BoxTextured-glTF-Binary/BoxTextured.glb", "feature"},
                    Sample{"models/assimp-good/IFC/AC14-FZK-Haus.ifc", "feature"}));

}  // namespace
}  // namespace twin::data
