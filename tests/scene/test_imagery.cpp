#include "scene/imagery.h"

#include <cmath>
#include <numbers>
#include <set>

#include <gtest/gtest.h>

#include "scene/frame_view.h"
#include "tests/scene/city_fixture.h"
#include "tests/scene/painted_ground.h"

/// Which pictures of the ground a camera gets, and what they cost.

namespace twin::scene {
namespace {

using test::PaintedGround;

constexpr std::size_t page_bytes = imagery_page_bytes(imagery_page_px(256));

/// 26 km x 26 km, finest pixel 0.2 m: ten levels.
PaintedGround wide_ground() {
    return PaintedGround(1, -13000, 13000, 0.2, 10, test::plain(100, 120, 80));
}

Camera camera_at(double x, double y, double z, double pitch_deg) {
    Camera camera;
    camera.position = {x, y, z};
    camera.heading_rad = 0;
    camera.pitch_rad = pitch_deg * std::numbers::pi / 180;
    return camera;
}

/// Finest level among the places whose tile holds a point; -1: none.
int finest_over(const std::vector<ImageryPlace>& places, const data::ImageryInfo& info, double x, double y) {
    int finest = -1;
    for (const ImageryPlace& place : places) {
        const double edge = info.tile_px * info.levels[static_cast<std::size_t>(place.level)].pixel_m;
        const double x0 = info.x0_m + place.column * edge, y1 = info.y1_m - place.row * edge;
        if (x >= x0 && x < x0 + edge && y <= y1 && y > y1 - edge) finest = std::max(finest, place.level);
    }
    return finest;
}

TEST(WantedImagery, about_one_pixel_of_the_picture_for_one_of_the_photo) {
    const PaintedGround ground = wide_ground();
    const std::vector<data::ImageryInfo> pyramids{ground.info};
    const GroundRange flat(test::level_terrain(0));
    for (const double height_m : {50.0, 400.0, 3000.0}) {
        const auto places = wanted_imagery(pyramids, {true}, {camera_at(10, 10, height_m, -90), 1280, 720, 5000}, flat);
        const double pixel_m = 2 * height_m * std::tan(0.85 / 2) / 720;
        const int finest = finest_over(places, ground.info, 10, 10);
        const double got_m = ground.info.levels[static_cast<std::size_t>(finest)].pixel_m;
        EXPECT_LE(got_m, std::max(pixel_m, 0.2) * 1.0001) << height_m;
        EXPECT_GT(got_m, std::max(pixel_m, 0.2) * 0.49) << "not finer than can be seen, from " << height_m;
    }
}

TEST(WantedImagery, finer_near_the_camera_and_coarser_far_away) {
    const PaintedGround ground = wide_ground();
    const GroundRange flat(test::level_terrain(0));
    const std::vector<data::ImageryInfo> pyramids{ground.info};
    const auto places = wanted_imagery(pyramids, {true}, {camera_at(0, 0, 60, -12), 1280, 720, 5000}, flat);
    int last = 99;
    for (const double ahead_m : {150.0, 500.0, 1500.0, 5000.0, 12000.0}) {
        const int level = finest_over(places, ground.info, 0, ahead_m);
        EXPECT_LT(level, last) << ahead_m;
        EXPECT_GE(level, 0) << ahead_m;
        last = level;
    }
    EXPECT_LT(finest_over(places, ground.info, 0, -3000), 2) << "behind the camera only what is coarse anyway";
    EXPECT_LT(places.size(), 400u);
}

TEST(WantedImagery, all_coarser_tiles_over_a_fine_one_come_first) {
    const PaintedGround ground = wide_ground();
    const GroundRange flat(test::level_terrain(0));
    const std::vector<data::ImageryInfo> pyramids{ground.info};
    std::set<ImageryPlace> seen;
    for (const ImageryPlace& place :
         wanted_imagery(pyramids, {true}, {camera_at(500, -700, 90, -30), 1920, 1080, 5000}, flat)) {
        if (place.level > 0) {
            EXPECT_TRUE(seen.contains(place.parent()));
        }
        EXPECT_TRUE(seen.insert(place).second);
    }
}

TEST(WantedImagery, too_little_memory_makes_everything_a_little_coarser) {
    const PaintedGround ground = wide_ground();
    const GroundRange flat(test::level_terrain(0));
    const std::vector<data::ImageryInfo> pyramids{ground.info};
    const ImagerySight wanted{camera_at(0, 0, 60, -12), 3840, 2160, 100000};
    const auto all = wanted_imagery(pyramids, {true}, wanted, flat);
    for (const std::size_t most : {400u, 100u, 30u}) {
        ImagerySight sight = wanted;
        sight.most_pages = most;
        const auto places = wanted_imagery(pyramids, {true}, sight, flat);
        EXPECT_LE(places.size(), most);
        EXPECT_GT(places.size(), most / 3) << "what there is, is used";
        EXPECT_LE(finest_over(places, ground.info, 0, 300), finest_over(all, ground.info, 0, 300));
        EXPECT_GE(finest_over(places, ground.info, 0, 300), finest_over(places, ground.info, 0, 6000));
    }
}

TEST(WantedImagery, a_hill_is_nearer_than_the_plain) {
    const PaintedGround ground = wide_ground();
    const std::vector<data::ImageryInfo> pyramids{ground.info};
    const auto hill =
        test::terrain_of([](double x, double y) { return std::hypot(x, y) < 300 ? 380.0 : 0.0; }, 4000, 20);
    const ImagerySight sight{camera_at(10, 10, 400, -90), 1280, 720, 5000};
    const auto on_hill = wanted_imagery(pyramids, {true}, sight, GroundRange(hill));
    const auto on_plain = wanted_imagery(pyramids, {true}, sight, GroundRange(test::level_terrain(0)));
    EXPECT_GT(finest_over(on_hill, ground.info, 10, 10), finest_over(on_plain, ground.info, 10, 10));
}

TEST(WantedImagery, ground_range_never_misses_a_height) {
    const auto bumpy =
        test::terrain_of([](double x, double y) { return 50 * std::sin(x / 37) + 30 * std::cos(y / 23); });
    const GroundRange range(bumpy);
    for (double x = -190; x < 150; x += 31)
        for (double y = -190; y < 150; y += 29)
            for (const double edge : {3.0, 40.0, 200.0}) {
                const auto found = range.over(x, y, x + edge, y + edge);
                for (double a = 0; a <= 1; a += 0.25) {
                    const double z = bumpy.height_at(x + a * edge, y + (1 - a) * edge);
                    EXPECT_LE(found.low, z + 1e-3);
                    EXPECT_GE(found.high, z - 1e-3);
                }
            }
}

TEST(ImageryPages, borders_are_the_neighbours_pixels) {
    const PaintedGround ground(1, 0, 1024, 1, 3, [](double x, double y) {
        return glm::ivec4(static_cast<int>(x / 8), static_cast<int>(y / 8), 7, 255);
    });
    ImageryLoader loader({ground.info}, test::opener_of({ground}), 2);
    loader.request({{0, 2, 1, 1}, {0, 2, 0, 0}});
    loader.wait();
    for (const ImageryLoader::Done& done : loader.take(9)) {
        ASSERT_TRUE(done.page);
        const int edge = done.page->edge_px;
        EXPECT_EQ(done.page->rgba.size(), imagery_page_bytes(edge));
        for (int y = 0; y < edge; ++y)
            for (int x = 0; x < edge; ++x) {
                // Beyond the whole pyramid the last pixel goes on.
                const double east = std::clamp(done.place.column * 256 + x - imagery_border_px + 0.5, 0.5, 1023.5);
                const double north = 1024 - std::clamp(done.place.row * 256 + y - imagery_border_px + 0.5, 0.5, 1023.5);
                const std::uint8_t* at = &done.page->rgba[static_cast<std::size_t>(y * edge + x) * 4];
                ASSERT_EQ(at[0], static_cast<int>(east / 8));
                ASSERT_EQ(at[1], static_cast<int>(north / 8));
            }
    }
}

TEST(ImageryPages, colours_are_multiplied_by_alpha_and_nothing_is_no_page) {
    const PaintedGround ground(1, 0, 512, 1, 2, [](double x, double) {
        return x < 256 ? glm::ivec4(0) : glm::ivec4(200, 100, 50, x < 384 ? 0 : 255);
    });
    ImageryLoader loader({ground.info}, test::opener_of({ground}), 1);
    loader.request({{0, 1, 0, 0}, {0, 1, 1, 0}});
    loader.wait();
    const auto done = loader.take(9);
    ASSERT_EQ(done.size(), 2u);
    EXPECT_FALSE(done[0].page) << "wholly transparent";
    ASSERT_TRUE(done[1].page);
    const auto& rgba = done[1].page->rgba;
    const auto at = [&](int x) { return &rgba[static_cast<std::size_t>(100 * done[1].page->edge_px + x) * 4]; };
    EXPECT_EQ(at(20)[0], 0) << "what cannot be seen must not shine through when filtered";
    EXPECT_EQ(at(240)[0], 200);
    EXPECT_EQ(at(240)[3], 255);
}

class ImageryOfACity : public testing::Test {
  protected:
    void open(const PaintedGround& ground) {
        reads = ground.reads;
        imagery =
            std::make_unique<Imagery>(test::pyramids_of({ground}), test::opener_of({ground}), test::level_terrain(0));
    }
    std::shared_ptr<const ImageryView> look(const Camera& camera, std::size_t budget = 256u << 20) {
        return imagery->look(camera, 640, 360, layers, budget);
    }
    std::shared_ptr<const ImageryView> look_settled(const Camera& camera, std::size_t budget = 256u << 20) {
        look(camera, budget);
        imagery->wait();
        return look(camera, budget);
    }
    std::vector<LayerState> layers{2};
    std::shared_ptr<std::atomic<int>> reads;
    std::unique_ptr<Imagery> imagery;
};

TEST_F(ImageryOfACity, a_picture_waits_until_all_is_there) {
    open(wide_ground());
    const Camera camera = camera_at(0, 0, 60, -30);
    const auto first = look(camera);
    EXPECT_FALSE(imagery->complete());
    EXPECT_TRUE(first->pages.empty());
    imagery->wait();
    const auto full = look(camera);
    EXPECT_TRUE(imagery->complete());
    EXPECT_EQ(full->pages.size(), full->wanted);
    EXPECT_EQ(look(camera), full) << "the same view again costs nothing";
}

TEST_F(ImageryOfACity, the_same_camera_sees_the_same_whatever_was_seen_before) {
    const Camera camera = camera_at(100, 50, 80, -40);
    const auto places = [&](const ImageryView& view) {
        std::set<ImageryPlace> found;
        for (const auto& page : view.pages) found.insert(page->place);
        return found;
    };
    open(wide_ground());
    const auto direct = places(*look_settled(camera));
    open(wide_ground());
    look_settled(camera_at(120, 60, 20, -60));
    look_settled(camera_at(-900, 60, 900, -60));
    EXPECT_EQ(places(*look_settled(camera)), direct);
}

TEST_F(ImageryOfACity, hidden_layers_read_nothing) {
    open(wide_ground());
    layers[1].visible = false;
    EXPECT_EQ(look(camera_at(0, 0, 60, -30)), nullptr);
    EXPECT_TRUE(imagery->complete());
    layers[1] = {true, 0.0f, false};
    EXPECT_EQ(look(camera_at(0, 0, 60, -30)), nullptr);
    imagery->wait();
    EXPECT_EQ(*reads, 0);
}

TEST_F(ImageryOfACity, a_long_flight_stays_within_its_memory) {
    open(wide_ground());
    constexpr std::size_t budget = 60 * page_bytes;
    std::size_t most = 0;
    for (int i = 0; i < 50; ++i) {
        const auto view = look(camera_at(-9000 + 350 * i, -5000 + 130 * i, 40 + 200 * (i % 4), -15), budget);
        if (i % 5 == 4) imagery->wait();
        look(camera_at(-9000 + 350 * i, -5000 + 130 * i, 40 + 200 * (i % 4), -15), budget);
        EXPECT_LE(imagery->bytes(), budget);
        EXPECT_LE(view->wanted, 60u);
        most = std::max(most, imagery->bytes());
    }
    EXPECT_GT(most, budget / 2) << "the flight was long enough to fill it";
}

TEST_F(ImageryOfACity, a_damaged_tile_costs_one_complaint) {
    PaintedGround ground = wide_ground();
    ground.damaged = {{0, 3, 3, 3}, {0, 3, 4, 3}};
    open(ground);
    const Camera camera = camera_at(0, 0, 2500, -90);
    const auto view = look_settled(camera);
    EXPECT_TRUE(imagery->complete());
    look_settled(camera_at(900, 300, 2600, -90));
    look_settled(camera);
    EXPECT_EQ(imagery->complaints().size(), 2u);
    for (const auto& page : view->pages) EXPECT_FALSE(ground.damaged.contains(page->place));
    EXPECT_LT(view->pages.size(), view->wanted);
    EXPECT_GT(view->pages.size(), 4u) << "the others are there";
}

TEST_F(ImageryOfACity, a_file_that_cannot_be_opened_costs_no_more) {
    const PaintedGround ground = wide_ground();
    Imagery broken(
        {ground.info}, []() -> base::Result<ImageryReader> { return base::Error{"gone"}; }, test::level_terrain(0));
    broken.look(camera_at(0, 0, 300, -60), 640, 360, layers, 256u << 20);
    broken.wait();
    const auto view = broken.look(camera_at(0, 0, 300, -60), 640, 360, layers, 256u << 20);
    EXPECT_TRUE(broken.complete());
    EXPECT_TRUE(view->pages.empty());
    EXPECT_EQ(broken.complaints().size(), 1u);
}

TEST_F(ImageryOfACity, tiles_of_another_size_are_not_believed) {
    const PaintedGround ground = wide_ground();
    Imagery wrong(
        {ground.info},
        []() -> base::Result<ImageryReader> {
            return ImageryReader([](const data::ImageryInfo&, int, int, int) -> base::Result<data::Pixels> {
                return data::Pixels{2, 2, std::vector<std::uint8_t>(16, 255)};
            });
        },
        test::level_terrain(0));
    wrong.look(camera_at(0, 0, 9000, -60), 640, 360, layers, 256u << 20);
    wrong.wait();
    EXPECT_TRUE(wrong.look(camera_at(0, 0, 9000, -60), 640, 360, layers, 256u << 20)->pages.empty());
    EXPECT_GE(wrong.complaints().size(), 1u);
}

}  // namespace
}  // namespace twin::scene
