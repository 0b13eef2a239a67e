#include "data/sources/model_offset.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr double single_precision_limit = 1e5;
constexpr double none = std::numeric_limits<double>::infinity();

/// Where three numbers stand in a text, and what they are.
struct Place {
    std::size_t begin = 0, end = 0;
    glm::dvec3 value{0};
};

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The next number at or behind `at`, which moves behind it.
bool next_number(std::string_view text, std::size_t& at, double& value) {
    while (at < text.size() && (is_space(text[at]) || text[at] == '+')) ++at;
    const auto [next, failure] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (failure != std::errc()) return false;
    at = static_cast<std::size_t>(next - text.data());
    return true;
}

void add(MovedObj& moved, const glm::dvec3& v) {
    for (int i = 0; i < 3; ++i) {
        if (!std::isfinite(v[i])) continue;
        moved.min[i] = std::min(moved.min[i], v[i]);
        moved.max[i] = std::max(moved.max[i], v[i]);
    }
}

MovedObj empty() {
    MovedObj moved;
    moved.min = glm::dvec3(none);
    moved.max = glm::dvec3(-none);
    return moved;
}

/// false: no offset is needed.
bool choose_offset(MovedObj& moved) {
    bool large = false;
    for (int i = 0; i < 3; ++i) {
        if (!(moved.min[i] <= moved.max[i])) return false;
        large = large || std::max(std::abs(moved.min[i]), std::abs(moved.max[i])) > single_precision_limit;
        moved.offset[i] = std::round((moved.min[i] + moved.max[i]) / 2);
    }
    return large;
}

std::optional<MovedObj> rewritten(std::string_view text, const std::vector<Place>& places) {
    MovedObj moved = empty();
    for (const Place& place : places) add(moved, place.value);
    if (!choose_offset(moved)) return std::nullopt;
    moved.text.reserve(text.size() + text.size() / 8);
    std::size_t at = 0;
    for (const Place& place : places) {
        moved.text.append(text, at, place.begin - at);
        const glm::dvec3 v = place.value - moved.offset;
        fmt::format_to(std::back_inserter(moved.text), "{:.6f} {:.6f} {:.6f}", v.x, v.y, v.z);
        at = place.end;
    }
    moved.text.append(text, at);
    return moved;
}

/// Three numbers at `at`, which moves behind them.
bool take(std::string_view text, std::size_t& at, std::vector<Place>& places) {
    Place place;
    while (at < text.size() && is_space(text[at])) ++at;
    place.begin = at;
    for (int i = 0; i < 3; ++i)
        if (!next_number(text, at, place.value[i])) return false;
    place.end = at;
    places.push_back(place);
    return true;
}

struct PlyProperty {
    std::string name;
    std::size_t bytes = 0;
    bool is_double = false;
};

/// The head of a PLY as far as its vertices.
struct PlyHead {
    std::size_t body = 0;
    bool ascii = true, big_endian = false;
    std::uint64_t vertices = 0;
    std::vector<PlyProperty> properties;
    std::array<std::size_t, 3> xyz{};  ///< Numbers of properties.
};

std::size_t bytes_of_ply(std::string_view type) {
    if (type == "char" || type == "uchar" || type == "int8" || type == "uint8") return 1;
    if (type == "short" || type == "ushort" || type == "int16" || type == "uint16") return 2;
    if (type == "double" || type == "float64") return 8;
    return type == "int" || type == "uint" || type == "float" || type == "int32" || type == "uint32" ||
                   type == "float32"
               ? 4
               : 0;
}

std::optional<PlyHead> ply_head(std::string_view bytes) {
    PlyHead head;
    const std::size_t end = bytes.substr(0, 1 << 16).find("end_header");
    if (end == std::string_view::npos) return std::nullopt;
    head.body = bytes.find('\n', end) + 1;
    if (head.body == 0) return std::nullopt;
    int element = 0;  // 1: vertices, which must come first
    for (std::string_view line : base::split(bytes.substr(0, end), '\n')) {
        line = base::trim(line);
        const auto words = base::split(line, ' ');
        if (words.size() < 2) continue;
        if (words[0] == "format") {
            head.ascii = words[1] == "ascii";
            head.big_endian = words[1] == "binary_big_endian";
        } else if (words[0] == "element") {
            double count = 0;
            if (++element == 1 && (words[1] != "vertex" || words.size() < 3 || !base::parse_number(words[2], count)))
                return std::nullopt;
            if (element == 1) head.vertices = static_cast<std::uint64_t>(count);
        } else if (words[0] == "property" && element == 1) {
            const std::size_t size = bytes_of_ply(words[1]);
            if (size == 0 || words.size() < 3) return std::nullopt;
            head.properties.push_back({std::string(words[2]), size, size == 8});
        }
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::string wanted(1, static_cast<char>('x' + axis));
        const auto found = std::ranges::find(head.properties, wanted, &PlyProperty::name);
        if (found == head.properties.end()) return std::nullopt;
        head.xyz[axis] = static_cast<std::size_t>(found - head.properties.begin());
    }
    return head;
}

double double_at(const char* from, bool big_endian) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, 8);
    return std::bit_cast<double>(big_endian ? __builtin_bswap64(word) : word);
}

std::optional<MovedObj> move_binary_ply(std::string_view bytes, const PlyHead& head) {
    std::size_t stride = 0;
    std::array<std::size_t, 3> at{};
    for (std::size_t i = 0; i < head.properties.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis)
            if (head.xyz[axis] == i) at[axis] = stride;
        stride += head.properties[i].bytes;
    }
    for (const std::size_t i : head.xyz)
        if (!head.properties[i].is_double) return std::nullopt;
    if (stride == 0 || head.vertices > (bytes.size() - head.body) / stride) return std::nullopt;
    MovedObj moved = empty();
    const auto value = [&](std::uint64_t vertex) {
        const char* from = bytes.data() + head.body + vertex * stride;
        return glm::dvec3(double_at(from + at[0], head.big_endian), double_at(from + at[1], head.big_endian),
                          double_at(from + at[2], head.big_endian));
    };
    for (std::uint64_t i = 0; i < head.vertices; ++i) add(moved, value(i));
    if (!choose_offset(moved)) return std::nullopt;
    moved.text = bytes;
    for (std::uint64_t i = 0; i < head.vertices; ++i) {
        const glm::dvec3 v = value(i) - moved.offset;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            auto word = std::bit_cast<std::uint64_t>(v[static_cast<int>(axis)]);
            if (head.big_endian) word = __builtin_bswap64(word);
            std::memcpy(moved.text.data() + head.body + i * stride + at[axis], &word, 8);
        }
    }
    return moved;
}

/// Numbers of all axes in one line; x, y and z are put back with the others between them.
std::optional<MovedObj> move_ascii_ply(std::string_view text, const PlyHead& head) {
    MovedObj moved = empty();
    std::vector<double> row(head.properties.size());
    const auto each = [&](const std::function<void(std::size_t end)>& visit) {
        std::size_t at = head.body;
        for (std::uint64_t i = 0; i < head.vertices; ++i) {
            for (double& number : row)
                if (!next_number(text, at, number)) return false;
            visit(at);
        }
        return true;
    };
    const auto value = [&] { return glm::dvec3(row[head.xyz[0]], row[head.xyz[1]], row[head.xyz[2]]); };
    if (!each([&](std::size_t) { add(moved, value()); }) || !choose_offset(moved)) return std::nullopt;
    moved.text.assign(text, 0, head.body);
    std::size_t behind = head.body;
    each([&](std::size_t end) {
        for (std::size_t axis = 0; axis < 3; ++axis) row[head.xyz[axis]] -= moved.offset[static_cast<int>(axis)];
        for (std::size_t i = 0; i < row.size(); ++i)
            fmt::format_to(std::back_inserter(moved.text), "{}{:.10g}", i == 0 ? "" : " ", row[i]);
        moved.text += '\n';
        behind = end;
    });
    while (behind < text.size() && is_space(text[behind])) ++behind;
    moved.text.append(text, behind);
    return moved;
}

std::string_view attribute_of(std::string_view tag, std::string_view name) {
    const std::size_t at = tag.find(std::string(name) + "=");
    if (at == std::string_view::npos || at + name.size() + 2 > tag.size()) return {};
    const char quote = tag[at + name.size() + 1];
    const std::size_t first = at + name.size() + 2, end = tag.find(quote, first);
    return end == std::string_view::npos ? std::string_view() : tag.substr(first, end - first);
}

/// Visits the tags of a name: the tag itself and where its content begins.
template <class Visitor>
void each_tag(std::string_view text, std::string_view name, const Visitor& visit) {
    const std::string start = "<" + std::string(name);
    for (std::size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1)) {
        const std::size_t end = text.find('>', at);
        if (end == std::string_view::npos) return;
        const char next = text[at + start.size()];
        if (is_space(next) || next == '>' || next == '/') visit(text.substr(at, end - at), end + 1);
    }
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) { return std::abs(x - y) < 1e-9; });
}

/// Nothing turns, scales or is shown twice at another place.
bool nodes_keep_still(std::string_view text) {
    bool still = true;
    const auto numbers = [&](std::size_t at) {
        std::vector<double> all;
        for (double value = 0; all.size() < 17 && next_number(text, at, value);) all.push_back(value);
        return all;
    };
    each_tag(text, "matrix", [&](std::string_view, std::size_t at) {
        still = still && same(numbers(at), {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
    });
    each_tag(text, "rotate", [&](std::string_view, std::size_t at) {
        const std::vector<double> turn = numbers(at);
        still = still && turn.size() == 4 && std::abs(turn[3]) < 1e-9;
    });
    each_tag(text, "scale", [&](std::string_view, std::size_t at) { still = still && same(numbers(at), {1, 1, 1}); });
    each_tag(text, "skew", [&](std::string_view, std::size_t) { still = false; });
    each_tag(text, "lookat", [&](std::string_view, std::size_t) { still = false; });
    return still;
}

}  // namespace

std::optional<MovedObj> move_stl(std::string_view text) {
    if (!base::trim(text.substr(0, 200)).starts_with("solid") ||
        text.substr(0, 4096).find("facet") == std::string_view::npos)
        return std::nullopt;
    std::vector<Place> places;
    for (std::size_t at = text.find("vertex"); at != std::string_view::npos; at = text.find("vertex", at)) {
        at += 6;
        if (!take(text, at, places)) return std::nullopt;
    }
    return rewritten(text, places);
}

std::optional<MovedObj> move_ply(std::string_view bytes) {
    const auto head = ply_head(bytes);
    if (!head) return std::nullopt;
    return head->ascii ? move_ascii_ply(bytes, *head) : move_binary_ply(bytes, *head);
}

std::optional<MovedObj> move_collada(std::string_view text) {
    std::set<std::string> wanted;
    each_tag(text, "input", [&](std::string_view tag, std::size_t) {
        const std::string_view source = attribute_of(tag, "source");
        if (attribute_of(tag, "semantic") == "POSITION" && source.starts_with('#')) wanted.emplace(source.substr(1));
    });
    std::vector<Place> places;
    bool whole = true;
    each_tag(text, "source", [&](std::string_view tag, std::size_t begin) {
        if (!wanted.contains(std::string(attribute_of(tag, "id")))) return;
        const std::size_t array = text.find("<float_array", begin), close = text.find("</source", begin);
        if (array == std::string_view::npos || array > close) return;
        std::size_t at = text.find('>', array);
        if (at == std::string_view::npos) return;
        double count = 0;
        base::parse_number(attribute_of(text.substr(array, at - array), "count"), count);
        ++at;
        for (double done = 0; done + 2 < count; done += 3) whole = whole && take(text, at, places);
    });
    if (!whole || places.empty() || !nodes_keep_still(text)) return std::nullopt;
    return rewritten(text, places);
}

}  // namespace twin::data
