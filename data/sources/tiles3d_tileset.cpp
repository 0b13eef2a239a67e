#include "data/sources/tiles3d_tileset.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/gltf_document.h"
#include "data/sources/gltf_earth.h"

namespace twin::data::tiles3d {
namespace {

using gltf::Json;

constexpr int deepest = 128;
constexpr std::uint64_t most_tiles = 2'000'000;
const base::Error cancelled{"reading: cancelled"};

glm::dmat4 transform_of(const Json& tile) {
    const auto numbers = gltf::numbers_in(tile, "transform");
    glm::dmat4 matrix(1);
    if (numbers.size() == 16)
        for (int i = 0; i < 16; ++i) matrix[i / 4][i % 4] = numbers[static_cast<std::size_t>(i)];
    return matrix;
}

std::string uri_of(const Json& content) {
    std::string_view uri = gltf::text_in(content, "uri");
    if (uri.empty()) uri = gltf::text_in(content, "url");  // before 1.0
    return gltf::plain_path(uri.substr(0, uri.find('?')));
}

std::vector<Json> contents_of(const Json& tile) {
    std::vector<Json> list = gltf::list_in(tile, "contents");
    Json one, extended;
    if (gltf::member(tile, "content", one)) list.push_back(one);
    if (gltf::extension(tile, "3DTILES_multiple_contents", extended))
        for (const char* name : {"contents", "content"})
            for (const Json& entry : gltf::list_in(extended, name)) list.push_back(entry);
    return list;
}

bool is_tileset(std::span<const std::byte> bytes) {
    const std::string_view head(reinterpret_cast<const char*>(bytes.data()),
                                std::min<std::size_t>(bytes.size(), 1 << 20));
    return !is_tile(bytes) && !head.starts_with("glTF") && head.find("\"geometricError\"") != std::string_view::npos &&
           head.find("\"bufferViews\"") == std::string_view::npos;
}

}  // namespace

void settle_frame(const Json& tileset, Surroundings& around) {
    Json asset, root, volume;
    if (gltf::member(tileset, "asset", asset)) {
        const std::string_view up = gltf::text_in(asset, "gltfUpAxis");
        if (up == "Z" || up == "z") around.up_axis = 'z';
        if (up == "X" || up == "x") around.up_axis = 'x';
    }
    if (!gltf::member(tileset, "root", root) || !gltf::member(root, "boundingVolume", volume)) return;
    const glm::dmat4 matrix = transform_of(root);
    std::vector<double> numbers = gltf::numbers_in(volume, "box");
    if (numbers.empty()) numbers = gltf::numbers_in(volume, "sphere");
    const glm::dvec3 middle = numbers.size() >= 3
                                  ? glm::dvec3(matrix * glm::dvec4(numbers[0], numbers[1], numbers[2], 1))
                                  : glm::dvec3(matrix[3]);
    around.geocentric = gltf::numbers_in(volume, "region").size() == 6 || gltf::looks_geocentric(middle);
    const bool national = std::max(std::abs(middle.x), std::abs(middle.y)) > 1e5;
    around.heights = around.geocentric || national ? HeightMode::absolute : HeightMode::above_ground;
}

void TilesetReader::leave_out(const std::string& path, const std::string& why) {
    ++missing_;
    if (around_.run.first_failure.empty()) around_.run.first_failure = fmt::format("{}: {}", path, why);
    around_.run.complain(base::ComplaintKind::skipped, path, "tile left out", why);
}

base::Result<bool> TilesetReader::read(std::span<const std::byte> bytes, const std::string& folder,
                                       const glm::dmat4& matrix, int depth) {
    simdjson::dom::parser parser;
    Json tileset, root;
    const auto text = bytes.size() >= 3 && std::to_integer<int>(bytes[0]) == 0xEF ? bytes.subspan(3) : bytes;
    const auto failure = parser.parse(reinterpret_cast<const char*>(text.data()), text.size(), true).get(tileset);
    if (failure != simdjson::SUCCESS)
        return base::Error{
            fmt::format("opening: expected a tileset, but its JSON cannot be read ({}); the file is cut off or damaged",
                        simdjson::error_message(failure))};
    if (!gltf::member(tileset, "root", root) || !root.is_object())
        return base::Error{"opening: expected a tileset, but it has no root tile; name the tileset.json"};
    if (depth == 0) {
        settle_frame(tileset, around_);
        if (around_.geocentric) around_.run.sink.crs({.text = "EPSG:4979"});
    }
    return tile(root, folder, matrix, false, depth);
}

base::Result<bool> TilesetReader::tile(const Json& json, const std::string& folder, const glm::dmat4& above, bool adds,
                                       int depth) {
    if (depth > deepest)
        return base::Error{fmt::format("reading: tiles lie more than {} deep, or contain themselves", deepest)};
    if (++tiles_ > most_tiles)
        return base::Error{
            fmt::format("reading: more than {} million tiles; take a part of it", most_tiles / 1'000'000)};
    const glm::dmat4 matrix = above * transform_of(json);
    const std::string refine = base::to_lower_ascii(gltf::text_in(json, "refine"));
    if (!refine.empty()) adds = refine == "add";
    Json about;
    if (gltf::member(json, "implicitTiling", about) || gltf::extension(json, "3DTILES_implicit_tiling", about))
        return implicit(json, about, folder, matrix, adds, depth);
    bool any = false;
    for (const Json& child : gltf::list_in(json, "children")) {
        const auto read = tile(child, folder, matrix, adds, depth + 1);
        if (!read) return read;
        any = any || *read;
    }
    if (any && !adds) return true;
    const auto own = contents(json, folder, matrix, depth);
    if (!own) return own;
    return any || *own;
}

base::Result<bool> TilesetReader::contents(const Json& json, const std::string& folder, const glm::dmat4& matrix,
                                           int depth) {
    bool any = false;
    for (const Json& entry : contents_of(json)) {
        const std::string uri = uri_of(entry);
        if (uri.empty()) continue;
        const auto read =
            content(uri.find("://") == std::string::npos ? gltf::plain_path(folder + uri) : uri, matrix, depth);
        if (!read) return read;
        any = any || *read;
    }
    return any;
}

base::Result<bool> TilesetReader::content(const std::string& path, const glm::dmat4& matrix, int depth) {
    gltf::Run& run = around_.run;
    if (!run.progress()) return cancelled;
    const auto file = run.sink.side_file(path, false);
    if (!file) {
        leave_out(path, "there is no such file");
        return false;
    }
    // How many tiles will come nobody knows: the bar nears its end and never reaches it.
    run.bytes_done += (input_bytes_ - std::min(run.bytes_done, input_bytes_)) / 50;
    base::Result<bool> nested = true;
    const std::uint64_t before = run.objects, points = run.points;
    if (is_tileset(file->bytes)) {
        if (!open_tilesets_.insert(path).second) {
            leave_out(path, "the tileset refers to itself");
            return false;
        }
        nested = read(file->bytes, folder_of(path), matrix, depth + 1);
        open_tilesets_.erase(path);
    } else {
        const auto done = read_content(file->bytes, path, matrix, around_);
        if (!done) nested = done.error();
    }
    if (run.cancelled) return cancelled;
    if (!nested) {
        if (nested.error().message.starts_with("reading: more than")) return nested;
        leave_out(path, nested.error().message);
    }
    return run.objects > before || run.points > points;
}

}  // namespace twin::data::tiles3d
