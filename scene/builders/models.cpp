#include "scene/builders/models.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "base/text.h"
#include "data/keys.h"
#include "scene/builders/bodies.h"
#include "scene/builders/colours.h"
#include "scene/builders/courses.h"
#include "scene/builders/furniture.h"
#include "scene/builders/lots.h"
#include "scene/builders/outline.h"
#include "scene/builders/polygons.h"
#include "scene/builders/slabs.h"
#include "scene/builders/solids.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;
using Kind = base::ComplaintKind;

/// A barrier's look: section over a width, height where none is given.
struct BarrierLook {
    std::string_view name;
    Material material;
    double width_m, height_m;
    bool rounded;
};
constexpr BarrierLook barrier_looks[] = {
    {"wall", Material::wall_barrier, 0.25, 1.8, false},
    {"retaining_wall", Material::wall_barrier, 0.4, 1.2, false},
    {"city_wall", Material::wall_barrier, 1.2, 6, false},
    {"noise_barrier", Material::wall_barrier, 0.3, 3.5, false},
    {"jersey_barrier", Material::wall_barrier, 0.5, 0.8, false},
    {"guard_rail", Material::fence, 0.15, 0.75, false},
    {"handrail", Material::fence, 0.06, 1.0, false},
    {"fence", Material::fence, 0.06, 1.4, false},
    {"wire_fence", Material::fence, 0.05, 1.4, false},
    {"railing", Material::fence, 0.06, 1.0, false},
    {"gate", Material::fence, 0.08, 1.4, false},
    {"hedge", Material::hedge, 0.8, 1.6, true},
    {"hedge_bank", Material::hedge, 1.2, 1.6, true},
};
constexpr std::string_view flat_barriers[] = {"kerb", "ditch", "entrance", "cattle_grid", "no", "log", "debris"};

bool sane(const glm::dvec3& p) {
    return std::abs(p.x) < 1e7 && std::abs(p.y) < 1e7;
}

TriangleStyle style_of(std::uint32_t object, int layer, Material material) {
    TriangleStyle style;
    style.content = data::TileContent::models;
    style.layer = layer;
    style.object = object;
    style.material = material;
    return style;
}

std::vector<glm::dvec2> section_of(const BarrierLook& look, double height_m) {
    const double half = look.width_m / 2, foot = -0.2;
    if (!look.rounded) return {{-half, foot}, {-half, height_m}, {half, height_m}, {half, foot}};
    return {{-half, foot},           {-half, height_m * 0.75}, {-half * 0.55, height_m},
            {half * 0.55, height_m}, {half, height_m * 0.75},  {half, foot}};
}

bool build_barrier(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                   TileAssembler& out, std::vector<base::Complaint>& complaints) {
    const std::string name = feature.attributes.text(keys::barrier);
    if (std::find(std::begin(flat_barriers), std::end(flat_barriers), name) != std::end(flat_barriers)) return true;
    const auto* look = std::find_if(std::begin(barrier_looks), std::end(barrier_looks),
                                    [&](const BarrierLook& known) { return known.name == name; });
    static constexpr BarrierLook other{"", Material::fence, 0.08, 1.2, false};
    if (look == std::end(barrier_looks)) look = &other;
    const double given = feature.attributes.number(keys::height_m);
    const bool has_height = given > 0.1 && given < 30;
    const double height = has_height ? given : look->height_m;
    const std::vector<glm::dvec2> section = section_of(*look, height);
    TriangleStyle style = style_of(object, layer, look->material);
    style.colour = parse_colour(feature.attributes.text("colour"));
    if (!style.colour) style.colour = colour_of_material(feature.attributes.text("material"));
    std::vector<std::vector<glm::dvec3>> ways;
    for (const data::Line& line : feature.lines) ways.push_back(line.points);
    bool any = false;
    for (data::Surface area : feature.surfaces) {
        for (glm::dvec3& p : area.outer) p.z = sane(p) ? 0 : p.z;
        for (data::Ring& hole : area.holes)
            for (glm::dvec3& p : hole) p.z = sane(p) ? 0 : p.z;
        if (clean_surface(area).degenerate) continue;
        add_slab({style, style}, area, height, terrain, out);
        any = true;
    }
    for (const std::vector<glm::dvec3>& way : ways) {
        const Course whole = clean_course(way);
        const double length = length_m(whole);
        // In pieces, so that each stands in its own tile.
        for (double at = 0; at < length; at += 100) {
            const Course course = with_stations(part_of(whole, at, std::min(at + 100, length)), 5);
            if (course.size() < 2) continue;
            std::vector<double> foot;
            for (const glm::dvec2& p : course) foot.push_back(terrain.height_at(p.x, p.y));
            std::vector<glm::dvec3> triangles;
            add_sweep(course, foot, section, triangles);
            out.add_triangles(style, glm::dvec3(course.front(), foot.front()), triangles);
            any = true;
        }
    }
    if (any && !has_height)
        complaints.push_back({Kind::assumed, feature.id, fmt::format("height set to {:g} m", height),
                              "no height given; usual for " + (name.empty() ? std::string("a barrier") : name)});
    return any;
}

std::string furniture_name(const data::Feature& feature) {
    if (feature.kind == FeatureKind::traffic_signal) return "traffic_signal";
    if (feature.kind == FeatureKind::bus_stop)
        return feature.attributes.flag("shelter") ? "bus_stop_with_shelter" : "bus_stop";
    if (feature.kind == FeatureKind::barrier) return feature.attributes.text(keys::barrier);
    return base::to_lower_ascii(feature.attributes.text(keys::furniture));
}

/// Points of the feature, or the middle of its areas, or the start of its lines.
std::vector<glm::dvec2> places_of(const data::Feature& feature) {
    std::vector<glm::dvec2> places;
    for (const glm::dvec3& p : feature.points)
        if (sane(p)) places.emplace_back(p.x, p.y);
    if (!places.empty()) return places;
    for (const data::Surface& surface : feature.surfaces)
        if (!surface.outer.empty() && std::all_of(surface.outer.begin(), surface.outer.end(), sane))
            places.push_back(centre_of(outline_of(surface.outer)));
    for (const data::Line& line : feature.lines)
        if (!line.points.empty() && sane(line.points.front())) places.emplace_back(line.points.front());
    return places;
}

bool build_furniture(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                     TileAssembler& out, std::vector<base::Complaint>& complaints) {
    const std::string name = furniture_name(feature);
    const std::vector<glm::dvec2> places = places_of(feature);
    bool any = false;
    for (const glm::dvec2& place : places) {
        const double ground = terrain.height_at(place.x, place.y);
        double direction = feature.attributes.number(keys::direction_deg);
        if (!std::isfinite(direction)) direction = 360 * share_of(lot_of(feature.id), 0);
        for (const FurniturePart& part :
             make_furniture(name, glm::dvec3(place, ground), feature.attributes.number(keys::height_m, 0),
                            direction * 0.017453292519943295)) {
            TriangleStyle style = style_of(object, layer, part.material);
            style.colour = part.colour;
            out.add_triangles(style, glm::dvec3(place, ground), part.triangles);
            any = true;
        }
    }
    // A gate or stile at a point is part of its fence.
    if (any || feature.kind == FeatureKind::barrier) return true;
    complaints.push_back(
        {Kind::skipped, feature.id, "left out of the picture",
         places.empty() ? std::string("it has no place") : fmt::format("there is no body for \"{}\"", name)});
    return false;
}

/// Facets with one normal each, where the file has none.
void add_flat_mesh(const data::ModelMesh& mesh, const TriangleStyle& style, const glm::dvec3& anchor,
                   TileAssembler& out) {
    std::vector<glm::dvec3> corner(3);
    for (std::size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
        bool good = true;
        for (std::size_t k = 0; k < 3; ++k) {
            good = good && mesh.triangles[i + k] < mesh.positions.size();
            if (good) corner[k] = mesh.positions[mesh.triangles[i + k]];
        }
        if (!good) continue;
        TriangleStyle own = style;
        const std::uint32_t first = mesh.triangles[i];
        if (first < mesh.colours.size() && mesh.colours[first] >> 24) own.colour = mesh.colours[first];
        out.add_triangles(own, anchor, corner);
    }
}

/// The triangles of a mesh that shows a picture. false: the picture is not there.
bool add_textured_mesh(const data::Feature& feature, const data::ModelMesh& mesh, const TriangleStyle& style,
                       const glm::dvec3& anchor, TileAssembler& out) {
    const auto texture = static_cast<std::size_t>(mesh.texture);
    if (mesh.texture < 0 || texture >= feature.textures.size() || mesh.texture_places.size() != mesh.positions.size())
        return false;
    const auto image = out.image(feature.textures[texture]);
    if (!image) return false;
    const bool smooth = mesh.normals.size() == mesh.positions.size();
    std::vector<glm::dvec3> corners;
    std::vector<glm::vec3> normals;
    std::vector<glm::vec2> places;
    for (std::size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
        const std::uint32_t* t = mesh.triangles.data() + i;
        if (std::max({t[0], t[1], t[2]}) >= mesh.positions.size()) continue;
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::vec2 place = mesh.texture_places[t[k]];
            corners.push_back(mesh.positions[t[k]]);
            if (smooth) normals.push_back(mesh.normals[t[k]]);
            // A place that is no number shows the picture's corner.
            places.push_back(std::abs(place.x) < 1e4f && std::abs(place.y) < 1e4f ? place : glm::vec2(0));
        }
    }
    out.add_textured(style, anchor, corners, normals, places, image);
    return true;
}

bool build_meshes(const data::Feature& feature, std::uint32_t object, int layer, TileAssembler& out,
                  std::vector<base::Complaint>& complaints) {
    base::Box3 box;
    for (const data::ModelMesh& mesh : feature.models)
        for (const glm::dvec3& p : mesh.positions)
            if (sane(p) && std::isfinite(p.z)) box.add(p);
    const std::uint64_t before = out.triangle_count();
    const TriangleStyle style = style_of(object, layer, Material::model);
    const glm::dvec3 anchor = box.empty() ? glm::dvec3(0) : glm::dvec3(box.centre().x, box.centre().y, box.min.z);
    for (const data::ModelMesh& mesh : feature.models) {
        if (box.empty() || mesh.positions.empty()) continue;
        if (add_textured_mesh(feature, mesh, style, anchor, out)) continue;
        const std::vector<std::uint32_t>& triangles = mesh.triangles;
        if (mesh.normals.size() == mesh.positions.size())
            out.add_mesh(style, anchor, mesh.positions, mesh.normals, mesh.colours,
                         std::span(triangles).first(triangles.size() / 3 * 3));
        else
            add_flat_mesh(mesh, style, anchor, out);
    }
    if (out.triangle_count() > before) return true;
    complaints.push_back({Kind::skipped, feature.id, "model left out", "it has no triangles in this city"});
    return false;
}

}  // namespace

bool build_model(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                 TileAssembler& out, std::vector<base::Complaint>& complaints) {
    if (!feature.models.empty()) return build_meshes(feature, object, layer, out, complaints);
    if (!feature.surfaces.empty() && feature.heights != data::HeightMode::flat) {
        // A body without walls of its own: nothing is drawn down to the ground.
        data::Feature body = feature;
        body.kind = FeatureKind::building_installation;
        return build_solid(body, style_of(object, layer, Material::model), terrain, out, complaints);
    }
    if (feature.kind == FeatureKind::barrier && (!feature.lines.empty() || !feature.surfaces.empty())) {
        if (build_barrier(feature, object, layer, terrain, out, complaints)) return true;
        complaints.push_back({Kind::skipped, feature.id, "barrier left out", "it has no length"});
        return false;
    }
    return build_furniture(feature, object, layer, terrain, out, complaints);
}

}  // namespace twin::scene
