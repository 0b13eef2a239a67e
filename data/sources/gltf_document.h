#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/source.h"
#include "data/sources/gltf_json.h"

namespace twin::data::gltf {

/// Numbers of one accessor: `count` elements of `components` values each.
struct Accessor {
    std::span<const std::byte> bytes;
    std::size_t count = 0;
    std::size_t stride = 0;
    unsigned component = 5126;  ///< 5120 int8, 5121 uint8, 5122 int16, 5123 uint16, 5125 uint32, 5126 float
    int components = 1;
    bool normalised = false;
    std::vector<std::byte> own;  ///< Where `bytes` points when they had to be made (sparse, zeros, unpacked).

    double at(std::size_t element, int part) const;  ///< Normalised values as the fractions they stand for.
    std::uint32_t whole_at(std::size_t element) const;
};

std::size_t bytes_of_component(unsigned component);  ///< 0: there is no such type.

/// "textures/my%20wall.png" is "textures/my wall.png"; backslashes are slashes; "./" and "a/../" go. RFC 3986.
std::string plain_path(std::string_view uri);
/// Errors: nullopt when it is no data: address or no valid base64.
std::optional<std::vector<std::byte>> bytes_of_data_uri(std::string_view uri);

/// Tree and buffers of one glTF 2.0 or GLB, read in place.
/// Owner: one reader; spans stay valid while it and the input live.  Thread: one at a time.
/// Errors: reasons without a stage ("buffer view 3 reaches beyond its buffer").
/// Source: glTF 2.0 (ISO/IEC 12113:2022); EXT_meshopt_compression.
class Document {
  public:
    /// Gives a file beside the document by its plain path.
    using Fetch = std::function<std::optional<InputFile>(const std::string& path)>;

    static base::Result<std::unique_ptr<Document>> open(std::span<const std::byte> bytes, Fetch fetch);

    Json root;
    std::vector<Json> nodes, meshes, materials, textures, images;
    std::vector<std::size_t> root_nodes;  ///< Of the scene that is shown.

    int major_version() const;
    base::Result<std::span<const std::byte>> view(std::size_t index);
    base::Result<Accessor> accessor(std::size_t index);
    /// Type and count alone: for what Draco holds.
    base::Result<Accessor> accessor_head(std::size_t index) const;
    /// Smallest and largest as the file says, in `components` numbers; false when it does not.
    bool bounds(std::size_t accessor, std::vector<double>& least, std::vector<double>& most) const;
    std::optional<InputFile> fetch(const std::string& path) const { return fetch_(path); }

  private:
    Document() = default;
    base::Result<void> parse(std::span<const std::byte> bytes);
    base::Result<void> check_nodes();
    base::Result<std::span<const std::byte>> buffer(std::size_t index);
    base::Result<std::span<const std::byte>> piece(const Json& view, std::size_t index);
    base::Result<void> add_sparse(const Json& sparse, std::size_t index, Accessor& out);

    simdjson::dom::parser parser_;
    Fetch fetch_;
    std::span<const std::byte> binary_;
    std::vector<Json> buffers_, views_, accessors_;
    std::map<std::size_t, std::optional<std::span<const std::byte>>> open_buffers_;
    std::map<std::size_t, std::vector<std::byte>> made_buffers_, unpacked_views_;
};

/// A view packed by meshoptimizer.  Errors: damaged.
base::Result<std::vector<std::byte>> unpack_meshopt(std::span<const std::byte> packed, const Json& description);

/// The attributes and triangles of a primitive packed by Draco. `attributes`: name in glTF -> id in Draco.
struct DracoMesh {
    std::map<std::string, Accessor> attributes;
    std::vector<std::uint32_t> triangles;
};
base::Result<DracoMesh> unpack_draco(std::span<const std::byte> packed,
                                     const std::map<std::string, std::size_t>& attributes);

}  // namespace twin::data::gltf
