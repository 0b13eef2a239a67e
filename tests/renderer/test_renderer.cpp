#include <cmath>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "renderer/headless.h"
#include "renderer/renderer.h"
#include "tests/renderer/synthetic_city.h"

using namespace twin;

namespace {

constexpr int width = 640, height = 360;

/// One context for all tests of this file: making one takes a second on software OpenGL.
struct Stage {
    std::unique_ptr<renderer::HeadlessContext> context;
    std::unique_ptr<renderer::Renderer> renderer;

    static Stage& shared() {
        static Stage stage;
        return stage;
    }

    Stage() {
        auto made = renderer::HeadlessContext::create(width, height);
        EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().message);
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

    renderer::Picture draw(const scene::FrameView& view) const {
        renderer->draw(view, context->framebuffer());
        return renderer->read_back(width, height, context->framebuffer());
    }
};

glm::vec3 pixel(const renderer::Picture& picture, int x, int y) {
    const auto at =
        (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width_px) + static_cast<std::size_t>(x)) * 4;
    return glm::vec3(picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2]);
}

scene::Camera camera_at(double x, double y, double z, double heading_deg, double pitch_deg) {
    scene::Camera camera;
    camera.position = {x, y, z};
    camera.heading_rad = heading_deg * M_PI / 180;
    camera.pitch_rad = pitch_deg * M_PI / 180;
    return camera;
}

class RendererTest : public testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(Stage::shared().renderer); }
    test::SyntheticCity city;
};

}  // namespace

TEST_F(RendererTest, SkyIsAboveAndGroundBelow) {
    const auto picture = Stage::shared().draw(city.look(camera_at(0, -200, 300, 0, -5), width, height));
    const glm::vec3 sky = pixel(picture, 100, 20), ground = pixel(picture, 100, 330);
    EXPECT_GT(sky.b, sky.r + 10);
    EXPECT_GT(ground.g, ground.b);
}

TEST_F(RendererTest, TheSameViewGivesTheSamePicture) {
    const auto view = city.look(camera_at(-60, -80, 290, 35, -20), width, height);
    EXPECT_EQ(Stage::shared().draw(view).rgba, Stage::shared().draw(view).rgba);
}

TEST_F(RendererTest, PickTellsTheHouseAndThePlace) {
    const auto camera = camera_at(30, -100, 256, 0, 0);
    const auto view = city.look(camera, width, height);
    const renderer::Pick wall = Stage::shared().renderer->pick(view, width / 2, height / 2);
    EXPECT_TRUE(wall.hit);
    EXPECT_EQ(wall.object, 7u);
    EXPECT_NEAR(wall.position.x_m, 30, 0.3);
    EXPECT_NEAR(wall.position.y_m, -5, 0.02);
    EXPECT_NEAR(wall.position.z_m, 256, 0.3);
    EXPECT_FALSE(Stage::shared().renderer->pick(view, 20, 5).hit) << "the sky is nothing";
    const renderer::Pick ground = Stage::shared().renderer->pick(view, 20, height - 10);
    EXPECT_TRUE(ground.hit);
    EXPECT_EQ(ground.object, 0u);
    EXPECT_NEAR(ground.position.z_m, 250, 0.02);
}

TEST_F(RendererTest, AStreetLiesInTheGroundWithoutFlickerAtAnyDistance) {
    for (const double height_m : {1.7, 40.0, 900.0}) {
        auto view = city.look(camera_at(0, -4000, 250 + height_m, 0, height_m > 500 ? -20 : -1.5), width, height);
        view.style.samples = 1;
        view.style.shadows = false;
        view.style.haze = false;
        const auto with_street = Stage::shared().draw(view);
        const double aspect = static_cast<double>(width) / height;
        int checked = 0;
        for (double y = -3990; y < 4000; y += 7) {
            glm::dvec2 screen;
            if (!view.camera.project({0, y, 250}, aspect, screen)) continue;
            const double x_px = screen.x * width, y_px = screen.y * height;
            if (x_px < 1 || y_px < 1 || x_px > width - 2 || y_px > height - 2) continue;
            glm::dvec2 edge;
            view.camera.project({3.9, y, 250}, aspect, edge);
            if ((edge.x - screen.x) * width < 0.6) continue;  // narrower than a pixel
            const glm::vec3 colour = pixel(with_street, static_cast<int>(x_px), static_cast<int>(y_px));
            EXPECT_LT(colour.g - colour.b, 32) << "grass shows through the street at y = " << y;
            ++checked;
        }
        EXPECT_GT(checked, 5);
    }
}

TEST_F(RendererTest, AHouseThrowsAShadowAwayFromTheSun) {
    auto view = city.look(camera_at(34, 4, 330, 0, -89.9), width, height);
    view.sun_direction = glm::normalize(glm::dvec3(-1, 0, 0.8));
    const auto lit_side = [&](const renderer::Picture& picture, double x) {
        glm::dvec2 screen;
        view.camera.project({x, 0, 250}, static_cast<double>(width) / height, screen);
        return pixel(picture, static_cast<int>(screen.x * width), static_cast<int>(screen.y * height));
    };
    const auto picture = Stage::shared().draw(view);
    EXPECT_LT(lit_side(picture, 40).g, lit_side(picture, 18).g - 25);
    view.style.shadows = false;
    const auto without = Stage::shared().draw(view);
    EXPECT_NEAR(lit_side(without, 40).g, lit_side(without, 18).g, 6);
}

TEST_F(RendererTest, AHiddenLayerIsNotThere) {
    auto view = city.look(camera_at(30, -100, 256, 0, 0), width, height);
    std::vector<scene::LayerState> layers(3);
    layers[1].visible = false;
    view.layers = layers;
    EXPECT_FALSE(Stage::shared().renderer->pick(view, width / 2, height / 2 + 60).hit);
}

TEST_F(RendererTest, FarFromTheOriginNothingJitters) {
    // The same house 20 km away, seen from the same side: the same picture.
    const auto near_view = city.look(camera_at(-60, -80, 290, 35, -20), width, height);
    const auto near_picture = Stage::shared().draw(near_view);
    test::SyntheticCity far_city;
    const glm::dvec3 shift(20000, -20000, 0);
    for (auto& tile : far_city.tiles) {
        auto moved = std::make_shared<data::Tile>(*tile);
        moved->origin = base::CityPoint(tile->origin.vec() + shift);
        moved->bounds = {tile->bounds.min + shift, tile->bounds.max + shift};
        moved->serial += 100000;
        tile = moved;
    }
    far_city.terrain.x0_m += shift.x;
    far_city.terrain.y0_m += shift.y;
    const auto far_view = far_city.look(camera_at(-60 + shift.x, -80 + shift.y, 290, 35, -20), width, height);
    const auto far_picture = Stage::shared().draw(far_view);
    double difference = 0;
    for (std::size_t i = 0; i < near_picture.rgba.size(); ++i)
        difference += std::abs(int{near_picture.rgba[i]} - int{far_picture.rgba[i]});
    EXPECT_LT(difference / static_cast<double>(near_picture.rgba.size()), 0.2);
}
