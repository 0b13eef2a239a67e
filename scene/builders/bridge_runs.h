#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "data/feature.h"
#include "scene/builders/courses.h"

namespace twin::scene {

/// Where a way lies on a bridge.
struct BridgePlace {
    const Course* run = nullptr;          ///< The whole bridge; null: the way is all of it.
    const data::Feature* deck = nullptr;  ///< The way whose heights the deck has that carries it; null: no such deck.
};

/// Which bridge ways are parts of one bridge: ways of one kind and layer that meet end to end, two and no more at each
/// place. A way alone would come down to the ground at each joint. Where the outline of a bridge is drawn
/// (man_made=bridge), it and all ways on it have the heights of the broadest of them.
/// Frame: city.  Owner: who builds a city; features are known by their address.  Thread: one at a time.
class BridgeRuns {
  public:
    /// Takes note of a way if it is a bridge, and of the outline of one.
    void add(const data::Feature& way);
    /// Joins what has been added.
    void join();
    /// The course of the whole bridge; null where the way is all of it or no bridge.
    const Course* run_of(const data::Feature& way) const;
    BridgePlace place_of(const data::Feature& way) const;

  private:
    struct Way {
        const data::Feature* feature;
        Course course;
        long next[2] = {-1, -1};  ///< What goes on at the start and at the end.
    };
    void link();
    void join_decks();
    void follow(long first, std::size_t through, Course& run, std::vector<long>& parts) const;

    std::vector<Way> ways_;
    std::vector<const data::Feature*> outlines_;
    std::map<const data::Feature*, BridgePlace> decks_;
    std::map<const data::Feature*, std::shared_ptr<const Course>> runs_;
};

}  // namespace twin::scene
