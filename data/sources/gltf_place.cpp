#include "data/sources/gltf_place.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include <fmt/format.h>
#include <glm/gtc/matrix_transform.hpp>

#include "base/text.h"
#include "data/sources/gltf_earth.h"
#include "data/sources/gltf_scene.h"
#include "data/sources/model_scene.h"

namespace twin::data::gltf {
namespace {

constexpr double national_m = 1e5;

/// Extras that may say where the model stands: what comes first wins.
std::vector<Json> extras_of(const Document& document) {
    std::vector<Json> found;
    const auto add = [&](const Json& holder) {
        Json extras;
        if (member(holder, "extras", extras)) found.push_back(extras);
    };
    Json asset;
    if (member(document.root, "asset", asset)) add(asset);
    add(document.root);
    const std::vector<Json> scenes = list_in(document.root, "scenes");
    const std::size_t shown = index_in(document.root, "scene", 0);
    if (shown < scenes.size()) add(scenes[shown]);
    if (!document.root_nodes.empty()) add(document.nodes[document.root_nodes.front()]);
    // A member of its own ("georeference": {...}) counts as well.
    for (std::size_t i = 0, n = found.size(); i < n; ++i)
        for (const char* name : {"georeference", "georeferencing", "geolocation", "gis"}) {
            Json inner;
            if (member(found[i], name, inner)) found.push_back(inner);
        }
    return found;
}

std::optional<double> number_named(const std::vector<Json>& extras, std::initializer_list<const char*> names) {
    for (const Json& json : extras)
        for (const char* name : names)
            if (const double number = number_in(json, name, NAN); std::isfinite(number)) return number;
    return std::nullopt;
}

std::string crs_named(const std::vector<Json>& extras) {
    for (const Json& json : extras)
        for (const char* name : {"crs", "CRS", "epsg", "EPSG", "srs", "srsName", "referenceSystem"}) {
            const std::string_view text = text_in(json, name);
            const std::size_t code = index_in(json, name);
            if (code != none && code > 1000) return fmt::format("EPSG:{}", code);
            if (text.empty()) continue;
            const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
            return digits ? "EPSG:" + std::string(text) : base::to_valid_utf8(text);
        }
    return {};
}

std::vector<double> offset_named(const std::vector<Json>& extras) {
    for (const Json& json : extras)
        for (const char* name : {"origin", "offset", "worldOffset", "world_offset", "false_origin", "centre", "center"})
            if (auto numbers = numbers_in(json, name); numbers.size() == 2 || numbers.size() == 3) return numbers;
    return {};
}

bool place_by_degrees(const std::vector<Json>& extras, StatedPlace& out) {
    const auto lat = number_named(extras, {"latitude", "lat"}), lon = number_named(extras, {"longitude", "lon", "lng"});
    if (!lat || !lon || std::abs(*lat) > 90 || std::abs(*lon) > 180) return false;
    const auto height = number_named(extras, {"height", "altitude", "elevation"});
    const double heading = number_named(extras, {"heading", "azimuth"}).value_or(0) * std::numbers::pi / 180;
    const glm::dmat4 local = east_north_up(to_geocentric({*lon, *lat, height.value_or(0)}));
    out.placing.to_frame = local * glm::rotate(glm::dmat4(1), -heading, glm::dvec3(0, 0, 1)) * out.placing.to_frame;
    out.placing.geocentric = true;
    out.placing.heights = height ? HeightMode::absolute : HeightMode::above_ground;
    out.crs = height ? "EPSG:4979" : "EPSG:4326";
    return true;
}

}  // namespace

StatedPlace stated_place(const Document& document, const std::string& file_name, const SourceOptions& options) {
    StatedPlace out;
    char up = options.up_axis;
    const double unit = options.unit_m > 0 ? options.unit_m : 1;
    const auto axes = [&](char axis) { return glm::scale(glm::dmat4(1), glm::dvec3(unit)) * upright(axis); };
    if (up == 0) {
        up = 'y';
        // World coordinates that were not turned: the northing stands where the height should.
        const SceneBox box = box_of_scene(document, axes('y'));
        if (!box.empty() && std::abs(box.least.z) > national_m && std::abs(box.least.y) < 1e4) {
            up = 'z';
            out.complaints.push_back({base::ComplaintKind::assumed, file_name, "z taken as up instead of y",
                                      "its second number is a northing, far too large for a height"});
        }
    }
    out.placing.to_frame = axes(up);
    Json rtc;
    if (extension(document.root, "CESIUM_RTC", rtc))
        if (const auto centre = numbers_in(rtc, "center"); centre.size() == 3)
            out.placing.to_frame =
                glm::translate(glm::dmat4(1), {centre[0], centre[1], centre[2]}) * out.placing.to_frame;
    const std::vector<Json> extras = extras_of(document);
    out.crs = crs_named(extras);
    if (out.crs.empty() && !options.more.contains("place") && place_by_degrees(extras, out)) return out;
    if (const auto offset = offset_named(extras); !offset.empty() && !out.crs.empty()) {
        out.placing.to_frame =
            glm::translate(glm::dmat4(1), {offset[0], offset[1], offset.size() > 2 ? offset[2] : 0.0}) *
            out.placing.to_frame;
        out.placing.heights = HeightMode::absolute;
    }
    const SceneBox box = box_of_scene(document, out.placing.to_frame);
    const glm::dvec3 middle = box.empty() ? glm::dvec3(out.placing.to_frame[3]) : (box.least + box.most) * 0.5;
    if (out.crs == "EPSG:4978" || (out.crs.empty() && looks_geocentric(middle))) {
        out.placing.geocentric = true;
        out.placing.heights = HeightMode::absolute;
        out.crs = "EPSG:4979";
    } else if (std::max(std::abs(middle.x), std::abs(middle.y)) > national_m) {
        out.placing.heights = HeightMode::absolute;
    }
    return out;
}

std::vector<std::string> unread_extensions(const Document& document) {
    constexpr std::string_view read[] = {"KHR_draco_mesh_compression",
                                         "EXT_meshopt_compression",
                                         "KHR_mesh_quantization",
                                         "EXT_mesh_gpu_instancing",
                                         "KHR_texture_transform",
                                         "EXT_mesh_features",
                                         "EXT_structural_metadata",
                                         "EXT_instance_features",
                                         "CESIUM_RTC",
                                         "KHR_materials_pbrSpecularGlossiness"};
    std::vector<std::string> unread;
    for (const Json& entry : list_in(document.root, "extensionsRequired")) {
        std::string_view name;
        if (entry.get(name) == simdjson::SUCCESS && !name.starts_with("KHR_materials_") &&
            std::ranges::find(read, name) == std::end(read))
            unread.push_back(base::to_valid_utf8(name));
    }
    return unread;
}

}  // namespace twin::data::gltf
