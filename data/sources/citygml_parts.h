#pragma once

#include <cstddef>
#include <string_view>

namespace twin::data {

/// A stretch of a city object's text for the XML parser and the coordinates that follow it.
struct PiecePart {
    std::string_view markup;       ///< Goes through the parser; ends behind the start tag where coordinates follow.
    std::string_view coordinates;  ///< Plain text of that element, up to its end tag; empty: none.
};

/// Walks through a piece of XML and leaves out of the parser's way what makes up most of a city model: long plain
/// coordinate lists (handed on as they stand) and subtrees that nobody reads (terrain intersections, appearances).
/// Without it the parser's speed is the import's speed.
/// Owner: views into the piece.
class PieceParts {
  public:
    explicit PieceParts(std::string_view piece) : piece_(piece) {}
    /// false: nothing left.
    bool next(PiecePart& part);

  private:
    bool coordinates_at(std::size_t tag, std::size_t& text, std::size_t& end) const;
    std::size_t behind_subtree(std::size_t tag) const;

    std::string_view piece_;
    std::size_t at_ = 0;         ///< Where the next markup begins.
    std::size_t looked_at_ = 0;  ///< From where tags have not been looked at.
};

/// Whether an element of that local name is left out with all that it holds.
bool nobody_reads(std::string_view local);

}  // namespace twin::data
