#include "data/sources/tiles3d_content.h"

#include <cmath>
#include <cstring>
#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>

#include <fmt/format.h>

#include "data/sources/gltf_earth.h"
#include "data/sources/gltf_scene.h"
#include "data/sources/model_scene.h"

namespace twin::data::tiles3d {
namespace {

using gltf::Json;

std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, 4);
    return value;
}

bool begins(std::span<const std::byte> bytes, const char* magic) {
    return bytes.size() >= 4 && std::memcmp(bytes.data(), magic, 4) == 0;
}

/// The pieces of a b3dm or i3dm.
struct Tables {
    simdjson::dom::parser feature_parser, batch_parser;
    Json features, batches;
    bool has_batches = false;
    std::span<const std::byte> feature_binary, batch_binary, rest;
};

bool parse(simdjson::dom::parser& parser, std::span<const std::byte> text, Json& out) {
    if (text.empty()) return parser.parse("{}", 2, true).get(out) == simdjson::SUCCESS;
    return parser.parse(reinterpret_cast<const char*>(text.data()), text.size(), true).get(out) == simdjson::SUCCESS &&
           out.is_object();
}

base::Result<void> open_tables(std::span<const std::byte> bytes, std::size_t header, Tables& out) {
    if (bytes.size() < header) return base::Error{"the tile ends inside its header"};
    const std::uint32_t announced = word_at(bytes, 8);
    if (announced > bytes.size())
        return base::Error{
            fmt::format("the tile announces {} bytes, but has only {}; it is cut off", announced, bytes.size())};
    bytes = bytes.first(std::max<std::size_t>(header, announced));
    std::span<const std::byte> pieces[4];
    std::size_t at = header;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t length = word_at(bytes, 12 + 4 * i);
        if (length > bytes.size() - at) return base::Error{"the tile's tables reach beyond its end"};
        pieces[i] = bytes.subspan(at, length);
        at += length;
    }
    out.rest = bytes.subspan(at);
    out.feature_binary = pieces[1];
    out.batch_binary = pieces[3];
    out.has_batches = !pieces[2].empty();
    if (!parse(out.feature_parser, pieces[0], out.features) || !parse(out.batch_parser, pieces[2], out.batches))
        return base::Error{"the tile's tables cannot be read"};
    return {};
}

/// Values of one property of a feature table.
class FeatureColumn {
  public:
    FeatureColumn(const Tables& tables, const char* name, std::size_t value_bytes, std::size_t count) {
        Json where;
        if (!gltf::member(tables.features, name, where)) return;
        const std::size_t offset = gltf::index_in(where, "byteOffset");
        if (offset > tables.feature_binary.size() || (tables.feature_binary.size() - offset) / value_bytes < count)
            return;
        bytes_ = tables.feature_binary.subspan(offset);
        given_ = true;
    }
    explicit operator bool() const { return given_; }
    template <class T>
    T get(std::size_t index) const {
        T value;
        std::memcpy(&value, bytes_.data() + index * sizeof(T), sizeof(T));
        return value;
    }
    glm::dvec3 vector(std::size_t index) const { return glm::dvec3(get<glm::vec3>(index)); }

  private:
    std::span<const std::byte> bytes_;
    bool given_ = false;
};

glm::dvec3 vector_in(const Tables& tables, const char* name, const glm::dvec3& otherwise) {
    const auto numbers = gltf::numbers_in(tables.features, name);
    if (numbers.size() == 3) return {numbers[0], numbers[1], numbers[2]};
    const FeatureColumn column(tables, name, sizeof(glm::vec3), 1);
    return column ? column.vector(0) : otherwise;
}

/// Unit vector from two 16-bit numbers.  Source: 3D Tiles 1.0, "Oct-encoded normal vectors" (Cigolle et al. 2014).
glm::dvec3 oct(std::uint16_t x, std::uint16_t y) {
    glm::dvec3 v(x / 65535.0 * 2 - 1, y / 65535.0 * 2 - 1, 0);
    v.z = 1 - std::abs(v.x) - std::abs(v.y);
    if (v.z < 0) {
        const double old = v.x;
        v.x = (1 - std::abs(v.y)) * (old < 0 ? -1 : 1);
        v.y = (1 - std::abs(old)) * (v.y < 0 ? -1 : 1);
    }
    return glm::normalize(v);
}

/// Source: 3D Tiles 1.0, "Instanced 3D Model". `to_earth`: matrix of the tile, for EAST_NORTH_UP.
base::Result<std::vector<gltf::Instance>> instances_of(const Tables& t) {
    constexpr std::size_t most = 2'000'000;
    const std::size_t count = gltf::index_in(t.features, "INSTANCES_LENGTH", 0);
    if (count == 0 || count > most) return base::Error{fmt::format("the tile announces {} copies", count)};
    const FeatureColumn positions(t, "POSITION", 12, count), quantised(t, "POSITION_QUANTIZED", 6, count),
        up(t, "NORMAL_UP", 12, count), right(t, "NORMAL_RIGHT", 12, count), up_oct(t, "NORMAL_UP_OCT32P", 4, count),
        right_oct(t, "NORMAL_RIGHT_OCT32P", 4, count), scale(t, "SCALE", 4, count),
        scales(t, "SCALE_NON_UNIFORM", 12, count);
    if (!positions && !quantised) return base::Error{"the places of the tile's copies cannot be read"};
    const glm::dvec3 centre = vector_in(t, "RTC_CENTER", glm::dvec3(0));
    const glm::dvec3 offset = vector_in(t, "QUANTIZED_VOLUME_OFFSET", glm::dvec3(0)),
                     extent = vector_in(t, "QUANTIZED_VOLUME_SCALE", glm::dvec3(1));
    Json flag, where;
    bool upright_on_earth = false;
    if (gltf::member(t.features, "EAST_NORTH_UP", flag) && flag.get(upright_on_earth) != simdjson::SUCCESS)
        upright_on_earth = false;
    const std::size_t row_bytes = !gltf::member(t.features, "BATCH_ID", where)               ? 0
                                  : gltf::text_in(where, "componentType") == "UNSIGNED_BYTE" ? 1
                                  : gltf::text_in(where, "componentType") == "UNSIGNED_INT"  ? 4
                                                                                             : 2;
    const FeatureColumn rows(t, "BATCH_ID", std::max<std::size_t>(1, row_bytes), count);
    std::vector<gltf::Instance> out(count);
    for (std::size_t i = 0; i < count; ++i) {
        glm::dvec3 place = centre;
        if (positions)
            place += positions.vector(i);
        else
            for (int k = 0; k < 3; ++k)
                place[k] +=
                    offset[k] + extent[k] * quantised.get<std::uint16_t>(3 * i + static_cast<std::size_t>(k)) / 65535.0;
        glm::dmat4 matrix = glm::translate(glm::dmat4(1), place);
        const bool turned = (up && right) || (up_oct && right_oct);
        if (turned) {
            const glm::dvec3 y = up && right
                                     ? up.vector(i)
                                     : oct(up_oct.get<std::uint16_t>(2 * i), up_oct.get<std::uint16_t>(2 * i + 1));
            const glm::dvec3 x =
                up && right ? right.vector(i)
                            : oct(right_oct.get<std::uint16_t>(2 * i), right_oct.get<std::uint16_t>(2 * i + 1));
            matrix *= glm::dmat4(glm::dmat3(x, y, glm::cross(x, y)));
        } else if (upright_on_earth) {
            matrix = gltf::east_north_up(place);
        }
        if (scale) matrix = glm::scale(matrix, glm::dvec3(scale.get<float>(i)));
        if (scales) matrix = glm::scale(matrix, scales.vector(i));
        out[i].matrix = matrix;
        out[i].row = !rows || row_bytes == 0 ? i
                     : row_bytes == 1        ? rows.get<std::uint8_t>(i)
                     : row_bytes == 2        ? rows.get<std::uint16_t>(i)
                                             : rows.get<std::uint32_t>(i);
    }
    return out;
}

base::Result<void> read_gltf(std::span<const std::byte> bytes, const std::string& path, const glm::dmat4& matrix,
                             Surroundings& around, const gltf::AttributeTable* batch,
                             std::span<const gltf::Instance> instances) {
    SourceSink& sink = around.run.sink;
    auto opened = gltf::Document::open(bytes, [&sink, folder = folder_of(path)](const std::string& name) {
        return sink.side_file(gltf::plain_path(folder + name), false);
    });
    if (!opened) return opened.error();
    gltf::Document& document = **opened;
    if (document.major_version() == 1 || (begins(bytes, "glTF") && word_at(bytes, 4) != 2))
        return base::Error{"its content is glTF 1, which is read only by itself; convert the tileset to 3D Tiles 1.1"};
    gltf::SceneRequest request{.name = path, .placing = {}};
    request.placing = {upright(around.up_axis), around.geocentric, around.heights};
    Json rtc;
    if (gltf::extension(document.root, "CESIUM_RTC", rtc))
        if (const auto centre = gltf::numbers_in(rtc, "center"); centre.size() == 3)
            request.placing.to_frame =
                glm::translate(glm::dmat4(1), {centre[0], centre[1], centre[2]}) * request.placing.to_frame;
    request.outer = matrix;
    request.batch = batch;
    request.instances = instances;
    return read_scene(document, request, around.run);
}

base::Result<void> read_b3dm(std::span<const std::byte> bytes, const std::string& path, const glm::dmat4& matrix,
                             Surroundings& around) {
    Tables tables;
    if (auto opened = open_tables(bytes, 28, tables); !opened) return opened;
    const glm::dvec3 centre = vector_in(tables, "RTC_CENTER", glm::dvec3(0));
    const std::size_t rows = gltf::index_in(tables.features, "BATCH_LENGTH", 0);
    gltf::AttributeTable table;
    if (tables.has_batches && rows < 100'000'000) table = gltf::batch_table(tables.batches, tables.batch_binary, rows);
    return read_gltf(tables.rest, path, matrix * glm::translate(glm::dmat4(1), centre), around,
                     rows > 0 ? &table : nullptr, {});
}

base::Result<void> read_i3dm(std::span<const std::byte> bytes, const std::string& path, const glm::dmat4& matrix,
                             Surroundings& around) {
    Tables tables;
    if (auto opened = open_tables(bytes, 32, tables); !opened) return opened;
    const auto instances = instances_of(tables);
    if (!instances) return instances.error();
    std::size_t rows = 0;
    for (const gltf::Instance& instance : *instances) rows = std::max(rows, instance.row + 1);
    gltf::AttributeTable table;
    if (tables.has_batches && rows < 100'000'000) table = gltf::batch_table(tables.batches, tables.batch_binary, rows);
    std::span<const std::byte> model = tables.rest;
    std::string model_path = path;
    if (word_at(bytes, 28) == 0) {  // the model lies beside
        std::string_view uri(reinterpret_cast<const char*>(model.data()), model.size());
        while (!uri.empty() && (uri.back() == ' ' || uri.back() == '\0')) uri.remove_suffix(1);
        model_path = gltf::plain_path(folder_of(path) + gltf::plain_path(uri));
        const auto file = around.run.sink.side_file(model_path, false);
        if (!file) return base::Error{fmt::format("its model \"{}\" is missing", model_path)};
        model = file->bytes;
    }
    return read_gltf(model, model_path, matrix, around, &table, *instances);
}

base::Result<void> read_composite(std::span<const std::byte> bytes, const std::string& path, const glm::dmat4& matrix,
                                  Surroundings& around, int depth) {
    constexpr int deepest = 16;
    if (bytes.size() < 16 || depth > deepest) return base::Error{"the tile ends inside its header"};
    std::size_t at = 16;
    const std::uint32_t count = word_at(bytes, 12);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (bytes.size() - at < 12) return base::Error{fmt::format("only {} of its {} tiles are there", i, count)};
        const std::size_t length = word_at(bytes, at + 8);
        if (length < 12 || length > bytes.size() - at)
            return base::Error{fmt::format("only {} of its {} tiles are there", i, count)};
        if (auto done = read_content(bytes.subspan(at, length), path, matrix, around, depth + 1); !done) return done;
        at += length;
    }
    return {};
}

}  // namespace

bool is_tile(std::span<const std::byte> bytes) {
    return begins(bytes, "b3dm") || begins(bytes, "i3dm") || begins(bytes, "cmpt") || begins(bytes, "pnts");
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

base::Result<void> read_content(std::span<const std::byte> bytes, const std::string& path, const glm::dmat4& matrix,
                                Surroundings& around, int depth) {
    if (begins(bytes, "b3dm")) return read_b3dm(bytes, path, matrix, around);
    if (begins(bytes, "i3dm")) return read_i3dm(bytes, path, matrix, around);
    if (begins(bytes, "cmpt")) return read_composite(bytes, path, matrix, around, depth);
    if (begins(bytes, "pnts")) {
        ++around.run.points;
        return {};
    }
    return read_gltf(bytes, path, matrix, around, nullptr, {});
}

}  // namespace twin::data::tiles3d
