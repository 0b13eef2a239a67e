#include "data/sources/model.h"

#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <fmt/format.h>

#include <assimp/Importer.hpp>
#include <cmath>
#include <exception>
#include <glm/gtc/matrix_transform.hpp>
#include <memory>
#include <new>
#include <ranges>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/image_decoder.h"
#include "data/sources/memory_files.h"
#include "data/sources/model_check.h"
#include "data/sources/model_io.h"
#include "data/sources/model_pictures.h"
#include "data/sources/model_scene.h"

namespace twin::data {
namespace {

using base::ComplaintKind;

constexpr const char* no_triangles =
    "reading: expected triangles, but the model has none (points and lines are not shown)";

bool is_georeferenced(const MovedObj& moved) {
    return std::max(std::abs(moved.offset.x), std::abs(moved.offset.y)) > 1e5;
}

/// The axis that points up in the file: as the recipe says, else as the format says, else by convention.
char up_axis_of(ModelFormat format, const InputFile& file, const SourceOptions& options,
                const std::optional<MovedObj>& moved) {
    if (options.up_axis != 0) return options.up_axis;
    switch (format) {
        case ModelFormat::collada:
            return collada_up_axis(file.text());
        case ModelFormat::stl:
        case ModelFormat::ply:
        case ModelFormat::ifc:
        case ModelFormat::max3ds:
            return 'z';
        // World coordinates in an OBJ are easting, northing, height: the second number is far too large for a height.
        case ModelFormat::obj:
            return moved && std::abs(moved->offset.y) > 1e5 && std::abs(moved->offset.z) < 1e4 ? 'z' : 'y';
        default:
            return 'y';
    }
}

/// Assimp itself turns IFC and 3DS so that y points up; this gives their own axes back.
glm::dmat4 as_in_file(ModelFormat format) {
    const bool turned = format == ModelFormat::ifc || format == ModelFormat::max3ds;
    return turned ? upright('y') : glm::dmat4(1);
}

/// Metres per unit of the numbers that Assimp hands out; it has applied the unit of COLLADA and IFC itself.
double unit_of(ModelFormat format, const InputFile& file, const SourceOptions& options, const aiScene& scene) {
    const double applied = format == ModelFormat::collada ? collada_unit_m(file.text()) : 1.0;
    if (options.unit_m > 0) return options.unit_m / applied;
    if (format != ModelFormat::fbx) return 1;
    double centimetres = 0;
    if (scene.mMetaData && scene.mMetaData->Get("UnitScaleFactor", centimetres) && centimetres > 0)
        return centimetres / 100;
    return 0.01;
}

bool knows_its_unit(ModelFormat format) {
    return format != ModelFormat::obj && format != ModelFormat::stl && format != ModelFormat::ply;
}

void set_up(Assimp::Importer& importer) {
    importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_POINT | aiPrimitiveType_LINE);
    importer.SetPropertyInteger(AI_CONFIG_PP_RVC_FLAGS, aiComponent_TANGENTS_AND_BITANGENTS | aiComponent_BONEWEIGHTS |
                                                            aiComponent_ANIMATIONS | aiComponent_LIGHTS |
                                                            aiComponent_CAMERAS);
    importer.SetPropertyBool(AI_CONFIG_IMPORT_COLLADA_IGNORE_UP_DIRECTION,
                             true);  // applied here, in double
    importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_READ_ANIMATIONS, false);
    importer.SetPropertyBool(AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, false);
}

// Normals and joining: model_normals.h. Assimp's own take 10 s for a million triangles, these half a second.
constexpr unsigned steps =
    aiProcess_Triangulate | aiProcess_SortByPType | aiProcess_RemoveComponent | aiProcess_TransformUVCoords;

class ModelReader {
  public:
    ModelReader(const InputFile& file, const SourceOptions& options, SourceSink& sink)
        : file_(file), options_(options), sink_(sink), format_(model_format_of(file.name, file.head())) {}

    base::Result<void> read() {
        if (auto checked = check(); !checked) return checked;
        const std::string plain = format_ == ModelFormat::obj ? utf8_of_utf16(file_.text()) : std::string();
        std::string_view text = plain.empty() ? file_.text() : std::string_view(plain);
        if (format_ == ModelFormat::obj) moved_ = move_obj(text);
        if (moved_) text = moved_->text;
        ModelListener listener(sink_, file_.bytes.size());
        Assimp::Importer importer;
        importer.SetIOHandler(new ModelFiles(file_.name, std::as_bytes(std::span(text)), sink_));
        importer.SetProgressHandler(new ModelProgress(listener));
        set_up(importer);
        const aiScene* scene = importer.ReadFile(file_.name, steps);
        if (listener.cancelled()) return base::Error{"reading: cancelled"};
        if (!scene || !scene->mRootNode) {
            const std::string reason = base::to_valid_utf8(importer.GetErrorString());
            if (reason == "No meshes remaining") return base::Error{no_triangles};
            return base::Error{fmt::format("reading: expected {}, but {}", name_of(format_),
                                           reason.empty() ? "the reader gives no scene; the file is damaged" : reason)};
        }
        return hand_over(*scene, listener);
    }

  private:
    base::Result<void> check() const {
        if (options_.up_axis != 0 && options_.up_axis != 'x' && options_.up_axis != 'y' && options_.up_axis != 'z')
            return base::Error{fmt::format("the recipe's up_axis is \"{}\"; allowed are x, y and z", options_.up_axis)};
        if (format_ == ModelFormat::unknown)
            return base::Error{
                "opening: expected a 3D model (glTF, OBJ, COLLADA, STL, PLY, IFC2x3), but its content is none of "
                "these"};
        if (format_ == ModelFormat::gltf) return check_gltf(file_.text());
        if (format_ == ModelFormat::ifc) return check_ifc(file_.text());
        return {};
    }

    base::Result<void> hand_over(const aiScene& scene, const ModelListener& listener) {
        const char up = up_axis_of(format_, file_, options_, moved_);
        const double unit = unit_of(format_, file_, options_, scene);
        glm::dmat4 to_metres = upright(up) * as_in_file(format_);
        to_metres = glm::scale(glm::dmat4(1), glm::dvec3(unit)) * to_metres;
        if (moved_) to_metres = to_metres * glm::translate(glm::dmat4(1), moved_->offset);
        SceneLosses losses;
        SceneTextures textures;
        auto parts = flatten_scene(scene, format_, to_metres, losses, textures);
        if (!parts) return parts.error();
        if (parts->empty())
            return base::Error{
                losses.bad_triangles > 0
                    ? fmt::format("reading: none of the model's {} triangles is usable (corners are no numbers or do "
                                  "not exist)",
                                  losses.bad_triangles)
                    : std::string(
                          "reading: expected triangles, but the model has none (points and lines are not shown)")};
        report(losses, listener, up);
        if (format_ == ModelFormat::ifc) report_site();
        const auto px = options_.more.find("texture_px");
        const auto pictures = send_pictures(scene, textures, file_.name,
                                            texture_px_of(px == options_.more.end() ? "" : px->second), sink_);
        for (std::size_t i = 0; i < parts->size(); ++i) emit((*parts)[i], i, pictures);
        return {};
    }

    void emit(ModelPart& part, std::size_t number, const std::vector<std::string>& pictures) {
        Feature feature;
        feature.kind = FeatureKind::model;
        feature.id = !part.id.empty() ? part.id : number == 0 ? file_.name : fmt::format("{}#{}", file_.name, number);
        feature.heights = moved_ && is_georeferenced(*moved_) ? HeightMode::absolute : HeightMode::above_ground;
        const std::string stem = file_.name.substr(0, file_.name.rfind('.'));
        feature.attributes.set(keys::name, part.name.empty() ? stem : part.name);
        if (!part.ifc_class.empty()) {
            feature.attributes.set("ifc_class", part.ifc_class);
            feature.attributes.set("ifc_file", file_.name);
        }
        if (!part.mesh.triangles.empty()) feature.models.push_back(std::move(part.mesh));
        for (ModelMesh& mesh : part.textured) add_textured(mesh, pictures, feature);
        sink_.feature(std::move(feature));
    }

    /// A mesh whose picture is missing stays plain.
    static void add_textured(ModelMesh& mesh, const std::vector<std::string>& pictures, Feature& feature) {
        const std::string& name = pictures[static_cast<std::size_t>(mesh.texture)];
        mesh.texture = name.empty() ? -1 : static_cast<int>(feature.textures.size());
        if (name.empty())
            mesh.texture_places.clear();
        else
            feature.textures.push_back(name);
        feature.models.push_back(std::move(mesh));
    }

    void say(ComplaintKind kind, std::string what, std::string why) {
        sink_.complain({kind, file_.name, std::move(what), std::move(why)});
    }

    void report(const SceneLosses& losses, const ModelListener& listener, char up) {
        if (losses.bad_triangles > 0)
            say(ComplaintKind::skipped, fmt::format("{} triangles left out", losses.bad_triangles),
                "a corner is no number or does not exist");
        if (losses.bad_normals > 0)
            say(ComplaintKind::repaired,
                fmt::format("{} normals replaced by those of their triangles", losses.bad_normals),
                "they are no directions");
        if (moved_)
            say(ComplaintKind::repaired,
                fmt::format("read around {:.0f}, {:.0f}, {:.0f}", moved_->offset.x, moved_->offset.y, moved_->offset.z),
                "coordinates so large lose decimetres in the reader's single precision");
        else if (losses.largest > 1e5)
            say(ComplaintKind::warning, fmt::format("positions rounded to about {:.2g} units", losses.largest * 1.2e-7),
                "its coordinates are too large for the reader's single precision; export the model near its own "
                "origin");
        if (!knows_its_unit(format_) && options_.unit_m <= 0)
            say(ComplaintKind::assumed,
                fmt::format("one unit is one metre{}", options_.up_axis == 0 ? fmt::format(", {} points up", up) : ""),
                fmt::format("{} does not say; unit_m and up_axis in the recipe do", name_of(format_)));
        for (const std::string& warning : listener.warnings() | std::views::take(5))
            say(ComplaintKind::warning, "read with a remark", warning);
    }

    void report_site() {
        if (const auto site = ifc_site(file_.text()))
            say(ComplaintKind::warning,
                fmt::format("its site is at latitude {:.6f}, longitude {:.6f}", site->lat_deg, site->lon_deg),
                "IfcSite says so; the place itself is given in the recipe");
    }

    const InputFile& file_;
    const SourceOptions& options_;
    SourceSink& sink_;
    ModelFormat format_;
    std::optional<MovedObj> moved_;
};

bool starts_like_obj(std::string_view head) {
    return head.find("\nv ") != std::string_view::npos || head.starts_with("v ");
}

}  // namespace

std::string_view ModelSource::description() const {
    return "3D models: glTF, GLB, OBJ, COLLADA, STL, PLY, IFC2x3";
}

int ModelSource::recognises(const InputFile& head) const {
    const std::string_view text = head.head();
    const ModelFormat format = model_format_of(head.name, text);
    switch (format) {
        case ModelFormat::unknown:
            return 0;
        case ModelFormat::obj:
            return starts_like_obj(text) ? 2 : 1;
        case ModelFormat::stl:
            return text.starts_with("solid") ? 2 : 1;
        case ModelFormat::collada:
            return text.find("<COLLADA") != std::string_view::npos ? 2 : 1;
        case ModelFormat::gltf: {
            const bool by_ending = ending_of(head.name) == "gltf" || ending_of(head.name) == "glb";
            return text.starts_with("glTF") || text.find("\"asset\"") != std::string_view::npos || !by_ending ? 2 : 1;
        }
        case ModelFormat::ifc:
            return text.find("ISO-10303-21") != std::string_view::npos ? 2 : 1;
        case ModelFormat::ply:
            return text.starts_with("ply") ? 2 : 1;
        case ModelFormat::fbx:
            return text.starts_with("Kaydara") ? 2 : 1;
        case ModelFormat::collada_zip:
        case ModelFormat::max3ds:
            return 1;
    }
    return 0;
}

base::Result<void> ModelSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    if (file.bytes.empty()) return base::Error{"opening: the file is empty"};
    try {
        return ModelReader(file, options, sink).read();
    } catch (const std::bad_alloc&) {
        return base::Error{"reading: the model needs more memory than is allowed"};
    } catch (const std::exception& failure) {
        return base::Error{fmt::format("reading: the model reader gave up ({})", base::to_valid_utf8(failure.what()))};
    }
}

}  // namespace twin::data
