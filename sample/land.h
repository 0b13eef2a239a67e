#pragma once

#include <cstdint>
#include <vector>

#include "sample/blocks.h"
#include "sample/osm_document.h"
#include "sample/site.h"
#include "sample/skeleton.h"

namespace twin::sample {

/// Forest, fields and meadows around the town as a field of values: above 0 is wood.
/// Frame: sample plane.
class Woods {
  public:
    static constexpr double step_m = 25;
    Woods(const Skeleton& skeleton, const Site& site, std::uint64_t seed);
    double at(Vec2 p) const;
    /// Writes the woods as areas cut at squares of 500 m to 2 km, so that no single area is huge.
    void write(OsmDocument& osm) const;

  private:
    void write_part(int c0, int r0, int cells, OsmDocument& osm) const;

    int columns_, rows_;
    std::vector<float> values_;
};

/// Land use of blocks, parks, cemeteries, sports grounds, ponds, squares, car parks; fields outside.
void write_land(const Skeleton& skeleton, const std::vector<Block>& blocks, const Woods& woods, Site& site,
                std::uint64_t seed, OsmDocument& osm);

/// Outlines of the places above 0 in a grid of values: loops with the inside on their left (outer loops
/// counter-clockwise, holes clockwise).  Source: marching squares, Maple 2003.
std::vector<Polygon> contours(const std::vector<float>& values, int columns, int rows, Vec2 origin, double step_m);

}  // namespace twin::sample
