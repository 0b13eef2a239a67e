#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <osmium/osm/location.hpp>

namespace twin::data {

/// Where the nodes lie, by id.
class NodePlaces {
  public:
    void add(std::int64_t id, const osmium::Location& location) {
        if (!places_.empty() && id < places_.back().first) sorted_ = false;
        places_.emplace_back(id, location);
    }
    osmium::Location at(std::int64_t id) {
        if (!sorted_) {
            std::stable_sort(places_.begin(), places_.end(),
                             [](const auto& a, const auto& b) { return a.first < b.first; });
            sorted_ = true;
        }
        const auto found =
            std::lower_bound(places_.begin(), places_.end(), id,
                             [](const auto& place, std::int64_t wanted) { return place.first < wanted; });
        return found != places_.end() && found->first == id ? found->second : osmium::Location{};
    }

  private:
    std::vector<std::pair<std::int64_t, osmium::Location>> places_;
    bool sorted_ = true;
};

}  // namespace twin::data
