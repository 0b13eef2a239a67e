#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/result.h"
#include "scene/overlay.h"

namespace twin::app {

/// Languages of the screen. Texts: assets/i18n/de.toml and en.toml.
enum class Language : std::uint8_t { german, english };

const char* code_of(Language language);                     ///< "de", "en"
bool parse_language(std::string_view code, Language& out);  ///< "de", "de_DE.UTF-8", "en" ...; false: neither.
Language language_from_environment();  ///< LC_ALL, LC_MESSAGES, LANG; German when they say nothing.

/// Flat texts of one language: "layers.title" -> "Ebenen".
using Texts = std::map<std::string, std::string, std::less<>>;
/// Errors: file missing or not TOML; a value that is not a text.
base::Result<Texts> read_texts(const std::filesystem::path& file);

/// Reads both languages from the resource folder (tr() does so on its first call). Where a file is missing tr() answers
/// its key, so that nothing fails on screen.
base::Result<void> load_texts();
void set_language(Language language);
Language language();

/// The text of a key in the present language; the key itself where there is none.
/// Thread: main.  The answer lives until load_texts() is called again.
const char* tr(const char* key);
/// The text of a key made while running ("kind.Building"), or `otherwise`.
std::string tr_or(std::string_view key, std::string_view otherwise);
template <class... Args>
std::string trf(const char* key, const Args&... args) {
    try {
        return fmt::format(fmt::runtime(tr(key)), args...);
    } catch (const fmt::format_error&) {
        return tr(key);  // A translator's slip must not cost the frame.
    }
}

/// The words of an overlay in the present language; the German ones where English is missing.
const std::string& in_language(const scene::Words& words);

/// The half that is meant of a text that a file gives as "Deutsch / English"; all of it where there is no " / ".
std::string half_in_language(std::string_view text);

/// "1.234,5" or "1,234.5".
std::string number_text(double value, int decimals);
std::string count_text(std::uint64_t count);
/// "850 m" or "2,4 km".
std::string length_text(double length_m);

}  // namespace twin::app
