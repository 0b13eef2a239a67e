#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <glm/mat4x4.hpp>

#include "base/result.h"
#include "data/sources/gltf_document.h"
#include "data/sources/gltf_objects.h"
#include "data/sources/gltf_tables.h"

namespace twin::data::gltf {

/// One copy of a document that stands somewhere (i3dm).
struct Instance {
    glm::dmat4 matrix{1};  ///< After Placing::to_frame, before SceneRequest::outer.
    std::size_t row = 0;   ///< Of the batch table.
};

struct SceneRequest {
    std::string name;  ///< For ids: "city.glb", "tiles/5.glb".
    Placing placing;
    glm::dmat4 outer{1};                       ///< After Placing::to_frame (a tile's own transformation).
    const AttributeTable* batch = nullptr;     ///< What _BATCHID counts in.
    std::span<const Instance> instances = {};  ///< Empty: the document stands once, as it is.
    const Attributes* common = nullptr;        ///< For every object.
};

/// Reads the scene into the run's sink: one thing per building where the file says so (feature ids, extras, the nodes
/// of a wide scene), else one for the file. Errors: cancelled, too many triangles. A mesh that cannot be read is a
/// complaint.
base::Result<void> read_scene(Document& document, const SceneRequest& request, Run& run);

/// Matrix of a node, or of translation, rotation and scale; one where they are damaged.
glm::dmat4 matrix_of(const Json& node);

/// The scene's box by what its accessors say, in the frame of `to_frame`; empty when they say nothing.
struct SceneBox {
    glm::dvec3 least{1e300}, most{-1e300};
    int meshes = 0;           ///< Nodes with a mesh.
    bool has_extras = false;  ///< One of these, or its mesh, has some.
    bool empty() const { return !(least.x <= most.x); }
};
SceneBox box_of_scene(const Document& document, const glm::dmat4& to_frame);

}  // namespace twin::data::gltf
