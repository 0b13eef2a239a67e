#include "app/message_template.h"

#include <algorithm>

#include <fmt/format.h>

namespace twin::app {

namespace {

constexpr int most_tries = 20'000;  ///< A sentence made to be ambiguous must not cost the frame.

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view text, std::size_t at) {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
}

}  // namespace

std::size_t number_length(std::string_view text) {
    std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    for (const std::string_view endless : {"inf", "nan"})
        if (text.substr(at).starts_with(endless)) return at + endless.size();
    const std::size_t whole = digits_at(text, at);
    if (whole == 0) return 0;
    at += whole;
    if (at < text.size() && text[at] == '.')
        if (const std::size_t decimals = digits_at(text, at + 1)) at += 1 + decimals;
    if (at + 1 < text.size() && text[at] == 'e') {
        const std::size_t sign = text[at + 1] == '-' || text[at + 1] == '+' ? 1 : 0;
        if (const std::size_t exponent = digits_at(text, at + 1 + sign)) at += 1 + sign + exponent;
    }
    return at;
}

base::Result<MessageTemplate> MessageTemplate::parse(std::string_view pattern) {
    MessageTemplate made;
    made.literals_.emplace_back();
    for (std::size_t at = 0; at < pattern.size();) {
        if (pattern[at] != '{') {
            made.literals_.back() += pattern[at++];
            continue;
        }
        const std::size_t end = pattern.find('}', at);
        const std::string_view name =
            end == std::string_view::npos ? pattern.substr(at) : pattern.substr(at + 1, end - at - 1);
        // A number ends by itself.
        const bool beside =
            !made.places_.empty() && made.literals_.back().empty() && made.places_.back() != MessagePlace::number;
        if (name.size() > 1 || (!name.empty() && std::string_view("?#w").find(name) == std::string_view::npos))
            return base::Error{
                fmt::format("\"{}\": expected {{}}, {{?}}, {{#}} or {{w}}, found \"{}\"", pattern, name)};
        if (beside) return base::Error{fmt::format("\"{}\": two places side by side", pattern)};
        made.places_.push_back(name.empty()  ? MessagePlace::text
                               : name == "?" ? MessagePlace::maybe
                               : name == "#" ? MessagePlace::number
                                             : MessagePlace::word);
        made.literals_.emplace_back();
        at = end + 1;
    }
    return made;
}

std::string_view MessageTemplate::longest() const {
    return *std::max_element(literals_.begin(), literals_.end(),
                             [](const auto& a, const auto& b) { return a.size() < b.size(); });
}

std::size_t MessageTemplate::literal_letters() const {
    std::size_t letters = 0;
    for (const std::string& literal : literals_) letters += literal.size();
    return letters;
}

bool MessageTemplate::match_from(std::string_view rest, std::size_t place, std::vector<MessageArgument>& found,
                                 int& tries) const {
    if (place == places_.size()) return rest.empty();
    if (--tries < 0) return false;
    const std::string_view next = literals_[place + 1];
    const auto go_on = [&](std::size_t length) {
        if (places_[place] == MessagePlace::word && rest.substr(0, length).find_first_of(",;:") != rest.npos)
            return false;
        found.push_back({places_[place], rest.substr(0, length)});
        if (match_from(rest.substr(length + next.size()), place + 1, found, tries)) return true;
        found.pop_back();
        return false;
    };
    if (places_[place] == MessagePlace::number) {
        const std::size_t length = number_length(rest);
        return length > 0 && rest.substr(length).starts_with(next) && go_on(length);
    }
    const std::size_t least = places_[place] == MessagePlace::maybe ? 0 : 1;
    if (next.empty()) return rest.size() >= least && go_on(rest.size());  // Only the last place has nothing behind it.
    for (std::size_t at = rest.find(next, least); at != std::string_view::npos; at = rest.find(next, at + 1))
        if (go_on(at)) return true;
    return false;
}

std::optional<std::vector<MessageArgument>> MessageTemplate::match(std::string_view sentence) const {
    if (!sentence.starts_with(literals_.front()) || !sentence.ends_with(literals_.back())) return std::nullopt;
    std::vector<MessageArgument> found;
    int tries = most_tries;
    if (!match_from(sentence.substr(literals_.front().size()), 0, found, tries)) return std::nullopt;
    return found;
}

}  // namespace twin::app
