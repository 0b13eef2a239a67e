#include "data/sources/raster_xyz.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include <glm/vec3.hpp>

namespace twin::data {
namespace {

constexpr std::uint64_t bytes_per_beat = 4 << 20;
constexpr double most_pixels = 64e6;

bool is_gap(char c) {
    return c == ' ' || c == '\t' || c == ';' || c == ',' || c == '\r';
}

/// Three numbers at the start of a line. A comma parts numbers.
bool parse_point(std::string_view line, glm::dvec3& point) {
    const char* at = line.data();
    const char* end = at + line.size();
    for (int i = 0; i < 3; ++i) {
        while (at < end && is_gap(*at)) ++at;
        if (at < end && *at == '+') ++at;
        const auto [next, failure] = std::from_chars(at, end, point[i]);
        if (failure != std::errc() || !std::isfinite(point[i])) return false;
        if (next < end && !is_gap(*next)) return false;
        at = next;
    }
    return true;
}

std::string_view next_line(std::string_view text, std::size_t& at) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    return line;
}

/// Smallest step between different values, and whether all values sit on multiples of it.
bool spacing_of(std::vector<double> values, double& step) {
    std::sort(values.begin(), values.end());
    const double extent = values.back() - values.front();
    const double same = std::max(extent * 1e-9, 1e-9);
    step = extent;
    for (std::size_t i = 1; i < values.size(); ++i)
        if (const double gap = values[i] - values[i - 1]; gap > same) step = std::min(step, gap);
    if (!(step > 0)) return false;
    for (const double value : values) {
        const double index = (value - values.front()) / step;
        if (std::abs(index - std::round(index)) > 0.05) return false;
    }
    return true;
}

}  // namespace

bool looks_like_points(std::string_view head) {
    std::size_t at = 0;
    int points = 0, lines = 0;
    while (at < head.size() && lines < 4) {
        const std::string_view line = next_line(head, at);
        if (at > head.size() && lines > 0) break;  // the head may end inside a line
        glm::dvec3 point;
        ++lines;
        if (parse_point(line, point)) ++points;
    }
    return points > 0 && points >= lines - 1;
}

base::Result<HeightGrid> read_scattered_grid(std::string_view text, const std::string& name, SourceSink& sink) {
    std::vector<glm::dvec3> points;
    std::uint64_t bad_lines = 0, next_beat = bytes_per_beat;
    bool first = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view line = next_line(text, at);
        glm::dvec3 point;
        if (parse_point(line, point))
            points.push_back(point);
        else if (!first && line.find_first_not_of(" \t\r") != std::string_view::npos)
            ++bad_lines;
        first = false;
        if (at < next_beat) continue;
        next_beat = at + bytes_per_beat;
        if (!sink.progress(at, points.size())) return base::Error{"reading: cancelled"};
    }
    if (points.size() < 4) return base::Error{"reading: expected lines of three numbers (x y z), but hardly any is"};
    std::vector<double> x(points.size()), y(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        x[i] = points[i].x;
        y[i] = points[i].y;
    }
    const auto [x_low, x_high] = std::minmax_element(x.begin(), x.end());
    const auto [y_low, y_high] = std::minmax_element(y.begin(), y.end());
    const double x0 = *x_low, x1 = *x_high, y0 = *y_low, y1 = *y_high;
    double step_x = 0, step_y = 0;
    if (!spacing_of(std::move(x), step_x) || !spacing_of(std::move(y), step_y))
        return base::Error{
            "reading: the points do not lie on a regular grid; make one first (gdal_grid) and import that"};
    const double columns = std::round((x1 - x0) / step_x) + 1, rows = std::round((y1 - y0) / step_y) + 1;
    if (columns * rows > most_pixels)
        return base::Error{
            fmt::format("reading: the points span {:.0f} x {:.0f} pixels, more than can be read; cut them to the city",
                        columns, rows)};
    HeightGrid grid;
    grid.columns = static_cast<int>(columns);
    grid.rows = static_cast<int>(rows);
    grid.transform = {x0 - step_x / 2, step_x, 0, y1 + step_y / 2, 0, -step_y};
    grid.heights_m.assign(static_cast<std::size_t>(columns * rows), std::numeric_limits<float>::quiet_NaN());
    for (const glm::dvec3& p : points) {
        if (!(p.z > -12'000 && p.z < 9'000)) continue;
        if (p.z == -9999) continue;
        const auto column = static_cast<std::size_t>(std::lround((p.x - x0) / step_x));
        const auto row = static_cast<std::size_t>(std::lround((y1 - p.y) / step_y));
        grid.heights_m[row * static_cast<std::size_t>(grid.columns) + column] = static_cast<float>(p.z);
    }
    const auto voids =
        std::count_if(grid.heights_m.begin(), grid.heights_m.end(), [](float h) { return std::isnan(h); });
    if (voids > 0)
        sink.complain({base::ComplaintKind::warning, name,
                       fmt::format("{} of {} heights are void", voids, grid.heights_m.size()),
                       "no point in the file there"});
    if (bad_lines > 0)
        sink.complain(
            {base::ComplaintKind::skipped, name, fmt::format("{} lines left out", bad_lines), "not three numbers"});
    if (static_cast<std::size_t>(voids) == grid.heights_m.size())
        return base::Error{"reading: no point has a believable height"};
    return grid;
}

}  // namespace twin::data
