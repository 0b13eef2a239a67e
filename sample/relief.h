#pragma once

#include <cstdint>
#include <vector>

#include "sample/skeleton.h"
#include "sample/zones.h"

namespace twin::sample {

/// The ground: a smooth surface through the skeleton's heights, with ridges and valleys that water would have cut
/// outside the town, the stadium's plateau, evened tracks and a channel for the streams.
/// Frame: sample plane, heights DHHN2016.  Units: metres.
class Relief {
  public:
    static constexpr double step_m = 10;
    Relief(const Skeleton& skeleton, const Zones& zones, std::uint64_t seed);

    double height_at(Vec2 p) const;
    Vec2 gradient_at(Vec2 p) const;
    int columns() const { return columns_; }
    int rows() const { return rows_; }
    /// South to north rows, west to east; point (c, r) lies at model_west_m + c * step_m.
    const std::vector<float>& heights() const { return heights_; }

  private:
    void raise_surface(const Skeleton& skeleton, const Zones& zones, std::uint64_t seed);
    void even_along(const Polyline& course, double half_width_m, double fade_m);
    void flatten(Vec2 centre, double height_m, double radius_m, double fade_m);
    void cut_channel(const Polyline& course, double width_m, double depth_m);
    float& cell(int c, int r) { return heights_[static_cast<std::size_t>(r) * columns_ + c]; }

    int columns_, rows_;
    std::vector<float> heights_;
};

}  // namespace twin::sample
