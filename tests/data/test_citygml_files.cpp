#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "tests/data/citygml_samples.h"

namespace twin::data {
namespace {

const std::filesystem::path samples = std::filesystem::path(TWIN_DATA_ROOT) / "citygml";

/// What a file holds.
struct Expected {
    const char* file;
    const char* kinds;  ///< "Building 1, BuildingPart 2"
    std::size_t faces;
    std::size_t textured;
    std::size_t grids;      ///< Terrain.
    const char* complaint;  ///< A word of it; empty: none at all.
};

#define OGC "ogc-citygml3-examples/"
#define V2 OGC "Examples-from-CityGML-2.0/building/CityGMLv2/"
#define V3 OGC "Examples-from-CityGML-2.0/building/CityGMLv3/"
#define ROADS OGC "Transportation/Basic examples/"
#define MELBOURNE \
    OGC "Transportation/Real-world examples/CityGML_3.0_transportation_data_from_Open_Data_Portal_Melbourne/citygml3_"
#define JAPAN "plateau-japan/"

constexpr Expected table[] = {
    {"berlin-moabit-1bldg/input/Berlin_Moabit_1Bldg_v2.gml", "Building 1", 6, 0, 0, "picture left out"},
    {"berlin-moabit-1bldg/input/CityGML_v2.gml", "Building 1", 11, 0, 0, ""},
    {"berlin-moabit-1bldg/input/CityGML_v2_extended.gml", "Building 1", 11, 0, 0, ""},
    {"berlin-moabit-1bldg/output/Berlin_Moabit_1Bldg_v3.gml", "Building 1", 6, 0, 0, "other themes"},
    {"berlin-moabit-1bldg/output/CityGML_v3.gml", "Building 1", 11, 0, 0, ""},
    {"berlin-moabit-1bldg/output/CityGML_v3_extended.gml", "Building 1", 11, 0, 0, ""},
    {"citygml4j-samples/invalid_building_v3.gml", "Building 1", 7, 0, 0, "\"unknown\" is none of"},
    {"citygml4j-samples/lod2_buildings_v3.gml", "Building 100", 700, 0, 0, ""},
    {"citygml4j-samples/lod2_test_ade_v2.gml", "Building 1", 7, 0, 0, "TestADE (7)"},
    {"citygml4j-samples/lod3_building_v2.gml", "Building 1, BuildingInstallation 1", 3092, 3092, 0, ""},
    {"citygml4j-samples/lod4_building_v2.gml", "Building 1", 24, 0, 1, "LoD4"},
    {"citygml4j-samples/test_ade_objects_v3.gml", "Building 1", 7, 0, 0, "TestADE (4)"},
    {OGC "ADE-examples/Urban-Planning-ADE/53394517_bldg_6697_2_op_CityGML2.gml", "Building 1", 650, 649, 0, "uro (4)"},
    {OGC "ADE-examples/Urban-Planning-ADE/53394517_bldg_6697_2_op_CityGML3.gml", "Building 1", 650, 649, 0, "uro (1)"},
    {OGC "Building/BuildingUnits_Storeys_xlink.gml", "Building 1", 7, 0, 0, "3 rooms"},
    {OGC "Building/Building_CityGML3.0_LOD2_with_several_attributes.gml", "Building 1", 11, 0, 0, ""},
    {OGC "Building/JeffersonBuilding_CityGML3.0_LOD1_with_xAL3_CommonTypes.gml", "Building 1", 123, 0, 0, ""},
    {OGC "Core/LocalCRS_CityGML3.gml", "Building 1", 6, 0, 1, ""},
    {OGC "Dynamizer/Building_CityGML3.0_with_Dynamizer_and_SensorConnection_V1.gml", "Building 1", 11, 0, 0, "1 rooms"},
    {OGC "Dynamizer/Building_CityGML3.0_with_Dynamizer_and_SensorConnection_V2.gml", "Building 1", 11, 0, 0,
     "Dynamizer (1)"},
    {OGC "Dynamizer/Building_CityGML3.0_with_Dynamizer_and_inline_Timeseries.gml", "Building 1", 11, 0, 0,
     "Dynamizer (1)"},
    {V2 "Building_LOD0-EPSG25832.gml", "Building 1", 1, 0, 1, ""},
    {V2 "Building_LOD1-EPSG25832.gml", "Building 1", 6, 0, 1, ""},
    {V2 "Building_LOD1-LocalEngineeringCRS.gml", "Building 1", 6, 0, 1, ""},
    {V2 "Building_LOD2-EPSG25832.gml", "Building 1", 7, 0, 1, ""},
    {V2 "Building_LOD3-EPSG25832.gml", "Building 1", 24, 0, 1, ""},
    {V2 "Building_LOD4-EPSG25832.gml", "Building 1", 24, 0, 1, "1 rooms"},
    {V2 "Building_and_garage_LOD2-EPSG25832.gml", "Building 1, BuildingPart 1", 14, 0, 1, ""},
    {V3 "Building_LOD0-EPSG25832.gml", "Building 1", 2, 0, 1, ""},
    {V3 "Building_LOD1-EPSG25832.gml", "Building 1", 6, 0, 1, ""},
    {V3 "Building_LOD1-LocalEngineeringCRS.gml", "Building 1", 6, 0, 1, ""},
    {V3 "Building_LOD2-EPSG25832.gml", "Building 1", 7, 0, 1, ""},
    {V3 "Building_LOD3-EPSG25832.gml", "Building 1", 24, 0, 1, "1 rooms"},
    {V3 "Building_and_garage_LOD2-EPSG25832.gml", "Building 1, BuildingPart 1", 14, 0, 1, ""},
    {ROADS "ParkingGarage_CityGML3.0_LOD2_with_CityObjectRelations.gml", "Building 1, StreetArea 9", 115, 0, 0,
     "Road (3)"},
    {ROADS "ParkingGarage_CityGML3.0_LOD2_with_CityObjectRelations_and_XLinks.gml", "Building 1, StreetArea 9", 115, 0,
     0, "Road (3)"},
    {ROADS "Road_over_Bridge_CityGML3.0_LOD2_with_CityObjectRelations.gml", "Bridge 1, StreetArea 6", 28, 0, 0, ""},
    {MELBOURNE "individual_section_1carriageway.gml", "StreetArea 38", 38, 0, 0, ""},
    {MELBOURNE "individual_section_2carriageways.gml", "StreetArea 47", 47, 0, 0, ""},
    {MELBOURNE "roads_3wayintersection.gml", "StreetArea 145", 145, 0, 0, ""},
    {MELBOURNE "roads_4wayintersection.gml", "StreetArea 249", 249, 0, 0, ""},
    {MELBOURNE "roads_roundabout.gml", "StreetArea 302", 302, 0, 0, ""},
    {JAPAN "yokosuka-shi/udx/bldg/52397519_bldg_6697_op.gml", "Building 13, BuildingPart 2", 734, 335, 0, "uro (108)"},
    {JAPAN "yokosuka-shi/udx/dem/523965_dem_6697_05_op.gml", "", 0, 0, 2, ""},
    {JAPAN "numazu-shi/udx/fld/52385721_fld_6697_l1_op.gml", "WaterBody 3", 142, 0, 0, "uro (3)"},
    {JAPAN "numazu-shi/udx/luse/523836_luse_6668_op.gml", "LandUse 225", 227, 0, 0, "uro (225)"},
    {JAPAN "numazu-shi/udx/tnm/523855_tnm_6697_op.gml", "WaterBody 3", 7, 0, 0, "uro (3)"},
    {JAPAN "numazu-shi/udx/lsld/523857_lsld_6668_op.gml", "", 0, 0, 0, "urf (81)"},
    {JAPAN "numazu-shi/udx/urf/523857_urf_6668_op.gml", "", 0, 0, 0, "urf (47)"},
    {JAPAN "takeo-shi/udx/urf/493060_urf_6668_op.gml", "", 0, 0, 0, "urf (140)"},
    {JAPAN "tokyo23-ku/udx/urf/533957_urf_6668_op.gml", "", 0, 0, 0, "urf (38)"},
    {JAPAN "kofu-shi/udx/urf/533834_urf_6668_sigaidev_op.gml", "", 0, 0, 0, "urf (27)"},
    {JAPAN "sapporo-shi/udx/urf/644131_urf_6668_op.gml", "", 0, 0, 0, "urf (12)"},
    {JAPAN "sendai-shi/udx/urf/574026_urf_6668_huchi_op.gml", "", 0, 0, 0, "urf (1)"},
    {"ingolstadt-lod3/4018106/4018106.xml", "Building 1, BuildingInstallation 3", 385, 203, 0, ""},
    {"ingolstadt-lod3/4018155/4018155.xml", "Building 1, BuildingInstallation 7", 246, 77, 0, ""},
    {"ingolstadt-lod3/4018204c/4018204c.xml", "Building 1, BuildingInstallation 6, BuildingPart 1", 829, 64, 0, ""},
    {"ingolstadt-lod3/4018264/4018264.xml", "Building 1, BuildingInstallation 3", 701, 158, 0, ""},
};

class CityGmlFiles : public testing::TestWithParam<Expected> {};

TEST_P(CityGmlFiles, HoldWhatTheyHold) {
    const Expected& expected = GetParam();
    if (!std::filesystem::exists(samples / expected.file)) GTEST_SKIP() << "no " << expected.file << " here";
    const auto read = read_path(samples / expected.file);
    ASSERT_TRUE(read->result.ok()) << read->result.error().message;
    std::map<std::string, int> kinds;
    std::size_t faces = 0, textured = 0;
    for (const Feature& feature : read->features) {
        ++kinds[std::string(name_of(feature.kind))];
        faces += feature.surfaces.size();
        for (const Surface& surface : feature.surfaces) {
            textured += surface.texture >= 0;
            std::size_t points = surface.outer.size();
            for (const Ring& hole : surface.holes) points += hole.size();
            EXPECT_EQ(surface.texture_places.size(), surface.texture >= 0 ? points : 0) << surface.id;
        }
    }
    std::string counted;
    for (const auto& [kind, count] : kinds)
        counted += (counted.empty() ? "" : ", ") + kind + " " + std::to_string(count);
    EXPECT_EQ(counted, expected.kinds);
    EXPECT_EQ(faces, expected.faces);
    EXPECT_EQ(textured, expected.textured);
    EXPECT_EQ(read->grids.size(), expected.grids);
    if (*expected.complaint) {
        EXPECT_GE(read->complaints_with(expected.complaint), 1u);
    } else {
        for (const base::Complaint& c : read->complaints) ADD_FAILURE() << c.object << ": " << c.what << ": " << c.why;
    }
}

INSTANTIATE_TEST_SUITE_P(Samples, CityGmlFiles, testing::ValuesIn(table));

TEST(CityGmlData, WeselHas960BuildingsAnd259Parts) {
    if (!std::filesystem::exists(samples / "nrw-wesel-bislich")) GTEST_SKIP() << "no nrw-wesel-bislich here";
    std::map<FeatureKind, int> kinds;
    std::size_t faces = 0, complaints = 0;
    for (const auto& entry : std::filesystem::directory_iterator(samples / "nrw-wesel-bislich")) {
        if (entry.path().extension() != ".gml") continue;
        const auto read = read_path(entry.path());
        ASSERT_TRUE(read->result.ok());
        complaints += read->complaints.size();
        for (const Feature& feature : read->features) {
            ++kinds[feature.kind];
            faces += feature.surfaces.size();
            for (const Surface& surface : feature.surfaces) EXPECT_NE(surface.kind, SurfaceKind::unknown);
        }
    }
    EXPECT_EQ(kinds[FeatureKind::building], 960);
    EXPECT_EQ(kinds[FeatureKind::building_part], 259);
    EXPECT_EQ(faces, 11'162u);
    EXPECT_EQ(complaints, 0u);
}

TEST(CityGmlData, GarageSharesItsWallTurnedOver) {
    const auto path = samples / (V2 "Building_and_garage_LOD2-EPSG25832.gml");
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no OGC examples here";
    const auto read = read_path(path);
    ASSERT_EQ(read->features.size(), 2u);
    EXPECT_EQ(read->features[0].surfaces.size(), 8u);
    EXPECT_EQ(read->features[1].surfaces.size(), 6u);
    EXPECT_EQ(read->complaints_with("link"), 0u);
}

TEST(CityGmlData, IngolstadtHasWindowsAndDoors) {
    const auto path = samples / "ingolstadt-lod3/4018106/4018106.xml";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no ingolstadt-lod3 here";
    const auto read = read_path(path);
    const Feature* house = read->named("4018106");
    ASSERT_TRUE(house);
    EXPECT_EQ(house->lod, 3);
    const auto number_of = [&](SurfaceKind kind) {
        return std::count_if(house->surfaces.begin(), house->surfaces.end(),
                             [kind](const Surface& s) { return s.kind == kind; });
    };
    EXPECT_EQ(number_of(SurfaceKind::window), 348);
    EXPECT_EQ(number_of(SurfaceKind::door), 4);
    EXPECT_TRUE(std::any_of(read->features.begin(), read->features.end(), [](const Feature& f) {
        return f.kind == FeatureKind::building_installation && f.parent_id == "4018106" && !f.surfaces.empty();
    }));
}

TEST(CityGmlData, JapanSaysLatitudeFirst) {
    const auto path = samples / JAPAN "yokosuka-shi/udx/bldg/52397519_bldg_6697_op.gml";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no plateau-japan here";
    const auto read = read_path(path);
    EXPECT_EQ(read->crs_claim.text, "http://www.opengis.net/def/crs/EPSG/0/6697");
    EXPECT_FALSE(read->crs_claim.xy_order);
    ASSERT_FALSE(read->features.empty());
    EXPECT_NEAR(read->features[0].surfaces.at(0).outer.at(0).x, 35, 1);
}

TEST(CityGmlData, TerrainOfYokosukaHasHeightsOfTheCoast) {
    const auto path = samples / JAPAN "yokosuka-shi/udx/dem/523965_dem_6697_05_op.gml";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no plateau-japan here";
    const auto read = read_path(path);
    for (const HeightGrid& grid : read->grids) {
        EXPECT_NEAR(grid.transform[0], 35.2, 0.1);  // As in the file: x is the latitude.
        EXPECT_NEAR(grid.transform[3], 139.7, 0.1);
        for (const float height_m : grid.heights_m) {
            if (std::isnan(height_m)) continue;
            EXPECT_GT(height_m, -1);
            EXPECT_LT(height_m, 25);
        }
    }
}

TEST(CityGmlData, ManyMembersReadSideBySideKeepTheirOrder) {
    std::string members;
    for (int i = 0; i < 20'000; ++i) members += building("b" + std::to_string(i), lod2(polygon("p", square)));
    const auto read = read_text(city(members));
    ASSERT_EQ(read.features.size(), 20'000u);
    for (std::size_t i = 0; i < read.features.size(); ++i) ASSERT_EQ(read.features[i].id, "b" + std::to_string(i));
}

}  // namespace
}  // namespace twin::data
