#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "data/sources/model.h"
#include "tests/data/memory_sink.h"
#include "tests/data/picture_files.h"

namespace {

using namespace twin;
using test::MemorySink;
using test::read_text;

const data::ModelSource source;

std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream buffer;
    buffer << in.rdbuf();
    return buffer.str();
}

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

const std::string board =
    "mtllib board.mtl\nv 0 0 0\nv 4 0 0\nv 4 4 0\nv 0 4 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nusemtl board\n"
    "f 1/1 2/2 3/3 4/4\n";

/// The only mesh, or an empty one.
data::ModelMesh mesh_of(const MemorySink& sink) {
    if (sink.features.size() != 1 || sink.features[0].models.size() != 1) return {};
    return sink.features[0].models[0];
}

}  // namespace

TEST(ModelPictures, a_picture_beside_an_obj_comes_with_its_places) {
    MemorySink sink;
    sink.side_files["board.mtl"] = "newmtl board\nKd 1 1 1\nmap_Kd C:\\textures\\my%20board.png\n";
    sink.side_files["my board.png"] = text_of(test::picture_file(test::red_and_blue(32, 32), "png"));
    ASSERT_TRUE(read_text(source, "board.obj", board, sink).ok());
    ASSERT_EQ(sink.images.size(), 1u);
    const data::ModelMesh mesh = mesh_of(sink);
    ASSERT_EQ(mesh.texture, 0);
    EXPECT_EQ(sink.features[0].textures.at(0), sink.images[0].name);
    ASSERT_EQ(mesh.texture_places.size(), mesh.positions.size());
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        EXPECT_NEAR(mesh.texture_places[i].x, mesh.positions[i].x / 4, 1e-5);
        EXPECT_NEAR(mesh.texture_places[i].y, mesh.positions[i].z / 4, 1e-5);  // y up in the file is z
    }
}

TEST(ModelPictures, a_model_whose_picture_is_missing_or_broken_stays_plain) {
    for (const std::string picture : {"", "no picture at all, but some text"}) {
        MemorySink sink;
        sink.side_files["board.mtl"] = "newmtl board\nKd 1 0 0\nmap_Kd board.png\n";
        if (!picture.empty()) sink.side_files["board.png"] = picture;
        ASSERT_TRUE(read_text(source, "board.obj", board, sink).ok());
        EXPECT_TRUE(sink.images.empty());
        EXPECT_TRUE(sink.complained("picture left out"));
        const data::ModelMesh mesh = mesh_of(sink);
        EXPECT_EQ(mesh.triangles.size(), 6u);
        EXPECT_EQ(mesh.texture, -1);
        EXPECT_TRUE(mesh.texture_places.empty());
    }
}

TEST(ModelPictures, a_gltf_shows_its_side_its_embedded_and_its_packed_picture) {
    const std::filesystem::path folder = std::filesystem::path(TWIN_DATA_ROOT) / "models/assimp-good/glTF2";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
    for (const char* name : {"BoxTextured-glTF/BoxTextured.gltf", "BoxTextured-glTF-Embedded/BoxTextured.gltf",
                             "BoxTextured-glTF-Binary/BoxTextured.glb"}) {
        SCOPED_TRACE(name);
        MemorySink sink;
        const std::filesystem::path file = folder / name;
        for (const auto& beside : std::filesystem::directory_iterator(file.parent_path()))
            sink.side_files[beside.path().filename().string()] = file_text(beside.path());
        ASSERT_TRUE(read_text(source, file.filename().string(), file_text(file), sink).ok());
        ASSERT_EQ(sink.images.size(), 1u);
        EXPECT_GE(sink.images[0].width_px, 200);
        EXPECT_EQ(mesh_of(sink).texture, 0);
        EXPECT_EQ(mesh_of(sink).triangles.size(), 36u);
    }
}
