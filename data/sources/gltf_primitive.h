#pragma once

#include <cstdint>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/sources/gltf_document.h"
#include "data/sources/gltf_looks.h"

namespace twin::data::gltf {

/// Triangles of one primitive in its mesh's own frame.
/// Units: the file's.  All lists but `triangles` have one entry per vertex or are empty.
struct Primitive {
    std::vector<glm::vec3> positions;
    std::vector<glm::vec3> normals;
    std::vector<std::uint32_t> colours;
    std::vector<glm::vec2> places;  ///< (0,0) is the picture's lower left.
    std::vector<std::uint32_t> triangles;
    std::vector<std::uint32_t> ids;  ///< Feature (building) of every vertex; UINT32_MAX: none.
    std::size_t table = none;        ///< Property table that `ids` count in.
    std::size_t look = 0;
    std::uint64_t bad_triangles = 0;  ///< An index beyond the vertices, or a corner that is no number.
    double largest = 0;               ///< Largest |coordinate|.
};

/// `looks`: of the materials, the last one for none.  Errors: the reason alone.
base::Result<Primitive> read_primitive(Document& document, const Json& primitive, const std::vector<Look>& looks);

/// What a primitive is that has no triangles ("points", "lines"); null for triangles.
const char* not_drawn(const Json& primitive);

}  // namespace twin::data::gltf
