#pragma once

#include <cstdint>
#include <vector>

#include "data/sources/gltf_primitive.h"

namespace twin::data::gltf {

/// Triangles of a primitive in groups: those of group g are `order[first[g]] .. order[first[g + 1] - 1]`, as numbers of
/// triangles.
struct Groups {
    std::vector<std::uint32_t> order;
    std::vector<std::size_t> first;
    std::size_t size() const { return first.empty() ? 0 : first.size() - 1; }
};

/// What hangs together by common corners becomes a group: the houses of a city in one mesh. What is wider than 500 m
/// (the ground) is cut into cells of 250 m, shreds of less than four triangles are put together by cells of 100 m.
/// `unit_m`: metres per unit of the positions.
Groups split_wide(const Primitive& primitive, double unit_m);

/// By the id of the first corner of every triangle; `ids` gets the id of each group.
Groups split_by_id(const Primitive& primitive, std::vector<std::uint32_t>& ids);

}  // namespace twin::data::gltf
