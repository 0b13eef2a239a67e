#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace twin::data {

/// What the beginning of a CityGML file says.
/// Owner: views into the file's text.
struct CityGmlHead {
    std::string encoding;        ///< As declared, "UTF-8" where nothing is said.
    std::string_view root_tag;   ///< "<core:CityModel xmlns:...>" with all namespace declarations.
    std::string_view root_name;  ///< "core:CityModel"
    int version = 0;             ///< 1, 2 or 3 from the namespaces; 0: none of them.
    bool empty_root = false;     ///< "<CityModel/>"
    std::size_t body = 0;        ///< Offset of the first byte behind the root tag.
};

/// Errors: not XML, not a CityModel, UTF-16, a DOCTYPE that declares entities.
base::Result<CityGmlHead> read_citygml_head(std::string_view text);

/// Cuts a CityGML file at its city object members without parsing them, so that memory is bounded by the largest
/// member and a damaged one costs only itself. Comments, CDATA and processing instructions are stepped over; prefixes
/// are free.
/// Owner: views into the file's text.
class CityGmlScanner {
  public:
    CityGmlScanner(std::string_view text, const CityGmlHead& head);

    struct Member {
        std::string_view bytes;  ///< From its start tag to its end tag; without an end tag where `damaged`.
        std::size_t end = 0;     ///< Offset behind it.
        bool damaged = false;    ///< Its end tag is missing; the next member begins.
        bool cut_off = false;    ///< The file ends inside it.
        bool look = false;       ///< An appearanceMember; else a city object's.
    };
    /// The next member; nullopt at the end of the model or of the file.
    std::optional<Member> next();

    bool complete() const { return saw_root_end_; }            ///< The root's end tag was there.
    const std::string& srs_name() const { return srs_name_; }  ///< Of the envelope, as far as scanned.
    int srs_dimension() const { return srs_dimension_; }       ///< Of the envelope; 0: not said.
    std::uint64_t versions() const { return versions_; }       ///< Members that hold versions and their transitions.

  private:
    std::size_t step_over_markup(std::size_t at) const;
    /// What follows a member's start tag that ends at `begin`, where nothing unusual stands in it.
    std::optional<Member> quick_member(std::size_t start, std::size_t begin, std::string_view name);
    void note_envelope(std::size_t at);

    std::string_view text_;
    std::string_view root_name_;
    std::size_t at_;
    bool saw_root_end_ = false;
    std::string srs_name_;
    int srs_dimension_ = 0;
    std::uint64_t versions_ = 0;
};

}  // namespace twin::data
