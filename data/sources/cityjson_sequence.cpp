#include "data/sources/cityjson_sequence.h"

#include <algorithm>

namespace twin::data {

namespace {

bool begins_document(std::string_view line) {
    return line.starts_with('{') && line.substr(0, 400).find("\"CityJSON") != std::string_view::npos;
}

}  // namespace

std::size_t CityJsonSequence::end_of_line(std::size_t from) const {
    return std::min(text_.find('\n', from), text_.size());
}

/// Where a broken document ends at the latest.
std::size_t CityJsonSequence::next_feature_line(std::size_t from) const {
    for (std::size_t at = end_of_line(from); at < text_.size(); at = end_of_line(at + 1))
        if (begins_document(text_.substr(at + 1, 400))) return at;
    return text_.size();
}

std::uint64_t CityJsonSequence::line() {
    line_ += static_cast<std::uint64_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_to_),
                                                   text_.begin() + static_cast<std::ptrdiff_t>(begin_), '\n'));
    counted_to_ = begin_;
    return line_;
}

CityJsonSequence::Step CityJsonSequence::next(CityJsonCut& cut) {
    const std::size_t found = text_.find_first_not_of(" \t\r\n\x1e", at_);  // RFC 8142 begins its texts with 0x1E
    begin_ = at_ = std::min(found, text_.size());
    if (at_ == text_.size()) return Step::end;
    const std::size_t line_end = end_of_line(at_);
    if (text_[at_] != '{') {
        at_ = line_end;
        return Step::stray;
    }
    cut_city_json(text_.substr(at_, line_end - at_), cut);
    std::size_t limit = line_end;
    if (!cut.complete && cut.wrong.empty() && line_end < text_.size()) {
        limit = next_feature_line(at_);
        cut_city_json(text_.substr(at_, limit - at_), cut);
    }
    at_ += cut.end;
    if (cut.complete) return Step::document;
    // A document that goes wrong in its first line may be followed by good ones.
    at_ = cut.wrong.empty() ? limit : next_feature_line(begin_);
    return cut.wrong.empty() && at_ == text_.size() ? Step::cut_off : Step::broken;
}

}  // namespace twin::data
