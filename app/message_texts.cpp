#include "app/message_texts.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

namespace twin::app {

namespace {

constexpr int deepest = 8;
constexpr std::size_t most_remembered = 50'000, longest_message = 8'000, lead_letters = 4;

/// "12.5" -> "12,5"
std::string german_number(std::string_view number) {
    std::string text(number);
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

/// "2.5 GB", "0.12 %": a number with a unit is no name and no version.
bool is_amount(std::string_view text) {
    constexpr std::array<std::string_view, 9> units{" B", " kB", " MB", " GB", " m", " km", " s", " %", "°"};
    const std::size_t length = number_length(text);
    return length > 0 && std::find(units.begin(), units.end(), text.substr(length)) != units.end();
}

/// Places that a German sentence asks for: the highest number; -1 where the braces are damaged.
int highest_place(std::string_view german) {
    int highest = 0;
    for (std::size_t at = german.find('{'); at != std::string_view::npos; at = german.find('{', at + 1)) {
        if (at + 2 >= german.size() || german[at + 2] != '}' || german[at + 1] < '1' || german[at + 1] > '9') return -1;
        highest = std::max(highest, german[at + 1] - '0');
    }
    return highest;
}

}  // namespace

base::Result<void> MessageTexts::add(Entry entry) {
    const auto wrong = [&](std::string_view what) {
        return base::Error{fmt::format("line {}: \"{}\": {}", entry.line, entry.english, what)};
    };
    auto english = MessageTemplate::parse(entry.english);
    if (!english) return wrong(english.error().message);
    const int places = static_cast<int>(english->places().size()), asked = highest_place(entry.german);
    if (asked < 0) return wrong("its German has braces that are no {1} to {9}");
    if (asked > places) return wrong("its German asks for a place that the English does not have");
    const bool is_stage = entry.section == "stages";
    if (places == 0) {
        if (!(is_stage ? stages_ : whole_).emplace(entry.english, entry.german).second) return wrong("occurs twice");
    } else {
        for (const Entry& other : entries_)
            if (other.english == entry.english && (other.section == "stages") == is_stage) return wrong("occurs twice");
        (is_stage ? stage_sentences_ : sentences_).push_back({std::move(*english), entry.german});
    }
    entries_.push_back(std::move(entry));
    return {};
}

void MessageTexts::sort() {
    std::stable_sort(sentences_.begin(), sentences_.end(), [](const Sentence& a, const Sentence& b) {
        return a.english.literal_letters() > b.english.literal_letters();
    });
    for (std::size_t i = 0; i < sentences_.size(); ++i) {
        const std::string_view lead = sentences_[i].english.lead();
        if (lead.size() >= lead_letters)
            by_lead_[std::string(lead.substr(0, lead_letters))].push_back(i);
        else
            without_lead_.push_back(i);
    }
}

base::Result<MessageTexts> MessageTexts::read(const std::filesystem::path& file) {
    try {
        const toml::table table = toml::parse_file(file.string());
        MessageTexts texts;
        for (const auto& [section, node] : table) {
            const auto* sentences = node.as_table();
            if (!sentences) return base::Error{fmt::format("{}: \"{}\" is no section", file.string(), section.str())};
            for (const auto& [english, value] : *sentences) {
                const auto german = value.value_exact<std::string>();
                if (!german) return base::Error{fmt::format("{}: \"{}\" is not a text", file.string(), english.str())};
                const unsigned line = static_cast<unsigned>(english.source().begin.line);
                if (section == "words") {
                    texts.words_.emplace(english.str(), *german);
                    texts.entries_.push_back({"words", std::string(english.str()), *german, line});
                    continue;
                }
                auto added = texts.add(
                    {std::string(section.str()), std::string(english.str()), base::to_valid_utf8(*german), line});
                if (!added) return base::Error{fmt::format("{}: {}", file.string(), added.error().message)};
            }
        }
        texts.sort();
        return texts;
    } catch (const toml::parse_error& error) {
        return base::Error{fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description())};
    } catch (const std::exception& error) {
        return base::Error{fmt::format("{}: {}", file.string(), error.what())};
    }
}

std::string MessageTexts::translate(std::string_view message) const {
    if (const auto known = stages_.find(message); known != stages_.end()) return known->second;
    return said(message, 0).value_or(std::string(message));
}

MessageTexts::Said MessageTexts::said(std::string_view message, int depth) const {
    if (message.empty() || depth > deepest || message.size() > longest_message) return std::nullopt;
    if (const auto found = remembered_.find(std::string(message)); found != remembered_.end()) return found->second;
    Said result = say(message, depth);
    // What was given up for its depth may be known when asked from the top.
    if (!result && depth > 0) return result;
    if (remembered_.size() >= most_remembered) remembered_.clear();
    remembered_.emplace(message, result);
    return result;
}

MessageTexts::Said MessageTexts::say(std::string_view message, int depth) const {
    if (const auto whole = whole_.find(message); whole != whole_.end()) return whole->second;
    if (auto known = by_sentence(message, depth)) return known;
    return by_part(message, depth);
}

MessageTexts::Said MessageTexts::by_sentence(std::string_view message, int depth) const {
    static const std::vector<std::size_t> none;
    const auto lead = by_lead_.find(std::string(message.substr(0, lead_letters)));
    const auto& led = lead == by_lead_.end() ? none : lead->second;
    std::vector<std::size_t> candidates(led.size() + without_lead_.size());
    std::merge(led.begin(), led.end(), without_lead_.begin(), without_lead_.end(), candidates.begin());
    for (const std::size_t candidate : candidates) {
        const Sentence& sentence = sentences_[candidate];
        if (message.find(sentence.english.longest()) == std::string_view::npos) continue;
        const auto found = sentence.english.match(message);
        if (!found) continue;
        // "FILE: reading: OBJ does not say" begins with steps, not with a value.
        const bool steps_first = sentence.english.lead().empty() && found->front().text.find(": ") != std::string::npos;
        if (!steps_first) return fill(sentence.german, *found, depth);
    }
    return std::nullopt;
}

MessageTexts::Said MessageTexts::by_part(std::string_view message, int depth) const {
    if (auto lines = by_list(message, "\n", depth)) return lines;
    if (auto steps = by_steps(message, depth)) return steps;
    if (auto list = by_list(message, "; ", depth)) return list;
    if (auto list = by_list(message, ", ", depth)) return list;
    return by_bracket(message, depth);
}

/// "FILE: step: reason": the longest reason that is known, and the steps before it.
MessageTexts::Said MessageTexts::by_steps(std::string_view message, int depth) const {
    constexpr std::string_view between = ": ";
    const auto steps = [&](std::string_view head) {
        std::string text;
        bool known = false;
        for (std::size_t at = 0; at <= head.size();) {
            const std::size_t end = std::min(head.find(between, at), head.size());
            const std::string_view step = head.substr(at, end - at);
            Said words = stage(step, depth);
            if (!words && at > 0) words = said(step, depth + 1);  // The first is a name.
            known = known || words;
            text += words.value_or(std::string(step)) + std::string(between);
            at = end + between.size();
        }
        return std::pair(text, known);
    };
    std::size_t last = std::string_view::npos;
    for (std::size_t at = message.find(between); at != std::string_view::npos; at = message.find(between, at + 1)) {
        last = at;
        const std::string_view reason = message.substr(at + between.size());
        if (auto known = whole_.find(reason); known != whole_.end())
            return steps(message.substr(0, at)).first + known->second;
        if (auto known = by_sentence(reason, depth + 1)) return steps(message.substr(0, at)).first + *known;
    }
    if (last == std::string_view::npos) return std::nullopt;
    const std::string_view reason = message.substr(last + between.size());
    const Said known = said(reason, depth + 1);
    const auto [head, head_known] = steps(message.substr(0, last));
    if (!known && !head_known) return std::nullopt;
    return head + known.value_or(std::string(reason));
}

MessageTexts::Said MessageTexts::by_list(std::string_view message, std::string_view between, int depth) const {
    if (message.find(between) == std::string_view::npos) return std::nullopt;
    std::string text;
    bool known = false;
    for (std::size_t at = 0; at <= message.size();) {
        const std::size_t end = std::min(message.find(between, at), message.size());
        const std::string_view part = message.substr(at, end - at);
        const Said words = said(part, depth + 1);
        known = known || words;
        if (at > 0) text += between;
        text += words.value_or(std::string(part));
        at = end + between.size();
    }
    return known ? Said(text) : std::nullopt;
}

/// "reason (more)"
MessageTexts::Said MessageTexts::by_bracket(std::string_view message, int depth) const {
    const std::size_t open = message.rfind(" (");
    if (open == std::string_view::npos || open == 0 || !message.ends_with(')')) return std::nullopt;
    const std::string_view before = message.substr(0, open),
                           inside = message.substr(open + 2, message.size() - open - 3);
    const Said words = said(before, depth + 1), more = said(inside, depth + 1);
    if (!words && !more) return std::nullopt;
    return words.value_or(std::string(before)) + " (" + more.value_or(std::string(inside)) + ")";
}

MessageTexts::Said MessageTexts::stage(std::string_view words, int depth) const {
    if (const auto known = stages_.find(words); known != stages_.end()) return known->second;
    for (const Sentence& sentence : stage_sentences_)
        if (const auto found = sentence.english.match(words)) return fill(sentence.german, *found, depth + 1);
    return std::nullopt;
}

std::string MessageTexts::fill(const std::string& german, const std::vector<MessageArgument>& found, int depth) const {
    std::string text;
    for (std::size_t at = 0; at < german.size(); ++at) {
        if (german[at] != '{') {
            text += german[at];
            continue;
        }
        text += argument(found[static_cast<std::size_t>(german[at + 1] - '1')], depth + 1);
        at += 2;
    }
    return text;
}

std::string MessageTexts::argument(const MessageArgument& found, int depth) const {
    if (found.place == MessagePlace::number || is_amount(found.text)) return german_number(found.text);
    if (found.place == MessagePlace::word) {
        const auto known = words_.find(found.text);
        return known == words_.end() ? std::string(found.text) : known->second;
    }
    // What may be missing brings its own punctuation: "; the file ends early", " (first: roof_3)".
    std::size_t begin = found.text.find_first_not_of(";:, (");
    if (begin == std::string_view::npos) return std::string(found.text);
    std::size_t end = found.text.size();
    const std::string_view before = found.text.substr(0, begin);
    if (before.ends_with('(') && found.text.ends_with(')')) --end;
    const std::string_view core = found.text.substr(begin, end - begin);
    return std::string(before) + said(core, depth).value_or(std::string(core)) + std::string(found.text.substr(end));
}

std::string told(std::string_view message) {
    if (language() != Language::german || message.empty()) return std::string(message);
    static const MessageTexts texts = [] {
        const auto folder = base::resource_root() / "assets" / "i18n";
        auto read = MessageTexts::read(folder / "messages_de.toml");
        if (!read) spdlog::error("{}", read.error().message);
        MessageTexts made = read ? std::move(*read) : MessageTexts();
        MessageTexts::Words values;
        constexpr std::string_view prefix = "value.";
        if (const auto screen = read_texts(folder / "de.toml"))
            for (const auto& [key, text] : *screen)
                if (key.starts_with(prefix)) values.emplace(key.substr(prefix.size()), text);
        made.add_words(values);
        return made;
    }();
    return texts.translate(message);
}

}  // namespace twin::app
