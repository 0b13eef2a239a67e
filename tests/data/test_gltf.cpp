#include "data/sources/gltf.h"

#include <draco/compression/encode.h>
#include <draco/mesh/triangle_soup_mesh_builder.h>
#include <gtest/gtest.h>
#include <meshoptimizer.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/frames.h"
#include "data/import_file.h"
#include "data/keys.h"
#include "data/sources/gltf_earth.h"
#include "tests/data/memory_sink.h"

namespace {

using namespace twin;
using test::MemorySink;
using test::message_of;
using test::read_text;

const data::GltfSource source;

template <class T>
std::string raw(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string word(std::size_t value) {
    const auto number = static_cast<std::uint32_t>(value);
    return {reinterpret_cast<const char*>(&number), 4};
}

std::string glb(std::string json, std::string binary) {
    json.resize((json.size() + 3) / 4 * 4, ' ');
    binary.resize((binary.size() + 3) / 4 * 4, '\0');
    return "glTF" + word(2) + word(28 + json.size() + binary.size()) + word(json.size()) + "JSON" + json +
           word(binary.size()) + std::string("BIN\0", 4) + binary;
}

/// A wall of 4 x 3 m that looks south: corners in glTF's axes (y up, z south).
const std::vector<float> corners = {0, 0, 0, 4, 0, 0, 4, 3, 0, 0, 3, 0};
const std::vector<std::uint16_t> order = {0, 1, 2, 0, 2, 3};

std::string view(std::size_t offset, std::size_t length, const std::string& more = {}) {
    return R"({"buffer":0,"byteOffset":)" + std::to_string(offset) + R"(,"byteLength":)" + std::to_string(length) +
           more + "}";
}

/// One primitive of `corners` with whatever comes `more` into document, node and primitive.
std::string wall(const std::string& node, const std::string& document = {}, const std::string& primitive = {}) {
    const std::string binary = raw(corners) + raw(order);
    return glb(
        R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0)" + node +
            R"(}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1)" + primitive +
            R"(}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3","min":[0,0,0],)"
            R"("max":[4,3,0]},{"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}],"bufferViews":[)" +
            view(0, 48) + "," + view(48, 12) + R"(],"buffers":[{"byteLength":60}])" + document + "}",
        binary);
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

MemorySink read_well(const std::string& bytes, const std::string& name = "t.glb") {
    MemorySink sink;
    const auto done = read_text(source, name, bytes, sink);
    EXPECT_TRUE(done) << message_of(done);
    for (const data::Feature& feature : sink.features)
        for (const data::ModelMesh& mesh : feature.models) {
            EXPECT_EQ(mesh.normals.size(), mesh.positions.size());
            EXPECT_EQ(mesh.colours.size(), mesh.positions.size());
            for (const std::uint32_t index : mesh.triangles) EXPECT_LT(index, mesh.positions.size());
        }
    return sink;
}

TEST(Gltf, ATranslatedWallStandsToTheMillimetreInTheWorld) {
    const MemorySink sink = read_well(wall(R"(,"translation":[410123.456,251.25,-5476000.123])"));
    const base::Box3 box = box_of(sink);
    EXPECT_NEAR(box.min.x, 410123.456, 1e-6);
    EXPECT_NEAR(box.min.y, 5476000.123, 1e-6);
    EXPECT_NEAR(box.max.z, 254.25, 1e-6);
    EXPECT_EQ(sink.features.at(0).heights, data::HeightMode::absolute);
}

TEST(Gltf, AWallLooksWhereItLookedAndAMirroredOneToo) {
    const auto facing = [](const std::string& node) {
        const MemorySink sink = read_well(wall(node));
        const data::ModelMesh& mesh = sink.features.at(0).models.at(0);
        const glm::dvec3 a = mesh.positions[mesh.triangles[0]], b = mesh.positions[mesh.triangles[1]],
                         c = mesh.positions[mesh.triangles[2]];
        EXPECT_NEAR(mesh.normals[0].y, -1, 1e-6);
        return (b.z - a.z) * (c.x - a.x) - (b.x - a.x) * (c.z - a.z);  // y of the cross product
    };
    EXPECT_LT(facing(""), 0);  // south
    EXPECT_LT(facing(R"(,"scale":[-1,1,1],"rotation":[0,0,0,1])"), 0);
}

TEST(Gltf, NorthingsInTheSecondPlaceMeanThatZIsUp) {
    const MemorySink sink = read_well(wall(R"(,"translation":[410123,5476000,251])"));
    EXPECT_NEAR(box_of(sink).min.y, 5476000, 1e-6);
    EXPECT_TRUE(sink.complained("z taken as up"));
}

TEST(Gltf, GeoreferencesAreUnderstood) {
    const MemorySink offset = read_well(wall(R"(,"extras":{"epsg":25832,"origin":[410000.5,5476000.25,240]})"));
    ASSERT_EQ(offset.claims.size(), 1u);
    EXPECT_EQ(offset.claims[0].text, "EPSG:25832");
    EXPECT_NEAR(box_of(offset).min.x, 410000.5, 1e-6);
    EXPECT_NEAR(box_of(offset).max.z, 243, 1e-6);
    const MemorySink degrees = read_well(wall("", R"(,"extras":{"latitude":49.444,"longitude":7.769,"height":290})"));
    EXPECT_EQ(degrees.claims.at(0).text, "EPSG:4979");
    EXPECT_NEAR(box_of(degrees).min.x, 7.769, 1e-9);
    EXPECT_NEAR(box_of(degrees).max.y, 49.444, 1e-9);
    EXPECT_NEAR(box_of(degrees).max.z, 293, 1e-3);
    const glm::dvec3 centre = data::gltf::to_geocentric({7.769, 49.444, 290});
    std::ostringstream rtc;
    rtc.precision(15);
    rtc << R"(,"extensions":{"CESIUM_RTC":{"center":[)" << centre.x << "," << centre.y << "," << centre.z << "]}}";
    const MemorySink relative = read_well(wall("", rtc.str()));
    EXPECT_EQ(relative.claims.at(0).text, "EPSG:4979");
    const glm::dvec3 corner = data::gltf::to_geocentric(relative.features.at(0).models.at(0).positions.at(0));
    EXPECT_NEAR(corner.x, centre.x, 1e-6);
    EXPECT_NEAR(corner.z, centre.z, 1e-6);
}

TEST(Gltf, DegreesAndEarthCentredMetresAreTheSamePlace) {
    for (const glm::dvec3 place : {glm::dvec3(7.769, 49.444, 290), {-75.6, -40, -20}, {180, 0, 0}, {10, 90, 5}}) {
        const glm::dvec3 back = data::gltf::to_degrees(data::gltf::to_geocentric(place));
        EXPECT_NEAR(back.y, place.y, 1e-11);
        EXPECT_NEAR(back.z, place.z, 1e-6);
        if (place.y < 90) EXPECT_NEAR(back.x, place.x, 1e-11);
    }
    EXPECT_FALSE(data::gltf::looks_geocentric({500000, 6350000, 12}));  // Aalborg in UTM
}

TEST(Gltf, StripsAndFansAreTheSameWall) {
    const std::vector<std::uint16_t> strip = {0, 1, 3, 2}, fan = {0, 1, 2, 3};
    for (const auto& [mode, list] : {std::pair(5, strip), std::pair(6, fan)}) {
        const std::string binary = raw(corners) + raw(list);
        const MemorySink sink =
            read_well(glb(R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":)"
                          R"({"POSITION":0},"indices":1,"mode":)" +
                              std::to_string(mode) +
                              R"(}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},)"
                              R"({"bufferView":1,"componentType":5123,"count":4,"type":"SCALAR"}],"bufferViews":[)" +
                              view(0, 48) + "," + view(48, 8) + R"(],"buffers":[{"byteLength":56}]})",
                          binary));
        EXPECT_EQ(triangles_of(sink), 2u);
        for (const glm::vec3& normal : sink.features.at(0).models.at(0).normals) EXPECT_NEAR(normal.y, -1, 1e-6);
    }
}

TEST(Gltf, QuantisedAndSparseCornersStandWhereTheyShould) {
    // Normalised 16-bit integers, stretched to 4 x 3 m by the node; the last corner is moved by a sparse value.
    const std::vector<std::uint16_t> quantised = {0, 0, 0, 0, 65535, 0, 0, 0, 65535, 65535, 0, 0, 0, 0, 0, 0};
    const std::vector<std::uint16_t> moved = {0, 65535, 0, 0};
    const std::vector<std::uint8_t> which = {3, 0, 0, 0};
    const std::string binary = raw(quantised) + raw(order) + raw(moved) + raw(which);
    const MemorySink sink = read_well(
        glb(R"({"asset":{"version":"2.0"},"extensionsRequired":["KHR_mesh_quantization"],"nodes":[{"mesh":0,"scale":)"
            R"([4,3,1]}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],"accessors":[)"
            R"({"bufferView":0,"componentType":5123,"normalized":true,"count":4,"type":"VEC3","sparse":{"count":1,)"
            R"("indices":{"bufferView":3,"componentType":5121},"values":{"bufferView":2}}},)"
            R"({"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}],"bufferViews":[)" +
                view(0, 32, R"(,"byteStride":8)") + "," + view(32, 12) + "," + view(44, 8) + "," + view(52, 4) +
                R"(],"buffers":[{"byteLength":56}]})",
            binary));
    EXPECT_EQ(triangles_of(sink), 2u);
    EXPECT_NEAR(box_of(sink).size().x, 4, 1e-9);
    EXPECT_NEAR(box_of(sink).size().z, 3, 1e-9);
}

TEST(Gltf, DracoKeepsTheWall) {
    draco::TriangleSoupMeshBuilder builder;
    builder.Start(2);
    const int id = builder.AddAttribute(draco::GeometryAttribute::POSITION, 3, draco::DT_FLOAT32);
    for (int face = 0; face < 2; ++face) {
        const auto corner = [&](int k) { return corners.data() + 3 * order[static_cast<std::size_t>(3 * face + k)]; };
        builder.SetAttributeValuesForFace(id, draco::FaceIndex(static_cast<std::uint32_t>(face)), corner(0), corner(1),
                                          corner(2));
    }
    draco::EncoderBuffer packed;
    draco::Encoder encoder;
    encoder.SetAttributeQuantization(draco::GeometryAttribute::POSITION, 14);
    const auto mesh = builder.Finalize();
    ASSERT_TRUE(mesh && encoder.EncodeMeshToBuffer(*mesh, &packed).ok());
    const std::string binary(packed.data(), packed.size());
    const auto document = [&](const std::string& bytes) {
        return glb(R"({"asset":{"version":"2.0"},"extensionsRequired":["KHR_draco_mesh_compression"],"nodes":[{"mesh":)"
                   R"(0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1,"extensions":)"
                   R"({"KHR_draco_mesh_compression":{"bufferView":0,"attributes":{"POSITION":)" +
                       std::to_string(mesh->attribute(id)->unique_id()) +
                       R"(}}}}]}],"accessors":[{"componentType":5126,"count":4,"type":"VEC3"},)"
                       R"({"componentType":5123,"count":6,"type":"SCALAR"}],"bufferViews":[)" +
                       view(0, bytes.size()) + R"(],"buffers":[{"byteLength":)" + std::to_string(bytes.size()) + "}]}",
                   bytes);
    };
    const MemorySink sink = read_well(document(binary));
    EXPECT_EQ(triangles_of(sink), 2u);
    EXPECT_NEAR(box_of(sink).size().x, 4, 1e-3);
    EXPECT_NEAR(box_of(sink).size().z, 3, 1e-3);
    MemorySink damaged;
    const std::string message =
        message_of(read_text(source, "t.glb", document(binary.substr(0, binary.size() / 2)), damaged));
    EXPECT_NE(message.find("Draco"), std::string::npos) << message;
}

TEST(Gltf, MeshoptKeepsTheWall) {
    std::vector<unsigned char> vertices(meshopt_encodeVertexBufferBound(4, 12));
    vertices.resize(meshopt_encodeVertexBuffer(vertices.data(), vertices.size(), corners.data(), 4, 12));
    const std::vector<std::uint32_t> wide(order.begin(), order.end());
    std::vector<unsigned char> indices(meshopt_encodeIndexBufferBound(6, 4));
    indices.resize(meshopt_encodeIndexBuffer(indices.data(), indices.size(), wide.data(), 6));
    const auto packed = [](std::size_t offset, std::size_t length, int stride, int count, const char* mode) {
        std::ostringstream out;
        out << R"(,"extensions":{"EXT_meshopt_compression":{"buffer":0,"byteOffset":)" << offset << R"(,"byteLength":)"
            << length << R"(,"byteStride":)" << stride << R"(,"count":)" << count << R"(,"mode":")" << mode << R"("}})";
        return out.str();
    };
    const std::string binary = raw(vertices) + raw(indices);
    const MemorySink sink = read_well(
        glb(R"({"asset":{"version":"2.0"},"extensionsRequired":["EXT_meshopt_compression"],"nodes":[{"mesh":0}],)"
            R"("meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],"accessors":[)"
            R"({"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},)"
            R"({"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}],"bufferViews":[)" +
                view(0, 48, packed(0, vertices.size(), 12, 4, "ATTRIBUTES")) + "," +
                view(0, 12, packed(vertices.size(), indices.size(), 2, 6, "TRIANGLES")) +
                R"(],"buffers":[{"byteLength":)" + std::to_string(binary.size()) + "}]}",
            binary));
    EXPECT_EQ(triangles_of(sink), 2u);
    EXPECT_EQ(box_of(sink).size(), glm::dvec3(4, 0, 3));
}

TEST(Gltf, ABuildingStaysOneObjectByItsFeatureIdAndKeepsItsAttributes) {
    // Two walls in one mesh; ids and a table of names say which is which.
    std::vector<float> two = corners;
    for (std::size_t i = 0; i < corners.size(); ++i) two.push_back(corners[i] + (i % 3 == 0 ? 10.0f : 0.0f));
    std::vector<std::uint16_t> all = order;
    for (const std::uint16_t index : order) all.push_back(static_cast<std::uint16_t>(index + 4));
    const std::vector<float> ids = {0, 0, 0, 0, 1, 1, 1, 1};
    const std::string names = "RathausKirche__";
    const std::vector<std::uint32_t> offsets = {0, 7, 13};
    const std::vector<float> heights = {84, 40.5};
    const std::string binary =
        raw(two) + raw(all) + raw(ids) + names.substr(0, 13) + "___" + raw(offsets) + raw(heights);
    const std::string document =
        R"({"asset":{"version":"2.0"},"extensions":{"EXT_structural_metadata":{"schema":{"classes":{"b":{"properties":)"
        R"({"name":{"type":"STRING"},"height":{"type":"SCALAR","componentType":"FLOAT32"}}}}},"propertyTables":[)"
        R"({"class":"b","count":2,"properties":{"name":{"values":3,"stringOffsets":4},"height":{"values":5}}}]}},)"
        R"("nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0,"_FEATURE_ID_0":2},"indices":1,)"
        R"("extensions":{"EXT_mesh_features":{"featureIds":[{"featureCount":2,"attribute":0,"propertyTable":0}]}}}]}],)"
        R"("accessors":[{"bufferView":0,"componentType":5126,"count":8,"type":"VEC3"},{"bufferView":1,"componentType":)"
        R"(5123,"count":12,"type":"SCALAR"},{"bufferView":2,"componentType":5126,"count":8,"type":"SCALAR"}],)"
        R"("bufferViews":[)" +
        view(0, 96) + "," + view(96, 24) + "," + view(120, 32) + "," + view(152, 13) + "," + view(168, 12) + "," +
        view(180, 8) + R"(],"buffers":[{"byteLength":188}]})";
    const MemorySink sink = read_well(glb(document, binary));
    ASSERT_EQ(sink.features.size(), 2u);
    EXPECT_EQ(sink.features[0].attributes.text(data::keys::name), "Rathaus");
    EXPECT_EQ(sink.features[1].attributes.text(data::keys::name), "Kirche");
    EXPECT_EQ(sink.features[1].attributes.number("height"), 40.5);
    EXPECT_EQ(sink.features[1].models.at(0).triangles.size(), 6u);
}

TEST(Gltf, CopiesOfATreeAreTrees) {
    const std::vector<float> places = {0, 0, 0, 10, 0, 0, 0, 0, -20};
    const std::string binary = raw(corners) + raw(order) + raw(places);
    const MemorySink sink = read_well(glb(
        R"({"asset":{"version":"2.0"},"nodes":[{"name":"Linde","mesh":0,"extensions":{"EXT_mesh_gpu_instancing":)"
        R"({"attributes":{"TRANSLATION":2}}}}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],)"
        R"("accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},{"bufferView":1,)"
        R"("componentType":5123,"count":6,"type":"SCALAR"},{"bufferView":2,"componentType":5126,"count":3,"type":)"
        R"("VEC3"}],"bufferViews":[)" +
            view(0, 48) + "," + view(48, 12) + "," + view(60, 36) + R"(],"buffers":[{"byteLength":96}]})",
        binary));
    ASSERT_EQ(sink.features.size(), 3u);
    EXPECT_EQ(sink.features[2].attributes.text(data::keys::name), "Linde");
    EXPECT_EQ(box_of(sink).max, glm::dvec3(14, 20, 3));
}

TEST(Gltf, AWideMeshFallsIntoItsHouses) {
    std::vector<float> many;
    std::vector<std::uint16_t> indices;
    constexpr int houses = 30;
    for (int h = 0; h < houses; ++h) {  // tetrahedra 20 m apart
        const float x = static_cast<float>(20 * h);
        for (const float v : {x, 0.f, 0.f, x + 5, 0.f, 0.f, x, 5.f, 0.f, x, 0.f, 5.f}) many.push_back(v);
        for (const int i : {0, 1, 2, 0, 2, 3, 0, 3, 1, 1, 3, 2})
            indices.push_back(static_cast<std::uint16_t>(4 * h + i));
    }
    const std::string binary = raw(many) + raw(indices);
    const MemorySink sink = read_well(
        glb(R"({"asset":{"version":"2.0"},"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},)"
            R"("indices":1}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":120,"type":"VEC3"},)"
            R"({"bufferView":1,"componentType":5123,"count":360,"type":"SCALAR"}],"bufferViews":[)" +
                view(0, many.size() * 4) + "," + view(many.size() * 4, indices.size() * 2) +
                R"(],"buffers":[{"byteLength":)" + std::to_string(binary.size()) + "}]}",
            binary));
    EXPECT_EQ(sink.features.size(), 30u);
    EXPECT_TRUE(sink.complained("30 objects made of 1 wide meshes"));
}

TEST(Gltf, ACutFileEndsWithASentence) {
    const std::string whole = wall("");
    for (std::size_t i = 0; i <= 10; ++i) {
        MemorySink sink;
        const auto done = read_text(source, "t.glb", whole.substr(0, whole.size() * i / 11), sink);
        EXPECT_FALSE(done) << i;
        EXPECT_GT(message_of(done).size(), 20u);
        EXPECT_TRUE(sink.features.empty());
    }
}

TEST(Gltf, NodesThatContainThemselvesAreRefused) {
    for (const char* nodes : {R"([{"children":[1]},{"children":[0]}])", R"([{"children":[2]},{"children":[2]},{}])",
                              R"([{"children":[9]}])", R"([{"children":[0]}])"}) {
        MemorySink sink;
        const auto done =
            read_text(source, "t.gltf", std::string(R"({"asset":{"version":"2.0"},"nodes":)") + nodes + "}", sink);
        EXPECT_NE(message_of(done).find("the glTF is damaged"), std::string::npos) << message_of(done);
    }
}

TEST(Gltf, KnowsItsFiles) {
    const auto sure = [](const std::string& name, std::string_view text) {
        const data::Source* best = data::recognise({name, std::as_bytes(std::span(text))});
        return best ? std::string(best->name()) : std::string();
    };
    EXPECT_EQ(sure("x.bin", std::string_view("glTF\2\0\0\0\1\1\1\1", 12)), "gltf");
    EXPECT_EQ(sure("x.glb", std::string_view("glTF\1\0\0\0\1\1\1\1", 12)), "model");
    EXPECT_EQ(sure("x.json", R"({"asset":{"version":"2.0"},"nodes":[]})"), "gltf");
    EXPECT_EQ(sure("x.gltf", R"({"asset":{"version":"1.0"},"nodes":{}})"), "model");
    EXPECT_EQ(sure("x.json", R"({"asset":{"version":"1.1"},"geometricError":500,"root":{}})"), "tiles3d");
    EXPECT_EQ(sure("x.json", R"({"type":"FeatureCollection","features":[]})") == "gltf", false);
}

struct Expected {
    const char* file;
    std::size_t objects, triangles;
    const char* words;  ///< Of the error or of a complaint; null: none.
};

TEST(Gltf, EveryFileAtHandGivesWhatIsInIt) {
    const std::filesystem::path root = TWIN_DATA_ROOT;
    if (!std::filesystem::exists(root / "models")) GTEST_SKIP() << "no data at " << root;
    const Expected table[] = {
        {"models/assimp-good/glTF2/BoxTextured-glTF-Binary/BoxTextured.glb", 1, 12, nullptr},
        {"models/assimp-good/glTF2/BoxTextured-glTF-Embedded/BoxTextured.gltf", 1, 12, nullptr},
        {"models/assimp-good/glTF2/BoxTextured-glTF-pbrSpecularGlossiness/BoxTextured.gltf", 1, 12, nullptr},
        {"models/assimp-good/glTF2/BoxTextured-glTF/BoxTextured.gltf", 1, 12, nullptr},
        {"broken/assimp-gltf2/BoxBadNormals-glTF-Binary/BoxBadNormals.glb", 1, 12, "normals replaced"},
        {"broken/assimp-gltf2/BoxWithInfinites-glTF-Binary/BoxWithInfinites.glb", 0, 0, "none of the model's 12"},
        {"broken/assimp-gltf2/IncorrectVertexArrays/Cube.gltf", 1, 46, "4 sets of lines left out"},
        {"broken/assimp-gltf2/IndexOutOfRange/AllIndicesOutOfRange.gltf", 0, 0, "none of the model's 12"},
        {"broken/assimp-gltf2/IndexOutOfRange/IndexOutOfRange.gltf", 1, 11, "1 triangles left out"},
        {"broken/assimp-gltf2/MissingBin/BoxTextured.gltf", 0, 0, "\"BoxTextured0.bin\" with its numbers is missing"},
        {"broken/assimp-gltf2/RecursiveNodes/RecursiveNodes.gltf", 0, 0, "its own ancestor"},
        {"broken/assimp-gltf2/SchemaFailures/sceneWrongType.gltf", 0, 0, "is missing beside it"},
        {"broken/assimp-gltf2/TestNoRootNode/NoScene.gltf", 0, 0, "the model has none"},
        {"broken/assimp-gltf2/TestNoRootNode/SceneWithoutNodes.gltf", 0, 0, "the model has none"},
        {"broken/assimp-gltf2/issue_3269/texcoord_crash.gltf", 1, 10, nullptr},
        {"broken/assimp-gltf2/wrongTypes/badArray.gltf", 0, 0, "primitives is not a list"},
        {"broken/assimp-gltf2/wrongTypes/badExtension.gltf", 1, 12, "is not an object"},
        {"broken/assimp-gltf2/wrongTypes/badNumber.gltf", 1, 12, "scale is not a number"},
        {"broken/assimp-gltf2/wrongTypes/badObject.gltf", 1, 12, "pbrMetallicRoughness is not an object"},
        {"broken/assimp-gltf2/wrongTypes/badString.gltf", 1, 12, "name is not text"},
        {"broken/assimp-gltf2/wrongTypes/badUint.gltf", 1, 12, "index is not a whole number"},
        {"models/3dtiles-samples/1.1/MetadataGranularities/house-5-3.glb", 1, 668, nullptr},
        {"models/3dtiles-samples/1.1/MetadataGranularities/tree-lime-2-0.glb", 1, 919, nullptr},
        {"models/3dtiles-samples/1.1/MultipleContents/planePoints.glb", 0, 0, "the model has none"},
    };
    for (const Expected& expected : table) {
        SCOPED_TRACE(expected.file);
        const auto file = data::MappedFile::open(root / expected.file);
        ASSERT_TRUE(file);
        MemorySink sink;
        for (const auto& beside : std::filesystem::directory_iterator((root / expected.file).parent_path())) {
            std::ifstream in(beside.path(), std::ios::binary);
            if (beside.is_regular_file())
                sink.side_files[beside.path().filename()] = {std::istreambuf_iterator<char>(in), {}};
        }
        const auto done = source.read(file->input(), {}, sink);
        EXPECT_EQ(done.ok(), expected.objects > 0) << message_of(done);
        EXPECT_EQ(sink.features.size(), expected.objects);
        EXPECT_EQ(triangles_of(sink), expected.triangles);
        if (!expected.words) EXPECT_TRUE(sink.complaints.empty()) << sink.complaints[0].what;
        if (!expected.words) continue;
        EXPECT_TRUE(message_of(done).find(expected.words) != std::string::npos || sink.complained(expected.words))
            << message_of(done);
    }
}

}  // namespace
