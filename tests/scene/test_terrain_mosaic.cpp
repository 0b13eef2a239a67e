#include <cmath>

#include <gtest/gtest.h>

#include "scene/builders/terrain.h"

namespace twin::scene {
namespace {

PlacedGrid grid(double west, double north, double step_m, int columns, int rows, float height) {
    PlacedGrid placed;
    placed.grid.columns = columns;
    placed.grid.rows = rows;
    placed.grid.transform = {west, step_m, 0, north, 0, -step_m};
    placed.grid.heights_m.assign(static_cast<std::size_t>(columns) * rows, height);
    return placed;
}

base::Box3 square(double side_m) {
    base::Box3 box;
    box.add(glm::dvec3(0));
    box.add({side_m, side_m, 0});
    return box;
}

TEST(TerrainMosaic, TwoRastersThatDifferMeetOnARampAndNotOnAStep) {
    std::vector<base::Complaint> complaints;
    std::vector<PlacedGrid> grids;
    grids.push_back(grid(0, 1000, 5, 100, 200, 101));   // the finer, western half
    grids.push_back(grid(0, 1000, 10, 100, 100, 100));  // the coarser, all of it
    const data::Terrain terrain = build_terrain(grids, square(1000), 5, 0, complaints);
    EXPECT_NEAR(terrain.height_at(300, 500), 101, 1e-4);
    EXPECT_NEAR(terrain.height_at(600, 500), 100, 1e-4);
    for (double x = 480; x < 600; x += 5)
        EXPECT_LT(std::abs(terrain.height_at(x + 5, 500) - terrain.height_at(x, 500)), 0.2) << x;
    bool told = false;
    for (const base::Complaint& c : complaints)
        told = told || c.what == "two terrain rasters differ by 1.00 m where they meet";
    EXPECT_TRUE(told);
}

TEST(TerrainMosaic, RastersThatAgreeAreNotComplainedOf) {
    std::vector<base::Complaint> complaints;
    std::vector<PlacedGrid> grids;
    grids.push_back(grid(0, 1000, 5, 100, 200, 100));
    grids.push_back(grid(0, 1000, 10, 100, 100, 100));
    const data::Terrain terrain = build_terrain(grids, square(990), 5, 0, complaints);
    EXPECT_TRUE(complaints.empty());
    EXPECT_NEAR(terrain.height_at(502, 333), 100, 1e-4);
}

TEST(TerrainMosaic, ATurnedAndASouthUpRasterLieRight) {
    // Heights are eastings: whatever way the rows run, the terrain says how far east it is.
    for (const std::array<double, 6>& transform :
         {std::array<double, 6>{-500, 8, 6, 500, 6, -8}, {0, 10, 0, 0, 0, 10}, {-20, 10, 0, 1100, 0, -10}}) {
        PlacedGrid placed = grid(0, 0, 10, 250, 250, 0);
        placed.grid.transform = transform;
        for (int row = 0; row < 250; ++row)
            for (int column = 0; column < 250; ++column)
                placed.grid.heights_m[static_cast<std::size_t>(row) * 250 + column] =
                    static_cast<float>(transform[0] + (column + 0.5) * transform[1] + (row + 0.5) * transform[2]);
        std::vector<base::Complaint> complaints;
        std::vector<PlacedGrid> grids;
        grids.push_back(std::move(placed));
        const data::Terrain terrain = build_terrain(grids, square(300), 10, 0, complaints);
        EXPECT_NEAR(terrain.height_at(100, 150), 100, 0.05) << transform[0];
        EXPECT_NEAR(terrain.height_at(250, 50), 250, 0.05) << transform[0];
    }
}

TEST(TerrainMosaic, AGridAcrossTheAntimeridianHasHeightsOnBothSides) {
    // Taveuni in Fiji: 180 degrees run through the island.
    data::CityFrame frame;
    frame.horizontal = "EPSG:32701";
    data::CrsInfo degrees;
    degrees.horizontal = "EPSG:4326";
    degrees.geographic = true;
    for (const double west : {179.5, -180.5}) {
        auto placer = data::Placer::make(degrees, frame);
        ASSERT_TRUE(placer.ok()) << placer.error().message;
        std::vector<glm::dvec3> place{{-179.95, -16.8, 0}, {179.95, -16.8, 0}};
        placer->place(place);
        PlacedGrid placed = grid(west, -16.3, 0.001, 1000, 1000, 0);
        placed.geographic = true;
        placed.placer = &*placer;
        for (int row = 0; row < 1000; ++row)
            for (int column = 0; column < 1000; ++column)
                placed.grid.heights_m[static_cast<std::size_t>(row) * 1000 + column] = static_cast<float>(column);
        base::Box3 extent;
        extent.add(place[0]);
        extent.add(place[1]);
        std::vector<base::Complaint> complaints;
        std::vector<PlacedGrid> grids;
        grids.push_back(std::move(placed));
        const data::Terrain terrain = build_terrain(grids, extent, 20, 0, complaints);
        ASSERT_TRUE(terrain.measured);
        EXPECT_NEAR(terrain.height_at(place[0].x, place[0].y), 550, 1) << west;
        EXPECT_NEAR(terrain.height_at(place[1].x, place[1].y), 450, 1) << west;
    }
}

}  // namespace
}  // namespace twin::scene
