#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "tests/app/importer_fixture.h"

/// Every file of the real data, imported alone by a real worker, against a table that was counted by other programs
/// and looked through by people: tests/app/expected_counts.tsv.
namespace twin::app::test {
namespace {

constexpr const char* table_file = TWIN_SOURCE_ROOT "/tests/app/expected_counts.tsv";

/// One line: path, then "Building=3 Bridge=1 terrain at=48.768,11.422", or "! words of the error".
struct Row {
    std::string path;
    std::string expected;
};

/// Lines that start with "-": a pattern of files that are no source of their own (pictures, licences), and why.
struct Table {
    std::vector<Row> rows;
    std::vector<std::string> no_sources;
};

const Table& table() {
    static const Table read = [] {
        Table table;
        std::ifstream in(table_file);
        for (std::string line; std::getline(in, line);) {
            if (line.empty() || line[0] == '#') continue;
            const std::size_t tab = line.find('\t');
            const std::string first = line.substr(0, tab);
            const std::string rest = tab == std::string::npos ? "" : line.substr(tab + 1);
            if (first == "-")
                table.no_sources.push_back(rest.substr(0, rest.find('\t')));
            else
                table.rows.push_back({first, rest});
        }
        return table;
    }();
    return read;
}

/// "citygml/nrw-wesel-bislich/tile.gml" -> "citygml_nrw_wesel_bislich"
std::string group_of(const std::string& path) {
    const std::size_t first = path.find('/');
    std::string group = path.substr(0, path.find('/', first + 1));
    for (char& c : group)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return group;
}

std::vector<std::string> groups() {
    std::set<std::string> names;
    for (const Row& row : table().rows) names.insert(group_of(row.path));
    return {names.begin(), names.end()};
}

/// What came of a file, in the words of the table.
std::string found_in(const fs::path& source, const fs::path& output) {
    ImportRequest request;
    request.sources = {source};
    request.output = output;
    const auto result = import_city(request, {});
    if (!result.ok()) {
        std::string words = result.error().message;
        std::replace(words.begin(), words.end(), '\n', ' ');
        const std::string folder = source.parent_path().string() + "/";
        for (std::size_t at; (at = words.find(folder)) != std::string::npos;) words.erase(at, folder.size());
        return "! " + words;
    }
    const auto city = open_city(output);
    if (!city) return "! the city file does not open";
    std::string found;
    for (const auto& [kind, count] : city->objects_by_kind())
        found += (found.empty() ? "" : " ") + kind + "=" + std::to_string(count);
    std::set<std::string> grounds;
    bool declared = false;
    for (const data::LayerInfo& layer : city->layers()) {
        declared = declared || layer.crs.how == "declared";
        const bool ground = layer.kind == "terrain" && layer.provenance != data::Provenance::assumed;
        if (ground || layer.kind == "traffic" || layer.kind == "imagery") grounds.insert(layer.kind);
    }
    for (const std::string& ground : grounds) found += (found.empty() ? "" : " ") + ground;
    if (const auto geo = data::GeoConverter::make(city->frame()); geo.ok() && declared && !city->extent().empty()) {
        const glm::dvec3 middle = city->extent().centre();
        const auto place = geo.value().to_geo({middle.x, middle.y, middle.z});
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), " at=%.3f,%.3f", place.lat_deg, place.lon_deg);
        found += text.data();
    }
    return found;
}

/// Without its place, and the place in degrees.
std::pair<std::string, std::vector<double>> split_place(const std::string& text) {
    const std::size_t at = text.find(" at=");
    if (at == std::string::npos) return {text, {}};
    std::vector<double> place;
    std::istringstream numbers(text.substr(at + 4));
    for (std::string number; std::getline(numbers, number, ',');) place.push_back(std::atof(number.c_str()));
    return {text.substr(0, at), place};
}

bool agrees(const std::string& expected, const std::string& found) {
    if (expected.starts_with("! "))
        return found.starts_with("! ") && found.find(expected.substr(2)) != std::string::npos;
    const auto [counts, place] = split_place(expected);
    const auto [found_counts, found_place] = split_place(found);
    if (counts != found_counts || place.size() != found_place.size()) return false;
    for (std::size_t i = 0; i < place.size(); ++i)
        if (std::fabs(place[i] - found_place[i]) > 0.0025) return false;  // some 200 m
    return true;
}

class ExpectedCounts : public testing::TestWithParam<std::string> {};

TEST_P(ExpectedCounts, OfEveryFile) {
    if (!fs::exists(TWIN_DATA_ROOT)) GTEST_SKIP() << "no data at " TWIN_DATA_ROOT;
    Folder folder;
    std::ofstream keep;  // a new table to compare with, when somebody asks for one
    if (const char* path = std::getenv("STADTZWILLING_KEEP_COUNTS")) keep.open(fs::path(path) / (GetParam() + ".tsv"));
    for (const Row& row : table().rows) {
        if (group_of(row.path) != GetParam()) continue;
        const fs::path source = fs::path(TWIN_DATA_ROOT) / row.path;
        if (!fs::exists(source)) {
            ADD_FAILURE() << row.path << " is in the table but not in the data";
            continue;
        }
        const std::string found = found_in(source, folder / "city.gpkg");
        if (keep.is_open()) keep << row.path << '\t' << found << '\n';
        EXPECT_TRUE(agrees(row.expected, found))
            << row.path << "\n  expected " << row.expected << "\n  found    " << found;
    }
}

INSTANTIATE_TEST_SUITE_P(RealData, ExpectedCounts, testing::ValuesIn(groups()),
                         [](const auto& info) { return info.param; });

TEST(ExpectedCountsTable, NamesEveryFileOfTheData) {
    if (!fs::exists(TWIN_DATA_ROOT)) GTEST_SKIP() << "no data at " TWIN_DATA_ROOT;
    std::set<std::string> named;
    for (const Row& row : table().rows) named.insert(row.path);
    for (const auto& entry : fs::recursive_directory_iterator(TWIN_DATA_ROOT)) {
        if (!entry.is_regular_file()) continue;
        const std::string path = fs::relative(entry.path(), TWIN_DATA_ROOT).string();
        const bool no_source =
            std::any_of(table().no_sources.begin(), table().no_sources.end(),
                        [&](const std::string& pattern) { return ::fnmatch(pattern.c_str(), path.c_str(), 0) == 0; });
        EXPECT_TRUE(no_source || named.count(path) > 0) << path << " is not in " << table_file;
    }
}

}  // namespace
}  // namespace twin::app::test
