#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "sample/vec2.h"

namespace twin::sample {

using Tags = std::vector<std::pair<std::string, std::string>>;

/// An OpenStreetMap file in the making.
/// Frame: sample plane in, degrees in the file.
class OsmDocument {
  public:
    std::int64_t add_node(Vec2 place, Tags tags = {});
    void tag_node(std::int64_t id, const Tags& more);
    std::int64_t add_way(std::vector<std::int64_t> nodes, Tags tags);
    /// Points become nodes of their own.
    std::int64_t add_course(const Polyline& course, Tags tags);
    std::int64_t add_area(const Polygon& ring, Tags tags);
    /// A multipolygon where there are holes, else a closed way.
    void add_area_with_holes(const Polygon& outer, const std::vector<Polygon>& holes, Tags tags);

    Vec2 place_of(std::int64_t node) const { return nodes_[static_cast<std::size_t>(node) - 1].place; }
    std::string text() const;  ///< The whole file.
    base::Result<void> write(const std::filesystem::path& file) const;

  private:
    struct Node {
        Vec2 place;
        Tags tags;
    };
    struct Way {
        std::vector<std::int64_t> nodes;
        Tags tags;
    };
    struct Relation {
        std::int64_t outer;
        std::vector<std::int64_t> inner;
        Tags tags;
    };
    std::vector<Node> nodes_;
    std::vector<Way> ways_;
    std::vector<Relation> relations_;
};

/// Text with the five characters that XML reserves replaced.
std::string xml_escaped(const std::string& text);
/// Errors: the file cannot be created or written.
base::Result<void> write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace twin::sample
