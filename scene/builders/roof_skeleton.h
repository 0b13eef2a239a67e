#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <glm/geometric.hpp>

#include "data/feature.h"
#include "scene/builders/outline.h"

namespace twin::scene {

/// A roof that rises from every wall of an outline by one pitch, whatever the outline (wings, yards): its faces meet in
/// the straight skeleton. Over an L two ridges meet, over a yard the ridge goes round.
/// Frame: any plane.  Units: metres.  Pure.
/// Source: S.-W. Cheng, A. Vigneron, "Motorcycle graphs and straight skeletons", 2002: the roof is the lower envelope
/// of slabs that the walls and the tracks of the inward corners bound.
class RoofSkeleton {
  public:
    /// One wall's share of the roof: height above the eaves = distance from the wall times the pitch.
    struct Face {
        Slope distance_m;             ///< From the wall's line, inwards; starts at the wall's lift.
        std::vector<Outline> convex;  ///< Counter-clockwise pieces that do not overlap.
        std::size_t wall = 0;         ///< Number of the edge: outer ring first, then the holes.
    };
    /// How a wall carries the roof.
    enum class End : unsigned char {
        eaves,      ///< The roof rises from it.
        gable,      ///< The roof of its neighbours runs out above it.
        half_gable  ///< The same up to half of the height, a hip above.
    };

    /// `surface`: clean, outer ring counter-clockwise, holes clockwise. Errors: nothing where the outline is too
    /// intricate (more than 90 walls) or touches itself.
    static std::optional<RoofSkeleton> over(const data::Surface& surface);

    /// The faces with the given ends (one per wall; all eaves when empty). Errors: empty where they do not cover the
    /// outline without gaps.
    std::vector<Face> faces(const std::vector<End>& ends = {}) const;
    /// Walls whose face runs up to a single point between two others, the narrow ends of its wings: gables. `downhill`:
    /// when given, none that looks this way.
    std::vector<std::size_t> wing_ends(const std::vector<Face>& hipped, const glm::dvec2* downhill) const;
    /// The largest distance of a point of the roof from its wall.
    static double depth_m(const std::vector<Face>& faces);

    std::size_t wall_count() const { return walls_.size(); }
    const glm::dvec2& wall_start(std::size_t wall) const { return walls_[wall].a; }
    const glm::dvec2& wall_end(std::size_t wall) const { return walls_[wall].b; }
    const glm::dvec2& outward_from(std::size_t wall) const { return walls_[wall].outward; }

  private:
    struct Wall {
        glm::dvec2 a, b, along, outward;
        double length_m = 0;
        std::size_t before = 0, after = 0;  ///< Its neighbours in the ring.
        /// How far along the wall a track leads its slab beyond each end, and up to which distance; 0 where the corner
        /// turns outwards.
        double reach_a_m = 0, rise_a_m = 0, reach_b_m = 0, rise_b_m = 0;
        bool inward_a = false, inward_b = false;

        Slope distance() const { return {-outward, glm::dot(outward, a)}; }
    };
    bool add_ring(const Outline& ring);
    bool run_tracks();
    std::vector<Slope> slab_of(std::size_t wall, const std::vector<End>& ends, double lift_m) const;
    std::vector<Face> envelope(const std::vector<End>& ends, double lift_m) const;

    std::vector<Wall> walls_;
    std::vector<Outline> convex_;  ///< The outline in pieces.
    double area_m2_ = 0;
};

}  // namespace twin::scene
