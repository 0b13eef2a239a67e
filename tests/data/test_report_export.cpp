#include "data/report_export.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/data/city_file_fixture.h"

namespace twin::data::test {
namespace {

ImportReport two_items() {
    ImportReport report;
    report.items.push_back({{base::ComplaintKind::skipped, "DE,1", "object left out", "its \"outline\" has no area"},
                            "a.gml",
                            7,
                            base::CityPoint(0, 0, 240.5)});
    report.items.push_back({{base::ComplaintKind::warning, "=1+1", "odd", "no place"}, "b.gml", 0});
    return report;
}

TEST(ReportExport, the_origin_of_the_city_is_where_the_table_says) {
    const CityFrame frame = kaiserslautern();
    const auto text = report_as_csv(two_items(), frame);
    ASSERT_TRUE(text.ok()) << text.error().message;
    std::istringstream lines(*text);
    std::string head, first, second;
    std::getline(lines, head);
    std::getline(lines, first);
    std::getline(lines, second);
    EXPECT_NE(first.find("skipped,\"DE,1\",object left out,\"its \"\"outline\"\" has no area\",a.gml,7,"),
              std::string::npos)
        << first;
    EXPECT_NE(first.find(",240.500,"), std::string::npos);
    EXPECT_EQ(second, "warning,'=1+1,odd,no place,b.gml,,,,,,\r");
}

TEST(ReportExport, the_map_has_a_point_in_degrees_for_what_has_a_place) {
    const CityFrame frame = kaiserslautern();
    const auto text = report_as_geojson(two_items(), frame);
    ASSERT_TRUE(text.ok()) << text.error().message;
    const auto map = nlohmann::json::parse(*text);
    ASSERT_EQ(map["features"].size(), 2u);
    const auto& point = map["features"][0]["geometry"]["coordinates"];
    // By cs2cs of PROJ: 410000 5477000 of EPSG:25832.
    EXPECT_NEAR(point[0].get<double>(), 7.75856374, 1e-8);
    EXPECT_NEAR(point[1].get<double>(), 49.43900014, 1e-8);
    EXPECT_TRUE(map["features"][1]["geometry"].is_null());
}

TEST(ReportExport, is_written_by_the_name_and_refused_in_one_sentence) {
    const Folder folder;
    EXPECT_TRUE(write_report(folder / "r.csv", two_items(), kaiserslautern()).ok());
    EXPECT_TRUE(fs::exists(folder / "r.csv"));
    EXPECT_FALSE(write_report(folder / "r.xls", two_items(), kaiserslautern()).ok());
    EXPECT_FALSE(write_report(folder / "none" / "r.csv", two_items(), kaiserslautern()).ok());
}

TEST_F(ACityFile, keeps_the_place_of_what_is_reported) {
    {
        auto writer = CityFileWriter::create(folder / "places.gpkg", kaiserslautern());
        ASSERT_TRUE(writer.ok()) << writer.error().message;
        ASSERT_TRUE((*writer)->add_report(two_items()).ok());
        ASSERT_TRUE((*writer)->finish().ok());
    }
    const auto opened = CityFile::open(folder / "places.gpkg");
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    const auto report = (*opened)->report();
    ASSERT_TRUE(report.ok());
    ASSERT_EQ(report->items.size(), 2u);
    EXPECT_EQ(report->items[0].place, base::CityPoint(0, 0, 240.5));
    EXPECT_FALSE(report->items[1].place);
}

}  // namespace
}  // namespace twin::data::test
