#include "data/recipe.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace twin::data {
namespace {

namespace fs = std::filesystem;

base::Result<Recipe> read(const std::string& text) {
    const fs::path file = fs::temp_directory_path() / ("twin_recipe_" + std::to_string(::getpid()) + ".toml");
    std::ofstream(file) << text;
    auto recipe = read_recipe(file);
    fs::remove(file);
    return recipe;
}

void expect_error(const std::string& text, const std::string& line, const std::string& words) {
    const auto recipe = read(text);
    ASSERT_FALSE(recipe.ok()) << text;
    EXPECT_NE(recipe.error().message.find("line " + line + ":"), std::string::npos) << recipe.error().message;
    EXPECT_NE(recipe.error().message.find(words), std::string::npos) << recipe.error().message;
}

TEST(ARecipe, TellsTheLineOfAnUmlautWithoutQuotes) {
    expect_error("[city]\nname = Kön\n", "2", "found ö outside");
}

TEST(ARecipe, SaysEverythingAboutACity) {
    const auto recipe = read(R"(
[city]
name = "Kaiserslautern"
crs = "EPSG:25832"
vertical = "DHHN2016"
origin = [49.44, 7.77]
time_zone = "Europe/Berlin"
note = "schematisch"
terrain_step_m = 10
start_time = "2026-06-21T15:00"
home = [49.43, 7.76, 450.0, 20, -25.5]

[[source]]
path = "lod2/*.gml"
provenance = "official"
credit = "© GeoBasis-DE / LVermGeoRP"
licence = "dl-de/by-2-0"
date = "2025-03-01"
lod = 2

[[source]]
path = "trees.geojson"
kind = "tree"
filter = "height > 3"
provenance = "measured"
[source.map]
height_m = "hoehe"
tree_kind = "=broadleaved"

[[source]]
path = "tower.glb"
up = "z"
unit_m = 0.001
[source.place]
position = [7.7689, 49.4447]
heading_deg = 30
scale = 2

[[source]]
path = "fcd.xml"
format = "sumo"
net = "town.net.xml"
provenance = "simulated"
)");
    ASSERT_TRUE(recipe.ok()) << recipe.error().message;
    EXPECT_EQ(recipe->name, "Kaiserslautern");
    EXPECT_EQ(recipe->origin->lat_deg, 49.44);
    EXPECT_EQ(recipe->terrain_step_m, 10);
    EXPECT_EQ((*recipe->home)[4], -25.5);
    ASSERT_EQ(recipe->sources.size(), 4u);
    EXPECT_EQ(recipe->sources[0].options.lod, 2);
    EXPECT_EQ(recipe->sources[0].credit, "© GeoBasis-DE / LVermGeoRP");
    EXPECT_TRUE(recipe->sources[0].provenance_given);
    EXPECT_EQ(recipe->sources[1].provenance, Provenance::measured);
    EXPECT_EQ(recipe->sources[1].options.mapping.at("height_m"), "hoehe");
    EXPECT_EQ(recipe->sources[1].options.sql_filter, "height > 3");
    ASSERT_TRUE(recipe->sources[2].placement);
    EXPECT_EQ(recipe->sources[2].placement->position.y, 49.4447);
    EXPECT_EQ(recipe->sources[2].placement->heights, HeightMode::above_ground);
    EXPECT_EQ(recipe->sources[2].options.up_axis, 'z');
    EXPECT_FALSE(recipe->sources[2].provenance_given);
    EXPECT_EQ(recipe->sources[3].options.more.at("net"), "town.net.xml");
}

TEST(ARecipe, WithAnEmptyFileIsStillOne) {
    const auto recipe = read("");
    ASSERT_TRUE(recipe.ok());
    EXPECT_TRUE(recipe->sources.empty());
}

TEST(ARecipe, TakesAnAbsolutePositionWithThreeNumbers) {
    const auto recipe = read(
        "[[source]]\npath = \"a.obj\"\n[source.place]\nposition = [410000, 5477000, 251.5]\n"
        "crs = \"EPSG:25832\"\n");
    ASSERT_TRUE(recipe.ok()) << recipe.error().message;
    EXPECT_EQ(recipe->sources[0].placement->heights, HeightMode::absolute);
    EXPECT_EQ(recipe->sources[0].placement->position.z, 251.5);
}

TEST(ARecipe, DoesNotLetATypoPass) {
    expect_error("[city]\nname = \"a\"\ntimezone = \"Europe/Berlin\"\n", "3", "timezone");
    expect_error("[town]\n", "1", "town");
    expect_error("[[source]]\npath = \"a\"\nlicense = \"MIT\"\n", "3", "license");
    expect_error("[[source]]\npath = \"a\"\n[source.place]\nposition = [1, 2]\nheading = 4\n", "5", "heading");
    expect_error("[[source]]\npath = \"a\"\n[source.place]\nscale = 4\n", "3", "position");
}

TEST(ARecipe, SaysWhatItExpected) {
    expect_error("[city]\nname = 5\n", "2", "text");
    expect_error("[city]\norigin = [49.4]\n", "2", "latitude");
    expect_error("[city]\norigin = [149.4, 7]\n", "2", "earth");
    expect_error("[[source]]\npath = \"a\"\nprovenance = \"real\"\n", "3", "official");
    expect_error("[[source]]\npath = \"a\"\nlod = 2.5\n", "3", "whole");
    expect_error("[[source]]\npath = \"a\"\nlod = 9\n", "3", "from 0 to 4");
    expect_error("\n[[source]]\ntitle = \"a\"\n", "2", "path");
    expect_error("[source]\npath = \"a\"\n", "1", "[[source]]");
    expect_error("[city\n", "1", "TOML");
    expect_error("[city]\nhome = [1,2,3,4,nan]\n", "2", "latitude");
}

TEST(ARecipe, ThatIsNotThereIsAnError) {
    EXPECT_FALSE(read_recipe("/no/such/city.toml").ok());
    EXPECT_FALSE(read_recipe("/tmp").ok());
}

}  // namespace
}  // namespace twin::data
