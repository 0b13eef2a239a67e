#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <sstream>
#include <tuple>

#include <gtest/gtest.h>

#include "data/city_file/database.h"
#include "data/tile.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

/// Rows of a query, each in words, sorted; numbers to a tenth of a millimetre.
std::vector<std::string> rows_of(const fs::path& city, const std::string& query, int columns) {
    const auto database = data::Database::open_read_only(city);
    EXPECT_TRUE(database.ok());
    std::vector<std::string> rows;
    auto select = database->prepare(query);
    EXPECT_TRUE(select.ok()) << query;
    if (!select.ok()) return rows;
    while (select->step()) {
        std::string row;
        for (int i = 0; i < columns; ++i) row += select->text(i) + " | ";
        rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<std::string> objects_in(const fs::path& city) {
    return rows_of(city,
                   "SELECT kind, layer, id, round(min_x, 4), round(min_y, 4), round(min_z, 4), round(max_x, 4), "
                   "round(max_y, 4), round(max_z, 4), (SELECT id FROM twin_object p WHERE p.number = o.parent) "
                   "FROM twin_object o",
                   10);
}

std::vector<std::string> search_in(const fs::path& city) {
    return rows_of(city,
                   "SELECT name, folded, kind, (SELECT id FROM twin_object WHERE number = object), round(x, 4), "
                   "round(y, 4), round(z, 4), round(extent, 4) FROM twin_search",
                   8);
}

std::vector<std::string> report_in(const fs::path& city) {
    return rows_of(city,
                   "SELECT kind, object, what, why, source, (SELECT id FROM twin_object WHERE number = object_number), "
                   "round(x, 3), round(y, 3), round(z, 3) FROM twin_report",
                   9);
}

/// Corners of all triangles of all tiles, in tenths of millimetres, with the id of whom they show.
std::map<std::string, std::vector<std::string>> triangles_in(const data::CityFile& city, const fs::path& path) {
    std::map<std::uint32_t, std::string> id_of;
    {
        const auto database = data::Database::open_read_only(path);
        auto select = database->prepare("SELECT number, id FROM twin_object");
        while (select->step()) id_of[static_cast<std::uint32_t>(select->integer(0))] = select->text(1);
    }
    std::map<std::string, std::vector<std::string>> triangles;
    for (const auto& entry : city.tiles()) {
        const auto tile = city.read_tile(entry);
        EXPECT_TRUE(tile.ok());
        std::ostringstream name;
        name << static_cast<int>(entry.content) << ' ' << entry.layer << ' ' << entry.column << ' ' << entry.row;
        auto& lines = triangles[name.str()];
        const auto& mesh = tile->mesh;
        for (std::size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
            std::ostringstream line;
            for (int k = 0; k < 3; ++k) {
                const auto& v = mesh.vertices[mesh.triangles[i + static_cast<std::size_t>(k)]];
                const glm::dvec3 p = tile->origin.vec() + glm::dvec3(v.x, v.y, v.z);
                for (int axis = 0; axis < 3; ++axis) line << std::llround(p[axis] * 1000) << ' ';
                if (k == 0) line << id_of[v.object] << ' ';
            }
            lines.push_back(line.str());
        }
        std::sort(lines.begin(), lines.end());
    }
    return triangles;
}

/// Coordinates come out of single-precision numbers from another origin: a thousandth may fall to either side.
void expect_same_triangles(const fs::path& a, const fs::path& b) {
    const auto first = open_city(a), second = open_city(b);
    ASSERT_TRUE(first && second);
    const auto left = triangles_in(*first, a), right = triangles_in(*second, b);
    ASSERT_EQ(left.size(), right.size());
    for (const auto& [tile, lines] : left) {
        const auto other = right.find(tile);
        ASSERT_NE(other, right.end()) << "tile " << tile;
        ASSERT_EQ(lines.size(), other->second.size()) << "tile " << tile;
        std::vector<std::string> differing;
        std::set_difference(lines.begin(), lines.end(), other->second.begin(), other->second.end(),
                            std::back_inserter(differing));
        EXPECT_LE(differing.size(), lines.size() / 50) << "tile " << tile << ": " << differing.front();
    }
}

void expect_same_city(const fs::path& a, const fs::path& b) {
    EXPECT_EQ(objects_in(a), objects_in(b));
    EXPECT_EQ(search_in(a), search_in(b));
    EXPECT_EQ(report_in(a), report_in(b));
    for (const char* key : {"extent", "crs_how", "sources", "height_check"})
        EXPECT_EQ(open_city(a)->meta(key), open_city(b)->meta(key)) << key;
    expect_same_triangles(a, b);
}

/// The text of a file after `change`.
void rewrite(const fs::path& path, const std::function<void(std::string&)>& change) {
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    in.close();
    const std::string before = text;
    change(text);
    ASSERT_NE(before, text) << path;
    std::ofstream(path, std::ios::binary) << text;
}

std::pair<std::size_t, std::size_t> member_in_the_middle(const std::string& text) {
    const std::string begin = "<core:cityObjectMember>", end = "</core:cityObjectMember>";
    const std::size_t at = text.find(begin, text.size() / 2);
    return {at, text.find(end, at) + end.size()};
}

void raise_first_roof(std::string& text) {
    const std::size_t begin = text.find("<bldg:RoofSurface"), end = text.find("</bldg:RoofSurface>", begin);
    const std::size_t list = text.find('>', text.find("<gml:posList", begin)) + 1;
    const std::size_t list_end = text.find('<', list);
    ASSERT_LT(list_end, end);
    std::istringstream numbers(text.substr(list, list_end - list));
    std::ostringstream raised;
    raised.precision(12);
    double value = 0;
    for (int i = 0; numbers >> value; ++i) raised << (i % 3 == 2 ? value + 1.5 : value) << ' ';
    text.replace(list, list_end - list, raised.str());
}

void remove_one(std::string& text) {
    const auto [begin, end] = member_in_the_middle(text);
    text.erase(begin, end - begin);
}

void rename_one(std::string& text) {
    const std::string before = "<bldg:Building gml:id=\"";
    const std::size_t at = text.find(before, text.size() / 2) + before.size();
    text.insert(text.find('"', at), "_neu");
}

/// Hills, so that the ground does not come from the buildings' feet.
std::string hills() {
    std::ostringstream text;
    text << "ncols 71\nnrows 61\nxllcorner 324500\nyllcorner 5726500\ncellsize 100\nNODATA_value -9999\n";
    for (int row = 0; row < 61; ++row) {
        for (int column = 0; column < 71; ++column) text << 16 + std::sin(row * 0.3) + std::cos(column * 0.2) << ' ';
        text << '\n';
    }
    return text.str();
}

class ReImport : public testing::Test {
  protected:
    void SetUp() override {
        const fs::path wesel = fs::path(TWIN_DATA_ROOT) / "citygml/nrw-wesel-bislich";
        if (!fs::exists(wesel)) GTEST_SKIP() << "no data at " TWIN_DATA_ROOT;
        fs::create_directories(data);
        for (const auto& entry : fs::directory_iterator(wesel))
            if (entry.path().extension() == ".gml") {
                fs::copy_file(entry.path(), data / entry.path().filename());
                fs::permissions(data / entry.path().filename(), fs::perms::owner_all);
            }
    }
    ImportResult import(const std::string& name, bool reuse) {
        reads = 0;
        ImportRequest request;
        request.sources = {data};
        request.output = folder / name;
        request.reuse = reuse;
        request.read = [this](const fs::path& path, const std::string& format, const data::SourceOptions& options,
                              const base::WorkerLimits& limits, data::SourceSink& sink,
                              const base::ProgressSink& progress) {
            ++reads;
            auto read = read_here(path, format, options, limits, sink, progress);
            if (after_reading) std::exchange(after_reading, nullptr)();
            return read;
        };
        auto result = import_city(request, {});
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
        return result.ok() ? std::move(*result) : ImportResult();
    }
    void add_hills() { std::ofstream(data / "dgm.asc") << hills(); }
    fs::path tile(const char* square) const { return data / (std::string("LoD2_32_") + square + "_1_NW.gml"); }

    Folder folder;
    fs::path data = folder / "data";
    int reads = 0;
    std::function<void()> after_reading;  ///< The first file.
};

TEST_F(ReImport, NothingIsReadWhereNothingChanged) {
    const auto first = import("city.gpkg", true);
    EXPECT_EQ(reads, 17);
    const auto second = import("city.gpkg", true);
    EXPECT_EQ(reads, 0);
    EXPECT_EQ(second.objects, first.objects);
    EXPECT_TRUE(second.reused.starts_with("17 files, 17 unchanged; 0 read anew; 0 of ")) << second.reused;
}

TEST_F(ReImport, TouchedFilesAreNotReadAnew) {
    import("city.gpkg", true);
    fs::last_write_time(tile("327_5730"), fs::file_time_type::clock::now());
    import("city.gpkg", true);
    EXPECT_EQ(reads, 0) << "their content is the same";
}

TEST_F(ReImport, ChangedBuildingsMakeTheCityThatAWholeImportMakes) {
    add_hills();
    import("city.gpkg", true);
    EXPECT_EQ(reads, 18);
    rewrite(tile("327_5730"), raise_first_roof);
    rewrite(tile("328_5730"), remove_one);
    rewrite(tile("327_5729"), rename_one);
    const auto again = import("city.gpkg", true);
    EXPECT_EQ(reads, 3) << again.reused;
    EXPECT_TRUE(again.reused.starts_with("18 files, 15 unchanged; 3 read anew; ")) << again.reused;
    import("whole.gpkg", false);
    EXPECT_EQ(reads, 18);
    expect_same_city(folder / "city.gpkg", folder / "whole.gpkg");
}

TEST_F(ReImport, OneChangedRoofRebuildsFewTiles) {
    add_hills();
    import("city.gpkg", true);
    rewrite(tile("330_5731"), raise_first_roof);
    const auto again = import("city.gpkg", true);
    EXPECT_EQ(reads, 1);
    const auto at = again.reused.find("read anew; ");
    ASSERT_NE(at, std::string::npos) << again.reused;
    EXPECT_LE(std::atoi(again.reused.c_str() + at + 11), 4) << again.reused;
    import("whole.gpkg", false);
    expect_same_city(folder / "city.gpkg", folder / "whole.gpkg");
}

TEST_F(ReImport, ChangesOneAfterTheOtherAddUp) {
    add_hills();
    import("city.gpkg", true);
    for (const auto& change : {raise_first_roof, rename_one, remove_one}) {
        rewrite(tile("326_5731"), change);
        import("city.gpkg", true);
        EXPECT_EQ(reads, 1);
    }
    import("whole.gpkg", false);
    expect_same_city(folder / "city.gpkg", folder / "whole.gpkg");
}

TEST_F(ReImport, WhatIsWrittenWhileAChangeIsReadIsReadTheNextTime) {
    add_hills();
    import("city.gpkg", true);
    rewrite(tile("326_5731"), raise_first_roof);
    after_reading = [this] { rewrite(tile("326_5731"), remove_one); };
    const auto again = import("city.gpkg", true);
    EXPECT_EQ(reads, 1) << again.reused;
    import("city.gpkg", true);
    EXPECT_EQ(reads, 1) << "it is another than what was read";
    import("whole.gpkg", false);
    expect_same_city(folder / "city.gpkg", folder / "whole.gpkg");
}

TEST_F(AnImport, WhereMostOfALargeCityChangedEverythingIsImportedAnew) {
    auto& file = shelf["large.gml"];
    file.crs_claim.text = "EPSG:25832";
    for (int i = 0; i < 20'500; ++i) {
        Feature place;
        place.kind = data::FeatureKind::address;
        place.id = "a" + std::to_string(i);
        place.points = {{410000 + i % 200 * 5, 5477000 + i / 200 * 5, 250}};
        file.features.push_back(place);
    }
    ImportRequest request;
    request.sources = {folder.file("large.gml", "first")};
    request.output = folder / "city.gpkg";
    request.read = shelf.reader();
    request.reuse = true;
    ASSERT_TRUE(import_city(request, {}).ok());
    folder.file("large.gml", "changed");
    const auto again = import_city(request, {});
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->objects, 20'500u);
    EXPECT_EQ(again->reused, "everything was imported anew: most of the city is another");
}

TEST_F(ReImport, AMovedGroundImportsEverythingAnew) {
    import("city.gpkg", true);
    rewrite(tile("328_5730"), remove_one);
    const auto again = import("city.gpkg", true);
    import("whole.gpkg", false);
    expect_same_city(folder / "city.gpkg", folder / "whole.gpkg");
    EXPECT_FALSE(again.reused.empty());
}

TEST_F(ReImport, AFileThatCameOrWentImportsEverythingAnew) {
    add_hills();
    import("city.gpkg", true);
    fs::remove(tile("330_5731"));
    const auto again = import("city.gpkg", true);
    EXPECT_TRUE(again.reused.starts_with("everything was imported anew")) << again.reused;
    import("whole.gpkg", false);
    expect_same_city(folder / "city.gpkg", folder / "whole.gpkg");
}

TEST_F(ReImport, ChangedTerrainImportsEverythingAnew) {
    add_hills();
    import("city.gpkg", true);
    rewrite(data / "dgm.asc", [](std::string& text) { text.replace(text.rfind("1"), 1, "2"); });
    const auto again = import("city.gpkg", true);
    EXPECT_EQ(again.reused, "everything was imported anew: dgm.asc holds more than objects");
}

TEST_F(ReImport, AChangedTextureBesideAnUnchangedFileIsNoticed) {
    fs::create_directories(data / "bilder");
    std::ofstream(data / "bilder/wand.jpg") << "not yet a picture";
    import("city.gpkg", true);
    import("city.gpkg", true);
    EXPECT_EQ(reads, 0);
    std::ofstream(data / "bilder/wand.jpg") << "another picture altogether";
    import("city.gpkg", true);
    EXPECT_EQ(reads, 17) << "any of them may show it";
    import("city.gpkg", true);
    EXPECT_EQ(reads, 0);
}

}  // namespace
}  // namespace twin::app::test
