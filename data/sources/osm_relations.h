#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/complaint.h"
#include "data/sources/osm_tags.h"

namespace osmium {
class Relation;
class Way;
class TagList;
}  // namespace osmium

namespace twin::data {

/// Collects multipolygon and building relations with the ways they need, and makes areas with holes of them.
/// Thread: one at a time.
class OsmRelations {
  public:
    OsmRelations();
    ~OsmRelations();
    OsmRelations(OsmRelations&&) noexcept;
    OsmRelations& operator=(OsmRelations&&) noexcept;

    void collect(const osmium::Relation& relation);
    bool wants(std::int64_t way) const { return wanted_.count(way) != 0; }
    /// Takes a copy of a wanted way, node locations filled in.
    void keep(const osmium::Way& way);

    /// Hands every area to `on_area`; relations that cannot be assembled go to `complain`.
    /// Answers in the things' own words which closed ways are areas no more because a relation stands for them.
    void assemble(const std::function<void(OsmThing& area)>& on_area,
                  const std::function<void(base::Complaint)>& complain);
    /// After assemble(): all ways that were kept; `area` false when a relation stands for its area.
    void for_each_way(const std::function<void(const osmium::Way& way, bool area)>& visitor) const;

    /// How many of the areas that are drawn lack some of their ways, and the first of them.
    std::pair<std::uint64_t, std::string> incomplete() const { return {incomplete_, first_incomplete_}; }

    /// Part id -> outline id, by relations of type "building".
    const std::map<std::string, std::string>& building_parts() const { return building_parts_; }

  private:
    struct State;
    void assemble_one(const osmium::Relation& relation, const std::function<void(OsmThing& area)>& on_area,
                      const std::function<void(base::Complaint)>& complain);
    std::unique_ptr<State> state_;
    std::unordered_set<std::int64_t> wanted_;
    std::unordered_set<std::int64_t> covered_;
    std::map<std::string, std::string> building_parts_;
    std::uint64_t incomplete_ = 0;
    std::string first_incomplete_;
};

/// Views of the tags; valid while the buffer lives.
OsmTags osm_tags_of(const osmium::TagList& tags);

}  // namespace twin::data
