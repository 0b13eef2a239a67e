#include "sample/project_writer.h"

#include <iterator>

#include <fmt/format.h>

#include "sample/projection.h"

namespace twin::sample {
namespace {

std::string json_escaped(const std::string& text) {
    std::string out;
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out;
}

}  // namespace

std::string projects_text(const Skeleton& skeleton) {
    std::string out = "{\"type\":\"FeatureCollection\",\"name\":\"projects\",\"features\":[\n";
    const auto to = std::back_inserter(out);
    const std::size_t attributes = skeleton.project_columns.size() - 2;
    for (std::size_t i = 0; i < skeleton.projects.size(); ++i) {
        const ProjectRow& row = skeleton.projects[i];
        const Geo geo = to_geo(row.place);
        fmt::format_to(to, "{}{{\"type\":\"Feature\",\"id\":\"project-{}\",\"properties\":{{", i ? ",\n" : "", i + 1);
        for (std::size_t k = 0; k < attributes; ++k)
            fmt::format_to(to, "{}\"{}\":\"{}\"", k ? "," : "", skeleton.project_columns[k],
                           json_escaped(row.values[k]));
        fmt::format_to(to, "}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{:.6f},{:.6f}]}}}}", geo.lon_deg,
                       geo.lat_deg);
    }
    out += "\n]}\n";
    return out;
}

}  // namespace twin::sample
