#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "renderer/gl/objects.h"

namespace twin::renderer {

/// Programs from shaders/NAME.vert + NAME.frag, read at run time; `#include "include/x.glsl"` is resolved, and
/// `#include <materials>` becomes the drape levels of data/material_list.inc and what lies under pictures.
/// Owner: Renderer.  Thread: that of the context.
class ShaderLibrary {
  public:
    explicit ShaderLibrary(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Compiles (first time) and answers the program's name.
    /// Errors: the compiler's message with file and line; after reload() the old program stays in use.
    base::Result<unsigned> program(std::string_view vertex, std::string_view fragment);
    /// Compiles all again; programs that fail keep their old version. Answers the first error.
    base::Result<void> reload();

  private:
    base::Result<gl::Program> build(const std::string& vertex, const std::string& fragment) const;
    base::Result<std::string> source_of(const std::string& file, int depth = 0) const;
    std::filesystem::path folder_;
    std::map<std::pair<std::string, std::string>, gl::Program> programs_;
};

}  // namespace twin::renderer
