#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "renderer/gl/handle.h"

namespace twin::renderer::gl {

void destroy_buffer(unsigned name);
void destroy_texture(unsigned name);
void destroy_framebuffer(unsigned name);
void destroy_vertex_array(unsigned name);
void destroy_program(unsigned name);
void destroy_query(unsigned name);
void destroy_sampler(unsigned name);

using Buffer = Handle<&destroy_buffer>;
using Texture = Handle<&destroy_texture>;
using Framebuffer = Handle<&destroy_framebuffer>;
using VertexArray = Handle<&destroy_vertex_array>;
using Program = Handle<&destroy_program>;
using Query = Handle<&destroy_query>;
using Sampler = Handle<&destroy_sampler>;

/// Immutable buffer with the given bytes, labelled for the debugger.
Buffer make_buffer(std::span<const std::byte> bytes, std::string_view label);
/// Buffer that is rewritten as a whole every frame.
Buffer make_dynamic_buffer(std::size_t size_bytes, std::string_view label);
Texture make_texture_2d(unsigned format, int width_px, int height_px, std::string_view label);
Texture make_texture_2d_samples(unsigned format, int samples, int width_px, int height_px, std::string_view label);
Texture make_texture_array(unsigned format, int width_px, int height_px, int layers, std::string_view label,
                           int levels = 1);
Framebuffer make_framebuffer(std::string_view label);
VertexArray make_vertex_array(std::string_view label);
Query make_timer_query(std::string_view label);

template <class T>
std::span<const std::byte> bytes_of(std::span<const T> values) {
    return std::as_bytes(values);
}

}  // namespace twin::renderer::gl
