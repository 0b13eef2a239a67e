#include "renderer/page_array.h"

#include <algorithm>

#include <epoxy/gl.h>

#include "data/pixels.h"

namespace twin::renderer {

namespace {

bool keeps_blocks() {
    static const bool can = epoxy_has_gl_extension("GL_EXT_texture_compression_s3tc") &&
                            (epoxy_has_gl_extension("GL_EXT_texture_sRGB") ||
                             epoxy_has_gl_extension("GL_EXT_texture_compression_s3tc_srgb"));
    return can;
}

void put_level(unsigned texture, int page, int level, int edge_px, std::span<const std::byte> blocks) {
    if (keeps_blocks()) {
        glCompressedTextureSubImage3D(texture, level, 0, 0, page, edge_px, edge_px, 1,
                                      GL_COMPRESSED_SRGB_ALPHA_S3TC_DXT1_EXT, static_cast<GLsizei>(blocks.size()),
                                      blocks.data());
        return;
    }
    const data::Pixels pixels = data::decode_bc1(edge_px, edge_px, blocks);
    glTextureSubImage3D(texture, level, 0, 0, page, edge_px, edge_px, 1, GL_RGBA, GL_UNSIGNED_BYTE, pixels.rgba.data());
}

/// Facades are seen at a slant from the street.
void set_sampling(unsigned texture, int levels) {
    glTextureParameteri(texture, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
    glTextureParameteri(texture, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTextureParameteri(texture, GL_TEXTURE_MAX_LEVEL, levels - 1);
    if (!epoxy_has_gl_extension("GL_EXT_texture_filter_anisotropic")) return;
    float most = 1;
    glGetFloatv(GL_MAX_TEXTURE_MAX_ANISOTROPY_EXT, &most);
    glTextureParameterf(texture, GL_TEXTURE_MAX_ANISOTROPY_EXT, std::min(most, 8.0f));
}

}  // namespace

PageArray upload_pages(const data::TexturedMesh& mesh, std::string_view label) {
    PageArray array;
    const unsigned format = keeps_blocks() ? GL_COMPRESSED_SRGB_ALPHA_S3TC_DXT1_EXT : GL_SRGB8_ALPHA8;
    array.texture = gl::make_texture_array(format, mesh.page_px, mesh.page_px, static_cast<int>(mesh.pages.size()),
                                           label, mesh.page_levels);
    set_sampling(array.texture.name(), mesh.page_levels);
    for (std::size_t page = 0; page < mesh.pages.size(); ++page)
        for (int level = 0; level < mesh.page_levels; ++level)
            put_level(array.texture.name(), static_cast<int>(page), level, mesh.page_px >> level,
                      std::span(mesh.pages[page].blocks).subspan(mesh.bytes_before(level), mesh.bytes_of_level(level)));
    array.bytes = mesh.page_bytes() * mesh.pages.size() * (keeps_blocks() ? 1 : 8);
    return array;
}

}  // namespace twin::renderer
