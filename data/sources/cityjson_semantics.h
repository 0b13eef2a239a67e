#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/feature.h"
#include "data/sources/cityjson_json.h"

namespace twin::data {

/// Values that run parallel to a geometry's boundaries: none, one for all, or lists nested as the boundaries are.
/// A null, or a list that is too short, means none from there on.
class ParallelValues {
  public:
    ParallelValues() = default;
    /// {"value": 3} or {"values": [...]}.
    static ParallelValues of(const json::element& holder);
    static ParallelValues nested(const json::element& values);

    std::int64_t index() const;  ///< At the innermost level; -1: none.
    const json::element* list() const { return kind_ == Kind::list ? &element_ : nullptr; }
    bool none() const { return kind_ == Kind::none; }

    /// Goes through one level, one step per boundary.
    class Cursor {
      public:
        explicit Cursor(const ParallelValues& level);
        ParallelValues next();

      private:
        const ParallelValues& level_;
        json::array::iterator at_, end_;
        bool list_ = false;
    };

  private:
    enum class Kind : unsigned char { none, same, list, single };
    Kind kind_ = Kind::none;
    std::int64_t same_ = -1;
    json::element element_;
};

/// The meaning of one semantic surface type ("RoofSurface"); unknown for types of an extension.
SurfaceKind surface_kind_of(std::string_view type);

/// Reads the kinds of "semantics": {"surfaces": [...]} into `kinds`; a type of an extension takes its parent's.
void read_semantic_kinds(const json::element& semantics, std::vector<SurfaceKind>& kinds);

}  // namespace twin::data
