#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <glm/vec3.hpp>

#include "base/frames.h"
#include "base/result.h"

namespace twin::data {

enum class ModelFormat : unsigned char {
    gltf,
    obj,
    collada,
    collada_zip,
    stl,
    ply,
    ifc,
    fbx,
    max3ds,
    x3d,
    m3mf,
    unknown
};

ModelFormat model_format_of(std::string_view name, std::string_view head);
const char* name_of(ModelFormat format);

/// What makes a glTF or GLB unreadable or dangerous, found before Assimp sees it: cut off, no JSON, compression that
/// is not supported, nodes that contain themselves, accessors that reach beyond their buffers.
base::Result<void> check_gltf(std::string_view bytes);

/// Errors: the schema is not IFC2x3 (the only one that is read well); how to convert.
base::Result<void> check_ifc(std::string_view bytes);

/// COLLADA's <up_axis>: 'x', 'y' (also when not said) or 'z'; and its <unit meter="">, 1 when not said.
char collada_up_axis(std::string_view bytes);
double collada_unit_m(std::string_view bytes);

/// The text of a file in UTF-16 with a byte-order mark; empty when it is none.
std::string utf8_of_utf16(std::string_view bytes);

/// An OBJ whose coordinates are too large for single precision, moved near its origin.
struct MovedObj {
    std::string text;
    glm::dvec3 offset;    ///< Whole numbers; add to every position, in the file's own axes.
    glm::dvec3 min, max;  ///< Before moving.
};
/// Nullopt when no |coordinate| exceeds 100,000.
std::optional<MovedObj> move_obj(std::string_view text);

}  // namespace twin::data
