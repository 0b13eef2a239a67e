#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "scene/builders/outline.h"

namespace twin::scene {

/// A convex piece of the plane while it is cut; most have so few corners that they need no memory of their own.
/// Frame: any plane, counter-clockwise.  Units: metres.  Pure.
using Piece = boost::container::small_vector<glm::dvec2, 10>;

/// Pieces with less area are none.
inline constexpr double tiny_m2 = 1e-7;

double area_of(const Piece& piece);
/// No corner where `side` is positive.
bool lies_beyond(const Piece& piece, const Slope& side);
/// No corner where `side` is negative.
bool lies_within(const Piece& piece, const Slope& side);
/// Cuts a piece along the line where `side` is zero.
void cut(const Piece& piece, const Slope& side, Piece& within, Piece& beyond);

/// The convex region where all sides are positive, and one more side that bounds it.
struct Region {
    const std::vector<Slope>& sides;
    std::optional<Slope> another;

    template <class Visit>
    bool any(const Visit& visit) const {
        return (another && visit(*another)) || std::any_of(sides.begin(), sides.end(), visit);
    }
};

/// Takes from a convex piece what lies within the region; what is left of it goes to `out`. Most pieces lie on one side
/// of a line and are handed on as they are.
void subtract(const Piece& piece, const Region& region, std::vector<Piece>& out);

/// Joins the triangles of an outline to larger convex pieces, as far as a common edge can go.
/// Source: S. Hertel, K. Mehlhorn, "Fast triangulation of simple polygons", 1983.
std::vector<Outline> join_triangles(const std::vector<Outline>& triangles);

}  // namespace twin::scene
