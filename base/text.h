#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace twin::base {

/// Valid UTF-8: every byte that is not part of a well-formed character becomes U+FFFD; NUL and control characters
/// other than tab and newline are dropped.
std::string to_valid_utf8(std::string_view text);

std::string_view trim(std::string_view text);
std::string to_lower_ascii(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
bool ends_with_ignoring_case(std::string_view text, std::string_view suffix);

/// Lower case with German umlauts folded (ae, oe, ue, ss) and accents dropped, for searching.
std::string fold_for_search(std::string_view utf8);

/// The number at the start of `text` ("12.5 m" gives 12.5; a decimal comma counts as a point).
/// Errors: returns false, leaves `value` alone, when there is none or it is not finite.  Independent of the locale.
bool parse_number(std::string_view text, double& value);

/// Bytes for people: "464 MB".
std::string format_bytes(unsigned long long bytes);

}  // namespace twin::base
