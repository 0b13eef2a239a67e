#include "data/sources/gltf_objects.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>
#include <glm/matrix.hpp>

#include "data/sources/gltf_earth.h"
#include "data/sources/model_normals.h"

namespace twin::data::gltf {
namespace {

constexpr double farthest_m = 1e9;

}  // namespace

/// A matrix with what follows from it.
struct Objects::Turn {
    glm::dmat4 matrix;
    glm::mat3 normals{1};
    bool mirrored = false;

    explicit Turn(const glm::dmat4& m) : matrix(m) {
        const glm::dmat3 turn(m);
        const double determinant = glm::determinant(turn);
        mirrored = determinant < 0;
        if (std::abs(determinant) > 1e-30) {
            glm::dmat3 inverse = glm::transpose(glm::inverse(turn));
            // Of the size of one: floats take them further.
            const double size = std::max({glm::length(inverse[0]), glm::length(inverse[1]), glm::length(inverse[2])});
            if (size > 0 && std::isfinite(size)) normals = glm::mat3(inverse / size);
        }
    }
    glm::dvec3 at(const glm::vec3& p) const {
        return glm::dvec3(matrix[0]) * double(p.x) + glm::dvec3(matrix[1]) * double(p.y) +
               glm::dvec3(matrix[2]) * double(p.z) + glm::dvec3(matrix[3]);
    }
};

ModelMesh& Builder::mesh_of(std::size_t picture) {
    for (std::size_t i = 0; i < images.size(); ++i)
        if (images[i] == picture) return feature.models[i];
    images.push_back(picture);
    return feature.models.emplace_back();
}

std::uint32_t Objects::vertex(ModelMesh& mesh, Builder& builder, const Primitive& primitive, const Turn& turn,
                              std::uint32_t old) {
    if (stamp_[old] == now_) return number_[old];
    stamp_[old] = now_;
    const auto number = static_cast<std::uint32_t>(mesh.positions.size());
    number_[old] = number;
    mesh.positions.push_back(turn.at(primitive.positions[old]));
    glm::vec3 normal(0);
    if (!primitive.normals.empty()) {
        normal = turn.normals * primitive.normals[old];
        const float length = glm::length(normal);
        const bool good = std::isfinite(length) && length > 1e-12f;
        normal = good ? normal / length : glm::vec3(0);
        if (!good) ++run_.bad_normals;
    }
    builder.wants_normals = builder.wants_normals || normal == glm::vec3(0);
    mesh.normals.push_back(normal);
    mesh.colours.push_back(primitive.colours.empty() ? looks_[primitive.look].colour : primitive.colours[old]);
    if (!primitive.places.empty()) mesh.texture_places.push_back(primitive.places[old]);
    return number;
}

template <class Triangle>
void Objects::add_all(Builder& builder, const Primitive& primitive, const glm::dmat4& matrix, std::size_t count,
                      const Triangle& triangle) {
    if (stamp_.size() < primitive.positions.size()) {
        number_.resize(primitive.positions.size());
        stamp_.resize(primitive.positions.size(), 0);
    }
    if (++now_ == 0) {
        std::ranges::fill(stamp_, 0);
        now_ = 1;
    }
    const Look& look = looks_[primitive.look];
    if (builder.metallic < 0) builder.metallic = look.metallic;
    if (builder.roughness < 0) builder.roughness = look.roughness;
    const Turn turn(matrix);
    ModelMesh& mesh = builder.mesh_of(primitive.places.empty() ? none : look.picture);
    mesh.triangles.reserve(mesh.triangles.size() + count * 3);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t* corner = primitive.triangles.data() + 3 * std::size_t{triangle(i)};
        const glm::vec3 &a = primitive.positions[corner[0]], &b = primitive.positions[corner[1]],
                        &c = primitive.positions[corner[2]];
        if (glm::cross(b - a, c - a) == glm::vec3(0) &&
            glm::cross(glm::dvec3(b - a), glm::dvec3(c - a)) == glm::dvec3(0))
            continue;  // no area, nothing to see
        const std::uint32_t first = vertex(mesh, builder, primitive, turn, corner[0]);
        const std::uint32_t second = vertex(mesh, builder, primitive, turn, corner[turn.mirrored ? 2 : 1]);
        const std::uint32_t third = vertex(mesh, builder, primitive, turn, corner[turn.mirrored ? 1 : 2]);
        mesh.triangles.insert(mesh.triangles.end(), {first, second, third});
        ++run_.triangles;
    }
}

void Objects::add(Builder& builder, const Primitive& primitive, const glm::dmat4& matrix) {
    add_all(builder, primitive, matrix, primitive.triangles.size() / 3, [](std::size_t i) { return i; });
}

void Objects::add(Builder& builder, const Primitive& primitive, const glm::dmat4& matrix,
                  std::span<const std::uint32_t> which) {
    add_all(builder, primitive, matrix, which.size(), [&](std::size_t i) { return which[i]; });
}

void Objects::to_degrees_all(ModelMesh& mesh) const {
    if (mesh.positions.empty()) return;
    // One direction of up for the whole thing: a house is too small to feel the Earth's bend.
    const glm::dmat3 to_local = glm::transpose(glm::dmat3(east_north_up(mesh.positions.front())));
    for (glm::vec3& normal : mesh.normals) normal = glm::vec3(to_local * glm::dvec3(normal));
    for (glm::dvec3& p : mesh.positions) p = to_degrees(p);
}

void Objects::finish(Builder&& builder, const std::string& id) {
    Feature& feature = builder.feature;
    for (std::size_t i = feature.models.size(); i-- > 0;) {
        if (!feature.models[i].triangles.empty()) continue;
        feature.models.erase(feature.models.begin() + static_cast<std::ptrdiff_t>(i));
        builder.images.erase(builder.images.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (feature.models.empty()) return;
    feature.kind = FeatureKind::model;
    feature.heights = placing_.heights;
    feature.id = id;
    for (int n = 2; !run_.ids.insert(feature.id).second; ++n) feature.id = fmt::format("{}~{}", id, n);
    for (const ModelMesh& mesh : feature.models)
        for (const glm::dvec3& p : mesh.positions)
            if (!(std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}) < farthest_m)) {
                run_.complain(base::ComplaintKind::skipped, feature.id, "model left out",
                              "a corner lies more than a million kilometres away; its transformation is damaged");
                return;
            }
    if (builder.metallic >= 0) feature.attributes.set("metallic", builder.metallic);
    if (builder.roughness >= 0) feature.attributes.set("roughness", builder.roughness);
    for (std::size_t i = 0; i < feature.models.size(); ++i) {
        ModelMesh& mesh = feature.models[i];
        const std::string picture =
            builder.images[i] == none ? std::string() : pictures_.name_of(looks_[builder.images[i]]);
        mesh.texture = picture.empty() ? -1 : static_cast<int>(feature.textures.size());
        if (picture.empty())
            mesh.texture_places.clear();
        else
            feature.textures.push_back(picture);
        if (builder.wants_normals) finish_mesh(mesh);
        if (placing_.geocentric) to_degrees_all(mesh);
    }
    ++run_.objects;
    run_.sink.feature(std::move(feature));
}

void Run::report() {
    using base::ComplaintKind;
    if (bad_triangles > 0)
        complain(ComplaintKind::skipped, file_name, fmt::format("{} triangles left out", bad_triangles),
                 "a corner is no number or does not exist");
    if (bad_normals > 0)
        complain(ComplaintKind::repaired, file_name,
                 fmt::format("{} normals replaced by those of their triangles", bad_normals), "they are no directions");
    if (points > 0)
        complain(ComplaintKind::skipped, file_name, fmt::format("{} sets of points left out", points),
                 "point clouds are not read");
    if (lines > 0)
        complain(ComplaintKind::skipped, file_name, fmt::format("{} sets of lines left out", lines),
                 "only triangles are drawn");
    if (split_meshes > 0)
        complain(ComplaintKind::assumed, file_name,
                 fmt::format("{} objects made of {} wide meshes", split_objects, split_meshes),
                 "the file does not say which triangles are one building; what hangs together is taken as one");
    if (largest > 1e5)
        complain(ComplaintKind::warning, file_name, fmt::format("positions rounded to about {:.2g} m", largest * 6e-8),
                 "the file keeps large coordinates as 32-bit numbers; put the large part into a node's translation");
}

}  // namespace twin::data::gltf
