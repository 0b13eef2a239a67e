#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/feature.h"

namespace twin::data {

/// Tags of one OSM object; views into the buffer it was read from.
class OsmTags {
  public:
    using Tag = std::pair<std::string_view, std::string_view>;

    void add(std::string_view key, std::string_view value) { tags_.emplace_back(key, value); }
    std::string_view operator[](std::string_view key) const;  ///< Empty when it is not there.
    bool has(std::string_view key) const { return !(*this)[key].empty(); }
    bool is(std::string_view key, std::string_view value) const { return (*this)[key] == value; }
    bool is_one_of(std::string_view key, std::initializer_list<std::string_view> values) const;
    /// There and not "no".
    bool says_yes(std::string_view key) const;
    /// The value of the first key that is there.
    std::string_view first_of(std::initializer_list<std::string_view> keys) const;

    bool empty() const { return tags_.empty(); }
    std::size_t size() const { return tags_.size(); }
    const std::vector<Tag>& all() const { return tags_; }

  private:
    std::vector<Tag> tags_;
};

/// One OSM object with everything that is needed to make features of it.
/// Frame: x = longitude, y = latitude, degrees.
struct OsmThing {
    enum class Type { node, way, relation };
    Type type = Type::node;
    std::int64_t id = 0;
    OsmTags tags;
    glm::dvec3 point{0};               ///< Of a node.
    Line line;                         ///< Of a way.
    std::vector<Surface> surfaces;     ///< Of a closed way or an assembled relation.
    std::vector<std::string> repairs;  ///< What was repaired in the geometry.

    std::string id_text() const;  ///< "way/123"
    bool closed() const { return !surfaces.empty(); }
};

/// Writes tags as attributes and remembers which are done.
class OsmAttributes {
  public:
    OsmAttributes(const OsmTags& tags, Attributes& out) : tags_(tags), out_(out) {}

    /// Each takes the first of `keys` that is there and can be understood, and hides it from rest().
    void text(const char* name, std::initializer_list<std::string_view> keys);
    void number(const char* name, std::initializer_list<std::string_view> keys);
    void length_m(const char* name, std::initializer_list<std::string_view> keys);
    void flag(const char* name, std::initializer_list<std::string_view> keys);  ///< Only when it is not "no".
    void set(const char* name, AttributeValue value) { out_.set(name, std::move(value)); }
    void done(std::string_view key) { done_.push_back(key); }
    void address();  ///< addr:* as one line.
    /// Everything else as the file spells it, without the mappers' notes to each other (source, created_by, fixme).
    void rest();

  private:
    const OsmTags& tags_;
    Attributes& out_;
    std::vector<std::string_view> done_;
};

/// "12", "12.5 m", "40 ft", "7'4\"", "0.3 km", "30 cm". Errors: nothing when it is no length.  Units: metres.
std::optional<double> parse_osm_length_m(std::string_view text);
/// "50", "30 mph", "walk", "DE:urban". Units: km/h.
std::optional<double> parse_osm_speed_kmh(std::string_view text);
/// "135", "SE", "south-east". Units: degrees clockwise from north.
std::optional<double> parse_osm_direction_deg(std::string_view text);

/// Bearing from one place to another; of a line that of its longest piece.  Frame: longitude, latitude.  Units: degrees
/// clockwise from north, 0 to 360.
double osm_bearing_deg(const glm::dvec3& from, const glm::dvec3& to);
double osm_bearing_deg(const Line& line);

/// "Pariser Straße 12, 67655 Kaiserslautern" from addr:* tags; empty without street and number.
std::string osm_address(const OsmTags& tags);

}  // namespace twin::data
