#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sample/rng.h"
#include "sample/vec2.h"

namespace twin::sample {

/// Gives every new street a name of its own; neighbouring streets take theirs from the same theme (trees, birds,
/// composers, towns), as in real quarters.
class StreetNames {
  public:
    /// Each line of `lists` is "theme: name, name, ...".
    StreetNames(const std::vector<std::string>& lists, const std::set<std::string>& taken, std::uint64_t seed);
    /// `theme`: try this one first ("old town"); empty: that of the quarter.
    std::string next(Vec2 place, std::string_view theme = {});

  private:
    std::vector<std::string> keys_;
    std::vector<std::vector<std::string>> themes_;
    std::set<std::string> taken_;
    std::uint64_t seed_;
};

}  // namespace twin::sample
