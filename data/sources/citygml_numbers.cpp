#include "data/sources/citygml_numbers.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace twin::data {

namespace {

bool is_separator(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',';
}

/// Plain decimals of at most 15 digits ("5476123.456"): both the digits and the power of ten are exact doubles, so that
/// their quotient is the correctly rounded number. Where the number is written otherwise: nullptr.
/// Source: W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990, section 5 (the fast case).
const char* parse_plain(const char* at, const char* end, double& number) {
    static constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const bool minus = at < end && *at == '-';
    at += minus;
    std::uint64_t digits = 0;
    const char* const begin = at;
    for (; at < end && *at >= '0' && *at <= '9'; ++at) digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
    auto count = at - begin;
    std::ptrdiff_t decimals = 0;
    if (at < end && *at == '.') {
        const char* const point = ++at;
        for (; at < end && *at >= '0' && *at <= '9'; ++at) digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
        decimals = at - point;
        count += decimals;
    }
    if (count == 0 || count > 15 || (at < end && !is_separator(*at))) return nullptr;
    const double value = static_cast<double>(digits) / powers[decimals];
    number = minus ? -value : value;
    return at;
}

}  // namespace

bool parse_numbers(std::string_view text, std::vector<double>& out) {
    out.clear();
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        while (at < end && is_separator(*at)) ++at;
        if (at == end) return true;
        double number = 0;
        if (const char* after = parse_plain(at, end, number)) {
            at = after;
            out.push_back(number);
            continue;
        }
        if (*at == '+') ++at;
        const auto [after, failure] = std::from_chars(at, end, number);
        if (failure != std::errc() || !std::isfinite(number)) return false;
        if (after < end && !is_separator(*after)) return false;
        out.push_back(number);
        at = after;
    }
}

}  // namespace twin::data
