#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "data/import_file.h"
#include "data/sources/vector.h"
#include "data/sources/vector_expression.h"
#include "data/sources/vector_faces.h"
#include "tests/data/memory_sink.h"

namespace twin::test {
namespace {

const data::VectorSource source;

constexpr const char* houses = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"a","Stockwerke":3,"dach":"SD"},"geometry":{"type":"Polygon","coordinates":[[[7.76,49.44],[7.77,49.44],[7.77,49.45],[7.76,49.44]]]}},
{"type":"Feature","properties":{"name":"b","Stockwerke":null,"dach":"FD"},"geometry":{"type":"Polygon","coordinates":[[[7.78,49.44],[7.79,49.44],[7.79,49.45],[7.78,49.44]]]}}]})";

data::SourceOptions buildings(const std::string& key, const std::string& mapped) {
    data::SourceOptions options;
    options.kind = "building";
    options.mapping[key] = mapped;
    return options;
}

TEST(VectorExpressions, AHeightIsReckonedFromStoreys) {
    MemorySink sink;
    auto options = buildings("height_m", "expr: coalesce(stockwerke, 1) * 3.1 + 2");
    options.mapping["roof_shape"] = "expr: CASE dach WHEN 'SD' THEN 'gabled' ELSE 'flat' END";
    const auto done = read_text(source, "town.geojson", houses, sink, options);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 2u);
    EXPECT_NEAR(sink.features[0].attributes.number("height_m"), 11.3, 1e-9);
    EXPECT_NEAR(sink.features[1].attributes.number("height_m"), 5.1, 1e-9);
    EXPECT_EQ(sink.features[0].attributes.text("roof_shape"), "gabled");
    EXPECT_EQ(sink.features[1].attributes.text("roof_shape"), "flat");
    EXPECT_EQ(sink.features[0].attributes.number("storeys"), 3);  // the other attributes keep their meaning
}

TEST(VectorExpressions, WhatDoesNotFitNamesTheAttributes) {
    for (const char* wrong : {"expr: stockwerk * 3", "expr: stockwerke *", "expr: 1, 2",
                              "expr: (SELECT 1); DROP TABLE x", "expr: load_extension('x')"}) {
        MemorySink sink;
        const std::string message =
            message_of(read_text(source, "town.geojson", houses, sink, buildings("height_m", wrong)));
        EXPECT_NE(message.find("for height_m does not fit"), std::string::npos) << message;
        EXPECT_NE(message.find("Stockwerke"), std::string::npos) << message;
    }
}

TEST(VectorExpressions, AQuestionInSqlIsAnsweredAlsoInTheSandbox) {
    char name[] = "/tmp/stadtzwilling-test-XXXXXX";
    const std::filesystem::path folder = ::mkdtemp(name);
    std::ofstream(folder / "town.geojson") << houses;
    data::SourceOptions options;
    options.kind = "building";
    options.more["sql"] = "SELECT *, Stockwerke * 4 AS height_m FROM town WHERE dach = 'SD'";
    data::CollectingSink sink;
    const auto done = data::read_in_worker(folder / "town.geojson", "", options, {}, sink, {});
    EXPECT_TRUE(done) << message_of(done);
    EXPECT_EQ(sink.features.size(), 1u);
    if (!sink.features.empty()) {
        EXPECT_EQ(sink.features[0].attributes.number("height_m"), 12);
    }
    options.more["sql"] = "SELECT * FROM stadt";
    const std::string message = message_of(data::read_in_worker(folder / "town.geojson", "", options, {}, sink, {}));
    EXPECT_NE(message.find("sql does not fit"), std::string::npos) << message;
    EXPECT_NE(message.find("the layers are town"), std::string::npos) << message;
    std::filesystem::remove_all(folder);
}

TEST(VectorFaces, OfASolidTheSteepAreWallsAndTheLowIsGround) {
    using data::SurfaceKind;
    data::Feature house;
    house.heights = data::HeightMode::absolute;
    const auto face = [&](data::Ring ring) {
        data::Surface surface;
        surface.outer = std::move(ring);
        house.surfaces.push_back(std::move(surface));
    };
    const double x = 410'000, y = 5'477'000;
    face({{x, y, 240}, {x + 10, y, 240}, {x + 10, y + 8, 240}, {x, y + 8, 240}});  // turned up like a roof
    face({{x, y, 240}, {x + 10, y, 240}, {x + 10, y, 246}, {x, y, 246}});
    face({{x, y, 246}, {x + 10, y, 246}, {x + 10, y + 4, 249}, {x, y + 4, 249}});
    face({{x, y + 8, 246}, {x, y + 4, 249}, {x + 10, y + 4, 249}, {x + 10, y + 8, 246}});
    data::classify_faces(house);
    EXPECT_EQ(house.surfaces[0].kind, SurfaceKind::ground);
    EXPECT_EQ(house.surfaces[1].kind, SurfaceKind::wall);
    EXPECT_EQ(house.surfaces[2].kind, SurfaceKind::roof);
    EXPECT_EQ(house.surfaces[3].kind, SurfaceKind::roof);

    data::Feature roofs;  // 2.5D: nothing but a roof
    roofs.heights = data::HeightMode::absolute;
    roofs.surfaces = {house.surfaces[2]};
    roofs.surfaces[0].kind = SurfaceKind::unknown;
    data::classify_faces(roofs);
    EXPECT_EQ(roofs.surfaces[0].kind, SurfaceKind::roof);
}

}  // namespace
}  // namespace twin::test
