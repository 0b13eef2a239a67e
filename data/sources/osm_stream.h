#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace twin::data {

/// Hands the bytes of an OSM file on in pieces that a strict parser survives: decompressed, cut behind the last
/// complete object where the file ends early, without the objects whose coordinates are no numbers on Earth. Thread:
/// next() from one thread at a time; findings() once next() has said the end.
class OsmStream {
  public:
    struct Findings {
        bool truncated = false;       ///< The end is missing; what was complete has been handed on.
        std::string damage;           ///< Why the bytes ended ("the compressed data are damaged"); else empty.
        std::uint64_t bad_nodes = 0;  ///< Left out for their coordinates or id.
        std::string first_bad_node;
    };

    virtual ~OsmStream() = default;
    virtual std::string next() = 0;            ///< Empty: the end.
    virtual std::uint64_t offset() const = 0;  ///< Bytes of the file used so far.
    const Findings& findings() const { return findings_; }

  protected:
    Findings findings_;
};

enum class OsmFormat { unknown, xml, pbf };

/// Looks at the first bytes, through gzip where needed. bzip2 counts as XML.
OsmFormat osm_format_of(std::string_view head);

/// What a first attempt to parse an XML file has taught.
struct OsmXmlCare {
    std::uint64_t stop_line =
        0;                      ///< Broken there (1 and up; 0: not): nothing from the object around it on is handed on.
    bool drop_history = false;  ///< Its versions, users or times are not as they should be: leave them out.
};

/// XML, plain or compressed by gzip or bzip2 (several members allowed).
std::unique_ptr<OsmStream> make_osm_xml_stream(std::string_view file, const OsmXmlCare& care);
std::unique_ptr<OsmStream> make_osm_pbf_stream(std::string_view file);

}  // namespace twin::data
