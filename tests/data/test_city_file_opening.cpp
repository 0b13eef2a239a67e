#include <sqlite3.h>

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/data/city_file_fixture.h"

namespace twin::data::test {
namespace {

TEST(CityFileWriting, LeavesNothingWhenItIsNotFinished) {
    const Folder folder;
    {
        auto writer = CityFileWriter::create(folder / "city.gpkg", kaiserslautern());
        ASSERT_TRUE(writer.ok());
        ASSERT_TRUE((*writer)->add_layer(layer_of("buildings")).ok());
        ASSERT_TRUE((*writer)->add_feature(1, town_hall()).ok());
        EXPECT_TRUE(fs::exists(folder / "city.gpkg.part"));
    }
    EXPECT_TRUE(fs::is_empty(folder.path));
}

TEST(CityFileWriting, SaysWhereItCannotWrite) {
    const auto nowhere = CityFileWriter::create("/no/such/folder/city.gpkg", kaiserslautern());
    ASSERT_FALSE(nowhere.ok());
    EXPECT_NE(nowhere.error().message.find("/no/such/folder/city.gpkg"), std::string::npos);
    EXPECT_FALSE(CityFileWriter::create(fs::temp_directory_path(), kaiserslautern()).ok());
}

void expect_refused(const fs::path& path, const char* because) {
    const auto opened = CityFile::open(path);
    ASSERT_FALSE(opened.ok()) << path;
    EXPECT_NE(opened.error().message.find(because), std::string::npos) << opened.error().message;
    EXPECT_NE(opened.error().message.find(path.filename().string()), std::string::npos) << opened.error().message;
}

TEST(CityFileOpening, RefusesWhatIsNoCityFile) {
    const Folder folder;
    expect_refused(folder / "missing.gpkg", "not found");
    expect_refused(folder.path, "folder");
    std::ofstream(folder / "empty.gpkg").close();
    expect_refused(folder / "empty.gpkg", "empty");
    std::ofstream(folder / "text.gpkg") << std::string(5000, 'x');
    expect_refused(folder / "text.gpkg", "no city file");
}

TEST(CityFileOpening, NoticesATruncatedFileAtAnyPlace) {
    const Folder folder;
    write_city(folder / "whole.gpkg");
    std::ifstream in(folder / "whole.gpkg", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (int tenth = 0; tenth < 10; ++tenth) {
        std::ofstream(folder / "cut.gpkg", std::ios::binary) << bytes.substr(0, bytes.size() * tenth / 10);
        EXPECT_FALSE(CityFile::open(folder / "cut.gpkg").ok()) << tenth;
    }
}

TEST(CityFileOpening, SaysWhenAFileIsTooNewOrTooOld) {
    const Folder folder;
    const auto change = [&](const char* sql) {
        write_city(folder / "city.gpkg");
        sqlite3* database = nullptr;
        sqlite3_open((folder / "city.gpkg").c_str(), &database);
        EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    };
    change("UPDATE twin_meta SET value = '99' WHERE key = 'schema_version'");
    expect_refused(folder / "city.gpkg", "newer");
    change("UPDATE twin_meta SET value = '0' WHERE key = 'schema_version'");
    expect_refused(folder / "city.gpkg", "older");
    change("UPDATE twin_meta SET value = '1' WHERE key = 'schema_version'");
    expect_refused(folder / "city.gpkg", "import the city again");
    change("DROP TABLE twin_search");
    expect_refused(folder / "city.gpkg", "twin_search");
    change("PRAGMA application_id = 0");
    expect_refused(folder / "city.gpkg", "no GeoPackage");
}

TEST(CityFileOpening, SurvivesDamageInside) {
    const Folder folder;
    write_city(folder / "whole.gpkg");
    std::ifstream in(folder / "whole.gpkg", std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(in)), {});
    unsigned seed = 7;
    const FeatureKind kinds[] = {FeatureKind::building, FeatureKind::street, FeatureKind::tree};
    for (int round = 0; round < 60; ++round) {
        std::string bytes = whole;
        for (int i = 0; i < 40; ++i) {
            seed = seed * 1664525u + 1013904223u;
            bytes[100 + seed % (bytes.size() - 100)] = static_cast<char>(seed >> 24);
        }
        std::ofstream(folder / "damaged.gpkg", std::ios::binary) << bytes;
        const auto opened = CityFile::open(folder / "damaged.gpkg");
        if (!opened.ok()) continue;
        const CityFile& city = **opened;
        (void)city.terrain().ok();
        for (const auto& entry : city.tiles()) (void)city.read_tile(entry).ok();
        (void)city.traffic().ok();
        (void)city.visit(kinds, [](std::uint32_t, const Feature&) {}).ok();
        (void)city.object(2).ok();
        (void)city.search("pariser", 5);
        (void)city.report().ok();
    }
}

}  // namespace
}  // namespace twin::data::test
