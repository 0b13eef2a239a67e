#include "app/importer/same_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <zlib.h>

#include "app/importer/content_hash.h"
#include "base/text.h"
#include "data/import_file.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t looked_at_bytes = 1 << 20;

/// "LoD2_32_410_5476.gml.gz" -> "lod2_32_410_5476"
std::string stem_of(const fs::path& path) {
    std::string name = base::to_lower_ascii(path.filename().string());
    for (const char* ending : {".gz",  ".bz2", ".zip",  ".xml", ".json", ".jsonl", ".pbf",  ".osm",     ".gml", ".city",
                               ".xyz", ".tif", ".tiff", ".asc", ".txt",  ".shp",   ".gpkg", ".geojson", ".fgb", ".kml"})
        if (name.ends_with(ending)) name.resize(name.size() - std::strlen(ending));
    return name;
}

/// The first part of a file, unpacked where it is a .gz.
std::string beginning_of(const fs::path& path) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return {};
    const std::string_view text = file->input().head(looked_at_bytes);
    if (!text.starts_with("\x1f\x8b")) return std::string(text);
    std::string out(looked_at_bytes, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, 31) != Z_OK) return {};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    inflate(&stream, Z_SYNC_FLUSH);
    out.resize(out.size() - stream.avail_out);
    inflateEnd(&stream);
    return out;
}

/// Ids of CityGML features, or keys of CityJSON's city objects.
std::set<std::string> ids_in(const std::string& text, bool json) {
    constexpr std::size_t most = 500;
    std::set<std::string> ids;
    const std::string_view view = text;
    if (!json) {
        for (std::size_t at = view.find("gml:id=\""); at != std::string_view::npos && ids.size() < most;
             at = view.find("gml:id=\"", at + 8))
            ids.emplace(view.substr(at + 8, std::min<std::size_t>(view.find('"', at + 8) - at - 8, 200)));
        return ids;
    }
    // "ID": { ... "type": "Building"
    for (std::size_t at = view.find("\"Building"); at != std::string_view::npos && ids.size() < most;
         at = view.find("\"Building", at + 1)) {
        const std::size_t brace = view.rfind('{', at);
        const std::size_t end = brace == std::string_view::npos ? brace : view.rfind('"', brace);
        const std::size_t begin =
            end == std::string_view::npos || end == 0 ? std::string_view::npos : view.rfind('"', end - 1);
        if (begin != std::string_view::npos && end - begin < 200) ids.emplace(view.substr(begin + 1, end - begin - 1));
    }
    return ids;
}

bool share_ids(const std::string& a, bool a_json, const std::string& b, bool b_json) {
    const auto first = ids_in(a, a_json), second = ids_in(b, b_json);
    const auto& fewer = a_json ? first : second;  // CityGML has ids of faces too
    const auto& more = a_json ? second : first;
    const auto shared = std::count_if(fewer.begin(), fewer.end(), [&](const auto& id) { return more.contains(id); });
    return shared > 0 && shared * 3 >= static_cast<long>(std::min(fewer.size(), more.size()));
}

struct Box {
    double west = 0, south = 0, east = 0, north = 0;
    bool holds(double x, double y) const { return x >= west && x <= east && y >= south && y <= north; }
};

template <class Number>
Number read_number(std::string_view bytes, std::size_t at) {
    Number value{};
    if (at + sizeof(value) <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof(value));
    return value;
}

/// Extent of a little-endian GeoTIFF without rotation.
std::optional<Box> box_of_tiff(std::string_view file) {
    if (!file.starts_with("II\x2a")) return std::nullopt;
    const std::size_t directory = read_number<std::uint32_t>(file, 4);
    const std::size_t entries = std::min<std::size_t>(read_number<std::uint16_t>(file, directory), 200);
    double width = 0, height = 0, step_x = 0, step_y = 0, x = NAN, y = NAN;
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        const auto tag = read_number<std::uint16_t>(file, entry), type = read_number<std::uint16_t>(file, entry + 2);
        const auto value = read_number<std::uint32_t>(file, entry + 8);
        if (tag == 256) width = type == 3 ? value & 0xFFFF : value;
        if (tag == 257) height = type == 3 ? value & 0xFFFF : value;
        if (tag == 33550) step_x = read_number<double>(file, value), step_y = read_number<double>(file, value + 8);
        if (tag == 33922) x = read_number<double>(file, value + 24), y = read_number<double>(file, value + 32);
    }
    if (!(width > 0 && height > 0 && step_x > 0 && step_y > 0) || !std::isfinite(x) || !std::isfinite(y))
        return std::nullopt;
    return Box{x - step_x, y - (height + 1) * step_y, x + (width + 1) * step_x, y + step_y};
}

/// The first place in rows of numbers or in GeoJSON.
std::optional<std::pair<double, double>> first_place_in(std::string_view text) {
    if (const auto at = text.find("\"coordinates\""); at != std::string_view::npos) text.remove_prefix(at + 13);
    std::array<double, 2> numbers{};
    std::size_t count = 0;
    while (count < 2 && !text.empty()) {
        const std::size_t begin = text.find_first_of("0123456789-");
        if (begin == std::string_view::npos) return std::nullopt;
        text.remove_prefix(begin);
        if (!base::parse_number(text.substr(0, text.find_first_of(" ;,\t\r\n]")), numbers[count])) return std::nullopt;
        ++count;
        text.remove_prefix(std::min(text.find_first_of(" ;,\t\r\n]"), text.size()));
    }
    return count == 2 ? std::optional(std::pair(numbers[0], numbers[1])) : std::nullopt;
}

/// Lower is richer; the first of two that hold the same is kept.
int rank_of(const SortedFile& file) {
    if (file.format == "citygml") return 0;
    if (file.format == "cityjson") return 1;
    const std::string ending = base::to_lower_ascii(file.path.extension().string());
    constexpr const char* order[] = {".tif", ".tiff", ".asc", ".gpkg", ".fgb", ".shp", ".geojson", ".pbf", ".osm"};
    for (std::size_t i = 0; i < std::size(order); ++i)
        if (ending == order[i]) return static_cast<int>(i);
    return 100;
}

bool hold_the_same(const SortedFile& a, const SortedFile& b) {
    const bool city_a = a.format == "citygml" || a.format == "cityjson";
    const bool city_b = b.format == "citygml" || b.format == "cityjson";
    if (city_a && city_b && a.format != b.format)
        return share_ids(beginning_of(a.path), a.format == "cityjson", beginning_of(b.path), b.format == "cityjson");
    if (a.format != b.format) return false;
    const std::string first = base::to_lower_ascii(a.path.extension().string()),
                      second = base::to_lower_ascii(b.path.extension().string());
    if (first == second) return false;
    if (a.format == "osm") return true;  // one extract, packed in two ways
    if (a.format == "raster") {
        const auto file = data::MappedFile::open(a.path);
        const auto box = file.ok() ? box_of_tiff(file->input().text()) : std::nullopt;
        const auto place = first_place_in(beginning_of(b.path));
        return box && (second == ".xyz" || second == ".txt" || second == ".csv") && place &&
               box->holds(place->first, place->second);
    }
    if (a.format == "vector" && first == ".shp" && second == ".geojson") {
        const std::string head = beginning_of(a.path);
        const Box box{read_number<double>(head, 36), read_number<double>(head, 44), read_number<double>(head, 52),
                      read_number<double>(head, 60)};
        const auto place = first_place_in(beginning_of(b.path));
        return head.size() >= 100 && place && box.holds(place->first, place->second);
    }
    return false;
}

void find_equal_bytes(std::vector<SortedFile>& files) {
    std::map<std::uintmax_t, std::vector<SortedFile*>> by_size;
    for (SortedFile& file : files) {
        std::error_code failure;
        if (file.role == FileRole::source) by_size[fs::file_size(file.path, failure)].push_back(&file);
    }
    for (const auto& [size, same] : by_size) {
        if (same.size() < 2) continue;
        std::map<std::uint64_t, SortedFile*> first;
        for (SortedFile* file : same) {
            const auto [found, fresh] = first.emplace(hash_of_file(file->path), file);
            // A model may stand in two places; its copy in another folder has other pictures.
            if (fresh || found->second->format != file->format || file->format == "gltf" || file->format == "model" ||
                file->format == "tiles3d")
                continue;
            file->role = FileRole::duplicate;
            file->reason = "it is the same file as another one";
            file->whose = found->second->name;
        }
    }
}

}  // namespace

void find_same_data(std::vector<SortedFile>& files) {
    find_equal_bytes(files);
    std::map<std::string, std::vector<SortedFile*>> by_stem;
    for (SortedFile& file : files)
        if (file.role == FileRole::source) by_stem[stem_of(file.path)].push_back(&file);
    for (auto& [stem, same] : by_stem) {
        std::stable_sort(same.begin(), same.end(),
                         [](const auto* a, const auto* b) { return rank_of(*a) < rank_of(*b); });
        for (std::size_t i = 0; i < same.size(); ++i)
            for (std::size_t j = i + 1; j < same.size(); ++j) {
                if (same[i]->role != FileRole::source || same[j]->role != FileRole::source) continue;
                if (!hold_the_same(*same[i], *same[j])) continue;
                same[j]->role = FileRole::duplicate;
                same[j]->reason = "it holds the same as another file, in another format";
                same[j]->whose = same[i]->name;
            }
    }
}

}  // namespace twin::app
