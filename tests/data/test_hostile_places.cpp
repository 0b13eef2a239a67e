#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/data/hostile_fixture.h"

/// Files that are no files, that change while they are read, or that point at others.
/// Source: facts/reliability.md A5, A13.
namespace twin::data {
namespace {

namespace fs = std::filesystem;
using test::expect_a_good_end;
using test::write;

std::string sentence_of(const fs::path& file) {
    CollectingSink sink(file.parent_path());
    const auto result = read_in_worker(file, {}, {}, test::hostile_limits(), sink, {});
    return result ? "no error" : result.error().message;
}

TEST(HostilePlaces, NamesOfAnyBytesAreShownOnOneLine) {
    const test::TemporaryFolder folder;
    for (const char* name : {"line\nbreak.gml", "bad\xff\xfe.gml",
                             "right\xe2\x80\xae"
                             "lmg.gml",
                             "tab\tand\x01.gml"}) {
        write(folder.path / name, "not a city");
        const std::string message = sentence_of(folder.path / name);
        EXPECT_EQ(message.find('\n'), std::string::npos) << message;
        EXPECT_EQ(base::to_valid_utf8(message), message);
        EXPECT_NE(message.find(".gml: "), std::string::npos) << message;
    }
    // As long as the system allows.
    const fs::path longest = folder.path / (std::string(251, 'x') + ".gml");
    write(longest, "not a city");
    EXPECT_LT(sentence_of(longest).size(), 2500u);
    EXPECT_NE(sentence_of(folder.path / std::string(300, 'y')).find("opening: "), std::string::npos);
}

TEST(HostilePlaces, AHoleOfTwoGigabytesIsRefusedSoon) {
    const test::TemporaryFolder folder;
    constexpr std::uintmax_t size = (2ull << 30) + 4097;
    for (const char* name :
         {"hole.gml", "hole.osm", "hole.osm.pbf", "hole.glb", "hole.tif", "hole.geojson", "hole.xyz", "hole"}) {
        const fs::path file = folder.path / name;
        write(file, "");
        std::error_code failure;
        fs::resize_file(file, size, failure);
        if (failure) GTEST_SKIP() << "no sparse files here";
        const auto start = std::chrono::steady_clock::now();
        expect_a_good_end(file, false);
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << name;
        fs::remove(file);
    }
}

TEST(HostilePlaces, AFileThatShrinksOrGoesWhileItIsReadCostsOneSentence) {
    const test::TemporaryFolder folder;
    std::string city = "<CityModel xmlns=\"http://www.opengis.net/citygml/2.0\">";
    while (city.size() < (24u << 20))
        city += "<cityObjectMember><x>" + std::string(4000, 'a') + "</x></cityObjectMember>";
    for (const bool shrinks : {true, false}) {
        const fs::path file = folder.path / "city.gml";
        write(file, city + "</CityModel>");
        auto change = std::async(std::launch::async, [&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(12));
            std::error_code failure;
            if (shrinks)
                fs::resize_file(file, 100, failure);
            else
                fs::remove(file, failure);
        });
        expect_a_good_end(file);
        change.wait();
    }
}

/// Says what was opened in a folder.
class Watch {
  public:
    explicit Watch(const fs::path& folder) : notes_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        ::inotify_add_watch(notes_, folder.c_str(), IN_OPEN | IN_ACCESS);
    }
    ~Watch() { ::close(notes_); }
    std::string opened() const {
        alignas(inotify_event) char buffer[4096];
        std::string names;
        for (ssize_t size = 0; (size = ::read(notes_, buffer, sizeof buffer)) > 0;) {
            for (ssize_t at = 0; at < size;) {
                const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
                if (!(event->mask & IN_ISDIR) && event->len > 0) names += std::string(event->name) + " ";
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            }
        }
        return names;
    }

  private:
    int notes_;
};

TEST(HostilePlaces, TheWatchSeesWhatIsOpened) {
    const test::TemporaryFolder folder;
    write(folder.path / "secret", "x");
    const Watch watch(folder.path);
    test::content_of(folder.path / "secret");
    EXPECT_NE(watch.opened().find("secret"), std::string::npos);
}

/// Each format refers to a file outside of its folder in the ways it knows; `{}` is where the name goes.
struct Pointing {
    const char* file;
    const char* text;
};
class PointsOutside : public testing::TestWithParam<Pointing> {};

TEST_P(PointsOutside, AndNobodyGoesThere) {
    const test::TemporaryFolder folder;
    const fs::path secret = folder.path / "secrets" / "secret.png", inside = folder.path / "city";
    write(secret, "secret");
    write(inside / "plain", "x");
    fs::create_symlink(secret, inside / "link.png");
    fs::create_directory_symlink(secret.parent_path(), inside / "up");
    const Watch watch(secret.parent_path());
    for (const std::string& name :
         {secret.string(), std::string("../secrets/secret.png"), "file://" + secret.string(), std::string("link.png"),
          std::string("up/secret.png"), "/vsisubfile/0_6," + secret.string(),
          std::string("sub/../../secrets/secret.png"), std::string("%2e%2e/secrets/secret.png")}) {
        SCOPED_TRACE(name);
        std::string text = GetParam().text;
        for (std::size_t at = 0; (at = text.find("{}", at)) != std::string::npos; at += name.size())
            text.replace(at, 2, name);
        write(inside / GetParam().file, text);
        expect_a_good_end(inside / GetParam().file);
        EXPECT_EQ(watch.opened(), "");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Formats, PointsOutside,
    testing::Values(
        Pointing{
            "a.gml",
            "<!DOCTYPE CityModel [<!ENTITY x SYSTEM \"{}\">]><CityModel "
            "xmlns=\"http://www.opengis.net/citygml/2.0\" xmlns:gml=\"http://www.opengis.net/gml\" "
            "xmlns:app=\"http://www.opengis.net/citygml/appearance/2.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
            "xmlns:b=\"http://www.opengis.net/citygml/building/2.0\"><app:appearanceMember><app:Appearance>"
            "<app:surfaceDataMember><app:ParameterizedTexture><app:imageURI>{}</app:imageURI><app:target uri=\"#p\">"
            "<app:TexCoordList><app:textureCoordinates ring=\"#r\">0 0 1 0 1 1 0 0</app:textureCoordinates>"
            "</app:TexCoordList></app:target></app:ParameterizedTexture></app:surfaceDataMember></app:Appearance>"
            "</app:appearanceMember><cityObjectMember><b:Building gml:id=\"h\"><gml:name>&x;</gml:name>"
            "<b:function codeSpace=\"{}\">1</b:function><b:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>"
            "<gml:Polygon gml:id=\"p\"><gml:exterior><gml:LinearRing gml:id=\"r\"><gml:posList>0 0 0 4 0 0 4 4 0 0 0 "
            "0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember><gml:surfaceMember "
            "xlink:href=\"{}#q\"/></gml:MultiSurface></b:lod2MultiSurface></b:Building></cityObjectMember>"
            "</CityModel>"},
        Pointing{"a.city.json",
                 "{\"type\":\"CityJSON\",\"version\":\"2.0\",\"transform\":{\"scale\":[1,1,1],\"translate\":[0,0,0]},"
                 "\"appearance\":{\"textures\":[{\"type\":\"PNG\",\"image\":\"{}\"}],\"vertices-texture\":[[0,0],[1,0],"
                 "[1,1]]},\"extensions\":{\"E\":{\"url\":\"{}\",\"version\":\"1\"}},\"CityObjects\":{\"b\":{\"type\":"
                 "\"Building\",\"geometry\":[{\"type\":\"MultiSurface\",\"lod\":\"2\",\"boundaries\":[[[0,1,2]]],"
                 "\"texture\":{\"x\":{\"values\":[[[0,0,1,2]]]}}}]}},\"vertices\":[[0,0,0],[4,0,0],[4,4,0]]}"},
        Pointing{"a.obj", "mtllib {}\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl a\nf 1 2 3\n"},
        Pointing{
            "a.gltf",
            "{\"asset\":{\"version\":\"2.0\"},\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"mesh\":0}],\"meshes\":[{"
            "\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"images\":[{\"uri\":\"{}\"}],\"accessors\":[{"
            "\"bufferView\":0,\"componentType\":5126,\"count\":3,\"type\":\"VEC3\"}],\"bufferViews\":[{\"buffer\":0,"
            "\"byteLength\":36}],\"buffers\":[{\"byteLength\":36,\"uri\":\"{}\"}]}"},
        Pointing{
            "tileset.json",
            "{\"asset\":{\"version\":\"1.0\"},\"geometricError\":1,\"root\":{\"boundingVolume\":{\"sphere\":[0,0,0,"
            "1]},\"geometricError\":0,\"content\":{\"uri\":\"{}\"}}}"},
        Pointing{
            "a.vrt",
            "<VRTDataset rasterXSize=\"2\" rasterYSize=\"2\"><VRTRasterBand dataType=\"Byte\" band=\"1\"><SimpleSource>"
            "<SourceFilename relativeToVRT=\"0\">{}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
            "</VRTRasterBand></VRTDataset>"},
        Pointing{"b.vrt",
                 "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>"
                 "</OGRVRTDataSource>"},
        Pointing{"a.kml",
                 "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><NetworkLink><Link><href>{}</href></Link>"
                 "</NetworkLink><Placemark><Model><Link><href>{}</href></Link></Model></Placemark></Document></kml>"},
        Pointing{"a.svg.gml", "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"{}\"><x/>"},
        Pointing{"a.osm",
                 "<!DOCTYPE osm [<!ENTITY x SYSTEM \"{}\">]><osm version=\"0.6\"><node id=\"1\" lat=\"49\" "
                 "lon=\"7\"><tag k=\"natural\" v=\"tree\"/><tag k=\"name\" v=\"&x;\"/></node></osm>"}),
    [](const auto& info) {
        std::string name = info.param.file;
        for (char& c : name)
            if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
        return name;
    });

}  // namespace
}  // namespace twin::data
