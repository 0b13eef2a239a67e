#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/frames.h"
#include "data/keys.h"
#include "data/sources/model.h"
#include "data/sources/model_check.h"
#include "data/sources/model_normals.h"
#include "tests/data/memory_sink.h"

namespace {

using namespace twin;
using test::MemorySink;
using test::message_of;
using test::read_text;

const data::ModelSource source;

std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream buffer;
    buffer << in.rdbuf();
    return buffer.str();
}

base::Box3 box_of(const MemorySink& sink) {
    base::Box3 box;
    for (const data::Feature& feature : sink.features)
        for (const data::ModelMesh& mesh : feature.models)
            for (const glm::dvec3& p : mesh.positions) box.add(p);
    return box;
}

std::size_t triangles_of(const MemorySink& sink) {
    std::size_t count = 0;
    for (const data::Feature& feature : sink.features)
        for (const data::ModelMesh& mesh : feature.models) count += mesh.triangles.size() / 3;
    return count;
}

void expect_sound(const MemorySink& sink) {
    for (const data::Feature& feature : sink.features) {
        EXPECT_EQ(feature.kind, data::FeatureKind::model);
        for (const data::ModelMesh& mesh : feature.models) {
            EXPECT_EQ(mesh.normals.size(), mesh.positions.size());
            EXPECT_EQ(mesh.colours.size(), mesh.positions.size());
            for (const std::uint32_t index : mesh.triangles) ASSERT_LT(index, mesh.positions.size());
            for (const glm::dvec3& p : mesh.positions) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
            for (const glm::vec3& n : mesh.normals) ASSERT_NEAR(std::sqrt(n.x * n.x + n.y * n.y + n.z * n.z), 1, 1e-3);
        }
    }
}

/// A tetrahedron of 1 x 2 x 3 units along x, y and z.
std::string tetrahedron_obj(const std::string& before = {}, double x = 0, double y = 0, double z = 0) {
    std::ostringstream out;
    out.precision(12);
    const auto vertex = [&](double a, double b, double c) {
        out << "v " << x + a << " " << y + b << " " << z + c << "\n";
    };
    out << before;
    vertex(0, 0, 0);
    vertex(1, 0, 0);
    vertex(0, 2, 0);
    vertex(0, 0, 3);
    out << "f 1 3 2\nf 1 2 4\nf 2 3 4\nf 1 4 3\n";
    return out.str();
}

TEST(Model, WhatPointsUpInTheFilePointsUpInTheCity) {
    const auto size = [](const std::string& name, const std::string& text, char up) {
        MemorySink sink;
        data::SourceOptions options;
        options.up_axis = up;
        const auto done = read_text(source, name, text, sink, options);
        EXPECT_TRUE(done) << message_of(done);
        expect_sound(sink);
        return box_of(sink).size();
    };
    EXPECT_EQ(size("t.obj", tetrahedron_obj(), 0), glm::dvec3(1, 3, 2));  // OBJ: y is up by convention
    EXPECT_EQ(size("t.obj", tetrahedron_obj(), 'z'), glm::dvec3(1, 2, 3));
    EXPECT_EQ(size("t.obj", tetrahedron_obj(), 'x'), glm::dvec3(2, 3, 1));
    const std::string stl =
        "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 2 "
        "3\nendloop\nendfacet\nendsolid a\n";
    EXPECT_EQ(size("t.stl", stl, 0), glm::dvec3(1, 2, 3));
    const std::string ply =
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face "
        "1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 2 3\n3 0 1 2\n";
    EXPECT_EQ(size("t.ply", ply, 0), glm::dvec3(1, 2, 3));
}

TEST(Model, NorthIsNotMirrored) {
    const auto lowest = [](char up) {
        MemorySink sink;
        data::SourceOptions options;
        options.up_axis = up;
        EXPECT_TRUE(read_text(source, "t.obj", tetrahedron_obj(), sink, options));
        return box_of(sink).min;
    };
    EXPECT_EQ(lowest('y'), glm::dvec3(0, -3, 0));  // z of a y-up file points at the viewer: south
    EXPECT_EQ(lowest('z'), glm::dvec3(0, 0, 0));
    EXPECT_EQ(lowest('x'), glm::dvec3(-2, -3, 0));
}

TEST(Model, AHouseIsNotTurnedInsideOut) {
    for (const char up : {'x', 'y', 'z'}) {
        MemorySink sink;
        data::SourceOptions options;
        options.up_axis = up;
        ASSERT_TRUE(read_text(source, "t.obj", tetrahedron_obj(), sink, options));
        const data::ModelMesh& mesh = sink.features.at(0).models.at(0);
        double volume = 0;
        for (std::size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
            const glm::dvec3 a = mesh.positions[mesh.triangles[i]], b = mesh.positions[mesh.triangles[i + 1]],
                             c = mesh.positions[mesh.triangles[i + 2]];
            volume +=
                (a.x * (b.y * c.z - b.z * c.y) + a.y * (b.z * c.x - b.x * c.z) + a.z * (b.x * c.y - b.y * c.x)) / 6;
        }
        EXPECT_NEAR(volume, 1.0, 1e-6) << up;  // 1 * 2 * 3 / 6, positive when faces look outwards
    }
}

TEST(Model, AUnitIsAMetreUnlessSomebodySaysOtherwise) {
    MemorySink assumed;
    ASSERT_TRUE(read_text(source, "t.obj", tetrahedron_obj(), assumed));
    EXPECT_TRUE(assumed.complained("one unit is one metre"));
    MemorySink said;
    data::SourceOptions options;
    options.unit_m = 0.001;
    options.up_axis = 'z';
    ASSERT_TRUE(read_text(source, "t.obj", tetrahedron_obj(), said, options));
    EXPECT_NEAR(box_of(said).size().z, 0.003, 1e-9);
    EXPECT_FALSE(said.complained("one unit is one metre"));
}

TEST(Model, WorldCoordinatesKeepTheirMillimetres) {
    MemorySink sink;
    const auto done = read_text(source, "halle.obj", tetrahedron_obj("", 410123.456, 5476789.123, 251.25), sink);
    ASSERT_TRUE(done) << message_of(done);
    const base::Box3 box = box_of(sink);
    EXPECT_NEAR(box.min.x, 410123.456, 1e-3);
    EXPECT_NEAR(box.min.y, 5476789.123, 1e-3);  // the second number is a northing: z is up
    EXPECT_NEAR(box.max.z, 254.25, 1e-3);
    EXPECT_EQ(sink.features.at(0).heights, data::HeightMode::absolute);
    EXPECT_TRUE(sink.complained("single precision"));
}

TEST(Model, ColoursComeFromTheMaterialFile) {
    MemorySink sink;
    sink.side_files["farben.mtl"] = "newmtl rot\nKd 1 0 0\n";
    ASSERT_TRUE(read_text(source, "t.obj", tetrahedron_obj("mtllib farben.mtl\nusemtl rot\n"), sink));
    EXPECT_EQ(sink.features.at(0).models.at(0).colours.at(0), 0xFF0000FFu);
    MemorySink without;
    ASSERT_TRUE(read_text(source, "t.obj", tetrahedron_obj("mtllib farben.mtl\nusemtl rot\n"), without));
    EXPECT_TRUE(without.complained("without its colours"));
}

TEST(Model, OtherFoldersAreAskedForAsWrittenSoThatTheyCanBeRefused) {
    MemorySink sink;
    EXPECT_TRUE(read_text(source, "t.obj", tetrahedron_obj("mtllib ../../geheim.mtl\n"), sink));
    for (const std::string& name : sink.asked) EXPECT_NE(name, "geheim.mtl");
    EXPECT_EQ(sink.asked.at(0), "../../geheim.mtl");
}

TEST(Model, ColladaSaysItsAxisAndUnitItself) {
    const auto dae = [](const char* axis, const char* unit) {
        return std::string(
                   "<?xml version=\"1.0\"?><COLLADA xmlns=\"http://www.collada.org/2005/11/COLLADASchema\" "
                   "version=\"1.4.1\"><asset><unit name=\"x\" meter=\"") +
               unit + "\"/><up_axis>" + axis +
               "</up_axis></asset><library_geometries><geometry id=\"g\"><mesh><source id=\"p\"><float_array id=\"pa\" "
               "count=\"9\">0 0 0 1 0 0 0 2 3</float_array>"
               "<technique_common><accessor source=\"#pa\" count=\"3\" stride=\"3\"><param name=\"X\" "
               "type=\"float\"/><param name=\"Y\" type=\"float\"/><param name=\"Z\" type=\"float\"/></accessor>"
               "</technique_common></source><vertices id=\"v\"><input semantic=\"POSITION\" "
               "source=\"#p\"/></vertices><triangles count=\"1\"><input semantic=\"VERTEX\" source=\"#v\" "
               "offset=\"0\"/>"
               "<p>0 1 2</p></triangles></mesh></geometry></library_geometries><library_visual_scenes><visual_scene "
               "id=\"s\"><node id=\"n\"><instance_geometry url=\"#g\"/></node></visual_scene>"
               "</library_visual_scenes><scene><instance_visual_scene url=\"#s\"/></scene></COLLADA>";
    };
    const auto size = [&](const char* axis, const char* unit, double unit_m = 0) {
        MemorySink sink;
        data::SourceOptions options;
        options.unit_m = unit_m;
        const auto done = read_text(source, "t.dae", dae(axis, unit), sink, options);
        EXPECT_TRUE(done) << message_of(done);
        return box_of(sink).size();
    };
    const auto near = [](const glm::dvec3& a, const glm::dvec3& b) {
        return std::abs(a.x - b.x) + std::abs(a.y - b.y) + std::abs(a.z - b.z) < 1e-5;
    };
    EXPECT_TRUE(near(size("Z_UP", "1"), {1, 2, 3}));
    EXPECT_TRUE(near(size("Y_UP", "1"), {1, 3, 2}));
    EXPECT_TRUE(near(size("Z_UP", "0.01"), {0.01, 0.02, 0.03}));
    EXPECT_TRUE(near(size("Z_UP", "0.01", 1.0), {1, 2, 3}));
}

TEST(Model, TheEdgeOfAHouseStaysSharpAndADomeIsRound) {
    const auto normals_at_the_ridge = [](double slope) {
        data::ModelMesh roof;  // two faces that meet along the y axis
        roof.positions = {{0, 0, 1}, {0, 4, 1}, {-1, 2, 1 - slope}, {1, 2, 1 - slope}};
        roof.normals.assign(4, glm::vec3(0));
        roof.colours.assign(4, 0xFF808080u);
        roof.triangles = {0, 1, 2, 1, 0, 3};
        data::finish_mesh(roof);
        return roof.positions.size();
    };
    EXPECT_EQ(normals_at_the_ridge(1.0), 6u);  // 90 degrees: each face has its own corners
    EXPECT_EQ(normals_at_the_ridge(0.1), 4u);  // 11 degrees: one smooth skin
}

TEST(Model, GltfIsCheckedBeforeItIsRead) {
    const auto message = [](const std::string& json) {
        const auto done = data::check_gltf(json);
        return done.ok() ? std::string("ok") : done.error().message;
    };
    EXPECT_EQ(message(R"({"asset":{"version":"2.0"},"nodes":[{"children":[1]},{}]})"), "ok");
    EXPECT_NE(message(R"({"asset":{"version":"2.0"},"nodes":[{"children":[1]},{"children":[0]}]})").find("ancestor"),
              std::string::npos);
    EXPECT_NE(message(R"({"asset":{"version":"2.0"},"nodes":[{"children":[2]},{"children":[2]},{}]})").find("twice"),
              std::string::npos);
    EXPECT_NE(message(R"({"asset":{"version":"2.0"},"nodes":[{"children":[9]}]})").find("does not exist"),
              std::string::npos);
    EXPECT_NE(
        message(R"({"asset":{"version":"2.0"},"extensionsRequired":["KHR_draco_mesh_compression"]})").find("KHR_draco"),
        std::string::npos);
    EXPECT_NE(
        message(
            R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":12}],"bufferViews":[{"buffer":0,"byteLength":12}],)"
            R"("accessors":[{"bufferView":0,"componentType":5126,"count":4000000000,"type":"VEC3"}]})")
            .find("accessor 0"),
        std::string::npos);
    EXPECT_NE(message(R"({"asset":{"version")").find("cut off"), std::string::npos);
    EXPECT_NE(message("glTF").find("cut off"), std::string::npos);
}

TEST(Model, NewerIfcSaysHowToComeBack) {
    MemorySink sink;
    const std::string message = message_of(read_text(
        source, "a.ifc", "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nEND-ISO-10303-21;\n", sink));
    EXPECT_NE(message.find("IFC2x3"), std::string::npos);
    EXPECT_NE(message.find("IFC4"), std::string::npos);
}

TEST(Model, WrongContentUnderAGoodNameIsOneSentence) {
    for (const char* name : {"a.glb", "a.gltf", "a.obj", "a.dae", "a.stl", "a.ifc", "a.bin"}) {
        SCOPED_TRACE(name);
        MemorySink sink;
        EXPECT_FALSE(read_text(source, name, "Dies ist kein Modell.\n", sink));
        EXPECT_TRUE(sink.features.empty());
        EXPECT_FALSE(read_text(source, name, "", sink));
    }
}

TEST(Model, KnowsItsFilesByContent) {
    const auto sure = [](const std::string& name, std::string_view text) {
        return source.recognises({name, std::as_bytes(std::span(text))});
    };
    EXPECT_EQ(sure("x.glb", "glTF\2\0\0\0"), 2);
    EXPECT_EQ(sure("x.json", R"({"asset":{"version":"2.0"},"nodes":[]})"), 2);
    EXPECT_EQ(sure("tileset.json", R"({"asset":{"version":"1.1"},"geometricError":500,"root":{}})"), 0);
    EXPECT_EQ(sure("x.json", R"({"type":"FeatureCollection","features":[]})"), 0);
    EXPECT_EQ(sure("x.xml", "<?xml version='1.0'?><COLLADA>"), 2);
    EXPECT_EQ(sure("x.step", "ISO-10303-21;\nHEADER;FILE_SCHEMA(('AUTOMOTIVE_DESIGN'));"), 0);
    EXPECT_EQ(sure("x.txt", "hello"), 0);
}

TEST(Model, TheFzkHouseStandsUprightWithItsParts) {
    const std::filesystem::path path = std::string(TWIN_DATA_ROOT) + "/models/assimp-good/IFC/AC14-FZK-Haus.ifc";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data at " << path;
    MemorySink sink;
    const auto done = read_text(source, "AC14-FZK-Haus.ifc", file_text(path), sink);
    ASSERT_TRUE(done) << message_of(done);
    expect_sound(sink);
    EXPECT_GT(sink.features.size(), 50u);
    int walls = 0;
    base::Box3 house;
    for (const data::Feature& part : sink.features) {
        EXPECT_EQ(part.id.size(), 22u);  // a GlobalId
        if (!part.attributes.text("ifc_class").starts_with("IfcWall")) continue;
        ++walls;
        for (const data::ModelMesh& mesh : part.models)
            for (const glm::dvec3& p : mesh.positions) house.add(p);
    }
    EXPECT_GE(walls, 10);
    EXPECT_NEAR(house.size().x, 12.0, 0.5);
    EXPECT_NEAR(house.size().y, 10.0, 0.5);
    EXPECT_GT(house.size().z, 4);
    EXPECT_LT(house.size().z, 8);
    EXPECT_TRUE(sink.complained("its site is at latitude 52.516667"));
}

TEST(Model, TheDuckIsAsTallInEveryWrapping) {
    const std::filesystem::path folder = std::string(TWIN_DATA_ROOT) + "/models/assimp-good/Collada";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data at " << folder;
    for (const char* name : {"duck.dae", "duck.zae", "duck_triangulate.dae"}) {
        MemorySink sink;
        const auto done = read_text(source, name, file_text(folder / name), sink);
        ASSERT_TRUE(done) << name << ": " << message_of(done);
        expect_sound(sink);
        EXPECT_EQ(triangles_of(sink), 4212u);
        EXPECT_NEAR(box_of(sink).size().z, 1.54, 0.01) << name;
    }
}

TEST(Model, BrokenGltfEndsWithASentence) {
    const std::filesystem::path folder = std::string(TWIN_DATA_ROOT) + "/broken/assimp-gltf2";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data at " << folder;
    const std::set<std::string> readable = {"BoxBadNormals.glb", "IndexOutOfRange.gltf"};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string ending = entry.path().extension();
        if (ending != ".gltf" && ending != ".glb") continue;
        const std::string name = entry.path().filename();
        SCOPED_TRACE(name);
        MemorySink sink;
        for (const auto& side : std::filesystem::directory_iterator(entry.path().parent_path()))
            if (side.path() != entry.path()) sink.side_files[side.path().filename()] = file_text(side.path());
        const auto done = read_text(source, name, file_text(entry.path()), sink);
        EXPECT_EQ(done.ok(), readable.contains(name)) << message_of(done);
        EXPECT_GT(message_of(done).size() + (done ? 100 : 0), 30u);
        EXPECT_EQ(done.ok() && sink.complaints.empty(), false);
        expect_sound(sink);
    }
}

}  // namespace
