#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "data/feature.h"

namespace twin::scene {

/// What is wrong with the faces of a body, and how to mend it.
struct SolidCheck {
    bool closed = false;                 ///< With what is to be added and turned.
    std::vector<std::size_t> duplicate;  ///< Faces that are there before, ascending: to be removed.
    std::vector<std::size_t> turned;     ///< Faces that look to the other side than their neighbours, ascending.
    std::vector<data::Surface> ground;   ///< Faces that close it below.
    int pieces = 1;                      ///< That share no corner: more than one is a collection, not one body.
    double open_m = 0;                   ///< Edges that only one face has; 0 when closed.
};

/// Looks at cleaned faces as at one body. Edges that meet in pieces (a corner of one face on the edge of another)
/// count as closed. Ground faces are made only where nothing else is missing.
/// Time: a microsecond for bodies that are closed point by point; others some hundred. Bodies of more than 100,000
/// corners are not looked at closely (neither closed nor open).
/// Pure.
SolidCheck check_solid(std::span<const data::Surface* const> faces);

/// Volume that faces enclose, seen from the middle of their points: of closed bodies that look outwards the volume, of
/// others a figure to compare.  Units: m3.
double volume_m3(std::span<const data::Surface* const> faces);

}  // namespace twin::scene
