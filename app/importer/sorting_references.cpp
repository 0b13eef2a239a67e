#include "app/importer/sorting_references.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <fstream>

#include "app/importer/sorting.h"
#include "base/text.h"
#include "data/import_file.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_references = 200'000;

std::string without_escapes(std::string_view uri) {
    std::string out;
    const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
    for (std::size_t i = 0; i < uri.size(); ++i) {
        const bool hex = uri[i] == '%' && i + 2 < uri.size() && std::isxdigit(static_cast<unsigned char>(uri[i + 1])) &&
                         std::isxdigit(static_cast<unsigned char>(uri[i + 2]));
        if (hex) {
            out += static_cast<char>(digit(uri[i + 1]) * 16 + digit(uri[i + 2]));
            i += 2;
        } else if (uri[i] != '\\') {
            out += uri[i];
        }
    }
    return out.substr(0, out.find_first_of("?#"));
}

/// The texts behind "uri" and "url", wherever they stand: all that JSON formats of models ask for.
std::vector<Reference> uris_in(std::string_view json) {
    std::vector<Reference> found;
    for (std::size_t at = json.find("\"ur"); at != std::string_view::npos && found.size() < most_references;
         at = json.find("\"ur", at + 1)) {
        const auto key = json.substr(at, 5);
        if (key != "\"uri\"" && key != "\"url\"") continue;
        std::size_t value = at + 5;
        while (value < json.size() && (std::isspace(static_cast<unsigned char>(json[value])) || json[value] == ':'))
            ++value;
        if (value >= json.size() || json[value] != '"') continue;
        const std::size_t end = json.find('"', value + 1);
        if (end == std::string_view::npos) break;
        const auto text = json.substr(value + 1, end - value - 1);
        if (text.size() > 1024 || text.starts_with("data:") || text.find("://") != std::string_view::npos) continue;
        found.push_back({without_escapes(text), text.find('{') != std::string_view::npos});
    }
    return found;
}

std::vector<Reference> material_libraries_in(std::string_view obj) {
    std::vector<Reference> found;
    obj = obj.substr(0, 1 << 16);
    for (const std::string_view line : base::split(obj, '\n'))
        if (line.starts_with("mtllib ")) found.push_back({std::string(base::trim(line.substr(7))), false});
    return found;
}

/// Whether a TIFF has tags that say where it lies.  Source: TIFF 6.0; GeoTIFF 1.1, 7.1.
bool tiff_has_place(std::string_view file) {
    if (file.size() < 8) return false;
    const bool little = file.starts_with("II");
    if (!little && !file.starts_with("MM")) return false;
    const auto number = [&](std::uint64_t at, int count) -> std::uint64_t {
        if (at > file.size() || file.size() - at < static_cast<std::size_t>(count)) return 0;
        std::uint64_t value = 0;
        for (int i = 0; i < count; ++i)
            value = value << 8 |
                    static_cast<unsigned char>(
                        file[static_cast<std::size_t>(at) + static_cast<std::size_t>(little ? count - 1 - i : i)]);
        return value;
    };
    const bool big = number(2, 2) == 43;
    const std::uint64_t directory = big ? number(8, 8) : number(4, 4);
    const std::uint64_t entries = std::min<std::uint64_t>(big ? number(directory, 8) : number(directory, 2), 1000);
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::uint64_t tag = number(directory + (big ? 8 + i * 20 : 2 + i * 12), 2);
        if (tag == 33550 || tag == 34264 || tag == 33922) return true;  // pixel scale, transformation, tie points
    }
    return false;
}

/// The texts between `before` and `after`, wherever they stand.
std::vector<Reference> texts_between(std::string_view text, std::string_view before, std::string_view after) {
    std::vector<Reference> found;
    std::string_view last;
    for (std::size_t at = text.find(before); at != std::string_view::npos && found.size() < most_references;
         at = text.find(before, at + 1)) {
        const std::size_t begin = at + before.size();
        const std::size_t end = text.find_first_of(after, begin);
        if (end == std::string_view::npos) break;
        const std::string_view name = base::trim(text.substr(begin, end - begin));
        if (name.empty() || name.size() > 1024 || name == last) continue;
        last = name;
        found.push_back({without_escapes(name), false});
    }
    return found;
}

std::vector<Reference> pictures_of_materials(std::string_view mtl) {
    std::vector<Reference> found;
    for (const std::string_view line : base::split(mtl, '\n')) {
        const std::string_view words = base::trim(line);
        if (words.starts_with("map_") || words.starts_with("bump") || words.starts_with("disp"))
            found.push_back({std::string(words.substr(words.find_last_of(" \t") + 1)), false});
    }
    return found;
}

}  // namespace

bool may_refer(const fs::path& path, const std::string& format) {
    const std::string ending = base::to_lower_ascii(path.extension().string());
    return (format == "tiles3d" && ending == ".json") || format == "citygml" || format == "cityjson" ||
           ending == ".gltf" || ending == ".obj" || ending == ".mtl" || ending == ".dae";
}

std::vector<Reference> references_in(const fs::path& path, const std::string& format) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return {};
    const std::string_view text = file->input().text();
    const std::string ending = base::to_lower_ascii(path.extension().string());
    if (format == "citygml") return texts_between(text, "imageURI>", "<");
    if (format == "cityjson") return texts_between(text, "\"image\":\"", "\"");
    if (ending == ".obj") return material_libraries_in(text);
    if (ending == ".mtl") return pictures_of_materials(text);
    if (ending == ".dae") return texts_between(text, "<init_from>", "<");
    return uris_in(text);
}

bool matches(std::string_view name, std::string_view pattern) {
    while (!pattern.empty()) {
        if (pattern.front() == '{') {
            const std::size_t end = pattern.find('}');
            if (end == std::string_view::npos) return false;
            std::size_t digits = 0;
            while (digits < name.size() && std::isdigit(static_cast<unsigned char>(name[digits]))) ++digits;
            if (digits == 0) return false;
            name.remove_prefix(digits);
            pattern.remove_prefix(end + 1);
        } else {
            if (name.empty() || name.front() != pattern.front()) return false;
            name.remove_prefix(1);
            pattern.remove_prefix(1);
        }
    }
    return name.empty();
}

bool is_sumo_net(const fs::path& path) {
    const std::string name = base::to_lower_ascii(path.filename().string());
    if (name.ends_with(".net.xml") || name.ends_with(".net.xml.gz")) return true;
    std::ifstream in(path, std::ios::binary);
    std::string head(4096, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head.find("<net ") != std::string::npos;
}

bool has_georeference(const fs::path& path) {
    const std::string ending = base::to_lower_ascii(path.extension().string());
    std::error_code failure;
    const auto beside = [&](const std::string& other) {
        fs::path world = path;
        world.replace_extension(other);
        return fs::exists(world, failure);
    };
    // "tif" gives "tfw" and "tifw".
    const std::string bare = ending.empty() ? "" : ending.substr(1);
    if (bare.size() >= 3 && (beside(std::string{bare.front(), bare.back(), 'w'}) || beside(bare + "w"))) return true;
    if (beside("wld")) return true;
    const fs::path aux = path.string() + ".aux.xml";
    if (fs::exists(aux, failure)) {
        std::ifstream in(aux, std::ios::binary);
        std::string text(1 << 16, '\0');
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        if (text.find("<GeoTransform>") != std::string::npos) return true;
    }
    if (ending != ".tif" && ending != ".tiff") return ending == ".jp2";
    const auto file = data::MappedFile::open(path);
    return file.ok() && tiff_has_place(file->input().text());
}

}  // namespace twin::app
