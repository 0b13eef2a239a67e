#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/frames.h"
#include "data/sources/model.h"
#include "data/sources/model_check.h"
#include "data/sources/model_offset.h"
#include "tests/data/memory_sink.h"

/// Small models of every format, written here: what points up points up, metres are metres, colours and counts hold.
namespace {

using namespace twin;
using test::MemorySink;
using test::message_of;
using test::read_text;

const data::ModelSource source;

struct Found {
    std::size_t features = 0, meshes = 0, triangles = 0, colours = 0;
    base::Box3 box;
};

Found found_in(const MemorySink& sink) {
    Found found;
    std::set<std::uint32_t> colours;
    for (const data::Feature& feature : sink.features) {
        ++found.features;
        for (const data::ModelMesh& mesh : feature.models) {
            ++found.meshes;
            found.triangles += mesh.triangles.size() / 3;
            for (const std::uint32_t corner : mesh.triangles) {
                found.box.add(mesh.positions.at(corner));
                colours.insert(mesh.colours.at(corner));
            }
        }
    }
    found.colours = colours.size();
    return found;
}

Found read(const std::string& name, const std::string& bytes, MemorySink& sink) {
    const auto done = read_text(source, name, bytes, sink);
    EXPECT_TRUE(done) << name << ": " << message_of(done);
    return found_in(sink);
}

void expect_size(const Found& found, const glm::dvec3& size, double within = 1e-5) {
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(found.box.size()[i], size[i], within) << "axis " << i;
}

template <class T>
void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A chunk of a 3DS file.
std::string chunk(std::uint16_t id, const std::string& content) {
    std::string out;
    put(out, id);
    put(out, static_cast<std::uint32_t>(content.size() + 6));
    return out + content;
}

TEST(ModelFormats, A3dsStandsUprightAndKeepsItsColour) {
    std::string corners, faces, rgb, used;
    put<std::uint16_t>(corners, 4);
    for (const float v : {0.f, 0.f, 0.f, 1.f, 0.f, 0.f, 0.f, 2.f, 0.f, 0.f, 0.f, 3.f}) put(corners, v);
    put<std::uint16_t>(faces, 4);
    for (const std::uint16_t v : {0, 2, 1, 7, 0, 1, 3, 7, 1, 2, 3, 7, 0, 3, 2, 7}) put(faces, v);
    for (const std::uint8_t v : {255, 0, 0}) put(rgb, v);
    used = std::string("red\0", 4);
    put<std::uint16_t>(used, 4);
    for (const std::uint16_t v : {0, 1, 2, 3}) put(used, v);
    const std::string material =
        chunk(0xAFFF, chunk(0xA000, std::string("red\0", 4)) + chunk(0xA020, chunk(0x0011, rgb)));
    const std::string object =
        chunk(0x4000, std::string("body\0", 5) +
                          chunk(0x4100, chunk(0x4110, corners) + chunk(0x4120, faces + chunk(0x4130, used))));
    MemorySink sink;
    const Found found = read("body.3ds", chunk(0x4D4D, chunk(0x3D3D, material + object)), sink);
    EXPECT_EQ(found.triangles, 4u);
    expect_size(found, {1, 2, 3});
    EXPECT_EQ(sink.features.at(0).models.at(0).colours.at(0), 0xFF0000FFu);
}

TEST(ModelFormats, X3dHasYUpAndItsMaterial) {
    MemorySink sink;
    const Found found =
        read("box.x3d",
             "<?xml version=\"1.0\"?><X3D version=\"3.0\" profile=\"Interchange\"><Scene><Shape><Appearance>"
             "<Material diffuseColor=\"0 1 0\"/></Appearance><IndexedFaceSet coordIndex=\"0 2 1 -1 0 1 3 -1 "
             "1 2 3 -1 0 3 2 -1\"><Coordinate point=\"0 0 0 1 0 0 0 2 0 0 0 3\"/></IndexedFaceSet>"
             "</Shape></Scene></X3D>",
             sink);
    EXPECT_EQ(found.triangles, 4u);
    expect_size(found, {1, 3, 2});
    EXPECT_EQ(sink.features.at(0).models.at(0).colours.at(0), 0xFF00FF00u);
}

TEST(ModelFormats, FbxIsInCentimetresUnlessItSaysOtherwise) {
    const auto fbx = [](const std::string& unit, const std::string& up = "1") {
        return "; FBX 7.3.0 project file\nFBXHeaderExtension:  {\n\tFBXHeaderVersion: 1003\n\tFBXVersion: 7300\n}\n"
               "GlobalSettings:  {\n\tVersion: 1000\n\tProperties70:  {\n\t\tP: \"UpAxis\", \"int\", \"Integer\", "
               "\"\"," +
               up + "\n\t\tP: \"UnitScaleFactor\", \"double\", \"Number\", \"\"," + unit +
               "\n\t}\n}\nDefinitions:  {\n\tVersion: 100\n\tCount: 2\n}\nObjects:  {\n"
               "\tGeometry: 100, \"Geometry::\", \"Mesh\" {\n\t\tVertices: *12 {\n\t\t\ta: "
               "0,0,0,100,0,0,0,200,0,0,0,300\n\t\t}\n\t\tPolygonVertexIndex: *12 {\n\t\t\ta: "
               "0,2,-2,0,1,-4,1,2,-4,0,3,-3\n\t\t}\n\t\tGeometryVersion: 124\n\t}\n"
               "\tModel: 200, \"Model::body\", \"Mesh\" {\n\t\tVersion: 232\n\t}\n}\n"
               "Connections:  {\n\tC: \"OO\",200,0\n\tC: \"OO\",100,200\n}\n";
    };
    MemorySink centimetres, metres;
    const Found small = read("body.fbx", fbx("1"), centimetres);
    EXPECT_EQ(small.triangles, 4u);
    expect_size(small, {1, 3, 2});
    expect_size(read("body.fbx", fbx("100"), metres), {100, 300, 200}, 1e-3);
    MemorySink upright;
    expect_size(read("body.fbx", fbx("1", "2"), upright), {1, 2, 3});
}

TEST(ModelFormats, StlInNumbersAndInWordsIsTheSame) {
    const float corners[4][3] = {{0, 0, 0}, {1, 0, 0}, {0, 2, 0}, {0, 0, 3}};
    const int faces[4][3] = {{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {0, 3, 2}};
    std::string words = "solid body\n", numbers(80, ' ');
    put<std::uint32_t>(numbers, 4);
    for (const auto& face : faces) {
        words += "facet normal 0 0 0\nouter loop\n";
        for (int i = 0; i < 3; ++i) put(numbers, 0.f);
        for (const int corner : face) {
            words += "vertex";
            for (const float v : corners[corner]) {
                words += " " + std::to_string(v);
                put(numbers, v);
            }
            words += "\n";
        }
        words += "endloop\nendfacet\n";
        put<std::uint16_t>(numbers, 0);
    }
    for (const std::string& bytes : {words + "endsolid body\n", numbers}) {
        MemorySink sink;
        const Found found = read("body.stl", bytes, sink);
        EXPECT_EQ(found.triangles, 4u);
        expect_size(found, {1, 2, 3});
    }
}

/// Four corners of a tetrahedron around `at`, one millimetre between the first two.
const glm::dvec3 world(3'499'993.123, 5'500'000.001, 251.25);
const glm::dvec3 steps[4] = {{0, 0, 0}, {0.001, 0, 0}, {0, 2, 0}, {0, 0, 3}};

std::string ply_head(const char* format, const char* type) {
    return std::string("ply\nformat ") + format +
           " 1.0\nelement vertex 4\nproperty uchar red\nproperty uchar green\n"
           "property uchar blue\nproperty " +
           type + " x\nproperty " + type + " y\nproperty " + type +
           " z\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n";
}
const int ply_faces[4][3] = {{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {0, 3, 2}};

std::string ascii_ply() {
    std::string out = ply_head("ascii", "double");
    for (const glm::dvec3& step : steps) {
        const glm::dvec3 p = world + step;
        out += fmt::format("255 0 0 {:.4f} {:.4f} {:.4f}\n", p.x, p.y, p.z);
    }
    for (const auto& f : ply_faces) out += fmt::format("3 {} {} {}\n", f[0], f[1], f[2]);
    return out;
}

std::string binary_ply(bool big) {
    std::string out = ply_head(big ? "binary_big_endian" : "binary_little_endian", "double");
    for (const glm::dvec3& step : steps) {
        out += std::string("\xFF\0\0", 3);
        for (int i = 0; i < 3; ++i) {
            auto word = std::bit_cast<std::uint64_t>((world + step)[i]);
            put(out, big ? __builtin_bswap64(word) : word);
        }
    }
    for (const auto& f : ply_faces) {
        out += '\3';
        for (const int v : f)
            put(out, big ? __builtin_bswap32(static_cast<std::uint32_t>(v)) : static_cast<std::uint32_t>(v));
    }
    return out;
}

std::string ascii_stl() {
    std::string out = "solid halle\n";
    for (const auto& f : ply_faces) {
        out += "facet normal 0 0 0\nouter loop\n";
        for (const int v : f) {
            const glm::dvec3 p = world + steps[v];
            out += fmt::format("vertex {:.4f} {:.4f} {:.4f}\n", p.x, p.y, p.z);
        }
        out += "endloop\nendfacet\n";
    }
    return out + "endsolid halle\n";
}

std::string world_obj() {
    std::string out;
    for (const glm::dvec3& step : steps) {
        const glm::dvec3 p = world + step;
        out += fmt::format("v {:.4f} {:.4f} {:.4f}\n", p.x, p.y, p.z);
    }
    return out + "f 1 3 2\nf 1 2 4\nf 2 3 4\nf 1 4 3\n";
}

std::string world_collada(const std::string& node) {
    std::string numbers;
    for (const glm::dvec3& step : steps) {
        const glm::dvec3 p = world + step;
        numbers += fmt::format("{:.4f} {:.4f} {:.4f} ", p.x, p.y, p.z);
    }
    return "<?xml version=\"1.0\"?><COLLADA xmlns=\"http://www.collada.org/2005/11/COLLADASchema\" version=\"1.4.1\">"
           "<asset><unit name=\"m\" meter=\"1\"/><up_axis>Z_UP</up_axis></asset><library_geometries><geometry id=\"g\">"
           "<mesh><source id=\"p\"><float_array id=\"pa\" count=\"12\">" +
           numbers +
           "</float_array><technique_common><accessor source=\"#pa\" count=\"4\" stride=\"3\"><param name=\"X\" "
           "type=\"float\"/><param name=\"Y\" type=\"float\"/><param name=\"Z\" type=\"float\"/></accessor>"
           "</technique_common></source><vertices id=\"v\"><input semantic=\"POSITION\" source=\"#p\"/></vertices>"
           "<triangles count=\"4\"><input semantic=\"VERTEX\" source=\"#v\" offset=\"0\"/><p>0 2 1 0 1 3 1 2 3 0 3 "
           "2</p>"
           "</triangles></mesh></geometry></library_geometries><library_visual_scenes><visual_scene id=\"s\">"
           "<node id=\"n\">" +
           node +
           "<instance_geometry url=\"#g\"/></node></visual_scene></library_visual_scenes><scene>"
           "<instance_visual_scene url=\"#s\"/></scene></COLLADA>";
}

TEST(ModelFormats, AMillimetreIsAMillimetreFiveAndAHalfThousandKilometresFromTheOrigin) {
    const std::pair<const char*, std::string> files[] = {{"world.obj", world_obj()},
                                                         {"world.stl", ascii_stl()},
                                                         {"ascii.ply", ascii_ply()},
                                                         {"little.ply", binary_ply(false)},
                                                         {"big.ply", binary_ply(true)},
                                                         {"world.dae", world_collada("")},
                                                         {"moved.dae", world_collada("<translate>0 0 0</translate>")}};
    for (const auto& [name, bytes] : files) {
        SCOPED_TRACE(name);
        MemorySink sink;
        const Found found = read(name, bytes, sink);
        EXPECT_EQ(found.triangles, 4u);
        expect_size(found, {0.001, 2, 3}, 1e-5);
        for (int i = 0; i < 3; ++i) EXPECT_NEAR(found.box.min[i], world[i], 1e-5);
        EXPECT_EQ(sink.features.at(0).heights, data::HeightMode::absolute);
        EXPECT_TRUE(sink.complained("single precision"));
        if (std::string_view(name).ends_with(".ply")) {
            EXPECT_EQ(sink.features.at(0).models.at(0).colours.at(0), 0xFF0000FFu);
        }
    }
}

TEST(ModelFormats, WhatATurnedNodeHoldsIsToldToBeRounded) {
    MemorySink sink;
    read("turned.dae", world_collada("<rotate>0 0 1 90</rotate>"), sink);
    EXPECT_TRUE(sink.complained("positions rounded to about"));
}

TEST(ModelFormats, WhatLiesNearItsOriginIsReadAsItIs) {
    EXPECT_FALSE(data::move_stl("solid a\nfacet\nvertex 1 2 3\nvertex 2 2 3\nvertex 1 4 3\n"));
    EXPECT_FALSE(
        data::move_ply("ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float "
                       "z\nend_header\n1 2 3\n"));
    EXPECT_FALSE(data::move_collada("<COLLADA/>"));
}

TEST(ModelFormats, HalfAFileNeitherCrashesNorHangs) {
    const std::pair<const char*, std::string> files[] = {{"world.stl", ascii_stl()},
                                                         {"ascii.ply", ascii_ply()},
                                                         {"big.ply", binary_ply(true)},
                                                         {"world.dae", world_collada("")}};
    for (const auto& [name, bytes] : files)
        for (std::size_t size = 0; size < bytes.size(); size += 41) {
            const std::string cut = bytes.substr(0, size);
            data::move_stl(cut);
            data::move_ply(cut);
            data::move_collada(cut);
        }
}

TEST(ModelFormats, OldGltfIsStillRead) {
    // Three corners and three indices in a data address: float positions, then ushort indices.
    const std::string json = R"({"asset":{"version":"1.0"},"scene":"s","scenes":{"s":{"nodes":["n"]}},
        "nodes":{"n":{"meshes":["m"],"children":[]}},
        "meshes":{"m":{"primitives":[{"attributes":{"POSITION":"a"},"indices":"i","material":"c","mode":4}]}},
        "materials":{"c":{"values":{"diffuse":[1,0,0,1]}}},
        "accessors":{"a":{"bufferView":"v","byteOffset":0,"byteStride":12,"componentType":5126,"count":3,"type":"VEC3",
        "min":[0,0,0],"max":[1,2,0]},"i":{"bufferView":"w","byteOffset":0,"componentType":5123,"count":3,
        "type":"SCALAR"}},
        "bufferViews":{"v":{"buffer":"b","byteOffset":0,"byteLength":36,"target":34962},
        "w":{"buffer":"b","byteOffset":36,"byteLength":6,"target":34963}},
        "buffers":{"b":{"byteLength":42,"type":"arraybuffer","uri":"data:application/octet-stream;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAAEAAAAAAAAABAAIA"}}})";
    MemorySink sink;
    const Found found = read("old.gltf", json, sink);
    EXPECT_EQ(found.triangles, 1u);
    expect_size(found, {1, 0, 2});
    EXPECT_EQ(sink.features.at(0).models.at(0).colours.at(0), 0xFF0000FFu);
}

}  // namespace
