#include "data/sources/tiles3d.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/frames.h"
#include "data/import_file.h"
#include "data/keys.h"
#include "tests/data/memory_sink.h"

namespace {

using namespace twin;
using test::message_of;
using test::read_text;

const data::Tiles3dSource source;

struct Expected {
    const char* file;
    std::size_t objects, triangles, complaints;
    const char* crs;    ///< Empty: none.
    const char* words;  ///< Of a complaint; null: none.
};

std::size_t triangles_of(const std::vector<data::Feature>& features) {
    std::size_t count = 0;
    for (const data::Feature& feature : features)
        for (const data::ModelMesh& mesh : feature.models) count += mesh.triangles.size() / 3;
    return count;
}

TEST(Tiles3d, EveryTilesetAtHandGivesWhatIsFinestInIt) {
    const std::filesystem::path root = std::string(TWIN_DATA_ROOT) + "/models/3dtiles-samples";
    if (!std::filesystem::exists(root)) GTEST_SKIP() << "no data at " << root;
    const Expected table[] = {
        // Its finest dragon is missing, the next one stands in.
        {"1.0/TilesetWithDiscreteLOD/tileset.json", 55, 14782, 2, "EPSG:4979", "there is no such file"},
        {"1.0/TilesetWithTreeBillboards/tileset.json", 25, 48900, 0, "EPSG:4979", nullptr},
        {"1.1/MetadataGranularities/tileset.json", 20, 10797, 0, "", nullptr},
        {"1.1/MultipleContents/tileset.json", 1, 2048, 1, "", "point clouds are not read"},
        {"1.1/SparseImplicitOctree/tileset.json", 31, 372, 0, "", nullptr},
        {"1.1/SparseImplicitQuadtree/tileset.json", 32, 64, 0, "", nullptr},
    };
    for (const Expected& expected : table) {
        SCOPED_TRACE(expected.file);
        const auto file = data::MappedFile::open(root / expected.file);
        ASSERT_TRUE(file);
        data::CollectingSink sink((root / expected.file).parent_path());
        const auto done = source.read(file->input(), {}, sink);
        ASSERT_TRUE(done) << message_of(done);
        EXPECT_EQ(sink.features.size(), expected.objects);
        EXPECT_EQ(triangles_of(sink.features), expected.triangles);
        EXPECT_EQ(sink.crs_claim.text, expected.crs);
        EXPECT_EQ(sink.complaints.size(), expected.complaints);
        bool said = !expected.words;
        for (const base::Complaint& c : sink.complaints)
            said = said || (expected.words && (c.what + c.why).find(expected.words) != std::string::npos);
        EXPECT_TRUE(said);
    }
}

TEST(Tiles3d, TreesOfATilesetStandUprightInPhiladelphia) {
    const std::filesystem::path folder =
        std::string(TWIN_DATA_ROOT) + "/models/3dtiles-samples/1.0/TilesetWithTreeBillboards";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data at " << folder;
    const auto file = data::MappedFile::open(folder / "tileset.json");
    ASSERT_TRUE(file);
    data::CollectingSink sink(folder);
    ASSERT_TRUE(source.read(file->input(), {}, sink));
    for (const data::Feature& tree : sink.features) {
        EXPECT_EQ(tree.heights, data::HeightMode::absolute);
        EXPECT_EQ(tree.attributes.number("Height"), 20);
        base::Box3 box;
        for (const data::ModelMesh& mesh : tree.models)
            for (const glm::dvec3& p : mesh.positions) box.add(p);
        EXPECT_NEAR(box.centre().x, -75.612, 0.002);
        EXPECT_NEAR(box.centre().y, 40.0425, 0.002);
        // Taller than wide, and on the ground.
        EXPECT_GT(box.size().z, box.size().y * 111'000);
        EXPECT_NEAR(box.min.z, 0, 1.5);
    }
}

TEST(Tiles3d, AMissingTileIsOneComplaintAndTilesetsMayNotEatThemselves) {
    test::MemorySink sink;
    const std::string json =
        R"({"asset":{"version":"1.1"},"geometricError":5,"root":{"geometricError":1,"refine":"ADD",)"
        R"("children":[{"geometricError":0,"content":{"uri":"no.glb"}},{"geometricError":0,)"
        R"("content":{"uri":"self.json"}}]}})";
    sink.side_files["self.json"] = json;
    const auto done = read_text(source, "tileset.json", json, sink);
    EXPECT_NE(message_of(done).find("nothing could be read"), std::string::npos) << message_of(done);
    std::size_t missing = 0, circles = 0;
    for (const base::Complaint& c : sink.complaints) {
        missing += c.why == "there is no such file";
        circles += c.why == "the tileset refers to itself";
    }
    EXPECT_EQ(circles, 1u);
    EXPECT_EQ(missing, 2u);  // once in each reading of the same list
}

TEST(Tiles3d, ACutTileEndsWithASentence) {
    const std::filesystem::path root = std::string(TWIN_DATA_ROOT) + "/models/3dtiles-samples/1.0";
    if (!std::filesystem::exists(root)) GTEST_SKIP() << "no data at " << root;
    for (const char* name : {"TilesetWithDiscreteLOD/dragon_low.b3dm", "TilesetWithTreeBillboards/tree.i3dm",
                             "TilesetWithDiscreteLOD/tileset.json"}) {
        const auto file = data::MappedFile::open(root / name);
        ASSERT_TRUE(file);
        for (std::size_t i = 0; i <= 10; ++i) {
            SCOPED_TRACE(std::string(name) + " " + std::to_string(i));
            test::MemorySink sink;
            const std::string_view text = file->input().text();
            const auto done = read_text(source, "x.b3dm", text.substr(0, text.size() * i / 11), sink);
            EXPECT_FALSE(done);
            EXPECT_GT(message_of(done).size(), 20u);
            EXPECT_NE(message_of(done).find(": "), std::string::npos);
        }
    }
}

}  // namespace
