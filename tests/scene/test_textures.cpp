#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <random>

#include <gtest/gtest.h>

#include "data/city_file/city_file.h"
#include "data/city_file/tile_blob.h"
#include "data/image_shelf.h"
#include "data/pixels.h"
#include "scene/builders/models.h"
#include "scene/builders/solids.h"
#include "scene/builders/texture_atlas.h"
#include "scene/builders/texture_places.h"
#include "scene/sight.h"
#include "tests/data/red_and_blue.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

using twin::test::image_of;
using twin::test::red_and_blue;

std::shared_ptr<const data::Image> picture(int width_px, int height_px, const std::string& name = "wall.png") {
    return std::make_shared<const data::Image>(image_of(name, red_and_blue(width_px, height_px)));
}

TextureUse use_of(std::shared_ptr<const data::Image> image, glm::vec2 low, glm::vec2 high) {
    return {std::move(image), low, high, 0, 0};
}

/// What a page shows at a share of its width and height.
glm::ivec3 shown(const data::AtlasPage& page, int page_px, const glm::dvec2& place) {
    const data::Pixels pixels = data::decode_bc1(
        page_px, page_px, std::span(page.blocks).first(static_cast<std::size_t>(page_px) * page_px / 2));
    const auto at = [&](double share) { return std::clamp(static_cast<int>(share * page_px), 0, page_px - 1); };
    const std::uint8_t* p = pixels.at(at(place.x), at(place.y));
    return {p[0], p[1], p[2]};
}

bool is_red(const glm::ivec3& c) {
    return c.r > c.b + 60;
}
bool is_blue(const glm::ivec3& c) {
    return c.b > c.r + 60;
}

/// A wall towards the south, 4 m wide and 4 m high at x = 10, with the whole picture on it.
data::Feature textured_wall(data::HeightMode heights = data::HeightMode::absolute) {
    data::Feature wall;
    wall.kind = data::FeatureKind::building_installation;
    wall.id = "wall";
    wall.heights = heights;
    wall.textures = {"wall.png"};
    data::Surface surface;
    surface.kind = data::SurfaceKind::wall;
    surface.outer = {{10, 10, 0}, {14, 10, 0}, {14, 10, 4}, {10, 10, 4}};
    surface.texture = 0;
    surface.texture_places = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    wall.surfaces = {surface};
    return wall;
}

data::Tile built(const data::Feature& feature, const data::ImageShelf& shelf,
                 std::vector<base::Complaint>* complaints = nullptr) {
    TileAssembler assembler;
    assembler.show_images(&shelf);
    std::vector<base::Complaint> own;
    TriangleStyle style;
    style.object = 7;
    EXPECT_TRUE(build_solid(feature, style, scene::test::level_terrain(), assembler, own));
    std::vector<data::Tile> tiles = assembler.finish();
    EXPECT_EQ(tiles.size(), 1u);
    if (complaints) *complaints = assembler.take_texture_complaints();
    return tiles.empty() ? data::Tile{} : std::move(tiles.front());
}

data::ImageShelf shelf_with_wall(int px = 64) {
    data::ImageShelf shelf;
    shelf.add(image_of("wall.png", red_and_blue(px, px)));
    return shelf;
}

glm::dvec2 place_of(const data::TexturedVertex& v) {
    return glm::dvec2(v.place[0], v.place[1]) / 65535.0;
}

/// Red in the west, blue in the east, bright above, dark below: as the picture is seen from the south.
void expect_wall_shows_picture(const data::Tile& tile) {
    ASSERT_FALSE(tile.textured.empty());
    const data::TexturedMesh& mesh = tile.textured;
    glm::dvec2 west_low, east_low, west_high;
    for (const data::TexturedVertex& v : mesh.vertices) {
        const glm::dvec3 p = tile.origin.vec() + glm::dvec3(v.x, v.y, v.z);
        if (p.x < 12 && p.z < 2) west_low = place_of(v);
        if (p.x > 12 && p.z < 2) east_low = place_of(v);
        if (p.x < 12 && p.z > 2) west_high = place_of(v);
        EXPECT_EQ(v.object, 7u);
        EXPECT_EQ(v.normal[1], -127);
    }
    const auto at = [&](double east, double up) {
        return shown(mesh.pages[0], mesh.page_px,
                     west_low + (east_low - west_low) * east + (west_high - west_low) * up);
    };
    EXPECT_TRUE(is_red(at(0.2, 0.2)));
    EXPECT_TRUE(is_blue(at(0.8, 0.2)));
    EXPECT_TRUE(is_red(at(0.2, 0.8)));
    EXPECT_GT(at(0.2, 0.8).r, at(0.2, 0.2).r + 60);
    EXPECT_GT(at(0.8, 0.8).b, at(0.8, 0.2).b + 60);
}

TEST(Textures, a_wall_shows_its_picture_upright_and_not_mirrored) {
    const data::Tile tile = built(textured_wall(), shelf_with_wall());
    expect_wall_shows_picture(tile);
    EXPECT_TRUE(tile.mesh.empty());
    EXPECT_NEAR(tile.bounds.max.x, 14, 1e-3);
    const std::vector<LayerState> layers(3);
    const std::vector<std::shared_ptr<const data::Tile>> tiles{std::make_shared<const data::Tile>(tile)};
    EXPECT_TRUE(Sight(tiles, layers).blocked({12, 0, 2}, {12, 20, 2})) << "nobody looks through its picture";
    expect_wall_shows_picture(built(textured_wall(data::HeightMode::above_ground), shelf_with_wall()));
}

TEST(Textures, a_wall_comes_out_of_its_tile_as_it_went_in) {
    const data::Tile tile = built(textured_wall(), shelf_with_wall());
    const std::vector<std::byte> blob = data::encode_tile(tile);
    data::Tile back;
    back.origin = tile.origin;
    ASSERT_TRUE(data::decode_tile(blob, {0, 0, 0}, back).ok());
    expect_wall_shows_picture(back);
    ASSERT_EQ(back.textured.vertices.size(), tile.textured.vertices.size());
    for (std::size_t i = 0; i < back.textured.vertices.size(); ++i)
        EXPECT_NEAR(place_of(back.textured.vertices[i]).x, place_of(tile.textured.vertices[i]).x, 1.0 / 2048);
    EXPECT_EQ(back.textured.pages[0].blocks, tile.textured.pages[0].blocks);
    for (int tenth = 0; tenth < 10; ++tenth) {
        data::Tile cut;
        EXPECT_FALSE(data::decode_tile(std::span(blob).first(blob.size() * tenth / 10), {0, 0, 0}, cut).ok());
    }
}

TEST(Textures, a_wall_comes_out_of_the_city_file_as_it_went_in) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("twin_textures_" + std::to_string(::getpid()) + ".gpkg");
    data::Tile tile = built(textured_wall(), shelf_with_wall());
    data::CityFrame frame;
    {
        auto writer = data::CityFileWriter::create(file, frame);
        ASSERT_TRUE(writer.ok()) << writer.error().message;
        data::LayerInfo layer;
        layer.kind = "buildings";
        tile.layer = (*writer)->add_layer(layer).value();
        ASSERT_TRUE((*writer)->add_tile(tile).ok());
        ASSERT_TRUE((*writer)->finish().ok());
    }
    const auto city = data::CityFile::open(file);
    ASSERT_TRUE(city.ok()) << city.error().message;
    ASSERT_EQ((*city)->tiles().size(), 1u);
    EXPECT_EQ((*city)->tiles()[0].triangles, 2u);
    const auto back = (*city)->read_tile((*city)->tiles()[0]);
    ASSERT_TRUE(back.ok()) << back.error().message;
    expect_wall_shows_picture(*back);
    std::filesystem::remove(file);
}

TEST(Textures, a_tile_without_pictures_takes_no_byte_more) {
    data::Tile plain;
    plain.mesh.vertices.resize(3);
    plain.mesh.triangles = {0, 1, 2};
    data::Tile with_pages = plain;
    with_pages.textured.page_px = 128;
    EXPECT_EQ(data::encode_tile(plain), data::encode_tile(with_pages));
}

TEST(Textures, a_wall_whose_picture_is_missing_is_plain_and_told_once) {
    std::vector<base::Complaint> complaints;
    const data::Tile tile = built(textured_wall(), data::ImageShelf(), &complaints);
    EXPECT_TRUE(tile.textured.empty());
    EXPECT_EQ(tile.mesh.triangles.size(), 6u);
    ASSERT_EQ(complaints.size(), 1u);
    EXPECT_EQ(complaints[0].object, "wall.png");
}

TEST(Textures, a_plain_surface_has_the_colour_that_its_file_says) {
    data::Feature wall = textured_wall();
    wall.surfaces[0].texture = -1;
    wall.surfaces[0].texture_places.clear();
    wall.surfaces[0].colour = 0xFF2030C0;
    const data::Tile tile = built(wall, data::ImageShelf());
    ASSERT_FALSE(tile.mesh.vertices.empty());
    EXPECT_EQ(tile.mesh.vertices[0].colour, 0xFF2030C0u);
}

TEST(Textures, a_window_cut_out_of_a_wall_leaves_the_picture_where_it_is) {
    data::Feature wall = textured_wall();
    data::Surface& surface = wall.surfaces[0];
    // A doubled point and a hole: the rings change, the places stay with their points.
    surface.outer.insert(surface.outer.begin() + 1, glm::dvec3(14, 10, 0));
    surface.texture_places.insert(surface.texture_places.begin() + 1, glm::vec2(1, 0));
    surface.holes = {{{11, 10, 1}, {11, 10, 3}, {13, 10, 3}, {13, 10, 1}}};
    for (const glm::vec2 place : {glm::vec2(.25, .25), glm::vec2(.25, .75), glm::vec2(.75, .75), glm::vec2(.75, .25)})
        surface.texture_places.push_back(place);
    const data::Tile tile = built(wall, shelf_with_wall());
    ASSERT_FALSE(tile.textured.empty());
    double west = 1, east = 0;
    for (const data::TexturedVertex& v : tile.textured.vertices) {
        west = std::min(west, place_of(v).x);
        east = std::max(east, place_of(v).x);
    }
    for (const data::TexturedVertex& v : tile.textured.vertices) {
        const double share = (v.x + tile.origin.x_m - 10) / 4;
        EXPECT_NEAR(place_of(v).x, west + (east - west) * share, 1.0 / 2048);
    }
}

TEST(TexturePlaces, a_point_on_an_edge_lies_between_the_places_of_its_ends) {
    const data::Surface surface = textured_wall().surfaces[0];
    const TexturePlaces places(surface);
    ASSERT_TRUE(places.usable());
    EXPECT_NEAR(places.at({11, 10, 0}).x, 0.25, 1e-6);
    EXPECT_NEAR(places.at({14, 10, 1}).y, 0.25, 1e-6);
    EXPECT_EQ(places.at({14, 10, 4}), glm::vec2(1, 1));
    data::Surface wrong = surface;
    wrong.texture_places.pop_back();
    EXPECT_FALSE(TexturePlaces(wrong).usable());
}

TEST(TextureAtlas, pieces_never_overlap_and_each_keeps_its_border) {
    std::mt19937 random(7);
    std::vector<TextureUse> uses;
    for (int i = 0; i < 200; ++i) {
        const auto side = [&] { return 4 * static_cast<int>(2 + random() % 40); };
        uses.push_back(use_of(picture(side(), side()), {0, 0}, {1, 1}));
    }
    const TextureAtlas atlas = build_atlas(uses, 64 << 20);
    struct Box {
        double x0, y0, x1, y1;
        int page;
    };
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const TexturePlacement& placement = atlas.placements[i];
        ASSERT_GE(placement.page, 0);
        const glm::dvec2 a = placement.on_page({0, 1}) * double(atlas.page_px),
                         b = placement.on_page({1, 0}) * double(atlas.page_px);
        boxes.push_back({a.x - atlas_border_px, a.y - atlas_border_px, b.x + atlas_border_px, b.y + atlas_border_px,
                         placement.page});
        EXPECT_GE(boxes.back().x0, -0.01);
        EXPECT_LE(boxes.back().y1, atlas.page_px + 0.01);
        EXPECT_NEAR(b.x - a.x, uses[i].image->width_px, 0.01);
    }
    for (std::size_t i = 0; i < boxes.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            EXPECT_FALSE(boxes[i].page == boxes[k].page && boxes[i].x0 < boxes[k].x1 - 0.01 &&
                         boxes[k].x0 < boxes[i].x1 - 0.01 && boxes[i].y0 < boxes[k].y1 - 0.01 &&
                         boxes[k].y0 < boxes[i].y1 - 0.01);
    // Beyond the left edge the left half goes on: red does not bleed.
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const auto& page = atlas.pages[static_cast<std::size_t>(atlas.placements[i].page)];
        if (i % 20 != 0) continue;
        const glm::dvec2 outside = atlas.placements[i].on_page({0, 0.5}) - glm::dvec2(6.0 / atlas.page_px, 0);
        EXPECT_TRUE(is_red(shown(page, atlas.page_px, outside)));
    }
}

TEST(TextureAtlas, only_the_part_that_is_seen_is_packed) {
    const std::vector<TextureUse> uses{use_of(picture(1024, 1024), {0.5, 0.5}, {0.55, 0.55})};
    const TextureAtlas atlas = build_atlas(uses, 64 << 20);
    EXPECT_EQ(atlas.page_px, 128);
    EXPECT_TRUE(is_blue(shown(atlas.pages[0], atlas.page_px, atlas.placements[0].on_page({0.53, 0.53}))));
}

TEST(TextureAtlas, a_picture_goes_on_where_it_repeats) {
    const std::vector<TextureUse> uses{use_of(picture(32, 32), {0, 0}, {3.5, 2}),
                                       use_of(picture(32, 32), {-7, 5}, {-6, 6})};
    const TextureAtlas atlas = build_atlas(uses, 64 << 20);
    for (const double whole : {0.0, 1.0, 2.0}) {
        EXPECT_TRUE(is_red(shown(atlas.pages[0], atlas.page_px, atlas.placements[0].on_page({whole + 0.25, 1.5}))));
        EXPECT_TRUE(is_blue(shown(atlas.pages[0], atlas.page_px, atlas.placements[0].on_page({whole + 0.75, 0.5}))));
    }
    EXPECT_TRUE(is_blue(shown(atlas.pages[0], atlas.page_px, atlas.placements[1].on_page({-6.25, 5.5}))));
    EXPECT_EQ(atlas.repeated_too_often, 0u);
}

TEST(TextureAtlas, a_picture_that_repeats_too_often_becomes_its_mean_colour) {
    const std::vector<TextureUse> uses{use_of(picture(64, 64), {0, 0}, {400, 300})};
    const TextureAtlas atlas = build_atlas(uses, 64 << 20);
    EXPECT_EQ(atlas.repeated_too_often, 1u);
    EXPECT_LT(atlas.placements[0].page, 0);
    EXPECT_NEAR(atlas.placements[0].colour & 255, 98, 8);
}

TEST(TextureAtlas, over_the_budget_everything_is_halved) {
    std::vector<TextureUse> uses;
    for (int i = 0; i < 16; ++i) uses.push_back(use_of(picture(256, 256), {0, 0}, {1, 1}));
    const TextureAtlas atlas = build_atlas(uses, 256 * 1024);
    EXPECT_GE(atlas.halvings, 1);
    std::size_t bytes = 0;
    for (const data::AtlasPage& page : atlas.pages) bytes += page.blocks.size();
    EXPECT_LT(bytes, 1024u * 1024);
    for (std::size_t i = 0; i < uses.size(); ++i)
        EXPECT_TRUE(is_red(shown(atlas.pages[static_cast<std::size_t>(atlas.placements[i].page)], atlas.page_px,
                                 atlas.placements[i].on_page({0.25, 0.75}))));
}

TEST(TextureAtlas, a_picture_finer_than_anyone_can_see_is_made_coarser) {
    TextureUse use = use_of(picture(1024, 1024), {0, 0}, {1, 1});
    use.area_m2 = 1;
    use.area_places = 1;
    EXPECT_EQ(build_atlas(std::span(&use, 1), 64 << 20).page_px, 256);
    use.area_m2 = 400;
    EXPECT_EQ(build_atlas(std::span(&use, 1), 64 << 20).page_px, 2048);
}

TEST(Textures, a_wall_of_many_bricks_is_cut_and_every_piece_shows_bricks) {
    data::Feature wall = textured_wall();
    wall.surfaces[0].texture_places = {{0, 0}, {40, 0}, {40, 20}, {0, 20}};
    std::vector<base::Complaint> complaints;
    const data::Tile tile = built(wall, shelf_with_wall(), &complaints);
    EXPECT_TRUE(complaints.empty());
    EXPECT_TRUE(tile.mesh.empty());
    ASSERT_FALSE(tile.textured.empty());
    EXPECT_GT(tile.textured.triangles.size() / 3, 10u);
    double area = 0;
    for (std::size_t i = 0; i + 2 < tile.textured.triangles.size(); i += 3) {
        glm::dvec3 p[3];
        glm::dvec2 place[3];
        for (std::size_t k = 0; k < 3; ++k) {
            const data::TexturedVertex& v = tile.textured.vertices[tile.textured.triangles[i + k]];
            p[k] = {v.x + tile.origin.x_m - 10, v.y, v.z + tile.origin.z_m};
            place[k] = place_of(v);
        }
        area += glm::length(glm::cross(p[1] - p[0], p[2] - p[0])) / 2;
        // The middle of a piece shows what a wall with 40 red and blue bricks along shows there.
        const glm::dvec3 middle = (p[0] + p[1] + p[2]) / 3.0;
        const double along = middle.x * 10 - std::floor(middle.x * 10);
        if (std::abs(along - 0.5) < 0.15 || along < 0.15 || along > 0.85) continue;
        const glm::ivec3 colour =
            shown(tile.textured.pages[0], tile.textured.page_px, (place[0] + place[1] + place[2]) / 3.0);
        EXPECT_TRUE(along < 0.5 ? is_red(colour) : is_blue(colour));
    }
    EXPECT_NEAR(area, 16, 1e-3);
}

TEST(Textures, a_fence_lets_see_through_on_its_page_and_in_the_distance) {
    data::Pixels pickets{64, 64, std::vector<std::uint8_t>(64 * 64 * 4)};
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x)
            for (int c = 0; c < 4; ++c)
                pickets.at(x, y)[c] = x % 16 < 8 ? std::uint8_t(c < 3 ? 120 : 255) : std::uint8_t(0);
    data::ImageShelf shelf;
    shelf.add(image_of("wall.png", pickets));
    const data::Tile tile = built(textured_wall(), shelf);
    ASSERT_FALSE(tile.textured.empty());
    const data::TexturedMesh& mesh = tile.textured;
    for (int level = 0; level < 2; ++level) {
        SCOPED_TRACE(level);
        const int edge = mesh.page_px >> level;
        const data::Pixels page = data::decode_bc1(
            edge, edge, std::span(mesh.pages[0].blocks).subspan(mesh.bytes_before(level), mesh.bytes_of_level(level)));
        // The picture is the first on its page, behind its border.
        int there = 0, all = 0;
        const int first = atlas_border_px >> level, last = (atlas_border_px + 64) >> level;
        for (int y = first; y < last; ++y)
            for (int x = first; x < last; ++x, ++all) {
                if (page.at(x, y)[3] == 0) continue;
                ++there;
                EXPECT_NEAR(page.at(x, y)[0], 120, 8);
            }
        EXPECT_NEAR(double(there) / all, 0.5, 0.08);
    }
}

TEST(Textures, a_mesh_of_a_model_shows_its_picture) {
    data::Feature model;
    model.kind = data::FeatureKind::model;
    model.id = "board";
    model.textures = {"wall.png"};
    data::ModelMesh mesh;
    mesh.positions = {{10, 10, 0}, {14, 10, 0}, {14, 10, 4}, {10, 10, 4}};
    mesh.normals.assign(4, {0, -1, 0});
    mesh.colours.assign(4, 0xFFC8C8C8);
    mesh.triangles = {0, 1, 2, 0, 2, 3};
    mesh.texture = 0;
    mesh.texture_places = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    model.models = {mesh};
    const data::ImageShelf shelf = shelf_with_wall();
    TileAssembler assembler;
    assembler.show_images(&shelf);
    std::vector<base::Complaint> complaints;
    ASSERT_TRUE(build_model(model, 7, 1, scene::test::level_terrain(), assembler, complaints));
    const std::vector<data::Tile> tiles = assembler.finish();
    ASSERT_EQ(tiles.size(), 1u);
    expect_wall_shows_picture(tiles[0]);
}

}  // namespace
}  // namespace twin::scene
