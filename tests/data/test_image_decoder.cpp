#include "data/sources/image_decoder.h"

#include <cstring>
#include <span>

#include <gtest/gtest.h>

#include "data/bytes.h"
#include "data/image_shelf.h"
#include "data/messages.h"
#include "tests/data/picture_files.h"

namespace twin::data {
namespace {

using test::picture_file;
using test::red_and_blue;

/// What the picture shows at a share of its width and height, from the upper left.
glm::ivec3 shown(const Image& image, double x, double y) {
    const Pixels pixels = decode_bc1(image.width_px, image.height_px, image.blocks);
    const std::uint8_t* p = pixels.at(static_cast<int>(x * image.width_px), static_cast<int>(y * image.height_px));
    return {p[0], p[1], p[2]};
}

void expect_red_left_blue_right(const Image& image) {
    EXPECT_NEAR(shown(image, 0.25, 0.25).r, 240, 12);
    EXPECT_NEAR(shown(image, 0.25, 0.25).b, 16, 12);
    EXPECT_NEAR(shown(image, 0.75, 0.25).b, 240, 12);
    EXPECT_NEAR(shown(image, 0.25, 0.75).r, 120, 12);
    EXPECT_NEAR(shown(image, 0.75, 0.75).b, 120, 12);
}

const char* const formats[] = {"png", "jpg", "bmp", "tga", "tif"};

TEST(ImageDecoder, red_stays_where_it_is_in_every_format) {
    for (const std::string format : formats) {
        SCOPED_TRACE(format);
        const auto image = decode_image("wall." + format, picture_file(red_and_blue(64, 32), format));
        ASSERT_TRUE(image.ok()) << image.error().message;
        EXPECT_EQ(image->width_px, 64);
        EXPECT_EQ(image->height_px, 32);
        EXPECT_EQ(image->blocks.size(), image->expected_bytes());
        expect_red_left_blue_right(*image);
    }
}

TEST(ImageDecoder, a_large_picture_becomes_as_small_as_asked_and_keeps_its_shape) {
    const auto image = decode_image("large.png", picture_file(red_and_blue(500, 250), "png"), 128);
    ASSERT_TRUE(image.ok());
    EXPECT_EQ(image->width_px, 128);
    EXPECT_EQ(image->height_px, 64);
    expect_red_left_blue_right(*image);
}

TEST(ImageDecoder, odd_sizes_become_multiples_of_four) {
    const auto image = decode_image("odd.png", picture_file(red_and_blue(33, 7), "png"));
    ASSERT_TRUE(image.ok());
    EXPECT_EQ(image->width_px % 4, 0);
    EXPECT_EQ(image->height_px % 4, 0);
    EXPECT_NEAR(image->width_px, 33, 2);
    const auto dot = decode_image("dot.png", picture_file(red_and_blue(1, 1), "png"));
    ASSERT_TRUE(dot.ok());
    EXPECT_EQ(dot->width_px, 4);
}

TEST(ImageDecoder, what_cannot_be_seen_through_has_the_colour_of_the_rest) {
    Pixels pixels = red_and_blue(16, 16);
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 16; ++x) {
            std::uint8_t* p = pixels.at(x, y);
            p[0] = 200, p[1] = 100, p[2] = 50, p[3] = 255;
            if (x < 8) p[0] = p[1] = p[2] = p[3] = 0;
        }
    const auto image = decode_image("leaf.png", picture_file(pixels, "png"), usual_texture_px, {.holes_below = 0});
    ASSERT_TRUE(image.ok());
    EXPECT_NEAR(shown(*image, 0.25, 0.5).r, 200, 10);
    EXPECT_NEAR(shown(*image, 0.25, 0.5).b, 50, 10);
    const Pixels whole = decode_bc1(image->width_px, image->height_px, image->blocks);
    for (std::size_t i = 3; i < whole.rgba.size(); i += 4) EXPECT_EQ(whole.rgba[i], 255);
}

/// A fence of eight pickets, each one pixel in four wide, and a bar across.
Pixels fence(int width_px, int height_px) {
    Pixels pixels{width_px, height_px, std::vector<std::uint8_t>(std::size_t(width_px) * std::size_t(height_px) * 4)};
    for (int y = 0; y < height_px; ++y)
        for (int x = 0; x < width_px; ++x) {
            const bool wood = x % 32 < 12 || y < height_px / 8;
            std::uint8_t* p = pixels.at(x, y);
            p[0] = 150, p[1] = 90, p[2] = 40, p[3] = wood ? 255 : 0;
            if (!wood) p[0] = p[1] = p[2] = 0;
        }
    return pixels;
}

double share_that_is_there(const Pixels& pixels) {
    double count = 0;
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) count += pixels.rgba[i] >= 128;
    return count / (double(pixels.width_px) * pixels.height_px);
}

TEST(ImageDecoder, between_the_pickets_of_a_fence_is_nothing) {
    const auto image = decode_image("fence.png", picture_file(fence(256, 64), "png"));
    ASSERT_TRUE(image.ok());
    const Pixels shown = decode_bc1(image->width_px, image->height_px, image->blocks);
    EXPECT_NEAR(share_that_is_there(shown), 12 / 32.0 * 7 / 8 + 1 / 8.0, 0.01);
    EXPECT_EQ(shown.at(20, 40)[3], 0);
    EXPECT_EQ(shown.at(5, 40)[3], 255);
    // Half as large it is the same fence, and its wood is not darker for the nothing beside it.
    const Image half = halved(*image);
    const Pixels smaller = decode_bc1(half.width_px, half.height_px, half.blocks);
    EXPECT_NEAR(share_that_is_there(smaller), share_that_is_there(shown), 0.05);
    for (std::size_t i = 0; i < smaller.rgba.size(); i += 4) {
        if (smaller.rgba[i + 3] == 0) continue;
        EXPECT_NEAR(smaller.rgba[i], 150, 10);
        EXPECT_NEAR(smaller.rgba[i + 2], 40, 10);
    }
    EXPECT_NEAR(mean_colour(*image) & 255, 150, 8);
}

TEST(ImageDecoder, a_picture_of_nothing_but_nothing_is_a_slip_and_shown) {
    Pixels pixels = red_and_blue(16, 16);
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) pixels.rgba[i] = 0;
    const auto image = decode_image("slip.png", picture_file(pixels, "png"));
    ASSERT_TRUE(image.ok());
    expect_red_left_blue_right(*image);
}

TEST(ImageDecoder, a_tint_darkens_in_linear_light) {
    Pixels pixels = red_and_blue(16, 16);
    for (std::uint8_t& value : pixels.rgba) value = 255;
    const auto image = decode_image("white.png", picture_file(pixels, "png"), 16, {.tint = {0.5f, 1, 0}});
    ASSERT_TRUE(image.ok());
    EXPECT_NEAR(shown(*image, 0.5, 0.5).r, 188, 6);
    EXPECT_NEAR(shown(*image, 0.5, 0.5).g, 255, 4);
    EXPECT_NEAR(shown(*image, 0.5, 0.5).b, 0, 6);
}

TEST(ImageDecoder, a_picture_that_is_cut_off_anywhere_gives_a_sentence) {
    for (const std::string format : formats) {
        const std::vector<std::byte> whole = picture_file(red_and_blue(64, 64), format);
        for (int tenth = 0; tenth < 10; ++tenth) {
            SCOPED_TRACE(format + " at " + std::to_string(tenth) + " tenths");
            const std::size_t size = whole.size() * static_cast<std::size_t>(tenth) / 10;
            const auto image = decode_image("cut." + format, std::span(whole).first(size));
            ASSERT_FALSE(image.ok());
            EXPECT_GT(image.error().message.size(), 15u);
        }
    }
}

TEST(ImageDecoder, a_size_that_no_picture_has_is_refused_before_unpacking) {
    std::vector<std::byte> png = picture_file(red_and_blue(8, 8), "png");
    png[16] = std::byte{0x00}, png[17] = std::byte{0x00}, png[18] = std::byte{0x3F}, png[19] = std::byte{0xFF};
    png[20] = std::byte{0x00}, png[21] = std::byte{0x00}, png[22] = std::byte{0x3F}, png[23] = std::byte{0xFF};
    const auto image = decode_image("bomb.png", png);
    ASSERT_FALSE(image.ok());
    EXPECT_NE(image.error().message.find("16383 x 16383"), std::string::npos) << image.error().message;
}

TEST(ImageDecoder, other_files_are_no_pictures) {
    const std::string text = "<html>404 not found, and much more text behind it</html>";
    const auto image = decode_image("wall.jpg", std::as_bytes(std::span<const char>(text)));
    ASSERT_FALSE(image.ok());
    EXPECT_NE(image.error().message.find("expected a picture"), std::string::npos);
    EXPECT_FALSE(decode_image("empty.png", {}).ok());
}

TEST(ImageDecoder, a_picture_arrives_from_the_worker_as_it_was_sent) {
    const Image sent = test::image_of("wall.png", red_and_blue(16, 8));
    ByteWriter head;
    messages::write_image_head(head, sent);
    std::vector<std::byte> bytes(head.bytes().begin(), head.bytes().end());
    bytes.insert(bytes.end(), sent.blocks.begin(), sent.blocks.end());
    ByteReader in(bytes);
    const Image got = messages::read_image(in);
    ASSERT_TRUE(in.ok());
    EXPECT_EQ(got.name, sent.name);
    EXPECT_EQ(got.blocks, sent.blocks);
    for (const std::size_t size : {std::size_t{3}, bytes.size() - 8, bytes.size() - 1}) {
        ByteReader cut{std::span(bytes).first(size)};
        messages::read_image(cut);
        EXPECT_FALSE(cut.ok());
    }
}

TEST(ImageShelf, pictures_over_the_budget_are_halved_with_one_complaint) {
    ImageShelf shelf(3 * 64 * 64 / 2);
    for (int i = 0; i < 8; ++i) shelf.add(test::image_of("wall" + std::to_string(i), red_and_blue(64, 64)));
    EXPECT_LE(shelf.bytes(), 3u * 64 * 64 / 2);
    EXPECT_EQ(shelf.size(), 8u);
    const auto image = shelf.find("wall0");
    ASSERT_TRUE(image);
    EXPECT_EQ(image->width_px, 32);
    expect_red_left_blue_right(*image);
    EXPECT_EQ(shelf.complaints("city.gml").size(), 1u);
    EXPECT_EQ(shelf.find("wall8"), nullptr);
    ImageShelf roomy;
    roomy.add(test::image_of("wall", red_and_blue(64, 64)));
    EXPECT_TRUE(roomy.complaints("city.gml").empty());
    EXPECT_EQ(roomy.find("wall")->width_px, 64);
}

TEST(Pixels, the_mean_of_red_and_blue_is_between_them) {
    const std::uint32_t mean = mean_colour(test::image_of("wall", red_and_blue(32, 32)));
    EXPECT_EQ(mean >> 24, 0xFFu);
    EXPECT_NEAR(mean & 255, 98, 8);
    EXPECT_NEAR(mean >> 16 & 255, 98, 8);
    EXPECT_NEAR(mean >> 8 & 255, 16, 8);
}

}  // namespace
}  // namespace twin::data
