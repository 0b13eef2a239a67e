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

/// Files of every kind that lie in one folder, as an office gives them away.
void fill_with_everything(const Folder& folder) {
    fs::create_directories(folder / "all");
    folder.file("all/town.osm", R"(<?xml version="1.0"?><osm version="0.6"><node id="1" lat="49.43" lon="7.76"/>)"
                                R"(<node id="2" lat="49.431" lon="7.761"/><way id="3"><nd ref="1"/><nd ref="2"/>)"
                                R"(<tag k="highway" v="residential"/></way></osm>)");
    std::string grid = "ncols 8\nnrows 8\nxllcorner 410000\nyllcorner 5476000\ncellsize 25\nNODATA_value -9999\n";
    for (int i = 0; i < 64; ++i) grid += std::to_string(200 + i % 8) + (i % 8 == 7 ? "\n" : " ");
    folder.file("all/dgm.asc", grid);
    folder.file("all/baumkataster.csv", "lon;lat;baumart\n7.7602;49.4303;Linde\n7.7604;49.4303;Eiche\n");
    folder.file("all/pavilion.obj", "v 0 0 0\nv 4 0 0\nv 0 3 0\nv 0 0 -4\nf 1 2 3\nf 1 3 4\n");
    folder.file(
        "all/haus.city.json",
        R"({"type":"CityJSON","version":"1.1","metadata":{"referenceSystem":)"
        R"("https://www.opengis.net/def/crs/EPSG/0/25832"},"transform":{"scale":[1,1,1],"translate":[410050,5476050,200]},)"
        R"("CityObjects":{"haus":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"2","boundaries":)"
        R"([[[0,1,2,3]],[[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]],[[4,5,6,7]]]}]}},"vertices":)"
        R"([[0,0,0],[8,0,0],[8,8,0],[0,8,0],[0,0,6],[8,0,6],[8,8,6],[0,8,6]]})");
    folder.file("all/LIESMICH.txt", "Stand 2026");
}

TEST_F(Proposal, AFolderOfEverythingAndItsRecipeAreTheSameCity) {
    fill_with_everything(folder);
    ImportRequest request;
    request.sources = {folder / "all"};
    request.output = folder / "city.gpkg";
    request.read = read_here;
    const auto plain = import_city(request, {});
    ASSERT_TRUE(plain.ok()) << plain.error().message;
    EXPECT_TRUE(plain.value().errors.empty());
    const auto without = features_of(*city());
    std::set<FeatureKind> kinds;
    for (const auto& [id, feature] : without) kinds.insert(feature.kind);
    for (const FeatureKind kind : {FeatureKind::building, FeatureKind::street, FeatureKind::tree, FeatureKind::model})
        EXPECT_TRUE(kinds.contains(kind)) << int(kind);
    const auto frame = city()->frame();
    const auto recipe = propose_recipe(request, folder.path, {});
    ASSERT_TRUE(recipe.ok()) << recipe.error().message;
    for (const char* file : {"town.osm", "dgm.asc", "baumkataster.csv", "pavilion.obj", "haus.city.json"})
        EXPECT_NE(recipe->find(file), std::string::npos) << file << "\n" << *recipe;
    request.sources = {folder.file("city.toml", *recipe)};
    const auto proposed = import_city(request, {});
    ASSERT_TRUE(proposed.ok()) << proposed.error().message << "\n" << *recipe;
    EXPECT_EQ(city()->frame().horizontal, frame.horizontal);
    EXPECT_EQ(city()->frame().origin_m, frame.origin_m);
    const auto with = features_of(*city());
    ASSERT_EQ(with.size(), without.size());
    for (const auto& [id, feature] : without) {
        ASSERT_TRUE(with.contains(id)) << id;
        EXPECT_EQ(with.at(id).kind, feature.kind) << id;
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
