#include <cmath>

#include "scene/builders/polygons.h"
#include "scene/builders/solid_repair.h"
#include "scene/builders/solids.h"
#include "tests/fuzz/byte_feed.h"

namespace twin::fuzz {
namespace {

bool finite(const glm::dvec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

void demand_finite_corners(const std::vector<glm::dvec3>& corners) {
    demand(corners.size() % 3 == 0, "corners that make no whole triangles");
    for (const glm::dvec3& corner : corners) demand(finite(corner), "a triangle with a corner that is no number");
}

/// Coordinates as the parent lets them pass.
bool believable(const data::Ring& ring) {
    for (const glm::dvec3& p : ring)
        for (int i = 0; i < 3; ++i)
            if (!(std::fabs(p[i]) <= 1e9)) return false;
    return true;
}
bool believable(const data::Surface& surface) {
    for (const data::Ring& hole : surface.holes)
        if (!believable(hole)) return false;
    return believable(surface.outer);
}

}  // namespace

/// One face alone (repair and triangles), then some as a body.
void fuzz_faces(Bytes bytes) {
    ByteFeed feed(bytes);
    const unsigned choice = feed.byte();
    data::Surface single = feed.surface(24, choice & 1);
    const data::SurfaceKind kinds[] = {data::SurfaceKind::wall, data::SurfaceKind::roof, data::SurfaceKind::ground,
                                       data::SurfaceKind::unknown};
    data::Feature body;
    body.id = "a";
    body.kind = data::FeatureKind::building;
    body.heights = choice & 2 ? data::HeightMode::absolute : data::HeightMode::above_ground;
    const std::size_t faces = feed.byte() % 16;
    for (std::size_t i = 0; i < faces && !feed.empty(); ++i) {
        data::Surface face = feed.surface(8, false);
        face.kind = kinds[feed.byte() % 4];
        if (believable(face)) body.surfaces.push_back(std::move(face));
    }

    const auto repair = scene::clean_surface(single);
    if (!repair.degenerate) {
        scene::turn_holes(single);
        demand(std::isfinite(scene::surface_area_m2(single)), "an area that is no number");
        demand_finite_corners(scene::triangulate(single));
        for (const data::Surface& piece : repair.more) demand_finite_corners(scene::triangulate(piece));
    }
    std::vector<base::Complaint> complaints;
    const data::Terrain terrain;
    const scene::RepairedBody repaired = scene::repair_body(body, terrain, complaints);
    demand(repaired.surfaces.size() == repaired.originals.size(), "a repaired face that comes from nowhere");
    for (const data::Surface& face : repaired.surfaces) demand_finite_corners(scene::triangulate(face));
    scene::TileAssembler out;
    scene::build_solid(body, {}, terrain, out, complaints);
    for (const data::Tile& tile : out.finish())
        for (const data::MeshVertex& vertex : tile.mesh.vertices)
            demand(finite({vertex.x, vertex.y, vertex.z}), "a vertex that is no number");
}

}  // namespace twin::fuzz
