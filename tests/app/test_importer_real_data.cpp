#include <cmath>

#include <gtest/gtest.h>

#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

/// Real files, read without a worker.
class RealData : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(TWIN_DATA_ROOT)) GTEST_SKIP() << "no data at " TWIN_DATA_ROOT;
    }
    std::shared_ptr<data::CityFile> import(const std::vector<fs::path>& sources) {
        ImportRequest request;
        for (const fs::path& source : sources) request.sources.push_back(fs::path(TWIN_DATA_ROOT) / source);
        request.output = folder / "city.gpkg";
        request.read = read_here;
        const auto result = import_city(request, {});
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
        return result.ok() ? open_city(folder / "city.gpkg") : nullptr;
    }
    Folder folder;
};

TEST_F(RealData, WeselHas960BuildingsWith259Parts) {
    const auto city = import({"citygml/nrw-wesel-bislich"});
    ASSERT_TRUE(city);
    const auto objects = city->objects_by_kind();
    EXPECT_EQ(objects.at("Building"), 960u);
    EXPECT_EQ(objects.at("BuildingPart"), 259u);
    EXPECT_EQ(city->frame().horizontal, "EPSG:25832");
    EXPECT_EQ(city->frame().vertical, "DHHN2016");
    EXPECT_EQ(city->meta("crs_how"), "declared");
    EXPECT_NEAR(city->extent().min.z, 15, 3) << "the Lower Rhine is flat and low";
}

TEST_F(RealData, KaiserslauternHasItsStreets) {
    const auto city = import({"osm/kaiserslautern/kaiserslautern.osm.gz"});
    ASSERT_TRUE(city);
    EXPECT_GT(city->objects_by_kind().at("Building"), 15000u);
    std::set<std::string> names;
    // Squares and platforms are streets to OpenStreetMap (highway=pedestrian, highway=platform).
    const FeatureKind kinds[] = {FeatureKind::street, FeatureKind::footway,     FeatureKind::cycleway,
                                 FeatureKind::steps,  FeatureKind::street_area, FeatureKind::platform};
    ASSERT_TRUE(city->visit(kinds,
                            [&](std::uint32_t, const Feature& feature) {
                                if (auto name = feature.attributes.text(data::keys::name); !name.empty())
                                    names.insert(name);
                            })
                    .ok());
    EXPECT_GE(names.size(), 640u);
    const auto hits = city->search("pariser straße", 20);
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits[0].kind, "street");
    // The Pariser Straße leaves the centre to the west.
    const auto geo = data::GeoConverter::make(city->frame());
    const auto place = geo.value().to_geo(hits[0].position);
    EXPECT_NEAR(place.lat_deg, 49.443, 0.01);
    EXPECT_NEAR(place.lon_deg, 7.745, 0.02);
}

TEST_F(RealData, BayreuthStandsOnItsHills) {
    const auto city = import({"osm/graphhopper/north-bayreuth.osm.gz", "terrain/srtm-hgt/N49E011.hgt.zip",
                              "terrain/srtm-hgt/N50E011.hgt.zip"});
    ASSERT_TRUE(city);
    const auto terrain = city->terrain();
    ASSERT_TRUE(terrain.ok());
    EXPECT_TRUE(terrain->measured);
    EXPECT_GT(city->extent().max.z - city->extent().min.z, 150);
    EXPECT_GT(city->objects_by_kind().at("Building"), 4000u);
}

}  // namespace
}  // namespace twin::app::test
