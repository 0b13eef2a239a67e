#include "data/sources/model_scene.h"

#include <assimp/material.h>
#include <assimp/scene.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>
#include <glm/matrix.hpp>
#include <unordered_map>

#include "base/text.h"
#include "data/sources/model_normals.h"

namespace twin::data {
namespace {

constexpr int deepest_node = 512;
constexpr std::uint64_t most_triangles = 50'000'000;
constexpr double farthest_m = 1e9;
constexpr std::uint32_t neutral_grey = 0xFFC8C8C8;

glm::dmat4 matrix_of(const aiMatrix4x4& m) {
    return glm::dmat4(m.a1, m.b1, m.c1, m.d1, m.a2, m.b2, m.c2, m.d2, m.a3, m.b3, m.c3, m.d3, m.a4, m.b4, m.c4, m.d4);
}

std::uint32_t byte_of(double value, bool linear) {
    if (!(value > 0)) return 0;
    value = std::min(value, 1.0);
    // IEC 61966-2-1: glTF keeps colours in linear light.
    if (linear) value = value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
    return static_cast<std::uint32_t>(std::lround(value * 255));
}

std::uint32_t packed(double r, double g, double b, double alpha, bool linear) {
    // An opacity of zero is a slip of the exporter: nobody models what cannot be seen.
    const std::uint32_t a = alpha > 0 && alpha < 1 ? std::max<std::uint32_t>(1, byte_of(alpha, false)) : 255;
    return a << 24 | byte_of(b, linear) << 16 | byte_of(g, linear) << 8 | byte_of(r, linear);
}

std::uint32_t colour_of(const aiMaterial& material, bool linear) {
    aiColor4D colour(1, 1, 1, 1);
    bool given = linear && material.Get(AI_MATKEY_BASE_COLOR, colour) == aiReturn_SUCCESS;
    if (!given) given = material.Get(AI_MATKEY_COLOR_DIFFUSE, colour) == aiReturn_SUCCESS;
    float opacity = 1;
    if (material.Get(AI_MATKEY_OPACITY, opacity) == aiReturn_SUCCESS && opacity < colour.a) colour.a = opacity;
    const bool textured =
        material.GetTextureCount(aiTextureType_DIFFUSE) > 0 || material.GetTextureCount(aiTextureType_BASE_COLOR) > 0;
    const bool white = colour.r > 0.99f && colour.g > 0.99f && colour.b > 0.99f;
    const bool black = colour.r < 0.01f && colour.g < 0.01f && colour.b < 0.01f;
    if (!given || (textured && (white || black))) return neutral_grey;
    return packed(colour.r, colour.g, colour.b, colour.a, linear);
}

bool is_finite(const glm::dvec3& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

/// "IfcWall_Name_GlobalId", as Assimp names the nodes of IFC products.
bool parse_ifc_name(const std::string& node, ModelPart& part) {
    if (!node.starts_with("Ifc")) return false;
    const std::size_t first = node.find('_'), last = node.rfind('_');
    constexpr std::size_t global_id_length = 22;  // a GlobalId may itself contain '_'
    if (first == std::string::npos || node.size() < first + 2 + global_id_length) return false;
    const std::size_t id_at = node.size() - global_id_length;
    if (last == std::string::npos || id_at == 0 || node[id_at - 1] != '_') return false;
    part.ifc_class = node.substr(0, first);
    part.name = first + 1 < id_at - 1 ? base::to_valid_utf8(node.substr(first + 1, id_at - first - 2)) : std::string();
    part.id = node.substr(id_at);
    return true;
}

class Flattener {
  public:
    Flattener(const aiScene& scene, ModelFormat format, SceneLosses& losses)
        : scene_(scene), format_(format), losses_(losses) {
        for (unsigned i = 0; i < scene.mNumMaterials; ++i)
            colours_.push_back(colour_of(*scene.mMaterials[i], format == ModelFormat::gltf));
    }

    base::Result<std::vector<ModelPart>> run(const glm::dmat4& to_metres) {
        parts_.emplace_back();
        struct Visit {
            const aiNode* node;
            glm::dmat4 above;
            int depth;
            std::size_t part;
        };
        std::vector<Visit> waiting{{scene_.mRootNode, to_metres, 0, 0}};
        while (!waiting.empty()) {
            const Visit visit = waiting.back();
            waiting.pop_back();
            if (!visit.node) continue;
            if (visit.depth > deepest_node)
                return base::Error{fmt::format(
                    "reading: nodes lie more than {} deep, or contain themselves; the model is damaged", deepest_node)};
            std::size_t part = visit.part;
            if (format_ == ModelFormat::ifc && !choose_part(*visit.node, part)) continue;
            const glm::dmat4 matrix = visit.above * matrix_of(visit.node->mTransformation);
            for (unsigned i = 0; i < visit.node->mNumMeshes; ++i) {
                const unsigned mesh = visit.node->mMeshes[i];
                if (mesh < scene_.mNumMeshes) add(*scene_.mMeshes[mesh], matrix, parts_[part].mesh);
            }
            if (triangles_ > most_triangles)
                return base::Error{fmt::format("reading: more than {} million triangles; reduce the model",
                                               most_triangles / 1'000'000)};
            if (farthest_ > farthest_m)
                return base::Error{
                    fmt::format("reading: a corner lies {:.3g} m away; the model's unit or coordinates are wrong, give "
                                "unit_m in the recipe",
                                farthest_)};
            for (unsigned i = 0; i < visit.node->mNumChildren; ++i)
                waiting.push_back({visit.node->mChildren[i], matrix, visit.depth + 1, part});
        }
        std::erase_if(parts_, [](const ModelPart& part) { return part.mesh.triangles.empty(); });
        for (ModelPart& part : parts_) finish_mesh(part.mesh);
        return std::move(parts_);
    }

  private:
    bool choose_part(const aiNode& node, std::size_t& part) {
        ModelPart product;
        if (!parse_ifc_name(node.mName.C_Str(), product)) return true;
        if (product.ifc_class == "IfcOpeningElement" || product.ifc_class == "IfcSpace") {
            ++losses_.openings;
            return false;
        }
        part = parts_.size();
        parts_.push_back(std::move(product));
        return true;
    }

    void add(const aiMesh& mesh, const glm::dmat4& matrix, ModelMesh& out) {
        if (!mesh.mVertices || !mesh.mFaces) return;
        const auto first = static_cast<std::uint32_t>(out.positions.size());
        const glm::dmat3 turn(matrix);
        const bool mirrored = glm::determinant(turn) < 0;
        const glm::dmat3 for_normals =
            std::abs(glm::determinant(turn)) > 1e-30 ? glm::transpose(glm::inverse(turn)) : glm::dmat3(1);
        const std::uint32_t plain =
            mesh.mMaterialIndex < colours_.size() ? colours_[mesh.mMaterialIndex] : neutral_grey;
        for (unsigned i = 0; i < mesh.mNumVertices; ++i) {
            const aiVector3D& v = mesh.mVertices[i];
            losses_.largest =
                std::max({losses_.largest, std::abs(double(v.x)), std::abs(double(v.y)), std::abs(double(v.z))});
            const glm::dvec3 position = glm::dvec3(matrix * glm::dvec4(v.x, v.y, v.z, 1));
            if (is_finite(position))
                farthest_ = std::max({farthest_, std::abs(position.x), std::abs(position.y), std::abs(position.z)});
            out.positions.push_back(position);
            out.normals.push_back(normal_of(mesh, i, for_normals));
            if (mesh.mNormals && out.normals.back() == glm::vec3(0)) ++losses_.bad_normals;
            out.colours.push_back(vertex_colour(mesh, i, plain));
        }
        for (unsigned i = 0; i < mesh.mNumFaces; ++i) add_face(mesh, mesh.mFaces[i], first, mirrored, out);
    }

    static glm::vec3 normal_of(const aiMesh& mesh, unsigned i, const glm::dmat3& matrix) {
        if (!mesh.mNormals) return glm::vec3(0);
        const glm::dvec3 normal = matrix * glm::dvec3(mesh.mNormals[i].x, mesh.mNormals[i].y, mesh.mNormals[i].z);
        const double length = glm::length(normal);
        return std::isfinite(length) && length > 1e-12 ? glm::vec3(normal / length) : glm::vec3(0);
    }

    std::uint32_t vertex_colour(const aiMesh& mesh, unsigned i, std::uint32_t plain) const {
        if (!mesh.mColors[0]) return plain;
        const aiColor4D& c = mesh.mColors[0][i];
        return packed(c.r, c.g, c.b, c.a, format_ == ModelFormat::gltf);
    }

    void add_face(const aiMesh& mesh, const aiFace& face, std::uint32_t first, bool mirrored, ModelMesh& out) {
        if (face.mNumIndices != 3) return;
        std::uint32_t corner[3];
        for (int i = 0; i < 3; ++i) {
            if (face.mIndices[i] >= mesh.mNumVertices || !is_finite(out.positions[first + face.mIndices[i]])) {
                ++losses_.bad_triangles;
                return;
            }
            corner[i] = first + face.mIndices[i];
        }
        if (mirrored) std::swap(corner[1], corner[2]);
        const glm::dvec3 across = glm::cross(out.positions[corner[1]] - out.positions[corner[0]],
                                             out.positions[corner[2]] - out.positions[corner[0]]);
        if (!(glm::length(across) > 0)) return;  // no area, nothing to see
        out.triangles.insert(out.triangles.end(), {corner[0], corner[1], corner[2]});
        ++triangles_;
    }

    const aiScene& scene_;
    ModelFormat format_;
    SceneLosses& losses_;
    std::vector<std::uint32_t> colours_;
    std::vector<ModelPart> parts_;
    std::uint64_t triangles_ = 0;
    double farthest_ = 0;
};

}  // namespace

base::Result<std::vector<ModelPart>> flatten_scene(const aiScene& scene, ModelFormat format,
                                                   const glm::dmat4& to_metres, SceneLosses& losses) {
    return Flattener(scene, format, losses).run(to_metres);
}

glm::dmat4 upright(char up_axis) {
    const auto rows = [](glm::dvec3 x, glm::dvec3 y, glm::dvec3 z) {
        return glm::dmat4(glm::transpose(glm::dmat3(x, y, z)));
    };
    switch (up_axis) {
        case 'x':
            return rows({0, -1, 0}, {0, 0, -1}, {1, 0, 0});
        case 'y':
            return rows({1, 0, 0}, {0, 0, -1}, {0, 1, 0});
        default:
            return glm::dmat4(1);
    }
}

}  // namespace twin::data
