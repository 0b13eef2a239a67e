#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "data/sources/cityjson.h"
#include "tests/data/memory_sink.h"

/// Real files and conformance cases.
namespace twin::data {
namespace {

namespace fs = std::filesystem;
using test::MemorySink;
using test::message_of;

const fs::path root = fs::path(TWIN_DATA_ROOT) / "cityjson";
const CityJsonSource source;

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Type as the file says it, with the number of its objects and of their faces.
struct Count {
    int objects = 0;
    int faces = 0;
    bool operator==(const Count&) const = default;
};
using Counts = std::map<std::string, Count>;

void PrintTo(const Count& count, std::ostream* out) {
    *out << count.objects << " objects, " << count.faces << " faces";
}

Counts counts_of(const MemorySink& sink) {
    Counts counts;
    for (const Feature& feature : sink.features) {
        Count& count = counts[feature.attributes.text("type", name_of(feature.kind))];
        ++count.objects;
        count.faces += static_cast<int>(feature.surfaces.size());
    }
    return counts;
}

struct Expected {
    const char* file;
    const char* crs;
    Counts counts;
};

void PrintTo(const Expected& expected, std::ostream* out) {
    *out << expected.file;
}

class CityJsonFile : public testing::TestWithParam<Expected> {};

TEST_P(CityJsonFile, HoldsWhatItsAuthorsPutIn) {
    const fs::path file = root / GetParam().file;
    if (!fs::exists(file)) GTEST_SKIP() << "no data folder";
    const std::string text = content_of(file);
    EXPECT_EQ(source.recognises(
                  {file.filename(), std::as_bytes(std::span(text)).first(std::min<std::size_t>(text.size(), 4096))}),
              2);
    MemorySink sink;
    const auto result = test::read_text(source, file.filename(), text, sink);
    ASSERT_TRUE(result.ok()) << message_of(result);
    EXPECT_EQ(counts_of(sink), GetParam().counts);
    ASSERT_EQ(sink.claims.size(), 1u);
    EXPECT_EQ(sink.claims.front().text, GetParam().crs);
    EXPECT_TRUE(sink.claims.front().xy_order);
}

constexpr const char* rd_new = "https://www.opengis.net/def/crs/EPSG/0/7415";

INSTANTIATE_TEST_SUITE_P(
    Files, CityJsonFile,
    testing::Values(
        Expected{"cjio/delft.json",
                 rd_new,
                 {{"Building", {160, 5563}},
                  {"Road", {143, 4115}},
                  {"PlantCover", {126, 15693}},
                  {"LandUse", {81, 8016}},
                  {"GenericCityObject", {54, 2278}},
                  {"Bridge", {3, 101}},
                  {"WaterBody", {3, 505}}}},
        Expected{"cjio/zurich/zurich_subset_lod2.json",
                 "https://www.opengis.net/def/crs/EPSG/0/2056",
                 {{"Building", {49, 0}}, {"BuildingPart", {161, 2039}}}},
        Expected{"cjio/rotterdam/rotterdam_subset.json", "", {{"Building", {16, 248}}}},
        Expected{"cjio/rotterdam/rotterdam_subset_cjio_test.json", "", {{"Building", {16, 248}}}},
        Expected{"cjio/rotterdam/rotterdam_one.json", rd_new, {{"Building", {1, 14}}}},
        Expected{"cjio/multi_lod.json", "", {{"Building", {10, 348}}}},
        Expected{"cjio/DH_01_subs.city.json", "", {{"Building", {4, 9}}, {"BuildingPart", {8, 61}}}},
        Expected{"cjio/cube.json", "", {{"Building", {1, 6}}}},
        Expected{"cjio/cube.c.json", "", {{"Building", {1, 6}}}},
        Expected{"cjio/delft_1b.json", rd_new, {{"Building", {1, 229}}}},
        Expected{"cjio/dummy/dummy.json", rd_new, {{"Building", {1, 10}}, {"SolitaryVegetationObject", {1, 0}}}},
        Expected{"cjio/dummy/rectangle.json", "", {{"Building", {1, 1}}}},
        Expected{"cjio/dummy/composite_solid_with_material.json", "", {{"+GenericCityObject", {1, 12}}}},
        Expected{"cjio/dummy/multisurface_with_material.json", "", {{"CityFurniture", {1, 193}}}},
        Expected{"cjio/material/mt-1.json", "", {{"Building", {1, 0}}, {"BuildingPart", {1, 6}}}},
        Expected{"cjio/material/mt-2-triangulated.json", "", {{"Building", {1, 0}}, {"BuildingPart", {1, 12}}}},
        Expected{"flatcitybuf/src/rust/fcb_core/tests/data/small.city.jsonl",
                 rd_new,
                 {{"Building", {3, 3}}, {"BuildingPart", {3, 33}}}},
        Expected{"flatcitybuf/src/rust/fcb_core/tests/data/noise_extension.city.jsonl",
                 "",
                 {{"Building", {2, 12}}, {"CityFurniture", {1, 6}}, {"+NoiseCityFurnitureSegment", {2, 0}}}},
        Expected{"flatcitybuf/src/rust/fcb_core/tests/data/geom_temp.city.jsonl",
                 "",
                 {{"Bridge", {1, 30}}, {"GenericCityObject", {1, 59}}, {"SolitaryVegetationObject", {15, 0}}}}));

TEST(CityJson, ABuildingOfPartsIsDrawnByThem) {
    const fs::path file = root / "cjio/zurich/zurich_subset_lod2.json";
    if (!fs::exists(file)) GTEST_SKIP() << "no data folder";
    MemorySink sink;
    ASSERT_TRUE(test::read_text(source, "zurich.json", content_of(file), sink).ok());
    int parts = 0;
    for (const Feature& feature : sink.features) {
        EXPECT_EQ(feature.attributes.flag(keys::outline_only), feature.kind == FeatureKind::building);
        if (feature.kind != FeatureKind::building_part) continue;
        ++parts;
        const Feature* const parent = sink.find(feature.parent_id);
        ASSERT_TRUE(parent) << feature.id;
        EXPECT_EQ(parent->kind, FeatureKind::building);
    }
    EXPECT_EQ(parts, 161);
}

TEST(CityJson, MissingPicturesAreNamedOnceEach) {
    const fs::path file = root / "cjio/rotterdam/rotterdam_one.json";
    if (!fs::exists(file)) GTEST_SKIP() << "no data folder";
    MemorySink sink;
    ASSERT_TRUE(test::read_text(source, "rotterdam_one.json", content_of(file), sink).ok());
    std::map<std::string, int> named;
    for (const auto& complaint : sink.complaints) ++named[complaint.object];
    EXPECT_EQ(named.size(), 6u);
    for (const auto& [name, times] : named) EXPECT_EQ(times, 1) << name;
    for (const Surface& surface : sink.features.at(0).surfaces) EXPECT_EQ(surface.texture, -1);
}

/// The corpus says per case whether it is to be read or refused.
TEST(CityJson, ConformanceCasesEndAsTheCorpusExpects) {
    const fs::path corpus = root / "3dgi-corpus";
    if (!fs::exists(corpus)) GTEST_SKIP() << "no data folder";
    int read = 0, refused = 0, without_file = 0;
    for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
        if (entry.path().filename() != "case.json") continue;
        const fs::path folder = entry.path().parent_path();
        const bool reject =
            content_of(folder / "invariants.json").find("\"expected_result\": \"reject\"") != std::string::npos;
        fs::path artifact;
        for (const char* ending : {".city.json", ".city.jsonl", ".json"})
            if (const fs::path file = folder / (folder.filename().string() + ending); fs::exists(file)) artifact = file;
        if (artifact.empty()) {
            ++without_file;  // generated or fetched on demand there
            continue;
        }
        MemorySink sink;
        const auto result = test::read_text(source, artifact.filename(), content_of(artifact), sink);
        EXPECT_EQ(result.ok(), !reject) << artifact << ": " << message_of(result);
        ++(reject ? refused : read);
    }
    EXPECT_EQ(read, 35);
    EXPECT_EQ(refused, 4);
    EXPECT_EQ(read + refused + without_file, 55);
}

TEST(CityJson, ATruncatedFileTellsHowMuchIsThere) {
    for (const char* name : {"cjio/delft.json", "cjio/multi_lod.json", "cjio/zurich/zurich_subset_lod2.json",
                             "flatcitybuf/src/rust/fcb_core/tests/data/small.city.jsonl"}) {
        const fs::path file = root / name;
        if (!fs::exists(file)) GTEST_SKIP() << "no data folder";
        const std::string whole = content_of(file);
        MemorySink all;
        ASSERT_TRUE(test::read_text(source, name, whole, all).ok());
        for (std::size_t tenth = 1; tenth <= 10; ++tenth) {
            const std::string part = whole.substr(0, whole.size() * tenth / 11);
            MemorySink sink;
            const auto result = test::read_text(source, name, part, sink);
            EXPECT_LE(sink.features.size(), all.features.size());
            const bool told =
                !result.ok() || sink.complained("truncated") || sink.complained("documents could be read");
            EXPECT_TRUE(told) << name << " cut at " << part.size();
            EXPECT_EQ(message_of(result).find('\n'), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace twin::data
