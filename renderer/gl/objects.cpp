#include "renderer/gl/objects.h"

#include <epoxy/gl.h>

namespace twin::renderer::gl {

void destroy_buffer(unsigned name) {
    glDeleteBuffers(1, &name);
}
void destroy_texture(unsigned name) {
    glDeleteTextures(1, &name);
}
void destroy_framebuffer(unsigned name) {
    glDeleteFramebuffers(1, &name);
}
void destroy_vertex_array(unsigned name) {
    glDeleteVertexArrays(1, &name);
}
void destroy_program(unsigned name) {
    glDeleteProgram(name);
}
void destroy_query(unsigned name) {
    glDeleteQueries(1, &name);
}
void destroy_sampler(unsigned name) {
    glDeleteSamplers(1, &name);
}

namespace {
void put_label(unsigned kind, unsigned name, std::string_view label) {
    glObjectLabel(kind, name, static_cast<GLsizei>(label.size()), label.data());
}
}  // namespace

Buffer make_buffer(std::span<const std::byte> bytes, std::string_view label) {
    unsigned name = 0;
    glCreateBuffers(1, &name);
    if (!bytes.empty()) glNamedBufferStorage(name, static_cast<GLsizeiptr>(bytes.size()), bytes.data(), 0);
    put_label(GL_BUFFER, name, label);
    return Buffer(name);
}

Buffer make_dynamic_buffer(std::size_t size_bytes, std::string_view label) {
    unsigned name = 0;
    glCreateBuffers(1, &name);
    glNamedBufferData(name, static_cast<GLsizeiptr>(size_bytes), nullptr, GL_STREAM_DRAW);
    put_label(GL_BUFFER, name, label);
    return Buffer(name);
}

Texture make_texture_2d(unsigned format, int width_px, int height_px, std::string_view label) {
    unsigned name = 0;
    glCreateTextures(GL_TEXTURE_2D, 1, &name);
    glTextureStorage2D(name, 1, format, width_px, height_px);
    put_label(GL_TEXTURE, name, label);
    return Texture(name);
}

Texture make_texture_2d_samples(unsigned format, int samples, int width_px, int height_px, std::string_view label) {
    unsigned name = 0;
    glCreateTextures(GL_TEXTURE_2D_MULTISAMPLE, 1, &name);
    glTextureStorage2DMultisample(name, samples, format, width_px, height_px, GL_TRUE);
    put_label(GL_TEXTURE, name, label);
    return Texture(name);
}

Texture make_texture_array(unsigned format, int width_px, int height_px, int layers, std::string_view label,
                           int levels) {
    unsigned name = 0;
    glCreateTextures(GL_TEXTURE_2D_ARRAY, 1, &name);
    glTextureStorage3D(name, levels, format, width_px, height_px, layers);
    put_label(GL_TEXTURE, name, label);
    return Texture(name);
}

Framebuffer make_framebuffer(std::string_view label) {
    unsigned name = 0;
    glCreateFramebuffers(1, &name);
    put_label(GL_FRAMEBUFFER, name, label);
    return Framebuffer(name);
}

VertexArray make_vertex_array(std::string_view label) {
    unsigned name = 0;
    glCreateVertexArrays(1, &name);
    put_label(GL_VERTEX_ARRAY, name, label);
    return VertexArray(name);
}

Query make_timer_query(std::string_view label) {
    unsigned name = 0;
    glCreateQueries(GL_TIME_ELAPSED, 1, &name);
    put_label(GL_QUERY, name, label);
    return Query(name);
}

}  // namespace twin::renderer::gl
