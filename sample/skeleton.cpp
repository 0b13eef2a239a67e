#include "sample/skeleton.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "sample/geometry.h"
#include "sample/projection.h"

namespace twin::sample {
namespace {

using Fields = std::vector<std::string>;

Fields split(const std::string& line, char separator) {
    Fields fields(1);
    bool quoted = false;
    for (char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == separator && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

struct Table {
    Fields header;
    std::vector<Fields> rows;
};

base::Result<Table> read_table(const std::filesystem::path& file, std::size_t columns, char separator = ',') {
    std::ifstream in(file);
    if (!in) return base::Error{fmt::format("Expected the skeleton file {}, but it cannot be opened.", file.string())};
    Table table;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty()) continue;
        Fields fields = split(line, separator);
        if (fields.size() < columns)
            return base::Error{fmt::format("Expected {} fields in line {} of {}, but found {}; complete the line.",
                                           columns, number, file.string(), fields.size())};
        if (number == 1) {
            table.header = std::move(fields);
        } else {
            table.rows.push_back(std::move(fields));
        }
    }
    return table;
}

double number(const std::string& text) {
    return std::strtod(text.c_str(), nullptr);
}

Polyline course_of(const std::string& text) {
    Polyline line;
    std::istringstream in(text);
    for (std::string pair; in >> pair;) {
        const auto comma = pair.find(',');
        if (comma == std::string::npos) continue;
        line.push_back(to_plane({number(pair.substr(0, comma)), number(pair.substr(comma + 1))}));
    }
    return line;
}

Polygon ring_of(const std::string& text) {
    Polygon ring = course_of(text);
    if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    make_ccw(ring);
    return ring;
}

base::Result<void> read_courses(const std::filesystem::path& folder, Skeleton& skeleton) {
    auto streets = read_table(folder / "streets.csv", 4);
    if (!streets) return streets.error();
    for (const Fields& f : streets->rows) skeleton.streets.push_back({f[0], f[1], f[2], course_of(f[3])});
    auto courses = read_table(folder / "rail_water.csv", 4);
    if (!courses) return courses.error();
    for (const Fields& f : courses->rows) skeleton.courses.push_back({f[0], f[1], number(f[2]), course_of(f[3])});
    auto areas = read_table(folder / "areas.csv", 4);
    if (!areas) return areas.error();
    for (const Fields& f : areas->rows) {
        Polygon ring = ring_of(f[3]);
        if (ring.size() >= 3) skeleton.areas.push_back({f[0], f[1], std::move(ring)});
    }
    return {};
}

base::Result<void> read_points(const std::filesystem::path& folder, Skeleton& skeleton) {
    auto relief = read_table(folder / "relief.csv", 4);
    if (!relief) return relief.error();
    for (const Fields& f : relief->rows)
        skeleton.relief.push_back({to_plane({number(f[1]), number(f[2])}), number(f[3]), f[0] == "gps"});
    auto signals = read_table(folder / "signals.csv", 4);
    if (!signals) return signals.error();
    for (const Fields& f : signals->rows) skeleton.signals.push_back(to_plane({number(f[0]), number(f[1])}));
    auto landmarks = read_table(folder / "landmarks.csv", 6);
    if (!landmarks) return landmarks.error();
    for (const Fields& f : landmarks->rows)
        skeleton.landmarks.push_back({f[0], f[1], f[5], to_plane({number(f[2]), number(f[3])}), number(f[4])});
    return {};
}

}  // namespace

const LandmarkPlace* Skeleton::landmark(std::string_view key) const {
    for (const LandmarkPlace& l : landmarks)
        if (l.key == key) return &l;
    return nullptr;
}

base::Result<Skeleton> read_skeleton(const std::filesystem::path& folder) {
    Skeleton skeleton;
    if (auto r = read_courses(folder, skeleton); !r) return r.error();
    if (auto r = read_points(folder, skeleton); !r) return r.error();
    auto names = read_table(folder / "street_names.txt", 1, '\n');
    if (!names) return names.error();
    skeleton.street_names.push_back(names->header[0]);
    for (const Fields& f : names->rows) skeleton.street_names.push_back(f[0]);
    auto projects = read_table(folder / "projects.csv", 12, ';');
    if (!projects) return projects.error();
    skeleton.project_columns = projects->header;
    for (const Fields& f : projects->rows)
        skeleton.projects.push_back({f, to_plane({number(f[f.size() - 2]), number(f[f.size() - 1])})});
    return skeleton;
}

}  // namespace twin::sample
