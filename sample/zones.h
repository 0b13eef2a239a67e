#pragma once

#include <cstdint>
#include <vector>

#include "sample/skeleton.h"
#include "sample/vec2.h"

namespace twin::sample {

/// How a piece of ground is built upon.
enum class Zone : std::uint8_t {
    open,       ///< Fields, meadows, forest: no blocks.
    core,       ///< Old town, crooked and dense.
    perimeter,  ///< Closed blocks around courtyards.
    mixed,      ///< Half open: rows and city houses.
    suburb,     ///< Single, double and row houses with gardens.
    villa,      ///< Large houses in large gardens.
    slab,       ///< Slabs and towers in green.
    hall,       ///< Works and markets.
    campus,
    hospital,
    military,
    green,  ///< Parks, cemeteries, sports: no buildings, no side streets.
};

/// The rectangle the model covers.  Frame: sample plane.
inline constexpr double model_west_m = -4240, model_east_m = 4160, model_south_m = -3780, model_north_m = 3820;
inline constexpr double town_centre_x_m = 60, town_centre_y_m = 210;

/// Zone of every place, on a grid.
class Zones {
  public:
    explicit Zones(const Skeleton& skeleton);
    Zone at(Vec2 p) const;
    /// 0 inside the built-up town, 1 from about 400 m outside on.
    double wildness(Vec2 p) const;

  private:
    static constexpr double step_m_ = 20;
    int columns_, rows_;
    std::vector<Zone> cells_;
    std::vector<float> wild_;
};

bool is_built(Zone zone);

}  // namespace twin::sample
