#pragma once

#include <cstdint>
#include <string_view>

#include "data/tile.h"
#include "renderer/gl/objects.h"

namespace twin::renderer {

/// The atlas pages of a tile as one texture array with mipmaps, sampled as linear light.
struct PageArray {
    gl::Texture texture;
    std::uint64_t bytes = 0;  ///< On the GPU.
};

/// Block-compressed where the driver can (EXT_texture_compression_s3tc and sRGB), else unpacked to four bytes a pixel.
/// Thread: that of the context.
PageArray upload_pages(const data::TexturedMesh& mesh, std::string_view label);

}  // namespace twin::renderer
