#include "app/importer/proposal_licence.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

constexpr std::pair<const char*, const char*> licences[] = {
    {"dl-de/zero-2-0", "dl-de/zero-2-0"},
    {"dl-de-zero-2.0", "dl-de/zero-2-0"},
    {"datenlizenz deutschland - zero", "dl-de/zero-2-0"},
    {"datenlizenz deutschland – zero", "dl-de/zero-2-0"},
    {"dl-de/by-2-0", "dl-de/by-2-0"},
    {"dl-de-by-2.0", "dl-de/by-2-0"},
    {"datenlizenz deutschland", "dl-de/by-2-0"},
    {"open database license", "ODbL 1.0"},
    {"odbl", "ODbL 1.0"},
    {"cc by-sa 4.0", "CC BY-SA 4.0"},
    {"cc-by-sa-4.0", "CC BY-SA 4.0"},
    {"cc by-sa", "CC BY-SA"},
    {"cc by-nc", "CC BY-NC"},
    {"cc by 4.0", "CC BY 4.0"},
    {"cc-by-4.0", "CC BY 4.0"},
    {"creative commons attribution 4.0", "CC BY 4.0"},
    {"cc0", "CC0 1.0"},
    {"apache-2.0", "Apache-2.0"},
    {"apache license", "Apache-2.0"},
    {"epl-2.0", "EPL-2.0"},
    {"eclipse public license", "EPL-2.0"},
    {"mit license", "MIT"},
    {"bsd-3", "BSD-3-Clause"},
    {"public domain", "public domain"},
};

std::string text_of(const fs::path& path) {
    constexpr std::streamsize most = 64 << 10;
    std::ifstream in(path, std::ios::binary);
    std::string text(most, '\0');
    in.read(text.data(), most);
    text.resize(static_cast<std::size_t>(in.gcount()));
    return base::to_valid_utf8(text);
}

/// The line with the sign of its makers, or what metadata name as organisation.
std::string credit_in(const std::string& text) {
    for (const std::string_view raw : base::split(text, '\n')) {
        const std::string_view line = base::trim(raw);
        const bool told = line.starts_with("©") || base::starts_with_ignoring_case(line, "(c) ") ||
                          base::starts_with_ignoring_case(line, "copyright ");
        if (told && line.size() < 160) return std::string(line);
        for (const char* word : {"Quelle:", "Quellenvermerk:", "Source:", "Repository:"})
            if (base::starts_with_ignoring_case(line, word) && line.size() < 200)
                return std::string(base::trim(line.substr(std::string_view(word).size())));
    }
    const auto at = text.find("organisationName");
    if (at == std::string::npos) return {};
    const auto begin = text.find("CharacterString>", at);
    if (begin == std::string::npos) return {};
    const auto end = text.find('<', begin + 16);
    return end == std::string::npos ? "" : text.substr(begin + 16, end - begin - 16);
}

std::string licence_in(const std::string& text) {
    const std::string small = base::to_lower_ascii(text);
    std::pair<std::size_t, const char*> best{std::string::npos, ""};
    for (const auto& [words, name] : licences)
        if (const auto at = small.find(words); at < best.first) best = {at, name};
    return best.second;
}

/// Folders to climb from the source to the document's; large where it lies elsewhere.
int distance(const fs::path& source, const fs::path& document) {
    int steps = 0;
    const fs::path wanted = document.parent_path();
    for (fs::path folder = source.parent_path(); !folder.empty(); folder = folder.parent_path(), ++steps) {
        if (folder == wanted) return steps;
        if (folder == folder.parent_path()) break;
    }
    return 1000;
}

}  // namespace

LicenceGuess guess_licence(const fs::path& source, const std::vector<fs::path>& documents) {
    std::vector<std::pair<int, fs::path>> near;
    for (const fs::path& document : documents)
        if (const int steps = distance(source, document); steps < 1000) near.emplace_back(steps, document);
    std::sort(near.begin(), near.end());
    LicenceGuess guess;
    for (const auto& [steps, document] : near) {
        const std::string text = text_of(document);
        const std::string licence = licence_in(text), credit = credit_in(text);
        if (guess.licence.empty() && !licence.empty()) {
            guess.licence = licence;
            guess.found_in = document.filename().string();
        }
        if (guess.credit.empty()) guess.credit = credit;
        if (!guess.licence.empty() && !guess.credit.empty()) break;
    }
    return guess;
}

}  // namespace twin::app
