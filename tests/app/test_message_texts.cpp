#include "app/message_texts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/i18n.h"
#include "app/importer/importer.h"
#include "data/import_file.h"
#include "data/source.h"
#include "tests/app/source_literals.h"

namespace {

namespace fs = std::filesystem;
using twin::app::MessageTexts;
using twin::tests::SourceLiteral;

const fs::path catalogue = fs::path(TWIN_SOURCE_ROOT) / "assets" / "i18n" / "messages_de.toml";

const MessageTexts& texts() {
    static const MessageTexts read = [] {
        auto made = MessageTexts::read(catalogue);
        EXPECT_TRUE(made) << (made ? "" : made.error().message);
        MessageTexts result = made ? std::move(*made) : MessageTexts();
        result.add_words({{"gabled", "Satteldach"}, {"house", "Wohnhaus"}});
        return result;
    }();
    return read;
}

std::string german(std::string_view message) {
    return texts().translate(message);
}

const std::vector<SourceLiteral>& literals() {
    static const std::vector<SourceLiteral> all = twin::tests::source_literals();
    return all;
}

/// Places of fmt and of the catalogue alike become {}; two side by side are one.
std::string with_plain_places(std::string_view text) {
    static const std::regex place(R"(\{[^{}]*\})");
    std::string plain = std::regex_replace(std::string(text), place, "{}");
    for (std::size_t at; (at = plain.find("{}{}")) != std::string::npos;) plain.erase(at, 2);
    return plain;
}

std::vector<std::string> pieces_of(const std::string& text, std::string_view between) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(between, at), text.size());
        pieces.push_back(text.substr(at, end - at));
        at = end + between.size();
    }
    return pieces;
}

std::string trimmed(std::string text) {
    constexpr const char* edge = " ;:,.(){}\"'\n";
    text.erase(0, std::min(text.find_first_not_of(edge), text.size()));
    text.erase(text.find_last_not_of(edge) + 1);
    return text;
}

// --- What is a message: every text of two words or more that no rule below takes out.

bool is_prose(const std::string& text) {
    static const std::regex two_words("[a-z]{2,}[,;:]? [^ ]|[^ ] [a-z]{2,}");
    if (!std::regex_search(text, two_words)) return false;
    // Messages are made in English: what has umlauts is the German half of a pair.
    return text.find("ä") == std::string::npos && text.find("ö") == std::string::npos &&
           text.find("ü") == std::string::npos && text.find("ß") == std::string::npos;
}

bool is_sql(const std::string& text) {
    static const std::regex word(R"(\b(SELECT|INSERT|UPDATE|PRAGMA|CREATE|DELETE|DROP|COMMIT|BEGIN|AND|ORDER BY)\b)");
    return std::regex_search(text, word);
}

/// Calls whose texts no visitor sees: the log, the terminal, comparisons, keys of the other catalogue.
bool is_elsewhere(const SourceLiteral& literal) {
    static const std::set<std::string> calls{
        "spdlog::debug(", "spdlog::info(",     "spdlog::warn(", "spdlog::error(", "fprintf(",       "std::fprintf(",
        "add_option(",    "add_flag(",         "tr(",           "trf(",           "tr_or(",         "find(",
        "starts_with(",   "ends_with(",        "getenv(",       "std::getenv(",   "proj_create(",   "importFromProj4(",
        "static_assert(", "osmium::io_error{", "assert(",       "std::regex(",    "add_subcommand("};
    return std::any_of(literal.inside.begin(), literal.inside.end(),
                       [](const std::string& each) { return calls.contains(each); });
}

/// {"Deutsch", "English"} of an overlay: both halves stand in the source.
bool is_pair(const SourceLiteral& literal) {
    static const std::set<std::string> bilingual{"scene/guidance/words.cpp", "scene/guidance/instructions.cpp",
                                                 "scene/projects/themes.cpp"};
    if (!literal.file.starts_with("scene/")) return false;
    if (bilingual.contains(literal.file)) return true;
    const std::size_t number = static_cast<std::size_t>(&literal - literals().data());
    return literal.first_in_brace ||
           (number > 0 && literals()[number - 1].first_in_brace && literals()[number - 1].inside == literal.inside);
}

/// Texts of the sources that look like messages and never reach the screen, one a line.
const std::set<std::string>& not_shown() {
    static const std::set<std::string> lines = [] {
        std::set<std::string> read;
        std::ifstream in(fs::path(TWIN_SOURCE_ROOT) / "tests" / "app" / "texts_not_shown.txt");
        for (std::string line; std::getline(in, line);)
            if (!line.empty() && !line.starts_with("# ")) read.insert(trimmed(with_plain_places(line)));
        return read;
    }();
    return lines;
}

bool is_message(const SourceLiteral& literal) {
    return is_prose(literal.text) && !is_sql(literal.text) && !is_elsewhere(literal) && !is_pair(literal) &&
           !literal.file.starts_with("app/subcommands/") &&
           !literal.file.starts_with("app/importer/proposal") &&  // `import --propose`, on the terminal only
           !not_shown().contains(trimmed(with_plain_places(literal.text)));
}

bool is_translated(const std::string& text) {
    static const std::vector<std::string> known = [] {
        std::vector<std::string> all;
        for (const MessageTexts::Entry& entry : texts().entries()) all.push_back(with_plain_places(entry.english));
        return all;
    }();
    const auto inside_one = [](const std::string& part) {
        return part.empty() || std::any_of(known.begin(), known.end(), [&](const std::string& sentence) {
                   return sentence.find(part) != std::string::npos;
               });
    };
    if (inside_one(text)) return true;
    const auto is_step = [](const std::string& part) {
        return german("a.gml: " + part + ": b").find(part) == std::string::npos;
    };
    const auto steps = pieces_of(text, ": ");  // "{}: opening: the file is empty"
    return std::all_of(steps.begin(), steps.end(),
                       [&](const std::string& step) { return inside_one(trimmed(step)) || is_step(trimmed(step)); });
}

TEST(MessageTexts, EveryMessageOfTheSourcesIsToldInGerman) {
    ASSERT_FALSE(texts().entries().empty());
    std::size_t messages = 0;
    for (const SourceLiteral& literal : literals()) {
        if (!is_message(literal)) continue;
        ++messages;
        EXPECT_TRUE(is_translated(trimmed(with_plain_places(literal.text))))
            << literal.file << ":" << literal.line << ": \"" << literal.text
            << "\" has no German. Add it to assets/i18n/messages_de.toml; if it never reaches the screen, to "
               "tests/app/texts_not_shown.txt.";
    }
    EXPECT_GT(messages, 400u);
}

TEST(MessageTexts, NoGermanSentenceIsLeftOverFromAMessageThatIsGone) {
    std::string all;
    for (const SourceLiteral& literal : literals()) all += with_plain_places(literal.text) + "\n";
    for (const MessageTexts::Entry& entry : texts().entries()) {
        if (entry.section == "foreign" || entry.section == "words") continue;
        for (const std::string& piece : pieces_of(with_plain_places(entry.english), "{}"))
            EXPECT_NE(all.find(trimmed(piece)), std::string::npos)
                << catalogue.string() << ":" << entry.line << ": \"" << entry.english
                << "\" occurs in no source any more; change or remove it.";
    }
}

TEST(MessageTexts, EverySentenceFindsItsOwnGerman) {
    for (const MessageTexts::Entry& entry : texts().entries()) {
        if (entry.section == "stages" || entry.section == "words") continue;
        std::string english = entry.english, expected = entry.german;
        for (int place = 1;; ++place) {
            const std::size_t at = english.find('{');
            if (at == std::string::npos) break;
            const bool number = english.compare(at, 3, "{#}") == 0;
            const std::string value = number ? std::to_string(40 + place) : "Q" + std::to_string(place);
            english.replace(at, english.find('}', at) + 1 - at, value);
            const std::string wanted = "{" + std::to_string(place) + "}";
            for (std::size_t in; (in = expected.find(wanted)) != std::string::npos;) expected.replace(in, 3, value);
        }
        EXPECT_EQ(german(english), expected) << "line " << entry.line;
    }
}

TEST(MessageTexts, SentencesAreGermanWithRealUmlauts) {
    std::string all;
    static const std::regex spelled_out(
        R"(\b(fuer|ueber|koennen|muessen|Gelaende|Hoehe|Gebaeude|Flaeche|Strasse|pruefen)\w*)");
    for (const MessageTexts::Entry& entry : texts().entries()) {
        EXPECT_FALSE(std::regex_search(entry.german, spelled_out)) << entry.german;
        EXPECT_FALSE(entry.german.empty()) << entry.english;
        all += entry.german;
    }
    for (const char* letter : {"ä", "ö", "ü", "Ü", "ß"}) EXPECT_NE(all.find(letter), std::string::npos) << letter;
}

TEST(MessageTexts, AFileItsStepAndTheReasonAreToldOneByOne) {
    EXPECT_EQ(
        german("haus.gml: reading CityGML: the file ends inside a city object after 0 objects (truncated?)"),
        "haus.gml: Lesen (CityGML): die Datei endet mitten in einem Stadtobjekt nach 0 Objekten (abgeschnitten?)");
    EXPECT_EQ(german("dom1.tif: reading terrain rasters: GeoTIFF, COG, HGT, ASC, XYZ, DTED, ERDAS, Surfer (also "
                     "zipped): the reader crashed (signal 6, aborted) (after 12 objects)"),
              "dom1.tif: Lesen (Geländeraster): GeoTIFF, COG, HGT, ASC, XYZ, DTED, ERDAS, Surfer (also zipped): das "
              "Leseprogramm ist abgestürzt (Signal 6, selbst abgebrochen) (nach 12 Objekten)");
    EXPECT_EQ(german("/tmp/a b.gpkg: is cut off after 12 kB of 2.5 GB; copy it again or import the city again"),
              "/tmp/a b.gpkg: ist nach 12 kB von 2,5 GB abgeschnitten; kopieren Sie sie noch einmal oder importieren "
              "Sie die Stadt erneut");
    EXPECT_EQ(german("city.toml, line 7: [[source]] crs: expected a text in quotes"),
              "city.toml, Zeile 7: [[source]] crs: erwartet wurde ein Text in Anführungszeichen");
    EXPECT_EQ(german("nothing could be imported\na.xyz: opening: the file is empty (0 bytes)\nb.xyz: not found; check "
                     "the name"),
              "nichts konnte importiert werden\na.xyz: Öffnen: die Datei ist leer (0 Byte)\nb.xyz: nicht gefunden; "
              "prüfen Sie den Namen");
}

/// Reads in this process, without a worker.
twin::base::Result<void> read_here(const fs::path& path, const std::string&, const twin::data::SourceOptions& options,
                                   const twin::base::WorkerLimits&, twin::data::SourceSink& sink,
                                   const twin::base::ProgressSink&) {
    const auto file = twin::data::MappedFile::open(path);
    if (!file) return file.error();
    const twin::data::Source* source = twin::data::recognise(file->input());
    if (!source) return twin::base::Error{path.filename().string() + ": not recognised"};
    const auto done = source->read(file->input(), options, sink);
    if (!done) return twin::base::Error{path.filename().string() + ": " + done.error().message};
    return {};
}

TEST(MessageTexts, ATruncatedCityGmlFileIsToldInGermanWithItsName) {
    const fs::path folder = fs::temp_directory_path() / ("twin_message_texts_" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const fs::path file = folder / "Fruchthalle.gml";
    std::ofstream(file) << "<?xml version=\"1.0\"?><CityModel xmlns=\"http://www.opengis.net/citygml/2.0\" "
                           "xmlns:bldg=\"http://www.opengis.net/citygml/building/2.0\"><cityObjectMember>"
                           "<bldg:Building><bldg:storeysAboveGr";
    twin::app::ImportRequest request;
    request.sources = {file};
    request.output = folder / "city.gpkg";
    request.read = read_here;
    const auto imported = twin::app::import_city(request, {});
    fs::remove_all(folder);
    ASSERT_FALSE(imported);
    const std::string told = german(imported.error().message);
    EXPECT_EQ(told.find("Fruchthalle.gml: Lesen (CityGML): die Datei endet mitten in einem Stadtobjekt"), 0u) << told;
    EXPECT_EQ(told.find("reading"), std::string::npos) << told;
}

TEST(MessageTexts, TheScreenSaysItInItsOwnLanguage) {
    using twin::app::Language;
    const Language before = twin::app::language();
    twin::app::set_language(Language::german);
    EXPECT_EQ(twin::app::told("width set to 2.5 m"), "Breite auf 2,5 m gesetzt");
    EXPECT_EQ(twin::app::told("no width given; usual for residential"),
              "keine Breite angegeben; üblich für diese Art (Wohnen)")
        << "words of de.toml";
    twin::app::set_language(Language::english);
    EXPECT_EQ(twin::app::told("width set to 2.5 m"), "width set to 2.5 m");
    twin::app::set_language(before);
}

TEST(MessageTexts, ValuesTravelAndNumbersGetTheirComma) {
    EXPECT_EQ(german("height set to 9.5 m (2 storeys, gabled roof)"),
              "Höhe auf 9,5 m gesetzt (2 Geschosse, Dachform Satteldach)");
    EXPECT_EQ(german("no height and no storeys given; usual for house of this size"),
              "weder Höhe noch Geschosse angegeben; üblich bei dieser Größe und Nutzung (Wohnhaus)");
    EXPECT_EQ(german("2 repeated points removed, 1 spike removed"), "2 doppelte Punkte entfernt, 1 Spitze entfernt");
    EXPECT_EQ(german("it was in buildings_v1.2.gml before"), "es stand schon in buildings_v1.2.gml")
        << "a file's name is no number";
    EXPECT_EQ(german("no street in it; damaged XML in line 12: mismatched tag"),
              "keine Straße darin; beschädigtes XML in Zeile 12: Anfang und Ende eines Elements passen nicht zusammen");
}

TEST(MessageTexts, WhatNobodyTranslatedStaysAsItIs) {
    for (const char* message : {"", "DEBY_LOD2_4959457", "something that no one has ever said", "{",
                                "a: b: c; d, e (f)", "Error 7 in libfoo: cannot frobnicate"})
        EXPECT_EQ(german(message), message);
    EXPECT_EQ(german(std::string(100'000, ':')), std::string(100'000, ':'));
    std::string nested = "x";
    for (int i = 0; i < 200; ++i) nested = "it cannot be opened: (" + nested + "; ";
    EXPECT_FALSE(german(nested).empty());
}

TEST(MessageTexts, AWrongCatalogueIsRefusedWithItsLine) {
    const fs::path file = fs::temp_directory_path() / "stadtzwilling-test-messages.toml";
    const auto error_of = [&](const char* content) {
        std::ofstream(file) << content;
        const auto read = MessageTexts::read(file);
        return read ? std::string() : read.error().message;
    };
    EXPECT_NE(error_of("[a]\n\"x {q}\" = \"y\"\n").find("line 2"), std::string::npos);
    EXPECT_NE(error_of("[a]\n\"x {}\" = \"y {2}\"\n").find("asks for a place"), std::string::npos);
    EXPECT_NE(error_of("[a]\n\"x\" = \"y\"\n[b]\n\"x\" = \"z\"\n").find("occurs twice"), std::string::npos);
    EXPECT_NE(error_of("[a]\n\"{}{#}\" = \"y\"\n").find("side by side"), std::string::npos);
    EXPECT_NE(error_of("[a\n"), "");
    fs::remove(file);
}

}  // namespace
