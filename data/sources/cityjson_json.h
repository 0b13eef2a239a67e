#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace twin::data {

namespace json = simdjson::dom;

/// Parses pieces of one text, each by itself.
/// Owner: one reader; what parse() gave stays valid until its next call.  Thread: one at a time.
/// Errors: parse() returns false and `why()` is a sentence's end; what was mended on the way is in `mended()`.
class CityJsonParser {
  public:
    /// `readable_end`: bytes up to there may be read (not used), so that most pieces need no copy.
    explicit CityJsonParser(const char* readable_end) : readable_end_(readable_end) {}

    bool parse(std::string_view piece, json::element& out);
    const std::string& why() const { return why_; }
    const char* mended() const { return mended_; }  ///< Null: the piece is well formed as it stands.

  private:
    simdjson::error_code parse_copy(std::string_view piece, json::element& out);

    const char* readable_end_;
    simdjson::dom::parser parser_;
    std::string copy_;
    std::string why_;
    const char* mended_ = nullptr;
};

/// What simdjson says, in the words of a report.
std::string words_of(simdjson::error_code error);

/// A member, or a null element's stand-in: false when it is absent or null.
bool find(const json::element& object, std::string_view key, json::element& out);
std::string_view text_of(const json::element& object, std::string_view key);  ///< Empty: absent or no string.
/// False when `value` is no list. (simdjson's own result must not be iterated as a temporary.)
bool list_of(const json::element& value, json::array& out);
/// Any number, also one written as a string ("2.2"); `otherwise` when there is none.
double number_of(const json::element& value, double otherwise);
std::int64_t index_of(const json::element& value);  ///< -1: null, negative or no whole number.

}  // namespace twin::data
