#pragma once

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/result.h"
#include "data/crs.h"
#include "data/feature.h"
#include "data/recipe.h"

namespace twin::app {

/// Turn and move of a model.
/// Frame: metres of the model in, city out.
struct Stand {
    glm::dvec3 origin_m{0};  ///< Of the model, comes to `to_m`.
    glm::dvec3 to_m{0};
    double azimuth_rad = 0;  ///< Clockwise from grid north.
    double scale = 1;

    void apply(data::Feature& feature) const;

  private:
    glm::dvec3 turned(const glm::dvec3& v) const;
};

/// Where the recipe puts a model.
/// Errors: the place's CRS is not known, or the place lies nowhere in it.
base::Result<Stand> stand_of(const data::Placement& placement, const data::CityFrame& frame);

}  // namespace twin::app
