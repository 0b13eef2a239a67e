#include <cmath>
#include <glm/gtc/matrix_transform.hpp>
#include <glm/gtc/quaternion.hpp>

#include "data/sources/gltf_scene.h"

namespace twin::data::gltf {

glm::dmat4 matrix_of(const Json& node) {
    const std::vector<double> whole = numbers_in(node, "matrix");
    glm::dmat4 matrix(1);
    if (whole.size() == 16) {
        for (int i = 0; i < 16; ++i) matrix[i / 4][i % 4] = whole[static_cast<std::size_t>(i)];
        for (int column = 0; column < 4; ++column) matrix[column][3] = column == 3 ? 1 : 0;
        return matrix;
    }
    const auto move = numbers_in(node, "translation"), turn = numbers_in(node, "rotation"),
               scale = numbers_in(node, "scale");
    if (move.size() == 3) matrix = glm::translate(matrix, {move[0], move[1], move[2]});
    if (turn.size() == 4) {
        const glm::dquat q(turn[3], turn[0], turn[1], turn[2]);
        const double length = glm::length(q);
        if (length > 1e-9) matrix *= glm::mat4_cast(q / length);
    }
    if (scale.size() == 3) matrix = glm::scale(matrix, {scale[0], scale[1], scale[2]});
    return matrix;
}

SceneBox box_of_scene(const Document& document, const glm::dmat4& to_frame) {
    SceneBox box;
    std::vector<std::pair<std::size_t, glm::dmat4>> waiting;
    for (const std::size_t root : document.root_nodes) waiting.emplace_back(root, to_frame);
    while (!waiting.empty()) {
        const auto [number, above] = waiting.back();
        waiting.pop_back();
        const Json& node = document.nodes[number];
        const glm::dmat4 matrix = above * matrix_of(node);
        for (const Json& child : list_in(node, "children"))
            waiting.emplace_back(child.get_uint64().value_unsafe(), matrix);
        const std::size_t mesh = index_in(node, "mesh");
        if (mesh >= document.meshes.size()) continue;
        ++box.meshes;
        Json extras;
        box.has_extras =
            box.has_extras || member(node, "extras", extras) || member(document.meshes[mesh], "extras", extras);
        for (const Json& primitive : list_in(document.meshes[mesh], "primitives")) {
            Json attributes;
            std::vector<double> least, most;
            if (!member(primitive, "attributes", attributes) ||
                !document.bounds(index_in(attributes, "POSITION"), least, most) || least.size() != 3)
                continue;
            for (int corner = 0; corner < 8; ++corner) {
                glm::dvec4 p(0, 0, 0, 1);
                for (int axis = 0; axis < 3; ++axis)
                    p[axis] = (corner >> axis & 1 ? most : least)[static_cast<std::size_t>(axis)];
                const glm::dvec3 q(matrix * p);
                box.least = glm::min(box.least, q);
                box.most = glm::max(box.most, q);
            }
        }
    }
    return box;
}

}  // namespace twin::data::gltf
