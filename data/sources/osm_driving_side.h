#pragma once

#include <cstdint>
#include <string_view>

#include "data/sources/osm_tags.h"

namespace twin::data {

/// On which side of the road people drive where the file lies: by the boundaries in it (driving_side, ISO3166-1,
/// ISO3166-2), else by the country in most of its addresses (addr:country).
/// Thread: one at a time.
class OsmDrivingSide {
  public:
    void note_relation(const OsmTags& tags);
    void note_address(const OsmTags& tags);
    /// "left", "right"; empty where the file does not say or says both.
    std::string_view side() const;

  private:
    struct Votes {
        std::uint64_t left = 0, right = 0;
        void add(bool is_left) { ++(is_left ? left : right); }
    };
    Votes boundaries_, addresses_;
};

/// Whether people drive on the left there, by the country's two letters ("GB", also "GB-SCT").
/// Source: https://en.wikipedia.org/wiki/Left-_and_right-hand_traffic, ISO 3166-1.
bool drives_on_left(std::string_view country);

}  // namespace twin::data
