#include "data/crs_chain.h"

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr std::string_view accuracy_mark = "; accuracy ";
constexpr std::string_view heights_mark = "; heights ";
constexpr std::string_view height_accuracy_mark = "; height accuracy ";

/// Takes "MARKnumber m" off the end of `text`.
std::optional<double> take_metres(std::string_view& text, std::string_view mark) {
    const auto at = text.rfind(mark);
    if (at == std::string_view::npos || !text.ends_with(" m")) return std::nullopt;
    std::string_view number = text.substr(at + mark.size());
    number.remove_suffix(2);
    double value = 0;
    if (!base::parse_number(number, value)) return std::nullopt;
    text = text.substr(0, at);
    return value;
}

/// Centimetres where they count, decimetres else.
std::string metres(double value) {
    return value < 0.1 ? fmt::format("{:.3g} m", value) : fmt::format("{:.1f} m", value);
}

}  // namespace

std::string to_text(const CrsChain& chain) {
    std::string text = chain.operation;
    if (chain.accuracy_m) text += fmt::format("{}{}", accuracy_mark, metres(*chain.accuracy_m));
    if (!chain.heights.empty()) text += fmt::format("{}{}", heights_mark, chain.heights);
    if (chain.height_accuracy_m) text += fmt::format("{}{}", height_accuracy_mark, metres(*chain.height_accuracy_m));
    return text;
}

CrsChain parse_chain(std::string_view text) {
    CrsChain chain;
    chain.height_accuracy_m = take_metres(text, height_accuracy_mark);
    if (const auto at = text.rfind(heights_mark); at != std::string_view::npos) {
        chain.heights = text.substr(at + heights_mark.size());
        text = text.substr(0, at);
    }
    chain.accuracy_m = take_metres(text, accuracy_mark);
    chain.operation = text;
    return chain;
}

}  // namespace twin::data
