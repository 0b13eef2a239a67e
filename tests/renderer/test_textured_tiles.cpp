#include <cmath>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "data/image_shelf.h"
#include "renderer/headless.h"
#include "renderer/renderer.h"
#include "scene/builders/tile_assembler.h"
#include "tests/data/red_and_blue.h"
#include "tests/renderer/synthetic_city.h"

using namespace twin;

namespace {

constexpr int width = 320, height = 180;

/// One context for all tests of this file.
struct Stage {
    std::unique_ptr<renderer::HeadlessContext> context;
    std::unique_ptr<renderer::Renderer> renderer;

    static Stage& shared() {
        static Stage stage;
        return stage;
    }
    Stage() {
        auto made = renderer::HeadlessContext::create(width, height);
        if (!made.ok()) return;
        context = std::move(made).value();
        auto drawing = renderer::Renderer::create();
        EXPECT_TRUE(drawing.ok()) << (drawing.ok() ? "" : drawing.error().message);
        if (drawing.ok()) renderer = std::move(drawing).value();
    }
    ~Stage() {
        renderer.reset();
        context.reset();
    }
};

/// A cube of 10 m around (0, 0) whose south side shows the red half of a picture and whose east side the blue one.
std::shared_ptr<const data::Tile> cube() {
    scene::TileAssembler assembler;
    scene::TriangleStyle style;
    style.layer = 1;
    style.object = 9;
    const auto image = std::make_shared<const data::Image>(test::image_of("cube.png", test::red_and_blue(128, 128)));
    const auto side = [&](const glm::dvec3& a, const glm::dvec3& b, float left, float right) {
        const glm::dvec3 up(0, 0, 10);
        const std::vector<glm::dvec3> corners{a, b, b + up, a, b + up, a + up};
        const std::vector<glm::vec2> places{{left, 0}, {right, 0}, {right, 1}, {left, 0}, {right, 1}, {left, 1}};
        assembler.add_textured(style, {1, 1, 250}, corners, {}, places, image);
    };
    side({-5, -5, 250}, {5, -5, 250}, 0, 0.5);
    side({5, -5, 250}, {5, 5, 250}, 0.5, 1);
    auto tile = std::make_shared<data::Tile>(std::move(assembler.finish().at(0)));
    tile->serial = 77;
    return tile;
}

scene::Camera looking(const glm::dvec3& from, double heading_deg) {
    scene::Camera camera;
    camera.position = base::CityPoint(from);
    camera.heading_rad = heading_deg * M_PI / 180;
    camera.pitch_rad = 0;
    return camera;
}

class TexturedTiles : public testing::Test {
  protected:
    void SetUp() override {
        if (!Stage::shared().renderer) GTEST_SKIP() << "no OpenGL 4.5 here";
        city.tiles.pop_back();  // the plain house
        city.tiles.push_back(cube());
    }
    scene::FrameView view(const scene::Camera& camera) const {
        scene::FrameView out = city.look(camera, width, height);
        out.sun_direction = glm::normalize(glm::dvec3(0.5, -0.5, 0.6));
        return out;
    }
    /// Where a place of the city comes to be, and its colour.
    glm::ivec3 colour_at(const scene::FrameView& view, double x, double y) const {
        Stage& stage = Stage::shared();
        stage.renderer->draw(view, stage.context->framebuffer());
        const auto picture = stage.renderer->read_back(width, height, stage.context->framebuffer());
        const auto at = (static_cast<std::size_t>(y * height) * width + static_cast<std::size_t>(x * width)) * 4;
        return {picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2]};
    }
    test::SyntheticCity city;
};

}  // namespace

TEST_F(TexturedTiles, a_cube_is_red_in_the_south_and_blue_in_the_east) {
    const glm::ivec3 south = colour_at(view(looking({0, -25, 255}, 0)), 0.5, 0.45);
    EXPECT_GT(south.r, south.b + 80);
    EXPECT_GT(south.r, south.g + 80);
    const glm::ivec3 east = colour_at(view(looking({25, 0, 255}, -90)), 0.5, 0.45);
    EXPECT_GT(east.b, east.r + 80);
    EXPECT_GT(east.b, east.g + 80);
}

TEST_F(TexturedTiles, the_bright_half_of_the_picture_is_above) {
    const auto from_south = view(looking({0, -25, 255}, 0));
    EXPECT_GT(colour_at(from_south, 0.5, 0.38).r, colour_at(from_south, 0.5, 0.58).r + 30);
}

TEST_F(TexturedTiles, a_textured_wall_is_picked_and_tinted_like_any_other) {
    auto seen = view(looking({0, -25, 255}, 0));
    const renderer::Pick pick = Stage::shared().renderer->pick(seen, width / 2, height / 2);
    EXPECT_TRUE(pick.hit);
    EXPECT_EQ(pick.object, 9u);
    EXPECT_NEAR(pick.position.y_m, -5, 0.05);
    const int before = colour_at(seen, 0.5, 0.45).b;
    seen.selected = 9;
    EXPECT_GT(colour_at(seen, 0.5, 0.45).b, before + 40);
}

TEST_F(TexturedTiles, a_textured_wall_throws_a_shadow) {
    auto seen = view(looking({0, 12, 254}, 180));
    seen.sun_direction = glm::normalize(glm::dvec3(0.0, -0.7, 0.5));
    seen.camera.pitch_rad = -0.6;
    seen.style.shadows = true;
    const glm::ivec3 with = colour_at(seen, 0.5, 0.5);
    seen.tiles = seen.tiles.first(seen.tiles.size() - 1);
    const glm::ivec3 without = colour_at(seen, 0.5, 0.5);
    EXPECT_LT(with.g, without.g - 15);
}

TEST_F(TexturedTiles, pictures_count_in_the_memory_and_go_with_their_tile) {
    auto seen = view(looking({0, -25, 255}, 0));
    const auto bytes = [&] {
        Stage::shared().renderer->draw(seen, Stage::shared().context->framebuffer());
        return Stage::shared().renderer->figures().gpu_bytes;
    };
    const auto with = bytes();
    const data::TexturedMesh& mesh = seen.tiles.back()->textured;
    const auto least = mesh.page_bytes() * mesh.pages.size();
    seen.tiles = seen.tiles.first(seen.tiles.size() - 1);
    EXPECT_GE(with, bytes() + least);
}
