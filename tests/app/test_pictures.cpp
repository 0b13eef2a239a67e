#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <stb/stb_image.h>
#include <unistd.h>

#include "app/importer/importer.h"
#include "app/picture.h"
#include "base/paths.h"

/// Pictures of whole cities, imported as a person would, against pictures that were looked at and kept in
/// tests/pictures. A changed look on purpose: STADTZWILLING_KEEP_PICTURES=1 writes them anew; look before you commit.
namespace twin::app {
namespace {

namespace fs = std::filesystem;

constexpr double most_mean = 2.0;           ///< Of 255, over all channels.
constexpr double most_wrong_share = 0.015;  ///< Pixels that are off by more than `wrong` in a channel.
constexpr int wrong = 32;

struct View {
    const char* name;
    std::vector<std::string> sources;  ///< Below TWIN_DATA_ROOT; empty: the bundled city.
    std::optional<GeoCamera> camera;   ///< Empty: home.
    const char* time;
    bool fit = false;
    bool photo = false;  ///< With a painted photo of the ground.
    /// More of the recipe for the first source (a place for a model); empty: no recipe.
    const char* settings = "";
};

void PrintTo(const View& view, std::ostream* out) {
    *out << view.name;
}

const std::vector<View> views{
    {"photo_above",
     {"osm/kaiserslautern/kaiserslautern_cc.osm.gz"},
     GeoCamera{{49.4425, 7.7690}, 420, 0, -40},
     "2026-06-21T15:00",
     false,
     true},
    {"bundled_above", {}, std::nullopt, "2026-06-21T17:30"},
    {"bundled_street", {}, GeoCamera{{49.43750, 7.77224}, 0, 347, 4}, "2026-06-21T11:00"},
    {"kaiserslautern_above",
     {"osm/kaiserslautern/kaiserslautern.osm.gz"},
     GeoCamera{{49.4290, 7.7690}, 420, 0, -14},
     "2026-06-21T17:30"},
    {"kaiserslautern_street",
     {"osm/kaiserslautern/kaiserslautern.osm.gz"},
     GeoCamera{{49.44375, 7.76783}, 0, -54, 4},
     "2026-06-21T11:00"},
    {"wesel_above", {"citygml/nrw-wesel-bislich"}, GeoCamera{{51.6825, 6.5075}, 190, 0, -20}, "2026-06-21T15:00"},
    {"wesel_street", {"citygml/nrw-wesel-bislich"}, GeoCamera{{51.68535, 6.50660}, 0, 40, 2}, "2026-06-21T15:00"},
    {"bayreuth_above",
     {"osm/graphhopper/north-bayreuth.osm.gz", "terrain/srtm-hgt/N49E011.hgt.zip", "terrain/srtm-hgt/N50E011.hgt.zip"},
     std::nullopt,
     "2026-06-21T16:00"},
    {"bayreuth_street",
     {"osm/graphhopper/north-bayreuth.osm.gz", "terrain/srtm-hgt/N49E011.hgt.zip", "terrain/srtm-hgt/N50E011.hgt.zip"},
     GeoCamera{{49.98015, 11.6008}, 0, 15, 3},
     "2026-06-21T16:00"},
    {"ingolstadt_street",
     {"citygml/ingolstadt-lod3"},
     GeoCamera{{48.7603363, 11.4238138}, 415.9, 3, 12},
     "2026-06-21T11:00"},
    {"delft_water", {"cityjson/cjio/delft.json"}, GeoCamera{{52.009657, 4.369082}, 45, -15, -14}, "2026-06-21T15:00"},
    {"zurich_house", {"cityjson/cjio/zurich"}, GeoCamera{{47.381847, 8.532325}, 432, 0, -12}, "2026-06-21T15:00"},
    {"neukoelln_crossing",
     {"geojson/berlin-neukoelln-streetspace"},
     GeoCamera{{52.479926, 13.421672}, 8, 0, -16},
     "2026-06-21T15:00"},
    // A house of an architect, with a place from the recipe, on the hills near Bayreuth.
    {"ifc_house",
     {"models/assimp-good/IFC/AC14-FZK-Haus.ifc", "terrain/srtm-hgt/N49E011.hgt.zip"},
     GeoCamera{{49.9558526, 11.6013664}, 367, 28, -9},
     "2026-06-21T14:00",
     false,
     false,
     "[source.place]\nposition = [11.6015, 49.9560]\nheading_deg = 20\n"},
};

fs::path root() {
    return fs::path(TWIN_SOURCE_ROOT) / "tests/pictures";
}

/// Of this run, so that two runs do not meet.
fs::path folder() {
    const fs::path made = fs::temp_directory_path() / fmt::format("stadtzwilling-pictures-{}", ::getpid());
    fs::create_directories(made);
    return made;
}

/// Something like a photo: fields of 100 m in several colours, dark lines between them, some grain; 1500 m x 1500 m
/// around the town hall, a pixel 0.5 m.
fs::path painted_photo() {
    const fs::path file = folder() / "photo.tif";
    GDALAllRegister();
    constexpr int edge_px = 3000;
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    GDALDataset* made = driver->Create(file.c_str(), edge_px, edge_px, 3, GDT_Byte, nullptr);
    double transform[] = {410000, 0.5, 0, 5478300, 0, -0.5};
    made->SetGeoTransform(transform);
    OGRSpatialReference reference;
    reference.importFromEPSG(25832);
    made->SetSpatialRef(&reference);
    std::vector<std::uint8_t> row(edge_px * 3);
    for (int y = 0; y < edge_px; ++y) {
        for (int x = 0; x < edge_px; ++x) {
            const int field = (x / 200 * 7 + y / 200 * 13) % 5;
            const bool line = x % 200 < 8 || y % 200 < 8;
            const int grain = static_cast<int>((static_cast<unsigned>(x / 4 * 7919 + y / 4 * 104729) >> 3) % 24);
            const int colour[3] = {line ? 50 : 90 + 25 * field, line ? 50 : 120 - 8 * field,
                                   line ? 60 : 60 + 10 * field};
            for (int k = 0; k < 3; ++k)
                row[static_cast<std::size_t>(x) * 3 + static_cast<std::size_t>(k)] =
                    static_cast<std::uint8_t>(colour[k] + grain);
        }
        EXPECT_EQ(
            made->RasterIO(GF_Write, 0, y, edge_px, 1, row.data(), edge_px, 1, GDT_Byte, 3, nullptr, 3, 0, 1, nullptr),
            CE_None);
    }
    GDALClose(made);
    return file;
}

/// The sources of a view, the first one with its settings.
fs::path recipe_of(const View& view) {
    const fs::path file = folder() / (std::string(view.name) + ".toml");
    std::ofstream out(file);
    const char* settings = view.settings;
    for (const std::string& source : view.sources) {
        out << "[[source]]\npath = \"" << (fs::path(TWIN_DATA_ROOT) / source).string() << "\"\n" << settings;
        settings = "";
    }
    return file;
}

/// The city file of a view, imported once per test program.
fs::path city_of(const View& view) {
    if (view.sources.empty()) return base::bundled_city();
    const std::string town(view.name, std::string(view.name).find('_'));
    const fs::path file = folder() / (town + ".gpkg");
    if (fs::exists(file)) return file;
    ImportRequest request;
    if (*view.settings)
        request.sources.emplace_back(recipe_of(view));
    else
        for (const std::string& source : view.sources) request.sources.emplace_back(fs::path(TWIN_DATA_ROOT) / source);
    if (view.photo) request.sources.emplace_back(painted_photo());
    request.output = file;
    const auto imported = import_city(request, [](const base::Progress&) { return true; });
    EXPECT_TRUE(imported.ok()) << (imported.ok() ? "" : imported.error().message);
    return file;
}

class Pictures : public testing::TestWithParam<View> {
  public:
    static void TearDownTestSuite() { fs::remove_all(folder()); }
};

TEST_P(Pictures, LookAsTheyDidWhenSomeoneLookedAtThem) {
    const View& view = GetParam();
    for (const std::string& source : view.sources)
        if (!fs::exists(fs::path(TWIN_DATA_ROOT) / source)) GTEST_SKIP() << "no " << source << " in " TWIN_DATA_ROOT;
    if (view.sources.empty() && !fs::exists(base::bundled_city())) GTEST_SKIP() << "the bundled city is not built";
    PictureRequest request;
    request.width_px = 640;
    request.height_px = 360;
    request.camera = view.camera;
    request.time = view.time;
    request.language = "de";
    request.ui_scale = 0.7;
    const auto picture = draw_picture(city_of(view), request);
    ASSERT_TRUE(picture.ok()) << picture.error().message;

    const fs::path kept = root() / (std::string(view.name) + ".png");
    if (std::getenv("STADTZWILLING_KEEP_PICTURES")) {
        ASSERT_TRUE(save_picture(*picture, kept).ok());
        GTEST_SKIP() << "written: " << kept;
    }
    int width = 0, height = 0, channels = 0;
    unsigned char* pixels = stbi_load(kept.c_str(), &width, &height, &channels, 4);
    ASSERT_TRUE(pixels) << kept << " is missing";
    ASSERT_EQ(width, request.width_px);
    ASSERT_EQ(height, request.height_px);
    double sum = 0;
    long off = 0;
    for (std::size_t i = 0; i < picture->rgba.size(); i += 4) {
        int most = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const int difference = std::abs(int{picture->rgba[i + k]} - int{pixels[i + k]});
            sum += difference;
            most = std::max(most, difference);
        }
        off += most > wrong;
    }
    stbi_image_free(pixels);
    const double count = static_cast<double>(picture->rgba.size()) / 4;
    const bool same = sum / count / 3 <= most_mean && static_cast<double>(off) / count <= most_wrong_share;
    if (!same) {
        const fs::path seen = fs::temp_directory_path() / (std::string("seen_") + view.name + ".png");
        (void)save_picture(*picture, seen).ok();
        ADD_FAILURE() << view.name << ": mean difference " << sum / count / 3 << ", share of wrong pixels "
                      << static_cast<double>(off) / count << "; seen: " << seen << ", kept: " << kept;
    }
}

INSTANTIATE_TEST_SUITE_P(OfCities, Pictures, testing::ValuesIn(views),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace twin::app
