#include "app/importer/proposal.h"

#include <gtest/gtest.h>

#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

class Proposal : public AnImport {};

TEST_F(Proposal, ItsRecipeImportsToTheSameCityAsTheFilesWithoutIt) {
    const fs::path data = folder / "Städte";
    fs::create_directories(data);
    std::ofstream(data / "häuser.gml") << R"(<?xml version="1.0"?><core:CityModel )"
                                          R"(xmlns:core="http://www.opengis.net/citygml/2.0"></core:CityModel>)";
    std::ofstream(data / "wege.geojson") << R"({"type":"FeatureCollection","features":[]})";
    fill_utm(shelf["häuser.gml"]);
    fill_streets(shelf["wege.geojson"]);
    const auto plain = import({data});
    ASSERT_TRUE(plain.ok()) << plain.error().message;
    const auto without = features_of(*city());
    const auto frame = city()->frame();
    ImportRequest request;
    request.sources = {data};
    request.read = shelf.reader();
    const auto recipe = propose_recipe(request, folder.path, {});
    ASSERT_TRUE(recipe.ok()) << recipe.error().message;
    EXPECT_NE(recipe->find("path = \"Städte/häuser.gml\""), std::string::npos) << *recipe;
    EXPECT_NE(recipe->find("title = \"Gebäude\""), std::string::npos) << *recipe;
    const auto proposed = import({folder.file("city.toml", *recipe)});
    ASSERT_TRUE(proposed.ok()) << proposed.error().message;
    EXPECT_EQ(city()->frame().horizontal, frame.horizontal);
    EXPECT_EQ(city()->frame().origin_m, frame.origin_m);
    const auto with = features_of(*city());
    ASSERT_EQ(with.size(), without.size());
    for (const auto& [id, feature] : without) {
        ASSERT_TRUE(with.contains(id)) << id;
        EXPECT_EQ(with.at(id).kind, feature.kind);
    }
}

TEST_F(Proposal, ARecipeIsNotProposedFromARecipe) {
    folder.file("a.gml");
    ImportRequest request;
    request.sources = {folder.file("city.toml", "[[source]]\npath = \"a.gml\"\nformat = \"citygml\"\n")};
    request.read = shelf.reader();
    EXPECT_FALSE(propose_recipe(request, folder.path, {}).ok());
}

}  // namespace
}  // namespace twin::app::test
