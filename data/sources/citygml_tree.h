#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace twin::data {

/// Whose word an element is.
enum class XmlSpace : std::uint8_t { none, gml, citygml, xal, xlink, foreign };

/// An element or attribute name; one object per name of a file.
struct XmlName {
    std::string local;
    std::string uri;
    XmlSpace space = XmlSpace::none;
};

struct XmlAttribute {
    const XmlName* name = nullptr;
    std::string_view value;
};

/// One element of a city object.
/// Owner: XmlPieceParser, until its next parse.
struct XmlNode {
    const XmlName* name = nullptr;
    XmlNode* parent = nullptr;
    XmlNode* first_child = nullptr;
    XmlNode* last_child = nullptr;
    XmlNode* next = nullptr;
    const XmlAttribute* attributes = nullptr;
    std::uint32_t attribute_count = 0;
    mutable std::uint8_t drawn = 0;  ///< Bit 0: its face is taken as it is, bit 1: taken turned over.
    std::string_view text;           ///< Trimmed (coordinate lists as they stand); only of elements without children.

    bool is(std::string_view local) const { return name->local == local; }
    const std::string& local() const { return name->local; }
    std::string_view attribute(std::string_view local) const;
    const XmlNode* child(std::string_view local) const;
    /// Text of the child of that name, empty when absent.
    std::string_view child_text(std::string_view local) const;
};

/// Turns pieces of one XML file into small trees, one at a time, through expat with namespaces and without DTD.
/// A broken piece does not harm the next.
/// Owner: one reader; trees point into the text of their piece.  Thread: one at a time.
class XmlPieceParser {
  public:
    /// `root_tag`: the start tag whose namespace declarations hold for all pieces.
    XmlPieceParser(std::string encoding, std::string_view root_tag);
    ~XmlPieceParser();
    XmlPieceParser(const XmlPieceParser&) = delete;
    XmlPieceParser& operator=(const XmlPieceParser&) = delete;

    /// The piece's outermost element. Elements nested deeper than 150 and those that nobody needs (appearances,
    /// terrain intersections, rooms) are left out.
    /// Errors: expat's words ("mismatched tag").
    base::Result<const XmlNode*> parse(std::string_view piece);
    /// The same for a piece in another encoding than the file's.
    base::Result<const XmlNode*> parse_as(std::string_view piece, std::string encoding);

    /// The element with this gml:id in the piece parsed last, or null.
    const XmlNode* find(std::string_view id) const;
    /// The first srsName found in the piece parsed last.
    std::string_view srs_name() const;
    bool too_deep() const;  ///< Something was left out for its depth.

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace twin::data
