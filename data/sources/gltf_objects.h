#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include <glm/mat4x4.hpp>

#include "data/source.h"
#include "data/sources/gltf_looks.h"
#include "data/sources/gltf_primitive.h"

namespace twin::data::gltf {

/// What all documents of one input (a tileset has thousands) share: ids, counts, losses.
/// Owner: the source that reads.
struct Run {
    const SourceOptions& options;
    SourceSink& sink;
    std::string file_name;                     ///< Of the input, for complaints.
    std::uint64_t bytes_done = 0;              ///< Of the input, for progress.
    std::unordered_set<std::string> ids = {};  ///< Given so far.
    std::uint64_t objects = 0, triangles = 0;
    std::uint64_t bad_triangles = 0, bad_normals = 0;
    std::uint64_t points = 0, lines = 0;  ///< Primitives that are not drawn.
    std::uint64_t split_meshes = 0, split_objects = 0;
    double largest = 0;  ///< Largest |coordinate| kept as a float.
    std::string first_failure = {};
    bool cancelled = false;

    bool progress() {
        cancelled = cancelled || !sink.progress(bytes_done, objects);
        return !cancelled;
    }
    void complain(base::ComplaintKind kind, std::string object, std::string what, std::string why) {
        sink.complain({kind, std::move(object), std::move(what), std::move(why)});
    }
    /// The complaints that hold for the whole input.
    void report();
};

/// Where a document stands.
struct Placing {
    glm::dmat4 to_frame{1};   ///< From the document (its own axes) to metres, z up, or to geocentric metres.
    bool geocentric = false;  ///< Handed over as longitude, latitude, ellipsoidal height (EPSG:4979).
    HeightMode heights = HeightMode::above_ground;
};

/// One thing of the city while its triangles come in.
struct Builder {
    Feature feature;
    std::vector<std::size_t> images;  ///< Look::picture of feature.models; none: plain.
    double metallic = -1, roughness = -1;
    bool wants_normals = false;
    ModelMesh& mesh_of(std::size_t picture);
};

/// Puts triangles into things and hands these over.
/// Thread: one at a time.
class Objects {
  public:
    Objects(Run& run, const Placing& placing, Pictures& pictures, const std::vector<Look>& looks)
        : run_(run), placing_(placing), pictures_(pictures), looks_(looks) {}

    /// All triangles, or those numbered in `which`. `matrix`: mesh to frame.
    void add(Builder& builder, const Primitive& primitive, const glm::dmat4& matrix);
    void add(Builder& builder, const Primitive& primitive, const glm::dmat4& matrix,
             std::span<const std::uint32_t> which);
    /// Hands it over unless it is empty; `id` is made unique.
    void finish(Builder&& builder, const std::string& id);

  private:
    struct Turn;
    template <class Triangle>
    void add_all(Builder& builder, const Primitive& primitive, const glm::dmat4& matrix, std::size_t count,
                 const Triangle& triangle);
    std::uint32_t vertex(ModelMesh& mesh, Builder& builder, const Primitive& primitive, const Turn& turn,
                         std::uint32_t old);
    void to_degrees_all(ModelMesh& mesh) const;

    Run& run_;
    const Placing& placing_;
    Pictures& pictures_;
    const std::vector<Look>& looks_;
    std::vector<std::uint32_t> number_, stamp_;  ///< New number of a vertex, valid where the stamp is the present one.
    std::uint32_t now_ = 0;
};

}  // namespace twin::data::gltf
