#pragma once

#include <set>
#include <string>
#include <vector>

#include <glm/mat4x4.hpp>

#include "base/result.h"
#include "data/sources/gltf_json.h"
#include "data/sources/tiles3d_content.h"
#include "data/sources/tiles3d_subtree.h"

namespace twin::data::tiles3d {

/// Walks a tileset and reads what is finest: of a tile that its children replace only the children, unless none of them
/// can be read.
/// Thread: one at a time.
class TilesetReader {
  public:
    TilesetReader(Surroundings& around, std::uint64_t input_bytes) : around_(around), input_bytes_(input_bytes) {}

    /// The tileset itself, or one that another refers to (then `folder` is its place and `matrix` where it stands).
    base::Result<bool> read(std::span<const std::byte> json, const std::string& folder, const glm::dmat4& matrix,
                            int depth);
    std::uint64_t missing() const { return missing_; }

  private:
    /// One implicit tiling: what its tiles have in common.
    struct Implicit {
        std::string folder, subtrees;
        std::vector<std::string> contents;
        bool octree = false, adds = false;
        int subtree_levels = 1, available_levels = 1;
        glm::dmat4 matrix{1};
        int depth = 0;
    };
    struct Place {
        int level = 0;
        std::uint64_t x = 0, y = 0, z = 0;
    };

    // true: something was read.
    base::Result<bool> tile(const gltf::Json& json, const std::string& folder, const glm::dmat4& above, bool adds,
                            int depth);
    base::Result<bool> contents(const gltf::Json& json, const std::string& folder, const glm::dmat4& matrix, int depth);
    base::Result<bool> content(const std::string& path, const glm::dmat4& matrix, int depth);
    base::Result<bool> implicit(const gltf::Json& json, const gltf::Json& about, const std::string& folder,
                                const glm::dmat4& matrix, bool adds, int depth);
    base::Result<bool> subtree(const Implicit& tiling, const Place& root);
    base::Result<bool> implicit_tile(const Implicit& tiling, const Subtree& subtree, const Place& root, int level,
                                     const Place& at);
    void leave_out(const std::string& path, const std::string& why);

    Surroundings& around_;
    std::uint64_t input_bytes_;
    std::set<std::string> open_tilesets_;
    std::uint64_t tiles_ = 0, missing_ = 0;
};

/// Whether the tileset's coordinates are geocentric, and its axes; sets `around`.
void settle_frame(const gltf::Json& tileset, Surroundings& around);

}  // namespace twin::data::tiles3d
