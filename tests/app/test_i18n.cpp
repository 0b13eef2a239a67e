#include "app/i18n.h"

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "app/words.h"
#include "data/feature.h"

namespace {

namespace fs = std::filesystem;
using twin::app::Language;
using twin::app::Texts;

Texts texts_of(const char* code) {
    auto texts = twin::app::read_texts(fs::path(TWIN_SOURCE_ROOT) / "assets" / "i18n" / (std::string(code) + ".toml"));
    EXPECT_TRUE(texts) << (texts ? "" : texts.error().message);
    return texts ? *texts : Texts{};
}

std::string content_of(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
}

/// Keys in tr("..."), trf("...") and title_key(), with those of conditional expressions.
std::set<std::string> keys_in_code() {
    std::set<std::string> keys;
    const std::regex call(R"re((?:\btrf?\(|title_key\(\) const override \{ return )([^;]*))re"),
        key(R"re("([a-z_]+\.[a-z_0-9]+)")re");
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(TWIN_SOURCE_ROOT) / "app")) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".h") continue;
        const std::string code = content_of(entry.path());
        for (std::sregex_iterator it(code.begin(), code.end(), call), end; it != end; ++it) {
            const std::string arguments = (*it)[1];
            for (std::sregex_iterator at(arguments.begin(), arguments.end(), key); at != end; ++at)
                keys.insert((*at)[1]);
        }
    }
    return keys;
}

TEST(ScreenTexts, BothLanguagesSayTheSameThings) {
    const Texts german = texts_of("de"), english = texts_of("en");
    ASSERT_GT(german.size(), 300u);
    for (const auto& [key, text] : german) EXPECT_TRUE(english.contains(key)) << key << " is missing in en.toml";
    for (const auto& [key, text] : english) EXPECT_TRUE(german.contains(key)) << key << " is missing in de.toml";
}

TEST(ScreenTexts, BothLanguagesHaveTheSamePlacesForValues) {
    const Texts german = texts_of("de"), english = texts_of("en");
    const auto places = [](const std::string& text) {
        std::size_t count = 0;
        for (std::size_t at = 0; (at = text.find("{}", at)) != std::string::npos; at += 2) ++count;
        return count;
    };
    for (const auto& [key, text] : german) {
        if (!english.contains(key)) continue;
        EXPECT_EQ(places(text), places(english.at(key))) << key;
    }
}

TEST(ScreenTexts, EveryTextThatTheCodeAsksForIsThere) {
    const Texts german = texts_of("de");
    const auto keys = keys_in_code();
    ASSERT_GT(keys.size(), 100u);
    for (const std::string& key : keys) EXPECT_TRUE(german.contains(key)) << key;
}

TEST(ScreenTexts, GermanHasItsUmlauts) {
    // Spellings that show that somebody wrote ae, oe, ue or ss for a letter.
    const std::regex wrong(
        R"re(\b(fuer|ueber|koenn|muess|moeg|waehl|zurueck|gruen|hoehe|gebaeude|strasse|schliess|groess|flaech|gelaend|laeuft|oeffn|naeh|loesch|rueck|aender|spaet|fuss|weiss\b|heiss\b|muell|baeum|haeus|staedt|buerg|faehr|zaehl|laeng|haelt|waerm|dach\s*flaech|kuerz))re",
        std::regex::icase);
    for (const auto& [key, text] : texts_of("de")) EXPECT_FALSE(std::regex_search(text, wrong)) << key << ": " << text;
}

TEST(ScreenTexts, EveryKindOfThingHasANameInBothLanguages) {
    const Texts german = texts_of("de"), english = texts_of("en");
    for (int i = 0; i < twin::data::feature_kind_count; ++i) {
        const auto kind = static_cast<twin::data::FeatureKind>(i);
        const std::string name = "kind." + std::string(twin::data::name_of(kind));
        EXPECT_TRUE(german.contains(name) && english.contains(name)) << name;
        const std::string layer = "layer." + std::string(twin::data::gpkg_layer_of(kind));
        EXPECT_TRUE(german.contains(layer) && english.contains(layer)) << layer;
    }
    for (int i = 0; i < twin::data::provenance_count; ++i) {
        const std::string name(twin::data::name_of(static_cast<twin::data::Provenance>(i)));
        EXPECT_TRUE(german.contains("provenance." + name) && german.contains("provenance_hint." + name)) << name;
    }
}

TEST(ScreenTexts, EveryAttributeThatTheProgramUnderstandsHasAName) {
    const Texts german = texts_of("de");
    const std::string keys = content_of(fs::path(TWIN_SOURCE_ROOT) / "data" / "keys.h");
    const std::regex entry(R"re(const char\* \w+ = "(\w+)")re");
    int count = 0;
    for (std::sregex_iterator it(keys.begin(), keys.end(), entry), end; it != end; ++it, ++count) {
        const std::string key = (*it)[1];
        if (key == "assumed" || key == "repaired") continue;  // Shown beside the values they speak of.
        EXPECT_TRUE(german.contains("attribute." + key)) << key;
    }
    EXPECT_GT(count, 40);
}

TEST(ScreenTexts, NumbersAreWrittenAsEachLanguageWritesThem) {
    ASSERT_TRUE(twin::app::load_texts());
    twin::app::set_language(Language::german);
    EXPECT_EQ(twin::app::number_text(1234567.25, 1), "1.234.567,2");
    EXPECT_EQ(twin::app::count_text(999), "999");
    EXPECT_EQ(twin::app::length_text(2400), "2,4 km");
    EXPECT_EQ(twin::app::attribute_text("height_m", 12.5), "12,50 m");
    EXPECT_EQ(twin::app::attribute_text("direction", 90.0), "90°");
    EXPECT_EQ(twin::app::attribute_text("driving_side", std::string("left")), "links");
    EXPECT_EQ(twin::app::attribute_text("roof_shape", std::string("gabled")), "Satteldach");
    twin::app::set_language(Language::english);
    EXPECT_EQ(twin::app::number_text(-1234.5, 1), "−1,234.5");
    EXPECT_EQ(twin::app::number_text(-0.01, 1), "0.0");
    EXPECT_EQ(twin::app::length_text(840), "840 m");
    twin::app::set_language(Language::german);
}

TEST(ScreenTexts, APlainEnvironmentGivesGerman) {
    setenv("LC_ALL", "C", 1);
    EXPECT_EQ(twin::app::language_from_environment(), Language::german);
    setenv("LC_ALL", "en_GB.UTF-8", 1);
    EXPECT_EQ(twin::app::language_from_environment(), Language::english);
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    EXPECT_EQ(twin::app::language_from_environment(), Language::german);
    unsetenv("LC_ALL");
}

}  // namespace
