#include <cstdlib>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
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
};

void PrintTo(const View& view, std::ostream* out) {
    *out << view.name;
}

const std::vector<View> views{
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

/// The city file of a view, imported once per test program.
fs::path city_of(const View& view) {
    if (view.sources.empty()) return base::bundled_city();
    const std::string town(view.name, std::string(view.name).find('_'));
    const fs::path file = folder() / (town + ".gpkg");
    if (fs::exists(file)) return file;
    ImportRequest request;
    for (const std::string& source : view.sources) request.sources.emplace_back(fs::path(TWIN_DATA_ROOT) / source);
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
