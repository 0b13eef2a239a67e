#include "scene/builders/buildings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "data/keys.h"
#include "scene/builders/bodies.h"
#include "scene/builders/building_shape.h"
#include "scene/builders/colours.h"
#include "scene/builders/polygons.h"
#include "scene/builders/solids.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;

/// Walls reach so deep into the ground that its small bumps never show a gap.
constexpr double in_the_ground_m = 0.2;
/// Free wall that a building keeps on its uphill side.
constexpr double least_uphill_m = 2;

RoofPlan plan_of(const data::Feature& building, double ground_m, double height_m, double lowest_m) {
    const data::Attributes& a = building.attributes;
    RoofPlan plan;
    plan.shape = parse_roof_shape(a.text(keys::roof_shape));
    const double roof = a.number(keys::roof_height_m, 0);
    if (plan.shape != RoofShape::flat && roof > 0) plan.height_m = std::min(roof, height_m - std::max(0.0, lowest_m));
    plan.eaves_z_m = ground_m + height_m - plan.height_m;
    plan.across = a.text(keys::roof_orientation) == "across";
    const double direction = a.number(keys::roof_direction_deg);
    plan.has_direction = std::isfinite(direction);
    if (plan.has_direction) plan.direction_rad = direction * 0.017453292519943295;
    return plan;
}

struct Paint {
    std::uint32_t wall = 0, roof = 0;
};

Paint paint_of(const data::Attributes& a) {
    Paint paint{parse_colour(a.text(keys::wall_colour)), parse_colour(a.text(keys::roof_colour))};
    if (!paint.wall) paint.wall = colour_of_material(a.text(keys::wall_material));
    if (!paint.roof) paint.roof = colour_of_material(a.text(keys::roof_material));
    return paint;
}

struct Outcome {
    int drawn = 0, skipped = 0;
    std::string repairs;
    double raised_m = 0;
};

void note_repair(const SurfaceRepair& repair, Outcome& outcome) {
    if (!repair.what.empty() && outcome.repairs.find(repair.what) == std::string::npos)
        outcome.repairs += (outcome.repairs.empty() ? "" : "; ") + repair.what;
}

/// Posts under the corners of a roof without walls, so that it stands. Corners closer than 3 m to the last share one.
std::vector<glm::dvec3> canopy_posts(const data::Ring& ring, double top_z, const data::Terrain& terrain) {
    std::vector<glm::dvec3> triangles;
    if (ring.empty()) return triangles;
    const glm::dvec2 centre = centre_of(outline_of(ring));
    glm::dvec2 last(1e300);
    for (const glm::dvec3& corner : ring) {
        const glm::dvec2 p = glm::dvec2(corner) + (centre - glm::dvec2(corner)) * 0.06;
        if (glm::length(p - last) < 3) continue;
        last = p;
        const double ground = terrain.height_at(p.x, p.y) - in_the_ground_m;
        if (top_z > ground) add_column({p, ground}, 0.15, top_z - ground, 4, 1, triangles);
    }
    return triangles;
}

void build_footprint(const data::Feature& building, data::Surface surface, double ground_m, const TriangleStyle& style,
                     const data::Terrain& terrain, TileAssembler& out, Outcome& outcome) {
    for (glm::dvec3& p : surface.outer)
        if (std::isfinite(p.x) && std::isfinite(p.y)) p.z = 0;
    for (data::Ring& hole : surface.holes)
        for (glm::dvec3& p : hole)
            if (std::isfinite(p.x) && std::isfinite(p.y)) p.z = 0;
    SurfaceRepair repair = clean_surface(surface);
    note_repair(repair, outcome);
    for (data::Surface& part : repair.more)
        build_footprint(building, std::move(part), ground_m, style, terrain, out, outcome);
    if (repair.degenerate) {
        ++outcome.skipped;
        return;
    }
    const double height = std::max(building.attributes.number(keys::height_m, 3), 0.5);
    const double lowest = building.attributes.number(keys::min_height_m, 0);
    const bool in_the_air = lowest > 0.05;
    const GroundSpan span = ground_under(surface.outer, terrain);
    RoofPlan plan = plan_of(building, ground_m, height, lowest);
    double base_z = std::min(ground_m, span.low_m) - in_the_ground_m;
    if (in_the_air) {
        base_z = ground_m + std::min(lowest, height - 0.1);
    } else if (plan.eaves_z_m < span.high_m + least_uphill_m) {
        const double wanted = span.high_m + std::min(least_uphill_m, height);
        outcome.raised_m = std::max(outcome.raised_m, wanted - plan.eaves_z_m);
        plan.eaves_z_m = std::max(plan.eaves_z_m, wanted);
    }
    const Shell shell = raise_shell(surface, base_z, plan, in_the_air);
    if (shell.walls.empty() && shell.roof.empty()) {
        ++outcome.skipped;
        return;
    }
    ++outcome.drawn;
    const Paint paint = paint_of(building.attributes);
    const glm::dvec3 anchor(centre_of(outline_of(surface.outer)), base_z);
    const auto add = [&](data::Material material, std::uint32_t colour, const std::vector<glm::dvec3>& triangles) {
        TriangleStyle own = style;
        own.material = material;
        own.colour = colour;
        out.add_triangles(own, anchor, triangles);
    };
    add(data::Material::wall, paint.wall, shell.walls);
    add(shell.roof_is_flat ? data::Material::roof_flat : data::Material::roof, paint.roof, shell.roof);
    add(data::Material::ground_surface, paint.wall, shell.floor);
    if (in_the_air && is_canopy(building))
        add(data::Material::installation, 0, canopy_posts(surface.outer, base_z, terrain));
}

bool build_footprints(const data::Feature& building, const TriangleStyle& style, const data::Terrain& terrain,
                      TileAssembler& out, std::vector<base::Complaint>& complaints) {
    const double given = building.attributes.number(keys::ground_m);
    const double ground = std::isfinite(given) ? given : lowest_ground_m(building, terrain);
    Outcome outcome;
    for (const data::Surface& surface : building.surfaces)
        if (is_footprint(building, surface)) build_footprint(building, surface, ground, style, terrain, out, outcome);
    using Kind = base::ComplaintKind;
    if (!outcome.repairs.empty())
        complaints.push_back({Kind::repaired, building.id, outcome.repairs, "the outline is not clean"});
    if (outcome.raised_m > 0.5)
        complaints.push_back({Kind::repaired, building.id, fmt::format("eaves raised by {:.1f} m", outcome.raised_m),
                              "the ground behind the building is higher"});
    if (outcome.skipped > 0)
        complaints.push_back({Kind::skipped, building.id,
                              outcome.drawn > 0 ? fmt::format("{} outlines left out", outcome.skipped)
                                                : std::string("building left out"),
                              "the outline has no area"});
    return outcome.drawn > 0;
}

bool has_solid(const data::Feature& building) {
    return std::any_of(building.surfaces.begin(), building.surfaces.end(),
                       [&](const data::Surface& surface) { return !is_footprint(building, surface); });
}

}  // namespace

double lowest_ground_m(const data::Feature& building, const data::Terrain& terrain) {
    double low = std::numeric_limits<double>::infinity();
    for (const data::Surface& surface : building.surfaces) {
        if (!is_footprint(building, surface)) continue;
        data::Ring ring = surface.outer;
        std::erase_if(ring, [](const glm::dvec3& p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
        if (!ring.empty()) low = std::min(low, ground_under(ring, terrain).low_m);
    }
    return std::isfinite(low) ? low : 0;
}

bool build_building(const data::Feature& building, std::uint32_t object, int layer, const data::Terrain& terrain,
                    TileAssembler& out, std::vector<base::Complaint>& complaints) {
    if (building.attributes.flag(keys::outline_only)) return true;
    // Tunnels are underground; the outline of a bridge is drawn by the ways that cross it.
    if (building.kind == data::FeatureKind::tunnel) return true;
    const bool solid = has_solid(building);
    if (building.kind == data::FeatureKind::bridge && !solid && has_footprint(building)) return true;
    TriangleStyle style;
    style.content =
        building.kind == data::FeatureKind::bridge ? data::TileContent::structures : data::TileContent::buildings;
    style.layer = layer;
    style.object = object;
    // Where a file gives both, the outline is only a shadow of the body.
    if (solid) return build_solid(building, style, terrain, out, complaints);
    if (has_footprint(building)) return build_footprints(building, style, terrain, out, complaints);
    complaints.push_back({base::ComplaintKind::skipped, building.id, "building left out", "it has no surfaces"});
    return false;
}

}  // namespace twin::scene
