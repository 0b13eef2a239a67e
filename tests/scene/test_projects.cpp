#include <filesystem>
#include <set>
#include <string>

#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "data/city_file/city_file.h"
#include "data/keys.h"
#include "sample/skeleton.h"
#include "scene/city.h"
#include "scene/projects/projects_overlay.h"
#include "scene/projects/themes.h"

namespace {

using namespace twin;

std::filesystem::path skeleton_folder() {
    return std::filesystem::path(TWIN_SOURCE_ROOT) / "sample" / "kaiserslautern";
}

/// A city file with nothing but the sample's projects on a slope, opened.
class ProjectsOfTheSample : public testing::Test {
  protected:
    static constexpr double slope = 0.05, base_m = 250;

    void SetUp() override {
        file_ = std::filesystem::temp_directory_path() / fmt::format("projects_{}.gpkg", getpid());
        auto skeleton = sample::read_skeleton(skeleton_folder());
        ASSERT_TRUE(skeleton.ok()) << skeleton.error().message;
        skeleton_ = std::move(*skeleton);
        data::CityFrame frame;
        frame.origin_m = {411000, 5477000};
        frame.origin_geo = {49.44, 7.77};
        auto writer = data::CityFileWriter::create(file_, frame);
        ASSERT_TRUE(writer.ok()) << writer.error().message;
        write(**writer);
        auto city = scene::City::open(file_);
        ASSERT_TRUE(city.ok()) << city.error().message;
        city_ = std::move(*city);
        projects_ = city_->overlay<scene::ProjectsOverlay>();
        ASSERT_TRUE(projects_);
    }

    void TearDown() override {
        city_.reset();
        std::error_code ignored;
        std::filesystem::remove(file_, ignored);
    }

    void write(data::CityFileWriter& writer) {
        data::Terrain terrain;
        terrain.x0_m = terrain.y0_m = -6000;
        terrain.step_m = 100;
        terrain.columns = terrain.rows = 121;
        terrain.measured = true;
        for (int j = 0; j < terrain.rows; ++j)
            for (int i = 0; i < terrain.columns; ++i)
                terrain.heights_m.push_back(static_cast<float>(base_m + slope * (terrain.x0_m + i * 100)));
        data::LayerInfo ground;
        ground.name = ground.kind = "terrain";
        const auto ground_layer = writer.add_layer(ground);
        ASSERT_TRUE(ground_layer.ok());
        ASSERT_TRUE(writer.add_terrain(*ground_layer, terrain).ok());
        data::LayerInfo info;
        info.name = info.kind = "projects";
        info.provenance = data::Provenance::official;
        info.source = "Stadt Kaiserslautern";
        const auto layer = writer.add_layer(info);
        ASSERT_TRUE(layer.ok());
        for (const sample::ProjectRow& row : skeleton_.projects) {
            data::Feature feature;
            feature.kind = data::FeatureKind::project;
            feature.id = row.values[0];
            feature.points.push_back({row.place.x, row.place.y, 0});
            for (std::size_t k = 0; k + 2 < skeleton_.project_columns.size(); ++k)
                feature.attributes.set(skeleton_.project_columns[k], row.values[k]);
            ASSERT_TRUE(writer.add_feature(*layer, feature).ok());
        }
        ASSERT_TRUE(writer.finish().ok());
    }

    std::filesystem::path file_;
    sample::Skeleton skeleton_;
    std::unique_ptr<scene::City> city_;
    scene::ProjectsOverlay* projects_ = nullptr;
};

TEST_F(ProjectsOfTheSample, each_tells_title_theme_status_and_text_in_both_languages) {
    ASSERT_GE(projects_->cards().size(), 18u);
    EXPECT_TRUE(projects_->available());
    for (const scene::ProjectCard& card : projects_->cards()) {
        EXPECT_FALSE(card.title.de.empty());
        EXPECT_FALSE(card.title.en.empty()) << card.title.de;
        EXPECT_GT(card.text.de.size(), 40u) << card.title.de;
        EXPECT_GT(card.text.en.size(), 40u) << card.title.de;
        EXPECT_NE(card.text.de, card.text.en) << card.title.de;
        EXPECT_NE(card.theme, "other") << card.title.de;
        const scene::Words theme = scene::ProjectsOverlay::theme_words(card.theme),
                           status = scene::status_words(card.status);
        EXPECT_FALSE(theme.de.empty() || theme.en.empty()) << card.theme;
        EXPECT_FALSE(status.de.empty() || status.en.empty()) << card.title.de;
        EXPECT_NE(status.de, status.en) << card.status;
        EXPECT_FALSE(card.source.empty()) << card.title.de;
    }
}

TEST_F(ProjectsOfTheSample, cards_find_their_objects_and_objects_their_cards) {
    for (const scene::ProjectCard& card : projects_->cards()) {
        EXPECT_EQ(projects_->card_of(card.object), &card);
        const auto details = city_->file().object(card.object);
        ASSERT_TRUE(details.ok());
        EXPECT_EQ(details->attributes.text(data::keys::title), card.title.de);
    }
    EXPECT_EQ(projects_->card_of(999999), nullptr);
}

TEST_F(ProjectsOfTheSample, pins_stand_on_the_ground_apart_from_each_other) {
    const auto& markers = projects_->look(0).markers;
    ASSERT_EQ(markers.size(), projects_->cards().size());
    for (std::size_t i = 0; i < markers.size(); ++i) {
        const base::CityPoint& card = projects_->cards()[i].position;
        EXPECT_NEAR(card.z_m, base_m + slope * card.x_m, 0.1);
        EXPECT_GT(markers[i].position.z_m, card.z_m);
        for (std::size_t k = 0; k < i; ++k)
            EXPECT_GT(glm::length(markers[i].position.vec() - markers[k].position.vec()), 20)
                << markers[i].title << " / " << markers[k].title;
    }
}

TEST_F(ProjectsOfTheSample, a_theme_shows_only_its_own) {
    projects_->theme_filter = "energy";
    const auto& markers = projects_->look(0).markers;
    EXPECT_GT(markers.size(), 0u);
    EXPECT_LT(markers.size(), projects_->cards().size());
    for (const scene::OverlayMarker& m : markers) EXPECT_EQ(m.colour, scene::ProjectsOverlay::theme_colour("energy"));
    EXPECT_EQ(projects_->values().front().value, fmt::format("{}", markers.size()));
    const std::size_t few = markers.size();
    projects_->theme_filter.clear();
    EXPECT_GT(projects_->look(0).markers.size(), few);
}

TEST_F(ProjectsOfTheSample, the_legend_names_the_themes_that_are_there) {
    std::set<std::string> themes;
    for (const scene::ProjectCard& card : projects_->cards()) themes.insert(card.theme);
    EXPECT_EQ(projects_->legend().entries.size(), themes.size());
    EXPECT_EQ(projects_->credit(), "Stadt Kaiserslautern");
    projects_->visible = false;
    EXPECT_EQ(projects_->credit(), "") << "what is not shown is not credited";
}

TEST(ProjectThemes, words_of_foreign_files_find_their_theme) {
    EXPECT_STREQ(scene::theme_of("Verkehr").key, "traffic");
    EXPECT_STREQ(scene::theme_of("Energie & Umwelt").key, "energy");
    EXPECT_STREQ(scene::theme_of("Barrierefreiheit").key, "guidance");
    EXPECT_STREQ(scene::theme_of("IT-Infrastruktur").key, "infrastructure");
    EXPECT_STREQ(scene::theme_of("Raumfahrt").key, "other");
}

TEST(ProjectThemes, no_two_themes_share_a_colour) {
    std::set<std::uint32_t> colours;
    for (const scene::ProjectTheme& theme : scene::project_themes())
        EXPECT_TRUE(colours.insert(theme.colour).second) << theme.key;
}

}  // namespace
