#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"

namespace twin::scene {

/// Corners of a body by number: those within a millimetre are one.
class CornerNumbers {
  public:
    std::uint32_t number_of(const glm::dvec3& point);
    const glm::dvec3& at(std::uint32_t number) const { return points_[number]; }
    std::size_t size() const { return points_.size(); }

  private:
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> cells_;
    std::vector<glm::dvec3> points_;
};

/// One edge as one face goes along it.
struct HalfEdge {
    std::uint32_t from = 0, to = 0, face = 0;
};

/// The half edges between the same two corners, by number in the list that was given.
using EdgeUses = std::unordered_map<std::uint64_t, std::vector<std::uint32_t>>;

std::uint64_t key_of(const HalfEdge& edge);
EdgeUses uses_of(std::span<const HalfEdge> edges);

/// Edges that an odd number of faces has, cut at each other's corners so that a long edge matches the short ones along
/// it; those still alone.
std::vector<HalfEdge> open_edges(std::span<const HalfEdge> edges, const CornerNumbers& corners);

/// Rings that edges form when gone along backwards, as corner numbers; empty when they do not form rings.
std::vector<std::vector<std::uint32_t>> rings_of(std::span<const HalfEdge> edges);

}  // namespace twin::scene
