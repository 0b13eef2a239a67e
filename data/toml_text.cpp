#include "data/toml_text.h"

#include <algorithm>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr auto npos = std::string_view::npos;

/// Offset behind the string that begins at `at`; npos when it does not end.
std::size_t string_end(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const bool escapes = quote == '"';
    const bool tall = text.substr(at, 3) == std::string(3, quote);
    for (std::size_t i = at + (tall ? 3 : 1); i < text.size(); ++i) {
        if (escapes && text[i] == '\\') {
            ++i;
        } else if (!tall && text[i] == '\n') {
            return npos;
        } else if (text[i] == quote && (!tall || text.substr(i, 3) == std::string(3, quote))) {
            if (!tall) return i + 1;
            // Up to two quotes may stand right before the three that close.
            for (i += 3; i < text.size() && text[i] == quote; ++i) {
            }
            return i;
        }
    }
    return npos;
}

std::string letter_at(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && end < at + 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    return base::to_valid_utf8(text.substr(at, end - at));
}

}  // namespace

std::optional<StrayLetter> stray_letter(std::string_view toml) {
    std::size_t at = toml.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    while (at < toml.size()) {
        const char c = toml[at];
        if (c == '#') {
            at = toml.find('\n', at);
        } else if (c == '"' || c == '\'') {
            at = string_end(toml, at);
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            const auto lines = std::count(toml.begin(), toml.begin() + static_cast<std::ptrdiff_t>(at), '\n');
            return StrayLetter{static_cast<std::size_t>(lines) + 1, letter_at(toml, at)};
        } else {
            ++at;
        }
    }
    return std::nullopt;
}

}  // namespace twin::data
