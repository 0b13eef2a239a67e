#include "data/sources/gltf_looks.h"

#include <optional>

#include <gtest/gtest.h>

namespace {

using namespace twin;
using data::gltf::Document;
using data::gltf::Look;

std::vector<Look> looks_in(const std::string& materials) {
    const std::string json = R"({"asset":{"version":"2.0"},"images":[{"uri":"a.png"}],"textures":[{"source":0}],)"
                             R"("materials":[)" +
                             materials + "]}";
    auto document = Document::open(std::as_bytes(std::span(json)),
                                   [](const std::string&) { return std::optional<data::InputFile>(); });
    EXPECT_TRUE(document.ok());
    return document.ok() ? data::gltf::looks_of(**document) : std::vector<Look>(10);
}

TEST(GltfLooks, OnlyMasksAndBlendsHaveHoles) {
    const auto looks = looks_in(
        R"({"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}},
           {"alphaMode":"MASK","pbrMetallicRoughness":{"baseColorTexture":{"index":0}}},
           {"alphaMode":"MASK","alphaCutoff":0.2,"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}},
           {"alphaMode":"BLEND","doubleSided":true,"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}},
           {"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}})");
    EXPECT_EQ(looks[0].use.holes_below, 0);
    EXPECT_EQ(looks[1].use.holes_below, 0.5);
    EXPECT_EQ(looks[2].use.holes_below, 0.2);
    EXPECT_EQ(looks[3].use.holes_below, 0.5);
    // The same image shown in the same way is one picture, in another way another.
    EXPECT_EQ(looks[4].picture, 0u);
    EXPECT_EQ(looks[3].picture, 1u);
    EXPECT_EQ(looks[2].picture, 2u);
    EXPECT_EQ(looks.back().picture, data::gltf::none);
}

TEST(GltfLooks, TheFactorTintsThePictureAndBlackBesideOneIsASlip) {
    const auto looks = looks_in(
        R"({"pbrMetallicRoughness":{"baseColorFactor":[1,0.5,0.25,1],"baseColorTexture":{"index":0}}},
           {"pbrMetallicRoughness":{"baseColorFactor":[0,0,0,1],"baseColorTexture":{"index":0}}},
           {"pbrMetallicRoughness":{"baseColorFactor":[1,0,0,0.5]},"alphaMode":"BLEND"},
           {"extensions":{"KHR_materials_unlit":{}},"pbrMetallicRoughness":{"baseColorFactor":[0,1,0,1]}})");
    EXPECT_FLOAT_EQ(looks[0].use.tint[1], 0.5f);
    EXPECT_FLOAT_EQ(looks[0].use.tint[2], 0.25f);
    EXPECT_FLOAT_EQ(looks[1].use.tint[0], 1);
    EXPECT_NE(looks[0].picture, looks[1].picture);
    EXPECT_EQ(looks[2].colour, 0x800000FFu);
    EXPECT_EQ(looks[3].colour, 0xFF00FF00u);
}

}  // namespace
