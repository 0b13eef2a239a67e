#include "data/sources/gltf_split.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>
#include <unordered_map>

namespace twin::data::gltf {
namespace {

constexpr double widest_whole_m = 500, cell_m = 250, shred_cell_m = 100;
constexpr std::uint32_t fewest_triangles = 4, nobody = UINT32_MAX;

std::uint64_t hash_of(const glm::vec3& p) {
    std::uint64_t h = 0;
    for (int i = 0; i < 3; ++i)
        h = (h ^ std::bit_cast<std::uint32_t>(p[i] + 0.0f)) * 0x9E3779B97F4A7C15ull, h ^= h >> 29;  // -0 is 0
    return h;
}

/// The first vertex at the same point, for every vertex.
std::vector<std::uint32_t> welded(const std::vector<glm::vec3>& positions) {
    std::vector<std::uint32_t> first(positions.size());
    std::vector<std::uint32_t> table(std::bit_ceil(positions.size() * 2 + 2), nobody);
    const std::size_t mask = table.size() - 1;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        std::size_t at = hash_of(positions[i]) & mask;
        while (table[at] != nobody && positions[table[at]] != positions[i]) at = (at + 1) & mask;
        if (table[at] == nobody) table[at] = static_cast<std::uint32_t>(i);
        first[i] = table[at];
    }
    return first;
}

std::uint32_t root_of(std::vector<std::uint32_t>& up, std::uint32_t i) {
    while (up[i] != i) i = up[i] = up[up[i]];
    return i;
}

/// Triangles sorted by the number of their group; groups without any are dropped.
Groups sorted(const std::vector<std::uint32_t>& group_of, std::size_t groups) {
    Groups out;
    std::vector<std::size_t> next(groups + 1, 0);
    for (const std::uint32_t g : group_of) ++next[g + 1];
    for (std::size_t g = 0; g < groups; ++g) next[g + 1] += next[g];
    out.order.resize(group_of.size());
    std::vector<std::size_t> place(next.begin(), next.end() - 1);
    for (std::size_t t = 0; t < group_of.size(); ++t) out.order[place[group_of[t]]++] = static_cast<std::uint32_t>(t);
    out.first.push_back(0);
    for (std::size_t g = 0; g < groups; ++g)
        if (next[g + 1] > out.first.back()) out.first.push_back(next[g + 1]);
    return out;
}

struct Extent {
    glm::vec3 least{INFINITY}, most{-INFINITY};
    std::uint32_t triangles = 0;
};

struct Cell {
    std::uint32_t group;
    int x, y, z;
    bool operator==(const Cell&) const = default;
};
struct CellHash {
    std::size_t operator()(const Cell& c) const {
        std::uint64_t h = c.group;
        for (const int v : {c.x, c.y, c.z})
            h = (h ^ static_cast<std::uint32_t>(v)) * 0x9E3779B97F4A7C15ull, h ^= h >> 31;
        return h;
    }
};

}  // namespace

Groups split_wide(const Primitive& primitive, double unit_m) {
    const auto& t = primitive.triangles;
    std::vector<std::uint32_t> up = welded(primitive.positions);
    for (std::size_t i = 0; i + 2 < t.size(); i += 3) {
        const std::uint32_t a = root_of(up, t[i]), b = root_of(up, t[i + 1]);
        up[std::max(a, b)] = std::min(a, b);
        const std::uint32_t c = root_of(up, t[i + 2]), d = std::min(a, b);
        up[std::max(c, d)] = std::min(c, d);
    }
    // Numbers in the order of the file, so that ids stay the same when a city is exported again.
    std::vector<std::uint32_t> number(primitive.positions.size(), nobody), group_of(t.size() / 3);
    std::vector<Extent> extents;
    for (std::size_t i = 0; i < group_of.size(); ++i) {
        std::uint32_t& n = number[root_of(up, t[3 * i])];
        if (n == nobody) {
            n = static_cast<std::uint32_t>(extents.size());
            extents.emplace_back();
        }
        group_of[i] = n;
        Extent& extent = extents[n];
        ++extent.triangles;
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::vec3& p = primitive.positions[t[3 * i + k]];
            for (int axis = 0; axis < 3; ++axis) {
                extent.least[axis] = std::min(extent.least[axis], p[axis]);
                extent.most[axis] = std::max(extent.most[axis], p[axis]);
            }
        }
    }
    std::unordered_map<Cell, std::uint32_t, CellHash> cells;
    std::uint32_t groups = static_cast<std::uint32_t>(extents.size());
    for (std::size_t i = 0; i < group_of.size(); ++i) {
        const Extent& extent = extents[group_of[i]];
        const glm::vec3 size = extent.most - extent.least;
        const bool wide = std::max({size.x, size.y, size.z}) * unit_m > widest_whole_m;
        if (!wide && extent.triangles >= fewest_triangles) continue;
        const double side = (wide ? cell_m : shred_cell_m) / unit_m;
        const glm::vec3& p = primitive.positions[t[3 * i]];
        const auto cell_of = [side](float v) { return static_cast<int>(std::floor(std::clamp(v / side, -1e9, 1e9))); };
        const Cell cell{wide ? group_of[i] : nobody, cell_of(p.x), cell_of(p.y), cell_of(p.z)};
        const auto [found, is_new] = cells.try_emplace(cell, groups);
        if (is_new) ++groups;
        group_of[i] = found->second;
    }
    return sorted(group_of, groups);
}

Groups split_by_id(const Primitive& primitive, std::vector<std::uint32_t>& ids) {
    std::unordered_map<std::uint32_t, std::uint32_t> numbers;
    std::vector<std::uint32_t> group_of(primitive.triangles.size() / 3);
    for (std::size_t i = 0; i < group_of.size(); ++i) {
        const std::uint32_t id = primitive.ids[primitive.triangles[3 * i]];
        const auto [found, is_new] = numbers.try_emplace(id, static_cast<std::uint32_t>(ids.size()));
        if (is_new) ids.push_back(id);
        group_of[i] = found->second;
    }
    return sorted(group_of, ids.size());
}

}  // namespace twin::data::gltf
