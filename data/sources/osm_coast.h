#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "base/frames.h"
#include "data/feature.h"

namespace twin::data {

/// Coastlines of a file, joined and closed along the border of its extent into areas of sea. Land lies left of a
/// coastline, water right of it.  Frame: longitude, latitude.
/// Source: https://wiki.openstreetmap.org/wiki/Tag:natural=coastline.
class OsmCoast {
  public:
    void add(const Line& coastline) { lines_.push_back(coastline); }
    bool empty() const { return lines_.empty(); }

    struct Sea {
        std::vector<Surface> areas;
        std::size_t islands = 0;
        std::size_t loose_ends = 0;  ///< Coasts that end inside the extent, led to its border the nearest way.
        bool uncertain = false;      ///< They end so far inside that nobody knows where the sea is: no areas.
    };
    /// `extent`: what the file promises to hold.
    Sea sea_within(const base::Box3& extent) const;
    /// The sea as a feature; tells what was assumed or why there is none.
    std::optional<Feature> sea_feature(const base::Box3& extent, std::vector<base::Complaint>& told) const;

  private:
    std::vector<Line> lines_;
};

}  // namespace twin::data
