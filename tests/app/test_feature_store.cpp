#include "app/importer/feature_store.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "app/importer/footing_terrain.h"
#include "app/importer/survey.h"

namespace twin::app {
namespace {

data::Feature house(int number) {
    data::Feature feature;
    feature.kind = data::FeatureKind::building;
    feature.id = "house " + std::to_string(number);
    feature.heights = data::HeightMode::absolute;
    feature.attributes.set("storeys", std::int64_t{number});
    const double x = number;
    feature.surfaces.push_back({data::SurfaceKind::roof, "roof", {{x, 0, 5}, {x + 1, 0, 5}, {x + 1, 1, 6}}, {}});
    return feature;
}

void expect_the_houses(const FeatureStore& store, int count) {
    ASSERT_EQ(store.size(), static_cast<std::size_t>(count));
    int number = 0;
    for (std::size_t batch = 0; batch < store.batch_count(); ++batch) {
        EXPECT_EQ(store.first_of(batch), static_cast<std::size_t>(number));
        const auto features = store.read(batch);
        ASSERT_EQ(features.size(), store.size_of(batch));
        for (const data::Feature& feature : features) {
            EXPECT_EQ(feature.id, house(number).id);
            EXPECT_EQ(feature.kind, data::FeatureKind::building);
            EXPECT_EQ(feature.attributes.number("storeys"), number);
            ASSERT_EQ(feature.surfaces.size(), 1u);
            EXPECT_EQ(feature.surfaces[0].outer, house(number).surfaces[0].outer);
            ++number;
        }
    }
    EXPECT_EQ(number, count);
}

TEST(FeatureStore, gives_back_what_was_put_in_order) {
    FeatureStore store;
    for (int i = 0; i < 1000; ++i) store.add(house(i));
    store.finish();
    EXPECT_GT(store.batch_count(), 1u);
    expect_the_houses(store, 1000);
}

TEST(FeatureStore, a_city_larger_than_the_memory_goes_to_the_disk_and_comes_back) {
    const auto spool = std::make_shared<Spool>(std::filesystem::temp_directory_path(), 20'000);
    FeatureStore store(spool);
    for (int i = 0; i < 2000; ++i) store.add(house(i));
    store.finish();
    EXPECT_LE(spool->bytes_in_memory(), 20'000u);
    EXPECT_GT(spool->bytes_on_disk(), 100'000u);
    expect_the_houses(store, 2000);
}

TEST(FeatureStore, without_a_folder_to_write_to_the_memory_holds_all) {
    const auto spool = std::make_shared<Spool>("/does/not/exist", 1000);
    FeatureStore store(spool);
    for (int i = 0; i < 600; ++i) store.add(house(i));
    store.finish();
    EXPECT_EQ(spool->bytes_on_disk(), 0u);
    expect_the_houses(store, 600);
    const std::uint64_t before = spool->bytes_in_memory();
    store.forget(0);
    EXPECT_LT(spool->bytes_in_memory(), before);
}

TEST(Survey, notes_tell_twins_from_others) {
    data::Feature part = house(1);
    part.kind = data::FeatureKind::building_part;
    EXPECT_EQ(note_of(house(1)).id, note_of(house(1)).id);
    EXPECT_NE(note_of(house(1)).id, note_of(house(2)).id);
    EXPECT_NE(note_of(house(1)).id, note_of(part).id) << "another kind is another thing";
    part.id = "dormer";
    part.parent_id = house(1).id;
    EXPECT_EQ(note_of(part).whole, note_of(house(1)).whole);
    data::Feature nowhere = house(3);
    nowhere.surfaces[0].outer[1].x = NAN;
    EXPECT_EQ(note_of(nowhere).fate, Fate::nowhere);
}

TEST(FootingTerrain, a_dormer_does_not_lift_the_ground_of_its_house) {
    std::vector<PlacedFile> files(1);
    data::Feature dormer = house(1);
    dormer.kind = data::FeatureKind::building_part;
    dormer.id = "dormer";
    dormer.parent_id = house(1).id;
    for (glm::dvec3& p : dormer.surfaces[0].outer) p.z += 40;
    files[0].notes = {note_of(dormer), note_of(house(1))};
    base::Box3 extent;
    extent.add({-100, -100, 0});
    extent.add({100, 100, 0});
    const auto grid = footing_grid(files, extent);
    ASSERT_TRUE(grid);
    for (const float height_m : grid->heights_m) EXPECT_NEAR(height_m, 5, 1e-4);
}

}  // namespace
}  // namespace twin::app
