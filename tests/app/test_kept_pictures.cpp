#include "app/importer/kept_pictures.h"

#include <filesystem>

#include "data/city_file/picture_blob.h"
#include "tests/app/importer_fixture.h"
#include "tests/data/red_and_blue.h"

namespace twin::app {
namespace {

using test::Folder;
using twin::test::image_of;
using twin::test::red_and_blue;

data::CityFrame frame_here() {
    data::CityFrame frame;
    frame.horizontal = "EPSG:25832";
    frame.origin_m = {455000, 5477000};
    frame.origin_geo = {49.44, 8.38};
    frame.time_zone = "Europe/Berlin";
    return frame;
}

data::ImageShelf shelf_of(const std::string& name, const data::Pixels& pixels) {
    data::ImageShelf shelf;
    shelf.add(image_of(name, pixels));
    return shelf;
}

std::map<std::string, data::Image> kept_in(const std::filesystem::path& path) {
    std::map<std::string, data::Image> kept;
    const auto city = data::CityFile::open(path);
    EXPECT_TRUE(city.ok());
    if (city.ok()) EXPECT_TRUE((*city)->visit_pictures([&](data::Image&& image) { kept[image.name] = image; }).ok());
    return kept;
}

TEST(KeptPictures, come_out_of_the_city_file_as_they_went_in) {
    const Folder folder;
    auto writer = data::CityFileWriter::create(folder / "a.gpkg", frame_here());
    ASSERT_TRUE(writer.ok());
    KeptPictures kept;
    ASSERT_TRUE(kept.keep(shelf_of("wall.png", red_and_blue(64, 32)), **writer).ok());
    ASSERT_TRUE((*writer)->finish().ok());
    const auto found = kept_in(folder / "a.gpkg");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.begin()->second.blocks, image_of("wall.png", red_and_blue(64, 32)).blocks);
    EXPECT_EQ(found.begin()->second.width_px, 64);
    EXPECT_TRUE(kept.complaints().empty());
}

TEST(KeptPictures, two_files_may_call_different_pictures_by_the_same_name) {
    const Folder folder;
    auto writer = data::CityFileWriter::create(folder / "a.gpkg", frame_here());
    ASSERT_TRUE(writer.ok());
    KeptPictures kept;
    const auto first = kept.keep(shelf_of("textures/roof.jpg", red_and_blue(64, 32)), **writer);
    const auto second = kept.keep(shelf_of("textures/roof.jpg", red_and_blue(32, 32)), **writer);
    const auto again = kept.keep(shelf_of("textures/roof.jpg", red_and_blue(64, 32)), **writer);
    ASSERT_TRUE(first.ok() && second.ok() && again.ok());
    EXPECT_TRUE(first->empty());
    EXPECT_EQ(second->at("textures/roof.jpg"), "textures/roof.jpg#2");
    EXPECT_TRUE(again->empty());
    data::Feature wall;
    wall.textures = {"textures/roof.jpg", "other.png"};
    rename_pictures(*second, wall);
    EXPECT_EQ(wall.textures, (std::vector<std::string>{"textures/roof.jpg#2", "other.png"}));
    ASSERT_TRUE((*writer)->finish().ok());
    const auto found = kept_in(folder / "a.gpkg");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found.at("textures/roof.jpg").width_px, 64);
    EXPECT_EQ(found.at("textures/roof.jpg#2").width_px, 32);
}

TEST(KeptPictures, beyond_the_budget_they_are_kept_coarser_with_one_complaint) {
    const Folder folder;
    auto writer = data::CityFileWriter::create(folder / "a.gpkg", frame_here());
    ASSERT_TRUE(writer.ok());
    const std::uint64_t one = 64 * 64 / 2;
    KeptPictures kept(4 * one);
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(kept.keep(shelf_of("wall" + std::to_string(i), red_and_blue(64, 64)), **writer).ok());
    ASSERT_TRUE((*writer)->finish().ok());
    std::uint64_t bytes = 0;
    for (const auto& [name, image] : kept_in(folder / "a.gpkg")) bytes += image.blocks.size();
    EXPECT_LE(bytes, 4 * one);
    EXPECT_EQ(kept.complaints().size(), 1u);
}

TEST(KeptPictures, a_damaged_picture_is_refused) {
    const data::Image image = image_of("wall.png", red_and_blue(64, 32));
    std::vector<std::byte> blob = data::encode_picture(image);
    EXPECT_TRUE(data::decode_picture("wall.png", 64, 32, blob).ok());
    EXPECT_FALSE(data::decode_picture("wall.png", 64, 64, blob).ok());
    EXPECT_FALSE(data::decode_picture("wall.png", 63, 32, blob).ok());
    blob[blob.size() / 2] ^= std::byte{0xFF};
    EXPECT_FALSE(data::decode_picture("wall.png", 64, 32, blob).ok());
}

/// Triangles with a picture in a city file.
std::uint64_t textured_triangles(const std::filesystem::path& path) {
    const auto city = data::CityFile::open(path);
    EXPECT_TRUE(city.ok()) << path;
    if (!city.ok()) return 0;
    std::uint64_t count = 0;
    for (const auto& entry : (*city)->tiles())
        if (const auto tile = (*city)->read_tile(entry); tile.ok()) count += tile->textured.triangles.size() / 3;
    return count;
}

TEST(KeptPicturesData, a_city_that_is_added_to_keeps_its_walls) {
    const std::filesystem::path root = std::string(TWIN_DATA_ROOT) + "/citygml/ingolstadt-lod3";
    if (!std::filesystem::exists(root)) GTEST_SKIP() << "no data at " << root;
    const Folder folder;
    ImportRequest request;
    const auto read = [](const std::filesystem::path& file, const std::string& format,
                         const data::SourceOptions& options, const base::WorkerLimits&, data::SourceSink& sink,
                         const base::ProgressSink&) -> base::Result<void> {
        const auto mapped = data::MappedFile::open(file);
        if (!mapped.ok()) return mapped.error();
        data::CollectingSink all(file.parent_path());
        const data::Source* source = format.empty() ? data::recognise(mapped->input()) : data::source_named(format);
        if (!source) return base::Error{"no source"};
        auto done = source->read(mapped->input(), options, all);
        sink.crs(all.crs_claim);
        for (data::Image& image : all.images) sink.image(std::move(image));
        for (data::Feature& feature : all.features) sink.feature(std::move(feature));
        return done;
    };
    request.read = read;
    request.sources = {root / "4018106" / "4018106.xml", root / "4018133" / "4018133.xml"};
    request.output = folder / "first.gpkg";
    ASSERT_TRUE(import_city(request, {}).ok());
    const std::uint64_t before = textured_triangles(folder / "first.gpkg");
    ASSERT_GT(before, 100u);
    request.sources = {folder / "first.gpkg", root / "4018193" / "4018193.xml"};
    request.output = folder / "second.gpkg";
    ASSERT_TRUE(import_city(request, {}).ok());
    EXPECT_GE(textured_triangles(folder / "second.gpkg"), before);
    // And once more: what was kept is kept again.
    request.sources = {folder / "second.gpkg"};
    request.output = folder / "third.gpkg";
    ASSERT_TRUE(import_city(request, {}).ok());
    EXPECT_EQ(textured_triangles(folder / "third.gpkg"), textured_triangles(folder / "second.gpkg"));
    EXPECT_EQ(kept_in(folder / "third.gpkg").size(), kept_in(folder / "second.gpkg").size());
}

}  // namespace
}  // namespace twin::app
