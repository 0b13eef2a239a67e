#include "app/i18n.h"

#include <array>
#include <cmath>
#include <cstdlib>

#include <toml++/toml.h>

#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

namespace twin::app {

namespace {

struct Dictionary {
    std::array<Texts, 2> texts;
    Language language = Language::german;
};

Dictionary& dictionary() {
    static Dictionary instance;
    return instance;
}

/// The texts of the present language, read on first use.
const Texts& present_texts() {
    static const bool loaded = [] {
        if (!dictionary().texts[0].empty()) return true;
        const auto done = load_texts();
        if (!done) spdlog::error("{}", done.error().message);
        return done.ok();
    }();
    (void)loaded;
    return dictionary().texts[static_cast<std::size_t>(language())];
}

void flatten(const toml::table& table, const std::string& prefix, Texts& out, std::string& wrong) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
        if (const auto* inner = node.as_table())
            flatten(*inner, name, out, wrong);
        else if (const auto text = node.value<std::string>())
            out[name] = base::to_valid_utf8(*text);
        else
            wrong = name;
    }
}

}  // namespace

const char* code_of(Language language) {
    return language == Language::german ? "de" : "en";
}

bool parse_language(std::string_view code, Language& out) {
    if (base::starts_with_ignoring_case(code, "de")) return out = Language::german, true;
    if (base::starts_with_ignoring_case(code, "en")) return out = Language::english, true;
    return false;
}

Language language_from_environment() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        Language found;
        if (value && *value && parse_language(value, found)) return found;
    }
    return Language::german;
}

base::Result<Texts> read_texts(const std::filesystem::path& file) {
    try {
        const toml::table table = toml::parse_file(file.string());
        Texts texts;
        std::string wrong;
        flatten(table, "", texts, wrong);
        if (!wrong.empty()) return base::Error{fmt::format("{}: \"{}\" is not a text", file.string(), wrong)};
        return texts;
    } catch (const toml::parse_error& error) {
        return base::Error{fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description())};
    } catch (const std::exception& error) {
        return base::Error{fmt::format("{}: {}", file.string(), error.what())};
    }
}

base::Result<void> load_texts() {
    const std::filesystem::path folder = base::resource_root() / "assets" / "i18n";
    for (const Language each : {Language::german, Language::english}) {
        auto texts = read_texts(folder / (std::string(code_of(each)) + ".toml"));
        if (!texts) return texts.error();
        dictionary().texts[static_cast<std::size_t>(each)] = std::move(*texts);
    }
    return {};
}

void set_language(Language language) {
    dictionary().language = language;
}

Language language() {
    return dictionary().language;
}

const char* tr(const char* key) {
    const Texts& texts = present_texts();
    const auto found = texts.find(std::string_view(key));
    return found == texts.end() ? key : found->second.c_str();
}

std::string tr_or(std::string_view key, std::string_view otherwise) {
    const Texts& texts = present_texts();
    const auto found = texts.find(key);
    return found == texts.end() ? std::string(otherwise) : found->second;
}

const std::string& in_language(const scene::Words& words) {
    return language() == Language::english && !words.en.empty() ? words.en : words.de;
}

std::string half_in_language(std::string_view text) {
    constexpr std::string_view between = " / ";
    const std::size_t at = text.find(between);
    if (at == std::string_view::npos || text.find(between, at + 1) != std::string_view::npos) return std::string(text);
    return std::string(language() == Language::german ? text.substr(0, at) : text.substr(at + between.size()));
}

std::string number_text(double value, int decimals) {
    if (!std::isfinite(value)) return "–";
    std::string digits = fmt::format("{:.{}f}", std::fabs(value), decimals);
    const bool german = language() == Language::german;
    const std::size_t point = digits.find('.');
    std::size_t whole_end = point == std::string::npos ? digits.size() : point;
    if (point != std::string::npos && german) digits[point] = ',';
    for (std::size_t at = whole_end; at > 3; at -= 3) digits.insert(at - 3, 1, german ? '.' : ',');
    const bool zero = digits.find_first_of("123456789") == std::string::npos;
    return value < 0 && !zero ? "−" + digits : digits;
}

std::string count_text(std::uint64_t count) {
    return number_text(static_cast<double>(count), 0);
}

std::string length_text(double length_m) {
    if (length_m >= 9950) return number_text(length_m / 1000, 0) + " km";
    if (length_m >= 995) return number_text(length_m / 1000, 1) + " km";
    return number_text(length_m, 0) + " m";
}

}  // namespace twin::app
