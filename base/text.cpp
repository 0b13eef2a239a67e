#include "base/text.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace twin::base {

namespace {

/// Length of the well-formed UTF-8 sequence at `i`, or 0.  Source: Unicode 15, table 3-7.
std::size_t sequence_length(std::string_view s, std::size_t i) {
    auto byte = [&](std::size_t k) { return k < s.size() ? static_cast<unsigned char>(s[k]) : 0u; };
    auto follows = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
    const unsigned a = byte(i);
    if (a < 0x80) return 1;
    if (a >= 0xC2 && a <= 0xDF) return follows(i + 1) ? 2 : 0;
    if (a >= 0xE0 && a <= 0xEF) {
        const unsigned b = byte(i + 1);
        if (a == 0xE0 && b < 0xA0) return 0;
        if (a == 0xED && b > 0x9F) return 0;
        return follows(i + 1) && follows(i + 2) ? 3 : 0;
    }
    if (a >= 0xF0 && a <= 0xF4) {
        const unsigned b = byte(i + 1);
        if (a == 0xF0 && b < 0x90) return 0;
        if (a == 0xF4 && b > 0x8F) return 0;
        return follows(i + 1) && follows(i + 2) && follows(i + 3) ? 4 : 0;
    }
    return 0;
}

struct Fold {
    std::string_view from;
    std::string_view to;
};
constexpr Fold folds[] = {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}, {"ß", "ss"},
                          {"é", "e"},  {"è", "e"},  {"ê", "e"},  {"É", "e"},  {"á", "a"},  {"à", "a"},  {"â", "a"},
                          {"ç", "c"},  {"ñ", "n"},  {"ô", "o"},  {"ó", "o"},  {"î", "i"},  {"í", "i"},  {"û", "u"}};

}  // namespace

std::string to_valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t n = sequence_length(text, i);
        if (n == 0) {
            out += "\xEF\xBF\xBD";
            ++i;
            continue;
        }
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (n > 1 || (c >= 0x20 && c != 0x7F) || c == '\t' || c == '\n') out.append(text.substr(i, n));
        i += n;
    }
    return out;
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string to_lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    while (true) {
        const auto end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
        if (end == std::string_view::npos) return parts;
        begin = end + 1;
    }
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && to_lower_ascii(text.substr(0, prefix.size())) == to_lower_ascii(prefix);
}

bool ends_with_ignoring_case(std::string_view text, std::string_view suffix) {
    return text.size() >= suffix.size() &&
           to_lower_ascii(text.substr(text.size() - suffix.size())) == to_lower_ascii(suffix);
}

std::string fold_for_search(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        bool folded = false;
        if (static_cast<unsigned char>(utf8[i]) >= 0x80) {
            for (const Fold& fold : folds) {
                if (utf8.substr(i, fold.from.size()) != fold.from) continue;
                out += fold.to;
                i += fold.from.size();
                folded = true;
                break;
            }
        }
        if (folded) continue;
        const char c = utf8[i++];
        out += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

bool parse_number(std::string_view text, double& value) {
    text = trim(text);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    std::string copy(text.substr(0, text.find_first_of(" \t\r\n")));
    for (char& c : copy)
        if (c == ',') c = '.';
    double parsed = 0;
    const auto [end, failure] = std::from_chars(copy.data(), copy.data() + copy.size(), parsed);
    if (failure != std::errc() || end == copy.data() || !std::isfinite(parsed)) return false;
    value = parsed;
    return true;
}

std::string format_bytes(unsigned long long bytes) {
    if (bytes < 10'000) return fmt::format("{} B", bytes);
    if (bytes < 10'000'000) return fmt::format("{:.0f} kB", static_cast<double>(bytes) / 1e3);
    if (bytes < 10'000'000'000) return fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6);
    return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

}  // namespace twin::base
