#include "data/sources/model.h"

#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <fmt/format.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <cmath>
#include <exception>
#include <glm/gtc/matrix_transform.hpp>
#include <memory>
#include <new>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/ifc_facts.h"
#include "data/sources/image_decoder.h"
#include "data/sources/memory_files.h"
#include "data/sources/model_3mf.h"
#include "data/sources/model_check.h"
#include "data/sources/model_earth.h"
#include "data/sources/model_io.h"
#include "data/sources/model_offset.h"
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

/// A number of FBX's global settings, whatever type Assimp gave it; NaN: not there.
double fbx_setting(const aiScene& scene, const char* name) {
    float single = 0;
    double both = 0;
    std::int32_t whole = 0;
    if (!scene.mMetaData) return NAN;
    if (scene.mMetaData->Get(name, single)) return double(single);
    if (scene.mMetaData->Get(name, both)) return both;
    return scene.mMetaData->Get(name, whole) ? whole : double(NAN);
}

/// The axis that points up in the file: as the recipe says, else as the format says, else by convention.
char up_axis_of(ModelFormat format, const InputFile& file, const SourceOptions& options,
                const std::optional<MovedObj>& moved, const aiScene& scene) {
    if (options.up_axis != 0) return options.up_axis;
    if (format == ModelFormat::fbx)
        if (const double axis = fbx_setting(scene, "UpAxis"); axis >= 0 && axis <= 2)
            return static_cast<char>('x' + static_cast<int>(axis));
    switch (format) {
        case ModelFormat::collada:
            return collada_up_axis(file.text());
        case ModelFormat::stl:
        case ModelFormat::ply:
        case ModelFormat::ifc:
        case ModelFormat::max3ds:
        case ModelFormat::m3mf:
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
    if (format == ModelFormat::m3mf) return unit_of_3mf_m(file);
    if (format != ModelFormat::fbx) return 1;
    const double centimetres = fbx_setting(scene, "UnitScaleFactor");
    return centimetres > 0 ? centimetres / 100 : 0.01;
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

/// From the model into the map.  Source: IFC4, IfcMapConversion: turned by its x axis, scaled, moved.
void stand_on_map(const ifc::MapConversion& map, double unit_m, Feature& feature) {
    const double length = std::hypot(map.x_axis.x, map.x_axis.y);
    const glm::dvec2 axis = length > 1e-9 ? map.x_axis / length : glm::dvec2(1, 0);
    // The scale takes the model's unit to metres as well; that has been done.
    const double own = map.scale / unit_m;
    const double scale = own > 0.9 && own < 1.1 ? own : 1;
    const auto turned = [&](const glm::dvec3& v) {
        return glm::dvec3(v.x * axis.x - v.y * axis.y, v.x * axis.y + v.y * axis.x, v.z);
    };
    for (ModelMesh& mesh : feature.models) {
        for (glm::dvec3& p : mesh.positions) p = map.offset_m + turned(p) * scale;
        for (glm::vec3& normal : mesh.normals) normal = glm::vec3(turned(glm::dvec3(normal)));
    }
    feature.heights = HeightMode::absolute;
}

class ModelReader {
  public:
    ModelReader(const InputFile& file, const SourceOptions& options, SourceSink& sink)
        : file_(file), options_(options), sink_(sink), format_(model_format_of(file.name, file.head())) {}

    base::Result<void> read() {
        if (auto checked = check(); !checked) return checked;
        const std::string plain = format_ == ModelFormat::obj ? utf8_of_utf16(file_.text()) : std::string();
        std::string_view text = plain.empty() ? file_.text() : std::string_view(plain);
        moved_ = move(text);
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
    std::optional<MovedObj> move(std::string_view text) const {
        if (format_ == ModelFormat::obj) return move_obj(text);
        if (format_ == ModelFormat::stl) return move_stl(text);
        if (format_ == ModelFormat::ply) return move_ply(text);
        if (format_ == ModelFormat::collada) return move_collada(text);
        return std::nullopt;
    }

    base::Result<void> check() const {
        if (options_.up_axis != 0 && options_.up_axis != 'x' && options_.up_axis != 'y' && options_.up_axis != 'z')
            return base::Error{fmt::format("the recipe's up_axis is \"{}\"; allowed are x, y and z", options_.up_axis)};
        if (format_ == ModelFormat::unknown)
            return base::Error{
                "opening: expected a 3D model (glTF, OBJ, COLLADA, FBX, STL, PLY, 3DS, X3D, 3MF, IFC2x3), but its "
                "content is none of these"};
        if (format_ == ModelFormat::gltf) return check_gltf(file_.text());
        if (format_ == ModelFormat::ifc) return check_ifc(file_.text());
        return {};
    }

    base::Result<void> hand_over(const aiScene& scene, const ModelListener& listener) {
        const char up = up_axis_of(format_, file_, options_, moved_, scene);
        const double unit = unit_of(format_, file_, options_, scene);
        glm::dmat4 to_metres = upright(up) * as_in_file(format_);
        to_metres = glm::scale(glm::dmat4(1), glm::dvec3(unit)) * to_metres;
        // COLLADA's unit is applied by Assimp, to what it was given.
        const double applied = format_ == ModelFormat::collada ? collada_unit_m(file_.text()) : 1.0;
        if (moved_) to_metres = to_metres * glm::translate(glm::dmat4(1), moved_->offset * applied);
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
        if (format_ == ModelFormat::ifc) read_facts();
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
            if (facts_) facts_->fill(part.id, feature.attributes);
        }
        if (!part.mesh.triangles.empty()) feature.models.push_back(std::move(part.mesh));
        for (ModelMesh& mesh : part.textured) add_textured(mesh, pictures, feature);
        if (map_) stand_on_map(*map_, facts_->unit_m(), feature);
        if (earth_) stand_on_earth(*earth_, feature);
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
        constexpr std::size_t most_remarks = 5;
        const std::vector<std::string>& remarks = listener.warnings();
        for (std::size_t i = 0; i < std::min(remarks.size(), most_remarks); ++i) {
            // Of a 3MF only the model is read; that the package holds more is no remark.
            if (format_ == ModelFormat::m3mf && remarks[i].find("Ignored file of") != std::string::npos) continue;
            say(ComplaintKind::warning, "read with a remark", remarks[i]);
        }
    }

    /// What Assimp leaves out of an IFC: property sets, storeys, and where it stands.
    void read_facts() {
        facts_.emplace(file_.text());
        if (options_.more.contains("place")) return;
        if (facts_->map()) {
            map_ = facts_->map();
            sink_.crs({.text = map_->crs});
            return;
        }
        if (!facts_->site()) return;
        const ifc::Site& site = *facts_->site();
        const auto wanted = options_.more.find("site");
        // Whole minutes are what programs write that know no more than the town, or nothing.
        if (!site.to_the_second && (wanted == options_.more.end() || wanted->second != "yes")) {
            say(ComplaintKind::warning,
                fmt::format("its site is at latitude {:.6f}, longitude {:.6f}", site.lat_deg, site.lon_deg),
                "IfcSite says so, but to a minute of arc only; give the place itself in the recipe, or site = \"yes\" "
                "under [source.more]");
            return;
        }
        EarthStand stand;
        stand.lon_deg = site.lon_deg;
        stand.lat_deg = site.lat_deg;
        stand.foot_m = glm::dvec3(site.foot_m, 0);
        const glm::dvec2 north = facts_->true_north();
        stand.turn = kml_turn(-glm::degrees(std::atan2(north.x, north.y)), 0, 0);
        stand.height_m = site.elevation_m;
        stand.heights = site.elevation_m != 0 ? HeightMode::absolute : HeightMode::above_ground;
        earth_ = stand;
        sink_.crs({.text = "EPSG:4326"});
        say(ComplaintKind::assumed, fmt::format("put at latitude {:.6f}, longitude {:.6f}", site.lat_deg, site.lon_deg),
            "IfcSite says so, to a metre or so at best; a [source.place] in the recipe goes first");
    }

    const InputFile& file_;
    const SourceOptions& options_;
    SourceSink& sink_;
    ModelFormat format_;
    std::optional<MovedObj> moved_;
    std::optional<ifc::Facts> facts_;
    std::optional<ifc::MapConversion> map_;
    std::optional<EarthStand> earth_;
};

bool starts_like_obj(std::string_view head) {
    return head.find("\nv ") != std::string_view::npos || head.starts_with("v ");
}

}  // namespace

std::string_view ModelSource::description() const {
    return "3D models: OBJ, COLLADA, FBX, STL, PLY, 3DS, X3D, 3MF, IFC2x3";
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
        case ModelFormat::x3d:
            return text.find("<X3D") != std::string_view::npos ? 2 : 1;
        case ModelFormat::m3mf:
            return text.starts_with("PK") ? 2 : 0;
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
