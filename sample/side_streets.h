#pragma once

#include <cstdint>

#include "sample/network.h"
#include "sample/relief.h"
#include "sample/skeleton.h"
#include "sample/zones.h"

namespace twin::sample {

/// Direction of the streets at every place: crosses that turn with the main streets nearby, the contours of the hills
/// and a slow noise.
/// Source: Chen, Esch, Wonka, Mueller and Zhang 2008, "Interactive procedural street modeling" (tensor fields), here as
/// fourfold crosses.
class StreetField {
  public:
    StreetField(const Network& main_streets, const Relief& relief, const Zones& zones, std::uint64_t seed);
    /// The arm of the cross at `p` that is nearest to `wanted`.
    Vec2 direction(Vec2 p, Vec2 wanted) const;

  private:
    static constexpr double step_m_ = 40;
    int columns_, rows_;
    std::vector<Vec2> fourfold_;  ///< cos and sin of four times the angle.
};

/// Ground that streets and buildings keep off: rail, water, the stadium.
class KeepOff {
  public:
    explicit KeepOff(const Skeleton& skeleton);
    bool blocks(Vec2 p, double margin_m) const;
    bool crosses_rail(Vec2 a, Vec2 b) const;

  private:
    std::vector<std::pair<Polyline, double>> courses_;
    std::vector<std::pair<Vec2, double>> discs_;
    SpatialIndex index_{100};
    std::vector<std::pair<int, int>> pieces_;
};

/// Grows side streets from the main streets until the built zones are filled; names them.
void grow_side_streets(Network& network, const StreetField& field, const Zones& zones, const KeepOff& keep_off,
                       const std::vector<std::string>& names, std::uint64_t seed);

/// Wide distance between neighbouring streets in a zone.  Units: metres.
double street_spacing_m(Zone zone);

}  // namespace twin::sample
