#include "renderer/shader_library.h"

#include <fstream>
#include <sstream>
#include <vector>

#include <epoxy/gl.h>
#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "renderer/ground_cover.h"

namespace twin::renderer {

namespace {

std::string materials_source() {
    std::string text = "const int material_count = " + std::to_string(data::material_count) + ";\n";
    for (int i = 0; i < data::material_count; ++i)
        text += fmt::format("const uint material_{} = {}u;\n", data::material_infos[i].name, i);
    text += "const float drape_levels[material_count] = float[material_count](";
    for (int i = 0; i < data::material_count; ++i)
        text += fmt::format("{}{}.0", i ? "," : "", data::material_infos[i].drape_level);
    text += ");\nconst float under_pictures[material_count] = float[material_count](";
    for (int i = 0; i < data::material_count; ++i)
        text += fmt::format("{}{}.0", i ? "," : "", lies_under_pictures(static_cast<data::Material>(i)) ? 1 : 0);
    return text + ");\n";
}

base::Result<unsigned> compile(unsigned kind, const std::string& source, const std::string& name) {
    const unsigned shader = glCreateShader(kind);
    const char* text = source.c_str();
    glShaderSource(shader, 1, &text, nullptr);
    glCompileShader(shader);
    int ok = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
    if (ok) return shader;
    char log[4096] = {};
    glGetShaderInfoLog(shader, sizeof(log), nullptr, log);
    glDeleteShader(shader);
    return base::Error{fmt::format("The shader {} does not compile: {}", name, log)};
}

}  // namespace

base::Result<std::string> ShaderLibrary::source_of(const std::string& file, int depth) const {
    if (depth > 8) return base::Error{"The shader " + file + " includes itself."};
    std::ifstream in(folder_ / file);
    if (!in) return base::Error{fmt::format("The shader file {} cannot be read.", (folder_ / file).string())};
    std::string text, line;
    while (std::getline(in, line)) {
        if (line == "#include <materials>") {
            text += materials_source();
        } else if (base::starts_with_ignoring_case(line, "#include \"")) {
            const auto end = line.find('"', 10);
            auto included = source_of(line.substr(10, end - 10), depth + 1);
            if (!included) return included.error();
            text += *included;
        } else {
            text += line + "\n";
        }
    }
    return text;
}

base::Result<gl::Program> ShaderLibrary::build(const std::string& vertex, const std::string& fragment) const {
    const std::pair<unsigned, std::string> stages[] = {{GL_VERTEX_SHADER, vertex + ".vert"},
                                                       {GL_FRAGMENT_SHADER, fragment + ".frag"}};
    gl::Program program(glCreateProgram());
    std::vector<unsigned> shaders;
    for (const auto& [kind, file] : stages) {
        auto source = source_of(file);
        if (!source) return source.error();
        auto shader = compile(kind, *source, file);
        if (!shader) return shader.error();
        glAttachShader(program.name(), *shader);
        shaders.push_back(*shader);
    }
    glLinkProgram(program.name());
    for (unsigned shader : shaders) glDeleteShader(shader);
    int ok = 0;
    glGetProgramiv(program.name(), GL_LINK_STATUS, &ok);
    if (!ok) {
        char log[4096] = {};
        glGetProgramInfoLog(program.name(), sizeof(log), nullptr, log);
        return base::Error{fmt::format("The shaders {} and {} do not link: {}", vertex, fragment, log)};
    }
    const std::string label = vertex + "+" + fragment;
    glObjectLabel(GL_PROGRAM, program.name(), static_cast<GLsizei>(label.size()), label.data());
    return program;
}

base::Result<unsigned> ShaderLibrary::program(std::string_view vertex, std::string_view fragment) {
    const std::pair<std::string, std::string> key{vertex, fragment};
    if (const auto found = programs_.find(key); found != programs_.end()) return found->second.name();
    auto built = build(key.first, key.second);
    if (!built) return built.error();
    return programs_.emplace(key, std::move(built).value()).first->second.name();
}

base::Result<void> ShaderLibrary::reload() {
    base::Result<void> outcome;
    for (auto& [key, program] : programs_) {
        auto built = build(key.first, key.second);
        if (built) {
            program = std::move(built).value();
        } else {
            spdlog::error("{}", built.error().message);
            if (outcome) outcome = built.error();
        }
    }
    return outcome;
}

}  // namespace twin::renderer
