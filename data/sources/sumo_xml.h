#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <glm/vec2.hpp>

#include "base/result.h"
#include "data/source.h"

namespace twin::data {

/// Attributes of one element of a SUMO file.
/// Owner: valid inside the call that gets it.
class SumoAttributes {
  public:
    explicit SumoAttributes(const char** pairs) : pairs_(pairs) {}
    std::string_view text(std::string_view name) const;
    bool number(std::string_view name, double& value) const;  ///< false: absent or no finite number.
    double number_or(std::string_view name, double otherwise) const;

  private:
    const char** pairs_;
};

/// Gets the elements of a SUMO file one after the other.
class SumoHandler {
  public:
    virtual ~SumoHandler() = default;
    virtual bool begin(std::string_view element, const SumoAttributes& attributes) = 0;  ///< false: enough read.
    virtual bool end(std::string_view) { return true; }
};

/// How far reading came.
struct SumoXmlEnd {
    bool stopped = false;  ///< The handler had enough.
    std::string trouble;   ///< Why the rest could not be read ("the file ends early"); empty: all read.
};

/// Runs a file, plain or gzip, through expat without ever holding it unpacked; at most 16 GB unpacked.
/// `progress` gets bytes of the file done; false cancels.
/// Errors: cancelled, a DOCTYPE. Damage further on is told in SumoXmlEnd.
base::Result<SumoXmlEnd> read_sumo_xml(const InputFile& file, SumoHandler& handler,
                                       const std::function<bool(std::uint64_t)>& progress);

/// The first bytes of a file, unpacked where it is gzip; at most `bytes`.
std::string sumo_head(const InputFile& file, std::size_t bytes);

/// Name of the outermost element in `text`; empty where it does not come that far.
std::string_view root_element_of(std::string_view text);

/// "1.00,2.00" with a third number allowed; false where it is none.
bool parse_xy(std::string_view text, glm::dvec2& out);

}  // namespace twin::data
