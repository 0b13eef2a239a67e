#pragma once

#include <cstddef>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <glm/vec2.hpp>

#include "data/feature.h"

namespace twin::scene {

/// Which houses stand wall to wall in a row: their roofs fall along the party walls, so that the ridges run on from
/// house to house, parallel to the street.
/// Frame: city.  Owner: who builds a city; houses are known by a number of its choice.  Thread: one at a time.
class RowHouses {
  public:
    /// Takes note of a house that is given by its outline.
    void add(const data::Feature& building, std::size_t number);
    /// Joins what has been added.
    void join();
    /// Down which way its roof falls, clockwise from grid north; NaN where it stands in no row.
    double direction_deg(std::size_t number) const;

  private:
    struct House {
        std::size_t number;
        double area_m2;
        glm::dvec2 doubled{0, 0};  ///< Sum of its party walls, angles doubled so that a wall has no direction.
        double shared_m = 0;
    };
    using Place = std::tuple<long, long, long, long>;
    std::vector<House> houses_;
    std::vector<std::pair<Place, std::size_t>> walls_;  ///< Where a wall stands, and of which of `houses_`.
    std::unordered_map<std::size_t, double> directions_;
};

}  // namespace twin::scene
