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
    std::string_view text;           ///< Trimmed; only of elements without children.

    bool is(std::string_view local) const { return name->local == local; }
    const std::string& local() const { return name->local; }
    std::string_view attribute(std::string_view local) const;
    const XmlNode* child(std::string_view local) const;
    /// Text of the child of that name, empty when absent.
    std::string_view child_text(std::string_view local) const;
    /// First descendant of that name.
    const XmlNode* find_below(std::string_view local) const;
    std::string text_below(std::string_view local) const;
};

/// Turns pieces of one XML file into small trees, one at a time, with namespaces and without DTD. Text is not copied
/// where it can be shown as it stands: a city model is mostly coordinates, and the parser's speed is the import's.
/// A broken piece does not harm the next. Bytes that are not of the file's encoding are an error of their piece.
/// Owner: one reader; trees point into the text of their piece.  Thread: one at a time.
/// Source: W3C "Extensible Markup Language (XML) 1.0", "Namespaces in XML 1.0".
class XmlPieceParser {
  public:
    /// `root_tag`: the start tag whose namespace declarations hold for all pieces.
    XmlPieceParser(std::string encoding, std::string_view root_tag);
    ~XmlPieceParser();
    XmlPieceParser(const XmlPieceParser&) = delete;
    XmlPieceParser& operator=(const XmlPieceParser&) = delete;

    /// The piece's outermost element. Elements nested deeper than 150 and terrain intersections are left out.
    /// Errors: a few words ("mismatched tag").
    base::Result<const XmlNode*> parse(std::string_view piece);
    /// The same for a piece in another encoding than the file's.
    base::Result<const XmlNode*> parse_as(std::string_view piece, const std::string& encoding);

    /// The element with this gml:id in the piece parsed last, or null.
    const XmlNode* find(std::string_view id) const;
    /// The first srsName found in the piece parsed last; those of single points (addresses, labels) say nothing about
    /// it.
    std::string_view srs_name() const;
    bool several_srs_names() const;  ///< Not all of them are the same.
    bool too_deep() const;           ///< Something was left out for its depth.

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace twin::data
