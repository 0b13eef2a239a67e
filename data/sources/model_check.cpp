#include "data/sources/model_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/text.h"
#include "data/sources/memory_files.h"

namespace twin::data {
namespace {

constexpr double single_precision_limit = 1e5;

bool contains(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

std::string_view after_mark_and_space(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

bool is_gltf_json(std::string_view start) {
    if (!start.starts_with('{') || contains(start, "\"CityJSON") || contains(start, "\"geometricError\"")) return false;
    if (!contains(start, "\"asset\"")) return false;
    for (const char* word :
         {"\"scenes\"", "\"scene\"", "\"nodes\"", "\"meshes\"", "\"accessors\"", "\"buffers\"", "\"bufferViews\""})
        if (contains(start, word)) return true;
    return false;
}

/// "v x y z rest": the three numbers, and where the rest begins. Null when the line is no vertex.
const char* parse_vertex(const char* line, const char* end, glm::dvec3& v) {
    while (line < end && (*line == ' ' || *line == '\t')) ++line;
    if (end - line < 2 || line[0] != 'v' || (line[1] != ' ' && line[1] != '\t')) return nullptr;
    line += 2;
    for (int i = 0; i < 3; ++i) {
        while (line < end && (*line == ' ' || *line == '\t' || *line == '+')) ++line;
        const auto [next, failure] = std::from_chars(line, end, v[i]);
        if (failure != std::errc()) return nullptr;
        line = next;
    }
    return line;
}

template <class Visitor>
void each_line(std::string_view text, Visitor&& visit) {
    const char* at = text.data();
    const char* end = at + text.size();
    while (at < end) {
        const auto* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        if (!stop) stop = end;
        visit(at, stop);
        at = stop + 1;
    }
}

}  // namespace

ModelFormat model_format_of(std::string_view name, std::string_view head) {
    const std::string ending = ending_of(name);
    const std::string_view start = after_mark_and_space(head.substr(0, 4096));
    if (head.starts_with("glTF") || is_gltf_json(start)) return ModelFormat::gltf;
    if (contains(start, "<COLLADA")) return ModelFormat::collada;
    if (contains(start, "<X3D")) return ModelFormat::x3d;
    if (start.starts_with("ISO-10303-21"))
        return contains(start, "IFC") || ending == "ifc" ? ModelFormat::ifc : ModelFormat::unknown;
    if (head.starts_with("ply\n") || head.starts_with("ply\r")) return ModelFormat::ply;
    if (head.starts_with("Kaydara FBX Binary")) return ModelFormat::fbx;
    if (ending == "gltf" || ending == "glb") return ModelFormat::gltf;
    if (ending == "obj") return ModelFormat::obj;
    if (ending == "dae") return ModelFormat::collada;
    if (ending == "zae") return ModelFormat::collada_zip;
    if (ending == "stl") return ModelFormat::stl;
    if (ending == "ply") return ModelFormat::ply;
    if (ending == "ifc") return ModelFormat::ifc;
    if (ending == "fbx") return ModelFormat::fbx;
    if (ending == "3ds") return ModelFormat::max3ds;
    if (ending == "x3d") return ModelFormat::x3d;
    if (ending == "3mf") return ModelFormat::m3mf;
    return ModelFormat::unknown;
}

const char* name_of(ModelFormat format) {
    switch (format) {
        case ModelFormat::gltf:
            return "glTF";
        case ModelFormat::obj:
            return "OBJ";
        case ModelFormat::collada:
        case ModelFormat::collada_zip:
            return "COLLADA";
        case ModelFormat::stl:
            return "STL";
        case ModelFormat::ply:
            return "PLY";
        case ModelFormat::ifc:
            return "IFC";
        case ModelFormat::fbx:
            return "FBX";
        case ModelFormat::max3ds:
            return "3DS";
        case ModelFormat::x3d:
            return "X3D";
        case ModelFormat::m3mf:
            return "3MF";
        case ModelFormat::unknown:
            break;
    }
    return "3D model";
}

base::Result<void> check_ifc(std::string_view bytes) {
    const std::string_view head = bytes.substr(0, 64 << 10);
    if (!after_mark_and_space(head).starts_with("ISO-10303-21"))
        return base::Error{
            "opening: expected an IFC file that starts with ISO-10303-21 (IFC-SPF), but it does not; export it as "
            "IFC2x3"};
    const std::size_t at = head.find("FILE_SCHEMA");
    const std::size_t quote = at == std::string_view::npos ? at : head.find('\'', at);
    const std::size_t end = quote == std::string_view::npos ? quote : head.find('\'', quote + 1);
    if (end == std::string_view::npos)
        return base::Error{
            "opening: expected a FILE_SCHEMA in the IFC header, but there is none; the file is cut off or damaged"};
    const std::string schema(head.substr(quote + 1, end - quote - 1));
    if (!base::starts_with_ignoring_case(schema, "IFC2X"))
        return base::Error{
            fmt::format("opening: expected the schema IFC2x3, but the file is {}; export it as IFC2x3 from the program "
                        "it comes from, or convert it with IfcOpenShell "
                        "(ifcpatch -r Migrate -a IFC2X3, or IfcConvert to .glb)",
                        base::to_valid_utf8(schema))};
    if (!contains(bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 4096)), "END-ISO-10303-21"))
        return base::Error{"opening: the IFC file does not end with END-ISO-10303-21; it is cut off"};
    return {};
}

char collada_up_axis(std::string_view bytes) {
    const std::size_t at = bytes.find("<up_axis>");
    if (at == std::string_view::npos) return 'y';
    const std::string_view word = base::trim(bytes.substr(at + 9, 16));
    if (word.starts_with("Z_UP")) return 'z';
    return word.starts_with("X_UP") ? 'x' : 'y';
}

double collada_unit_m(std::string_view bytes) {
    const std::size_t at = bytes.find("<unit ");
    if (at == std::string_view::npos) return 1;
    const std::string_view tag = bytes.substr(at, std::min<std::size_t>(bytes.find('>', at) - at, 256));
    const std::size_t meter = tag.find("meter=");
    double value = 1;
    if (meter == std::string_view::npos || meter + 7 >= tag.size()) return 1;
    return base::parse_number(tag.substr(meter + 7), value) && value > 0 ? value : 1;
}

std::string utf8_of_utf16(std::string_view bytes) {
    const bool little = bytes.starts_with("\xFF\xFE"), big = bytes.starts_with("\xFE\xFF");
    std::string out;
    if (!little && !big) return out;
    out.reserve(bytes.size() / 2);
    for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
        const auto low = static_cast<unsigned char>(bytes[little ? i : i + 1]);
        const auto high = static_cast<unsigned char>(bytes[little ? i + 1 : i]);
        // Numbers and keywords are ASCII; letters of names beyond it do not matter here.
        out += high == 0 && low < 0x80 ? static_cast<char>(low) : '_';
    }
    return out;
}

std::optional<MovedObj> move_obj(std::string_view text) {
    MovedObj moved;
    moved.min = glm::dvec3(std::numeric_limits<double>::infinity());
    moved.max = -moved.min;
    each_line(text, [&](const char* line, const char* end) {
        glm::dvec3 v;
        if (!parse_vertex(line, end, v)) return;
        for (int i = 0; i < 3; ++i) {
            if (!std::isfinite(v[i])) continue;
            moved.min[i] = std::min(moved.min[i], v[i]);
            moved.max[i] = std::max(moved.max[i], v[i]);
        }
    });
    bool large = false;
    for (int i = 0; i < 3; ++i) {
        if (!(moved.min[i] <= moved.max[i])) return std::nullopt;
        large = large || std::max(std::abs(moved.min[i]), std::abs(moved.max[i])) > single_precision_limit;
    }
    if (!large) return std::nullopt;
    for (int i = 0; i < 3; ++i) moved.offset[i] = std::round((moved.min[i] + moved.max[i]) / 2);
    moved.text.reserve(text.size() + text.size() / 8);
    each_line(text, [&](const char* line, const char* end) {
        glm::dvec3 v;
        const char* rest = parse_vertex(line, end, v);
        if (rest) {
            v -= moved.offset;
            fmt::format_to(std::back_inserter(moved.text), "v {:.6f} {:.6f} {:.6f}", v.x, v.y, v.z);
            line = rest;
        }
        moved.text.append(line, end);
        moved.text += '\n';
    });
    return moved;
}

}  // namespace twin::data
