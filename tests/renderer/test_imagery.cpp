#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "renderer/headless.h"
#include "renderer/imagery_table.h"
#include "renderer/renderer.h"
#include "scene/imagery.h"
#include "tests/renderer/synthetic_city.h"
#include "tests/scene/painted_ground.h"

/// Pictures of the ground are where they belong, and behave as layers do.

using namespace twin;
using scene::test::PaintedGround;

namespace {

constexpr int width = 320, height = 180;
constexpr std::size_t budget = 256u << 20;

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

scene::Camera straight_down(double x, double y, double above_m) {
    scene::Camera camera;
    camera.position = {x, y, 250 + above_m};
    camera.heading_rad = 0;
    camera.pitch_rad = -std::numbers::pi / 2;
    return camera;
}

scene::Camera slanting(double x, double y, double above_m, double pitch_deg) {
    scene::Camera camera = straight_down(x, y, above_m);
    camera.pitch_rad = pitch_deg * std::numbers::pi / 180;
    return camera;
}

class ImageryOnGround : public testing::Test {
  protected:
    void SetUp() override {
        if (!Stage::shared().renderer) GTEST_SKIP() << "no OpenGL 4.5 here";
        city.layers.resize(5);
    }

    void lay(std::vector<PaintedGround> grounds) {
        imagery = std::make_unique<scene::Imagery>(scene::test::pyramids_of(grounds), scene::test::opener_of(grounds),
                                                   city.terrain);
    }

    /// With all pictures that the camera wants; no shadows, no haze: only what is tested.
    scene::FrameView look(const scene::Camera& camera) {
        scene::FrameView view = city.look(camera, width, height);
        view.style.shadows = false;
        view.style.haze = false;
        view.sun_direction = glm::normalize(glm::dvec3(-0.5, -0.6, 0.55));
        if (!imagery) return view;
        view.imagery = imagery->look(camera, width, height, city.layers, budget);
        imagery->wait();
        view.imagery = imagery->look(camera, width, height, city.layers, budget);
        EXPECT_TRUE(imagery->complete());
        return view;
    }

    renderer::Picture draw(const scene::FrameView& view) const {
        Stage& stage = Stage::shared();
        stage.renderer->draw(view, stage.context->framebuffer());
        return stage.renderer->read_back(width, height, stage.context->framebuffer());
    }
    static glm::ivec3 pixel(const renderer::Picture& picture, int x, int y) {
        const auto at = (static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)) * 4;
        return {picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2]};
    }
    static glm::ivec3 colour_at(const scene::FrameView& view, const renderer::Picture& picture, double x, double y) {
        glm::dvec2 screen;
        EXPECT_TRUE(view.camera.project({x, y, 250}, static_cast<double>(width) / height, screen));
        return pixel(picture, static_cast<int>(screen.x * width), static_cast<int>(screen.y * height));
    }

    test::SyntheticCity city;
    std::unique_ptr<scene::Imagery> imagery;
};

}  // namespace

TEST_F(ImageryOnGround, chequers_lie_within_a_pixel_of_their_place) {
    // Corners of the pyramid anywhere; the squares on round metres.
    lay({PaintedGround(2, -1003.37, 917.81, 0.1, 7, scene::test::chequers(5))});
    for (const double above_m : {18.0, 40.0, 75.0}) {
        const auto view = look(straight_down(-123.4, 77.7, above_m));
        const auto picture = draw(view);
        int edges = 0;
        for (double y = 30; y < 130; y += 5) {
            for (double x = -180; x < -60; x += 5) {
                glm::dvec2 corner, north;
                const double aspect = static_cast<double>(width) / height;
                view.camera.project({x, y + 2.5, 250}, aspect, corner);
                view.camera.project({x + 2.5, y, 250}, aspect, north);
                const auto inside = [](const glm::dvec2& at) {
                    return at.x > 0.03 && at.y > 0.03 && at.x < 0.97 && at.y < 0.97;
                };
                if (!inside(corner) || !inside(north)) continue;
                const bool white_east = (std::lround(x / 5) + std::lround(y / 5)) % 2 == 0;
                // One pixel and a half to either side of the edge the squares have their own colour.
                const double px = corner.x * width, row = corner.y * height;
                const int west_of = pixel(picture, static_cast<int>(std::floor(px - 1.5)), static_cast<int>(row)).g;
                const int east_of = pixel(picture, static_cast<int>(std::floor(px + 1.5)), static_cast<int>(row)).g;
                EXPECT_GT(white_east ? east_of - west_of : west_of - east_of, 90) << x << " " << y << " " << above_m;
                const double column = north.x * width, line = north.y * height;
                const int above = pixel(picture, static_cast<int>(column), static_cast<int>(std::floor(line - 1.5))).g;
                const int below = pixel(picture, static_cast<int>(column), static_cast<int>(std::floor(line + 1.5))).g;
                EXPECT_GT(white_east ? above - below : below - above, 90) << x << " " << y << " " << above_m;
                ++edges;
            }
        }
        EXPECT_GT(edges, 6) << above_m;
    }
}

TEST_F(ImageryOnGround, in_sunshine_a_photo_has_its_own_colours) {
    lay({PaintedGround(2, -600, 600, 0.5, 4, scene::test::plain(120, 80, 60))});
    auto view = look(straight_down(-60, 0, 80));
    view.sun = {180, 50};
    view.sun_direction = glm::normalize(glm::dvec3(0, -0.64, 0.77));
    const glm::ivec3 seen = pixel(draw(view), width / 2, height / 2);
    EXPECT_NEAR(seen.r, 120, 8);
    EXPECT_NEAR(seen.g, 80, 8);
    EXPECT_NEAR(seen.b, 60, 8);
}

TEST_F(ImageryOnGround, streets_stay_above_and_land_use_lies_beneath) {
    auto meadow = std::make_shared<data::Tile>(*city.tiles[1]);
    meadow->serial += 500000;
    meadow->layer = 3;
    for (data::MeshVertex& v : meadow->mesh.vertices) {
        v.x += 50;
        v.material = static_cast<std::uint8_t>(data::Material::meadow);
    }
    meadow->bounds.min.x += 50;
    meadow->bounds.max.x += 50;
    city.tiles.push_back(meadow);
    lay({PaintedGround(2, -600, 600, 0.5, 4, scene::test::plain(200, 30, 30))});
    const auto view = look(straight_down(20, 40, 90));
    const auto picture = draw(view);
    const auto is_red = [](const glm::ivec3& c) { return c.r > c.g + 80; };
    EXPECT_TRUE(is_red(colour_at(view, picture, 20, 40))) << "terrain";
    EXPECT_TRUE(is_red(colour_at(view, picture, 50, 40))) << "land use";
    EXPECT_FALSE(is_red(colour_at(view, picture, 0, 40))) << "street";
    EXPECT_FALSE(is_red(colour_at(view, picture, 30, 0))) << "roof";
}

TEST_F(ImageryOnGround, hidden_half_seen_and_transparent_pictures_let_the_ground_through) {
    lay({PaintedGround(2, -600, 600, 0.5, 4,
                       [](double x, double) { return glm::ivec4(220, 20, 20, x < -60 ? 255 : 0); })});
    const auto camera = straight_down(-60, 0, 80);
    const auto redness = [&](double x) {
        const auto view = look(camera);
        const glm::ivec3 colour = colour_at(view, draw(view), x, 0);
        return colour.r - colour.g;
    };
    const int in_full = redness(-80);
    EXPECT_GT(in_full, 120);
    EXPECT_LT(redness(-40), 20) << "where the picture has nothing the ground is seen";
    city.layers[2].opacity = 0.5f;
    const int half = redness(-80);
    EXPECT_LT(half, in_full - 30);
    EXPECT_GT(half, 20);
    city.layers[2].visible = false;
    EXPECT_LT(redness(-80), 10);
    EXPECT_EQ(look(camera).imagery, nullptr);
    EXPECT_EQ(Stage::shared().renderer->figures().imagery_bytes, 0u) << "a hidden layer takes no memory";
}

TEST_F(ImageryOnGround, the_higher_layer_lies_on_top) {
    lay({PaintedGround(3, -600, 600, 0.5, 4,
                       [](double x, double) { return glm::ivec4(20, 20, 230, x < -60 ? 255 : 0); }),
         PaintedGround(2, -300, 300, 0.25, 4, scene::test::plain(230, 20, 20))});
    const auto view = look(straight_down(-60, 0, 80));
    const auto picture = draw(view);
    EXPECT_GT(colour_at(view, picture, -80, 0).b, 150);
    EXPECT_GT(colour_at(view, picture, -40, 0).r, 150) << "the lower one shows where the higher has nothing";
}

TEST_F(ImageryOnGround, no_seam_between_pages) {
    // A slow ramp: neighbours on the screen differ by a step or two, across every page's rim too.
    lay({PaintedGround(2, -1000, 1000, 0.25, 6, [](double x, double y) {
        const int grey = static_cast<int>(std::lround(120 + 60 * std::sin(x / 40) + 40 * std::sin(y / 30)));
        return glm::ivec4(grey, grey, grey, 255);
    })});
    for (const auto& camera : {straight_down(-200, 100, 160), slanting(-300, -300, 60, -25)}) {
        auto view = look(camera);
        view.style.samples = 1;
        const auto picture = draw(view);
        int largest = 0;
        for (int y = height / 2; y < height - 1; ++y)
            for (int x = 0; x < width / 3; ++x) {
                largest = std::max(largest, std::abs(pixel(picture, x, y).g - pixel(picture, x + 1, y).g));
                largest = std::max(largest, std::abs(pixel(picture, x, y).g - pixel(picture, x, y + 1).g));
            }
        EXPECT_LE(largest, 9);
        EXPECT_GE(largest, 1);
    }
}

TEST_F(ImageryOnGround, until_the_fine_ones_come_coarse_pictures_stand_in) {
    PaintedGround ground(2, -600, 600, 0.5, 4, scene::test::plain(200, 30, 30));
    for (int level = 1; level < 4; ++level)
        for (int row = 0; row < 1 << level; ++row)
            for (int column = 0; column < 1 << level; ++column) ground.missing.insert({0, level, column, row});
    lay({ground});
    const auto view = look(straight_down(-60, 0, 60));
    ASSERT_EQ(view.imagery->pages.size(), 1u);
    const glm::ivec3 seen = pixel(draw(view), width / 2, height / 2);
    EXPECT_GT(seen.r, seen.g + 80);
}

TEST_F(ImageryOnGround, a_shadow_is_paler_on_a_photo_than_on_the_ground) {
    auto shaded = [&](bool with_photo) {
        city.layers[2].visible = with_photo;
        auto view = look(straight_down(34, 4, 80));
        view.style.shadows = true;
        view.sun_direction = glm::normalize(glm::dvec3(-1, 0, 0.8));
        const auto picture = draw(view);
        return static_cast<double>(colour_at(view, picture, 40, 0).g) / colour_at(view, picture, 18, 0).g;
    };
    lay({PaintedGround(2, -600, 600, 0.5, 4, scene::test::plain(140, 140, 140))});
    const double on_photo = shaded(true), on_ground = shaded(false);
    EXPECT_LT(on_photo, 0.93) << "still to be seen";
    EXPECT_GT(on_photo, on_ground + 0.05);
}

TEST_F(ImageryOnGround, many_views_in_a_row_show_the_right_pages) {
    // Far jumps: pages come and go, the table is made anew each time.
    lay({PaintedGround(2, -3000, 3000, 0.1, 9, [](double x, double y) {
        return glm::ivec4(static_cast<int>(60 + (x + 3000) / 40), static_cast<int>(60 + (y + 3000) / 40), 90, 255);
    })});
    for (int i = 0; i < 12; ++i) {
        const double x = -2500 + 419 * i, y = 1800 - 331 * i;
        auto view = look(straight_down(x, y, 30 + 60 * (i % 3)));
        view.style.samples = 1;
        view.sun = {180, 50};
        view.sun_direction = glm::normalize(glm::dvec3(0, -0.64, 0.77));
        const glm::ivec3 seen = pixel(draw(view), width / 2, height / 2);
        if (std::abs(x) < 5) continue;
        EXPECT_NEAR(seen.r, 60 + (x + 3000) / 40, 8) << i;
        EXPECT_NEAR(seen.g, 60 + (y + 3000) / 40, 8) << i;
    }
}

TEST_F(ImageryOnGround, what_is_on_the_gpu_keeps_to_the_budget) {
    lay({PaintedGround(2, -3000, 3000, 0.1, 9, scene::test::plain(90, 100, 110))});
    const std::size_t small = 40 * scene::imagery_page_bytes(scene::imagery_page_px(256));
    for (int i = 0; i < 10; ++i) {
        const auto camera = slanting(-2000 + 400 * i, -1000, 40, -20);
        auto view = city.look(camera, width, height);
        view.imagery = imagery->look(camera, width, height, city.layers, small);
        imagery->wait();
        view.imagery = imagery->look(camera, width, height, city.layers, small);
        draw(view);
        const renderer::FrameFigures& figures = Stage::shared().renderer->figures();
        EXPECT_LE(figures.imagery_bytes, small + (4u << 20)) << "pages and their table";
        EXPECT_GT(figures.imagery_pages, 8);
        EXPECT_LE(figures.imagery_pages, 40);
    }
}

TEST(ImageryTable, every_tile_finds_the_finest_page_over_it) {
    PaintedGround ground(1, 0, 1024, 1, 3, scene::test::plain(0, 0, 0));
    auto imagery = std::make_shared<scene::ImageryView>();
    imagery->pyramids = {ground.info};
    imagery->version = 7;
    for (const scene::ImageryPlace place : {scene::ImageryPlace{0, 0, 0, 0}, {0, 1, 1, 0}, {0, 2, 3, 1}}) {
        auto page = std::make_shared<scene::ImageryPage>();
        page->place = place;
        page->serial = static_cast<std::uint64_t>(place.level) + 10;
        imagery->pages.push_back(page);
    }
    scene::FrameView view;
    const std::vector<scene::LayerState> layers(2);
    view.layers = layers;
    view.imagery = imagery;
    view.camera.position = {500, 500, 300};
    renderer::ImageryTable table;
    const auto slot = [](const scene::ImageryPage& page) { return static_cast<int>(page.serial); };
    EXPECT_TRUE(table.fit(view, slot));
    EXPECT_FALSE(table.fit(view, slot)) << "nothing new, nothing to upload";
    ASSERT_EQ(table.layers(), 3);
    const auto entry = [&](int level, int column, int row) {
        const auto w = static_cast<std::size_t>(table.window());
        return table.entries()[(static_cast<std::size_t>(level) * w + static_cast<std::size_t>(row)) * w +
                               static_cast<std::size_t>(column)];
    };
    using Entry = renderer::ImageryTable::Entry;
    EXPECT_EQ(entry(2, 3, 1), (Entry{13, 0, 0, 0}));
    EXPECT_EQ(entry(2, 2, 1), (Entry{12, 1, 0, 1}));
    EXPECT_EQ(entry(2, 1, 3), (Entry{11, 2, 1, 3}));
    EXPECT_EQ(entry(1, 1, 0), (Entry{12, 0, 0, 0}));
    EXPECT_EQ(entry(2, 4, 0), (Entry{0, 0, 0, 0})) << "beyond the pyramid";
}
