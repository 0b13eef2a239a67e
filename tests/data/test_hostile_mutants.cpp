#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/data/hostile_fixture.h"

/// Small files changed at random, through the real workers: this process goes on, each file costs one sentence at most,
/// and what comes out is usable. A few hundred here; STADTZWILLING_MUTANTS=60000 in the environment for a night.
/// Source: facts/reliability.md A1.
namespace twin::data {
namespace {

namespace fs = std::filesystem;

int mutant_count() {
    const char* wanted = std::getenv("STADTZWILLING_MUTANTS");
    return wanted ? std::max(1, std::atoi(wanted)) : 300;
}

constexpr std::array<std::string_view, 16> nasty{"nan",
                                                 "inf",
                                                 "-1e300",
                                                 "1e-320",
                                                 "99999999999999999999",
                                                 "-1",
                                                 "4294967296",
                                                 "&x;",
                                                 "<a>",
                                                 "]]>",
                                                 "\xff\xfe",
                                                 std::string_view("\0\0\0\0", 4),
                                                 "\x7f\xff\xff\xff",
                                                 "{}",
                                                 "[[[[",
                                                 "\xe2\x80\xae"};

/// Eight ways to spoil a file.
std::string spoilt(std::string text, std::mt19937& random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    const std::size_t changes = 1 + below(6);
    for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
        const std::size_t at = below(text.size()), length = 1 + below(std::min<std::size_t>(64, text.size() - at));
        switch (below(8)) {
            case 0:
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
                break;
            case 1:
                text[at] = static_cast<char>(random());
                break;
            case 2:
                text.erase(at, length);
                break;
            case 3:
                text.insert(at, text.substr(at, length));
                break;
            case 4:
                text.replace(at, length, text.substr(below(text.size()), length));
                break;
            case 5:
                text.replace(at, std::min<std::size_t>(length, 4), nasty[below(nasty.size())]);
                break;
            case 6:
                text.resize(at);
                break;
            default: {
                // Another number where one stands.
                const std::size_t digit = text.find_first_of("0123456789", at);
                if (digit == std::string::npos) break;
                text.replace(digit, 1, nasty[below(7)]);
            }
        }
    }
    return text;
}

/// Endings that the sources know, for seeds of any name; formats that live beside other files are in.
std::vector<fs::path> seeds() {
    std::vector<fs::path> files;
    for (const char* noun : {"citygml", "cityjson", "cityjson_sequence", "osm_xml", "osm_pbf", "sumo", "gltf",
                             "tiles3d", "raster_xyz", "archive"})
        for (const auto& entry : fs::directory_iterator(test::hostile_seeds / noun)) files.push_back(entry.path());
    const fs::path data = TWIN_DATA_ROOT;
    for (const char* name :
         {"models/assimp-good/OBJ/box.obj", "terrain/rasterio-test/float_raster_with_nodata.tif",
          "models/assimp-good/Collada/duck.dae", "geojson/berlin-neukoelln-streetspace/traffic_calming.geojson"})
        if (fs::exists(data / name) && fs::file_size(data / name) < (1u << 20)) files.push_back(data / name);
    std::sort(files.begin(), files.end());
    return files;
}

TEST(HostileMutants, CostASentenceAtMost) {
    const std::vector<fs::path> files = seeds();
    ASSERT_GT(files.size(), 20u);
    const test::TemporaryFolder folder;
    std::vector<std::future<void>> running;
    for (int i = 0; i < mutant_count(); ++i) {
        running.push_back(std::async(std::launch::async, [&, i] {
            std::mt19937 random(static_cast<unsigned>(i));
            const fs::path& seed = files[static_cast<std::size_t>(i) % files.size()];
            SCOPED_TRACE("mutant " + std::to_string(i) + " of " + seed.string());
            const fs::path own = folder.path / std::to_string(i) / seed.filename();
            test::write(own, spoilt(test::content_of(seed), random));
            if (fs::file_size(own) > 0) test::expect_a_good_end(own);
            if (!testing::Test::HasFailure()) fs::remove_all(own.parent_path());
        }));
        if (running.size() == 4) running.clear();  // waits
    }
}

}  // namespace
}  // namespace twin::data
