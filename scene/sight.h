#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <glm/vec3.hpp>

#include "base/frames.h"
#include "data/tile.h"
#include "scene/frame_view.h"

namespace twin::scene {

/// What stands in the way of a straight line: the visible buildings, bridges and models of a city, triangle by
/// triangle. The ground and plants are no obstacles. The same tiles give the same answers, so pictures and films may
/// use them. Frame: city.  Owner: City; `tiles` and `layers` must outlive it, tiles may be added at their end.  Thread:
/// main.
class Sight {
  public:
    using Tiles = std::vector<std::shared_ptr<const data::Tile>>;

    Sight(const Tiles& tiles, const std::vector<LayerState>& layers) : tiles_(tiles), layers_(layers) {}

    struct Hit {
        double distance_m = 0;
        base::CityPoint position;
        glm::dvec3 normal{0, 0, 1};  ///< Unit length, out of the solid.
        std::uint32_t object = 0;
        bool inside = false;  ///< The surface was met from within the solid.
    };
    /// The nearest surface between two points. `but_object`: looked through (0: none).
    std::optional<Hit> first_hit(const glm::dvec3& from, const glm::dvec3& to, std::uint32_t but_object = 0) const;
    bool blocked(const glm::dvec3& from, const glm::dvec3& to, std::uint32_t but_object = 0) const {
        return first_hit(from, to, but_object).has_value();
    }
    /// Height of the topmost roof over a point inside a solid; nothing in the open, under a bridge or a canopy.
    std::optional<double> roof_over(const glm::dvec3& point) const;

  private:
    /// Triangles of one object that follow each other in a tile's mesh.
    struct Piece {
        glm::vec3 low, high;  ///< Tile-local.
        std::uint32_t object = 0, first = 0, count = 0;
        bool textured = false;  ///< In the tile's textured mesh.
    };
    const std::vector<Piece>& pieces_of(std::size_t tile) const;
    bool stands(const data::Tile& tile) const;

    const Tiles& tiles_;
    const std::vector<LayerState>& layers_;
    mutable std::vector<std::unique_ptr<std::vector<Piece>>> pieces_;  ///< By tile; made when a line first comes near.
};

}  // namespace twin::scene
