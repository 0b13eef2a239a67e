#pragma once

#include <string>

#include "data/feature.h"
#include "data/recipe.h"

namespace twin::app {

/// On which side of the road people drive in one file: as the recipe says (drive_on), else as each street says
/// (keys::driving_side), else as the roundabouts turn: clockwise where people drive on the left.
/// Owner: Neighbours.  Thread: asking any, once all streets were looked at.
class DrivingSide {
  public:
    explicit DrivingSide(const data::RecipeSource& settings);

    void look_at(const data::Feature& street);
    /// Writes keys::driving_side where it is not the usual one.
    void tell(data::Feature& street) const;

  private:
    bool turns_clockwise() const;
    std::string wanted_;  ///< Of the recipe.
    double clockwise_rad_ = 0, counter_clockwise_rad_ = 0;
};

}  // namespace twin::app
