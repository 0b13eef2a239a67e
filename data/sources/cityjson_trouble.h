#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/source.h"

namespace twin::data {

/// What was wrong with one city object, each kind with its number and a first example; told once per kind.
class CityJsonTrouble {
  public:
    enum class Loss : unsigned char { face, hole, line, point, geometry, value, semantics };

    /// `why` without the example ("a ring with fewer than 3 points"), `example` may be empty ("vertex 99 of 12").
    void add(Loss loss, std::string_view why, std::string_view example = {});
    bool empty() const { return entries_.empty(); }
    /// Why the first part of a shape was lost; empty: none was.
    std::string lost_shape() const;
    void tell(const std::string& object, SourceSink& sink) const;
    void clear() { entries_.clear(); }

  private:
    struct Entry {
        Loss loss;
        std::string why, example;
        std::uint64_t count = 1;
    };
    std::vector<Entry> entries_;
};

}  // namespace twin::data
