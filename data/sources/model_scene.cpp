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

/// What a material shows as its base colour.
struct Look {
    std::uint32_t colour = neutral_grey;
    int texture = -1;  ///< In SceneTextures::names.
    unsigned channel = 0;
};

Look look_of(const aiMaterial& material, bool linear, SceneTextures& textures) {
    Look look;
    look.colour = colour_of(material, linear);
    for (const aiTextureType type : {aiTextureType_BASE_COLOR, aiTextureType_DIFFUSE}) {
        aiString path;
        if (material.GetTexture(type, 0, &path) != aiReturn_SUCCESS || path.length == 0) continue;
        int channel = 0;
        if (material.Get(AI_MATKEY_UVWSRC(type, 0), channel) == aiReturn_SUCCESS && channel > 0 &&
            channel < AI_MAX_NUMBER_OF_TEXTURECOORDS)
            look.channel = static_cast<unsigned>(channel);
        const std::string name = base::to_valid_utf8(path.C_Str());
        const auto known = std::find(textures.names.begin(), textures.names.end(), name);
        look.texture = static_cast<int>(known - textures.names.begin());
        if (known == textures.names.end()) textures.names.push_back(name);
        break;
    }
    return look;
}

class Flattener {
  public:
    Flattener(const aiScene& scene, ModelFormat format, SceneLosses& losses, SceneTextures& textures)
        : scene_(scene), format_(format), losses_(losses) {
        for (unsigned i = 0; i < scene.mNumMaterials; ++i)
            looks_.push_back(look_of(*scene.mMaterials[i], format == ModelFormat::gltf, textures));
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
                if (mesh < scene_.mNumMeshes) add(*scene_.mMeshes[mesh], matrix, parts_[part]);
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
        for (ModelPart& part : parts_)
            std::erase_if(part.textured, [](const ModelMesh& mesh) { return mesh.triangles.empty(); });
        std::erase_if(parts_,
                      [](const ModelPart& part) { return part.mesh.triangles.empty() && part.textured.empty(); });
        for (ModelPart& part : parts_) {
            finish_mesh(part.mesh);
            for (ModelMesh& mesh : part.textured) finish_mesh(mesh);
        }
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

    /// The mesh of the part that shows the same picture.
    static ModelMesh& mesh_for(const Look& look, ModelPart& part) {
        if (look.texture < 0) return part.mesh;
        for (ModelMesh& mesh : part.textured)
            if (mesh.texture == look.texture) return mesh;
        part.textured.emplace_back();
        part.textured.back().texture = look.texture;
        return part.textured.back();
    }

    static glm::vec2 place_of(const aiVector3D& place) {
        const bool sane = std::abs(place.x) < 1e4f && std::abs(place.y) < 1e4f;
        return sane ? glm::vec2(place.x, place.y) : glm::vec2(0);
    }

    void add(const aiMesh& mesh, const glm::dmat4& matrix, ModelPart& part) {
        if (!mesh.mVertices || !mesh.mFaces) return;
        Look look = mesh.mMaterialIndex < looks_.size() ? looks_[mesh.mMaterialIndex] : Look{};
        const aiVector3D* places = mesh.mTextureCoords[look.channel];
        if (!places) look.texture = -1;
        ModelMesh& out = mesh_for(look, part);
        const auto first = static_cast<std::uint32_t>(out.positions.size());
        const glm::dmat3 turn(matrix);
        const bool mirrored = glm::determinant(turn) < 0;
        const glm::dmat3 for_normals =
            std::abs(glm::determinant(turn)) > 1e-30 ? glm::transpose(glm::inverse(turn)) : glm::dmat3(1);
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
            out.colours.push_back(vertex_colour(mesh, i, look.colour));
            if (look.texture >= 0) out.texture_places.push_back(place_of(places[i]));
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
    std::vector<Look> looks_;  ///< Of the materials.
    std::vector<ModelPart> parts_;
    std::uint64_t triangles_ = 0;
    double farthest_ = 0;
};

}  // namespace

base::Result<std::vector<ModelPart>> flatten_scene(const aiScene& scene, ModelFormat format,
                                                   const glm::dmat4& to_metres, SceneLosses& losses,
                                                   SceneTextures& textures) {
    return Flattener(scene, format, losses, textures).run(to_metres);
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
