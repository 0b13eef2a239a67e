#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace twin::data {

/// A letter beyond ASCII where TOML allows none.
struct StrayLetter {
    std::size_t line = 0;  ///< from 1
    std::string letter;    ///< valid UTF-8
};

/// The first letter beyond ASCII that stands outside of quotes and comments; none when all is well, and none behind a
/// quote that never closes (the parser tells that). To be asked before toml++ 3.3 parses: its table of blanks runs into
/// undefined behaviour at letters from U+00A1 to U+0499, so at every umlaut that lacks its quotes.
/// Source: TOML 1.0.0, "Keys" (bare keys are ASCII) and "String".
std::optional<StrayLetter> stray_letter(std::string_view toml);

}  // namespace twin::data
