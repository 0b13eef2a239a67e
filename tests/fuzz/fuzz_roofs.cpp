#include <cmath>

#include "data/keys.h"
#include "scene/builders/buildings.h"
#include "scene/builders/polygons.h"
#include "scene/builders/roof_skeleton.h"
#include "scene/builders/roofs.h"
#include "tests/fuzz/byte_feed.h"

namespace twin::fuzz {
namespace {

void demand_finite(const std::vector<glm::dvec3>& corners) {
    demand(corners.size() % 3 == 0, "corners that make no whole triangles");
    for (const glm::dvec3& p : corners)
        demand(std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z), "a corner that is no number");
}

}  // namespace

/// Roofs of every shape over a footprint of any outline; then the whole building.
void fuzz_roofs(Bytes bytes) {
    ByteFeed feed(bytes);
    scene::RoofPlan plan;
    plan.shape = static_cast<scene::RoofShape>(feed.byte() % 14);
    plan.height_m = feed.byte() / 8.0;
    plan.eaves_z_m = feed.byte() / 4.0;
    const unsigned choice = feed.byte();
    plan.across = choice & 1;
    plan.has_direction = choice & 2;
    plan.direction_rad = feed.byte() / 40.0;
    data::Surface footprint = feed.surface(20, true);
    footprint.kind = data::SurfaceKind::footprint;

    data::Feature building;
    building.id = "a";
    building.kind = data::FeatureKind::building;
    building.attributes.set(data::keys::height_m, feed.coordinate());
    building.attributes.set(data::keys::roof_shape, std::string(scene::name_of(plan.shape)));
    building.attributes.set(data::keys::roof_height_m, feed.coordinate());
    building.attributes.set(data::keys::storeys, feed.coordinate());
    building.surfaces.push_back(footprint);

    const auto repair = scene::clean_surface(footprint);
    if (!repair.degenerate) {
        demand(std::isfinite(scene::roof_half_width_m(footprint, plan)), "a width that is no number");
        const scene::Shell shell = scene::raise_shell(footprint, 0, plan, choice & 4);
        demand_finite(shell.walls);
        demand_finite(shell.roof);
        demand_finite(shell.floor);
        if (const auto skeleton = scene::RoofSkeleton::over(footprint)) {
            const auto faces = skeleton->faces();
            demand(std::isfinite(scene::RoofSkeleton::depth_m(faces)), "a depth that is no number");
            skeleton->wing_ends(faces, nullptr);
        }
    }
    std::vector<base::Complaint> complaints;
    const data::Terrain terrain;
    scene::complete_building(building, complaints);
    scene::TileAssembler out;
    scene::build_building(building, 1, 0, terrain, out, complaints);
    for (const data::Tile& tile : out.finish())
        for (const data::MeshVertex& vertex : tile.mesh.vertices)
            demand(std::isfinite(vertex.x) && std::isfinite(vertex.y) && std::isfinite(vertex.z),
                   "a vertex that is no number");
}

}  // namespace twin::fuzz
