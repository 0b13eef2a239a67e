#pragma once

#include <glm/mat4x4.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/feature.h"
#include "data/sources/model_check.h"

struct aiScene;

namespace twin::data {

/// What one node (or the whole file) became.
struct ModelPart {
    std::string name;                 ///< "" for the whole file.
    std::string id;                   ///< IFC GlobalId, else "".
    std::string ifc_class;            ///< "IfcWallStandardCase", else "".
    ModelMesh mesh;                   ///< What shows no picture.
    std::vector<ModelMesh> textured;  ///< One for each picture; `texture` counts in SceneTextures::names.
};

/// The pictures that the scene shows as base colour, as its materials name them: "*0" is embedded, others lie beside.
struct SceneTextures {
    std::vector<std::string> names;
};

struct SceneLosses {
    std::uint64_t bad_triangles = 0;  ///< A corner that is not finite, or an index out of range.
    std::uint64_t bad_normals = 0;    ///< Replaced by the triangle's own.
    std::uint64_t openings = 0;       ///< IFC: spaces and openings, which are no bodies.
    double largest = 0;               ///< Largest |coordinate| in the file's units.
};

/// Walks Assimp's scene in double, applying every node's transformation and then `to_metres` (axes, unit, offset).
/// IFC: one part per product; other formats: one part.
/// Errors: nodes too deep, more than 50 million triangles, a coordinate beyond 1e9 m.
base::Result<std::vector<ModelPart>> flatten_scene(const aiScene& scene, ModelFormat format,
                                                   const glm::dmat4& to_metres, SceneLosses& losses,
                                                   SceneTextures& textures);

/// Turns the file's axes into x east, y north, z up.
glm::dmat4 upright(char up_axis);

}  // namespace twin::data
