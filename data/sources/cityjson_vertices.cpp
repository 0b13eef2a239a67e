#include "data/sources/cityjson_vertices.h"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace twin::data {

namespace {

constexpr double farthest = 1e12;  // No CRS of the Earth has larger coordinates, in whatever unit.
constexpr std::size_t vertices_per_beat = 1 << 20;

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

const char* skip_space(const char* at, const char* end) {
    while (at < end && is_space(*at)) ++at;
    return at;
}

/// Nearly all are whole numbers of a few digits; the others go the long way.
const char* read_number(const char* at, const char* end, double& out) {
    const char* const begin = at;
    const bool minus = at < end && *at == '-';
    if (minus) ++at;
    std::int64_t whole = 0;
    const char* const digits = at;
    while (at < end && *at >= '0' && *at <= '9' && at - digits < 17) whole = whole * 10 + (*at++ - '0');
    const bool simple = at > digits && at < end && (*at == ',' || *at == ']' || is_space(*at));
    if (simple) {
        out = static_cast<double>(minus ? -whole : whole);
        return at;
    }
    const auto [after, error] = std::from_chars(begin, end, out);
    return error == std::errc() && std::isfinite(out) ? after : nullptr;
}

/// Three numbers and the closing bracket; null: something else stands there.
const char* read_triple(const char* at, const char* end, double (&numbers)[3]) {
    for (int i = 0; i < 3; ++i) {
        at = read_number(skip_space(at, end), end, numbers[i]);
        if (!at) return nullptr;
        at = skip_space(at, end);
        if (at == end || *at != (i < 2 ? ',' : ']')) return nullptr;
        ++at;
    }
    return at;
}

/// Behind the element that begins at '[' or elsewhere and is no vertex; null: the list ends inside it.
const char* skip_element(const char* at, const char* end) {
    int depth = 0;
    for (; at < end; ++at) {
        if (*at == '[') ++depth;
        if (*at == ']' && --depth <= 0) return depth < 0 ? at : at + 1;
        if (*at == ',' && depth == 0) return at;
    }
    return nullptr;
}

/// Three finite numbers; false: something else.
bool read_three(std::string_view value, std::string_view key, glm::dvec3& out, bool& there) {
    const std::string quoted = fmt::format("\"{}\"", key);
    const std::size_t found = value.find(quoted);
    there = found != std::string_view::npos;
    if (!there) return true;
    const char* const end = value.data() + value.size();
    const char* at = skip_space(value.data() + found + quoted.size(), end);
    if (at == end || *at != ':') return false;
    at = skip_space(at + 1, end);
    double numbers[3];
    if (at == end || *at != '[' || !read_triple(at + 1, end, numbers)) return false;
    out = {numbers[0], numbers[1], numbers[2]};
    return true;
}

}  // namespace

base::Result<CityJsonTransform> read_transform(std::string_view value, std::string& doubt) {
    CityJsonTransform transform;
    bool has_scale = false, has_translate = false;
    if (!read_three(value, "scale", transform.scale, has_scale) ||
        !read_three(value, "translate", transform.translate, has_translate))
        return base::Error{
            "expected three numbers each for scale and translate in \"transform\", found something else"};
    for (int i = 0; i < 3; ++i) {
        if (std::fabs(transform.translate[i]) > farthest || std::fabs(transform.scale[i]) > farthest)
            return base::Error{fmt::format(
                "the numbers of \"transform\" are out of bounds ({:g}), expected coordinates of the Earth",
                std::fabs(transform.translate[i]) > farthest ? transform.translate[i] : transform.scale[i])};
        if (transform.scale[i] != 0 || !has_scale) continue;
        transform.scale[i] = 1;
        doubt = "the file's scale is 0, which would put all of it into one point; taken as 1";
    }
    if (!has_scale || !has_translate) doubt = "\"transform\" has no scale or no translate; taken as 1 and 0";
    return transform;
}

bool read_vertices(std::string_view list, const CityJsonTransform& transform, const std::function<bool()>& beat,
                   CityJsonVertices& out) {
    out.points.clear();
    out.unusable = 0;
    out.cut_off = false;
    const char* at = list.data();
    const char* const end = at + list.size();
    if (at == end || *at != '[') return true;
    out.points.reserve(list.size() / 24);
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (at = skip_space(at + 1, end); at < end && *at != ']'; at = skip_space(at, end)) {
        double numbers[3];
        const char* after = *at == '[' ? read_triple(at + 1, end, numbers) : nullptr;
        glm::dvec3 point(nan);
        if (after) {
            point = glm::dvec3(numbers[0], numbers[1], numbers[2]) * transform.scale + transform.translate;
            const bool sane =
                std::fabs(point.x) < farthest && std::fabs(point.y) < farthest && std::fabs(point.z) < farthest;
            if (!sane) point.x = nan;
        } else {
            after = skip_element(at, end);
            if (!after) break;
        }
        if (std::isnan(point.x)) ++out.unusable;
        out.points.push_back(point);
        if (out.points.size() % vertices_per_beat == 0 && !beat()) return false;
        at = skip_space(after, end);
        if (at < end && *at == ',') ++at;
    }
    out.cut_off = at >= end || *at != ']';
    return true;
}

}  // namespace twin::data
