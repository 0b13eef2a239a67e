#include "scene/sight.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::scene {

namespace {

/// Whether the segment from + t * along, t in 0..most, meets the box (slab test).
template <class Vector>
bool meets(const glm::dvec3& from, const glm::dvec3& along, double most, const Vector& low, const Vector& high) {
    double t0 = 0, t1 = most;
    for (int axis = 0; axis < 3; ++axis) {
        const double near = low[axis] - from[axis], far = high[axis] - from[axis];
        if (std::fabs(along[axis]) < 1e-12) {
            if (near > 0 || far < 0) return false;
            continue;
        }
        const double a = near / along[axis], b = far / along[axis];
        t0 = std::max(t0, std::min(a, b));
        t1 = std::min(t1, std::max(a, b));
        if (t0 > t1) return false;
    }
    return true;
}

/// Möller and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection" (1997), both sides. Answers t or -1.
double meets_triangle(const glm::dvec3& from, const glm::dvec3& along, const glm::dvec3& a, const glm::dvec3& b,
                      const glm::dvec3& c) {
    const glm::dvec3 ab = b - a, ac = c - a, p = glm::cross(along, ac);
    const double determinant = glm::dot(ab, p);
    if (std::fabs(determinant) < 1e-14) return -1;
    const glm::dvec3 to = from - a;
    const double u = glm::dot(to, p) / determinant;
    if (u < 0 || u > 1) return -1;
    const glm::dvec3 q = glm::cross(to, ab);
    const double v = glm::dot(along, q) / determinant;
    if (v < 0 || u + v > 1) return -1;
    return glm::dot(ac, q) / determinant;
}

template <class Vertex>
glm::dvec3 place_of(const Vertex& vertex) {
    return {vertex.x, vertex.y, vertex.z};
}

}  // namespace

bool Sight::stands(const data::Tile& tile) const {
    using Content = data::TileContent;
    if (tile.content != Content::buildings && tile.content != Content::structures && tile.content != Content::models)
        return false;
    const auto layer = static_cast<std::size_t>(std::max(0, tile.layer));
    return layer >= layers_.size() || (layers_[layer].visible && layers_[layer].opacity > 0.5f);
}

const std::vector<Sight::Piece>& Sight::pieces_of(std::size_t tile) const {
    if (pieces_.size() <= tile) pieces_.resize(tiles_.size());
    auto& made = pieces_[tile];
    if (made) return *made;
    made = std::make_unique<std::vector<Piece>>();
    const auto add = [&](const auto& mesh, bool textured) {
        for (std::uint32_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
            const std::uint32_t object = mesh.vertices[mesh.triangles[i]].object;
            if (made->empty() || made->back().object != object || made->back().textured != textured)
                made->push_back({glm::vec3(1e30f), glm::vec3(-1e30f), object, i, 0, textured});
            Piece& piece = made->back();
            for (std::uint32_t corner = 0; corner < 3; ++corner) {
                const auto& vertex = mesh.vertices[mesh.triangles[i + corner]];
                piece.low = glm::min(piece.low, glm::vec3(vertex.x, vertex.y, vertex.z));
                piece.high = glm::max(piece.high, glm::vec3(vertex.x, vertex.y, vertex.z));
            }
            piece.count += 3;
        }
    };
    add(tiles_[tile]->mesh, false);
    add(tiles_[tile]->textured, true);
    return *made;
}

std::optional<Sight::Hit> Sight::first_hit(const glm::dvec3& from, const glm::dvec3& to,
                                           std::uint32_t but_object) const {
    const glm::dvec3 along = to - from;
    const double length_m = glm::length(along);
    if (!(length_m > 0) || !std::isfinite(length_m)) return std::nullopt;
    double nearest = 1;
    std::optional<Hit> hit;
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
        const data::Tile& tile = *tiles_[i];
        if (!stands(tile) || !meets(from, along, nearest, tile.bounds.min, tile.bounds.max)) continue;
        const glm::dvec3 local = from - tile.origin.vec();
        const auto look_at = [&](const Piece& piece, const auto& mesh) {
            for (std::uint32_t k = piece.first; k < piece.first + piece.count; k += 3) {
                const glm::dvec3 a = place_of(mesh.vertices[mesh.triangles[k]]),
                                 b = place_of(mesh.vertices[mesh.triangles[k + 1]]),
                                 c = place_of(mesh.vertices[mesh.triangles[k + 2]]);
                const double t = meets_triangle(local, along, a, b, c);
                if (t < 0 || t >= nearest) continue;
                nearest = t;
                const glm::dvec3 normal = glm::normalize(glm::cross(b - a, c - a));
                hit = Hit{t * length_m, base::CityPoint(from + along * t), normal, piece.object,
                          glm::dot(normal, along) > 0};
            }
        };
        for (const Piece& piece : pieces_of(i)) {
            if (but_object != 0 && piece.object == but_object) continue;
            if (!meets(local, along, nearest, piece.low, piece.high)) continue;
            if (piece.textured)
                look_at(piece, tile.textured);
            else
                look_at(piece, tile.mesh);
        }
    }
    return hit;
}

std::optional<double> Sight::roof_over(const glm::dvec3& point) const {
    constexpr double sky_m = 1000, past_m = 0.01;
    glm::dvec3 from = point;
    const glm::dvec3 sky = point + glm::dvec3(0, 0, sky_m);
    auto hit = first_hit(from, sky);
    // Seen from below, the first surface of what one stands in is its roof's inner side; a canopy shows its underside.
    if (!hit || !hit->inside) return std::nullopt;
    double top_m = hit->position.z_m;
    for (int storeys = 0; hit && storeys < 32; ++storeys) {
        if (hit->inside) top_m = hit->position.z_m;
        from.z = hit->position.z_m + past_m;
        hit = first_hit(from, sky);
    }
    return top_m;
}

}  // namespace twin::scene
