#include "scene/builders/solids.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "data/keys.h"
#include "scene/builders/colours.h"
#include "scene/builders/outline.h"
#include "scene/builders/polygons.h"
#include "scene/builders/solid_repair.h"
#include "scene/builders/texture_places.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::Material;
using data::SurfaceKind;

/// A ground surface this far above the terrain can be seen from below.
constexpr double seen_from_below_m = 0.3;
constexpr double highest_skirt_m = 30;
constexpr double told_gap_m = 0.5;
constexpr double told_depth_m = 5;
constexpr double in_the_ground_m = 0.2;

/// One surface ready to draw.
struct Face {
    const data::Surface* surface = nullptr;
    Material material = Material::wall;
    glm::dvec3 normal{0, 0, 1};  ///< Unit.
    std::vector<glm::dvec3> triangles;
    std::vector<glm::vec2> places;  ///< In its picture, one per corner; empty: none.
};

struct Edge {
    glm::dvec3 from, to;  ///< Seen from outside, from left to right.
};

Material material_of(SurfaceKind kind, double up, data::FeatureKind of) {
    if (of == data::FeatureKind::bridge) return Material::bridge;
    const Material roof = up > 0.995 ? Material::roof_flat : Material::roof;
    switch (kind) {
        case SurfaceKind::wall:
            return Material::wall;
        case SurfaceKind::roof:
            return roof;
        case SurfaceKind::ground:
            return Material::ground_surface;
        case SurfaceKind::window:
            return Material::window;
        case SurfaceKind::door:
            return Material::door;
        case SurfaceKind::outer_floor:
            return Material::roof_flat;
        case SurfaceKind::outer_ceiling:
            return Material::wall;
        default:
            break;
    }
    if (of == data::FeatureKind::building_installation) return Material::installation;
    if (up > 0.3) return roof;
    return up < -0.3 ? Material::ground_surface : Material::wall;
}

/// A closed body whose faces look inwards has a negative volume.
bool is_inside_out(const std::vector<Face>& faces) {
    glm::dvec3 sum(0);
    double area = 0, volume = 0;
    const glm::dvec3 origin = faces.front().triangles.front();
    for (const Face& face : faces) {
        for (std::size_t i = 0; i + 2 < face.triangles.size(); i += 3) {
            const glm::dvec3 a = face.triangles[i] - origin, b = face.triangles[i + 1] - origin,
                             c = face.triangles[i + 2] - origin;
            const glm::dvec3 twice = glm::cross(b - a, c - a);
            sum += twice;
            area += glm::length(twice);
            volume += glm::dot(a, glm::cross(b, c)) / 6;
        }
    }
    return glm::length(sum) < 0.01 * area && volume < -0.1;
}

void turn_over(std::vector<Face>& faces) {
    for (Face& face : faces) {
        face.normal = -face.normal;
        for (std::size_t i = 0; i + 2 < face.triangles.size(); i += 3)
            std::swap(face.triangles[i + 1], face.triangles[i + 2]);
        for (std::size_t i = 0; i + 2 < face.places.size(); i += 3) std::swap(face.places[i + 1], face.places[i + 2]);
    }
}

double gap_m(const glm::dvec3& p, const data::Terrain& terrain) {
    return p.z - terrain.height_at(p.x, p.y);
}

std::array<long long, 6> key_of(const glm::dvec3& a, const glm::dvec3& b) {
    const auto cm = [](double m) { return std::llround(m * 100); };
    return {cm(a.x), cm(a.y), cm(a.z), cm(b.x), cm(b.y), cm(b.z)};
}

/// Edges of the floor that do not join two pieces of it.
std::vector<Edge> floor_edges(const std::vector<Face>& faces) {
    std::vector<Edge> all;
    std::set<std::array<long long, 6>> there;
    for (const Face& face : faces) {
        if (face.material != Material::ground_surface) continue;
        const bool down = newell_normal(face.surface->outer).z < 0;
        const auto add_ring = [&](const data::Ring& ring, bool reverse) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                Edge edge{ring[(i + 1) % ring.size()], ring[i]};
                if (reverse) std::swap(edge.from, edge.to);
                all.push_back(edge);
                there.insert(key_of(edge.from, edge.to));
            }
        };
        add_ring(face.surface->outer, !down);
        for (const data::Ring& hole : face.surface->holes) add_ring(hole, newell_normal(hole).z < 0);
    }
    std::erase_if(all, [&](const Edge& edge) { return there.contains(key_of(edge.to, edge.from)); });
    return all;
}

/// Without a floor: lower edges of walls near the lowest point.
std::vector<Edge> wall_edges(const std::vector<Face>& faces) {
    std::vector<Edge> edges;
    double lowest = std::numeric_limits<double>::infinity();
    for (const Face& face : faces)
        for (const glm::dvec3& p : face.surface->outer) lowest = std::min(lowest, p.z);
    for (const Face& face : faces) {
        if (std::abs(face.normal.z) > 0.5) continue;
        const data::Ring& ring = face.surface->outer;
        const double turn = glm::dot(newell_normal(ring), face.normal) < 0 ? -1 : 1;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const glm::dvec3 &a = ring[i], &b = ring[(i + 1) % ring.size()];
            const glm::dvec3 along = glm::normalize(b - a);
            if (turn * glm::cross(face.normal, along).z < 0.5 || std::min(a.z, b.z) > lowest + 3) continue;
            edges.push_back(turn > 0 ? Edge{a, b} : Edge{b, a});
        }
    }
    return edges;
}

struct Standing {
    double highest_gap_m = 0;                                       ///< Of an edge above the terrain.
    double lowest_gap_m = std::numeric_limits<double>::infinity();  ///< Of the whole; negative: in the ground.
    double highest_depth_m = -std::numeric_limits<double>::infinity();
};

Standing standing_of(const std::vector<Edge>& edges, const data::Terrain& terrain) {
    Standing standing;
    for (const Edge& edge : edges) {
        const double gap = gap_m(edge.from, terrain);
        standing.highest_gap_m = std::max(standing.highest_gap_m, gap);
        standing.lowest_gap_m = std::min(standing.lowest_gap_m, gap);
        standing.highest_depth_m = std::max(standing.highest_depth_m, gap);
    }
    return standing;
}

/// Walls from the open lower edges down to the terrain.
std::vector<glm::dvec3> skirts(const std::vector<Edge>& edges, const data::Terrain& terrain) {
    std::vector<glm::dvec3> out;
    for (const Edge& edge : edges) {
        const double low = ground_under({edge.from, edge.to}, terrain, false).low_m - in_the_ground_m;
        const double highest = std::max(edge.from.z, edge.to.z);
        if (highest < low + in_the_ground_m + 0.01 || highest - low > highest_skirt_m + in_the_ground_m) continue;
        const glm::dvec3 a(edge.from.x, edge.from.y, std::min(low, edge.from.z)),
            b(edge.to.x, edge.to.y, std::min(low, edge.to.z));
        out.insert(out.end(), {a, b, edge.to, a, edge.to, edge.from});
    }
    return out;
}

std::vector<Face> faces_of(const RepairedBody& cleaned) {
    std::vector<Face> faces;
    for (std::size_t i = 0; i < cleaned.surfaces.size(); ++i) {
        const data::Surface& surface = cleaned.surfaces[i];
        Face face;
        face.surface = &surface;
        face.triangles = triangulate(surface);
        if (face.triangles.empty()) continue;
        face.normal = glm::normalize(newell_normal(surface.outer));
        const data::Surface* original = cleaned.originals[i];
        if (!original || original->texture < 0) {
            faces.push_back(std::move(face));
            continue;
        }
        if (const TexturePlaces places(*original); places.usable())
            for (const glm::dvec3& p : face.triangles)
                face.places.push_back(places.at(p - glm::dvec3(0, 0, cleaned.raised_m)));
        faces.push_back(std::move(face));
    }
    return faces;
}

std::uint32_t colour_for(Material material, const data::Attributes& a) {
    const bool roof = material == Material::roof || material == Material::roof_flat;
    if (!roof && material != Material::wall) return 0;
    const std::uint32_t own = parse_colour(a.text(roof ? keys::roof_colour : keys::wall_colour));
    return own ? own : colour_of_material(a.text(roof ? keys::roof_material : keys::wall_material));
}

void tell_standing(const data::Feature& building, const Standing& standing, bool skirted,
                   std::vector<base::Complaint>& complaints) {
    using Kind = base::ComplaintKind;
    if (standing.lowest_gap_m > highest_skirt_m)
        complaints.push_back({Kind::warning, building.id,
                              fmt::format("stands {:.0f} m above the terrain", standing.lowest_gap_m),
                              "its heights or the terrain may use another height system"});
    else if (standing.highest_depth_m < -told_depth_m)
        complaints.push_back({Kind::warning, building.id,
                              fmt::format("stands {:.0f} m deep in the terrain", -standing.highest_depth_m),
                              "its heights or the terrain may use another height system"});
    else if (skirted && standing.highest_gap_m > told_gap_m)
        complaints.push_back({Kind::repaired, building.id,
                              fmt::format("walls drawn down to the terrain by {:.1f} m", standing.highest_gap_m),
                              "its lower edge lies above the terrain"});
}

}  // namespace

bool build_solid(const data::Feature& building, const TriangleStyle& style, const data::Terrain& terrain,
                 TileAssembler& out, std::vector<base::Complaint>& complaints) {
    using Kind = base::ComplaintKind;
    const RepairedBody cleaned = repair_body(building, terrain, complaints);
    std::vector<Face> faces = faces_of(cleaned);
    if (faces.empty()) {
        complaints.push_back({Kind::skipped, building.id, "building left out", "none of its surfaces has an area"});
        return false;
    }
    if (is_inside_out(faces)) {
        turn_over(faces);
        complaints.push_back({Kind::repaired, building.id, "turned inside out", "its faces looked inwards"});
    }
    base::Box3 box;
    for (Face& face : faces) {
        face.material = material_of(face.surface->kind, face.normal.z, building.kind);
        for (const glm::dvec3& p : face.triangles) box.add(p);
    }
    const glm::dvec3 anchor(box.centre().x, box.centre().y, box.min.z);
    const auto style_for = [&](Material material) {
        TriangleStyle own = style;
        own.material = material;
        own.colour = colour_for(material, building.attributes);
        return own;
    };
    const auto add = [&](const Face& face) {
        TriangleStyle own = style_for(face.material);
        if (face.surface->colour != 0) own.colour = face.surface->colour | 0xFF000000u;
        const auto& names = building.textures;
        const auto texture = static_cast<std::size_t>(face.surface->texture);
        const auto image = !face.places.empty() && texture < names.size() ? out.image(names[texture]) : nullptr;
        if (image)
            out.add_textured(own, anchor, face.triangles, {}, face.places, image);
        else
            out.add_triangles(own, anchor, face.triangles);
    };
    for (const Face& face : faces) {
        const bool hidden = face.material == Material::ground_surface &&
                            std::all_of(face.triangles.begin(), face.triangles.end(),
                                        [&](const glm::dvec3& p) { return gap_m(p, terrain) < seen_from_below_m; });
        if (!hidden) add(face);
    }
    // Balconies and bridges are meant to hang in the air.
    if (building.kind == data::FeatureKind::building_installation || building.kind == data::FeatureKind::bridge)
        return true;
    std::vector<Edge> edges = floor_edges(faces);
    if (edges.empty()) edges = wall_edges(faces);
    // A body of roofs alone has no edge to stand on.
    if (edges.empty()) return true;
    const Standing standing = standing_of(edges, terrain);
    const std::vector<glm::dvec3> down = skirts(edges, terrain);
    out.add_triangles(style_for(Material::wall), anchor, down);
    // Ground that was only assumed says nothing of the building: that it was assumed is told once.
    tell_standing(building, standing, terrain.measured && !down.empty(), complaints);
    return true;
}

}  // namespace twin::scene
