#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <glm/geometric.hpp>

#include "base/frames.h"
#include "scene/builders/bridge_profile.h"
#include "scene/builders/bridges.h"
#include "scene/builders/ground.h"
#include "scene/builders/outline.h"
#include "scene/builders/polygons.h"
#include "scene/builders/slabs.h"

namespace twin::scene {
namespace {

/// The ways on a deck lie so far above it that they are seen.
constexpr double below_ways_m = 0.06;
constexpr double railing_m = 1.0, railing_from_m = 0.8, railing_width_m = 0.08, cell_m = 4;
constexpr int most_cells = 400;

/// From one end of the outline's box to the other.
Course lengthwise(const data::Surface& area) {
    const TurnedBox box = turned_box(outline_of(area.outer));
    if (!(box.half_along_m > 0.5)) return {};
    return {box.centre - box.along * box.half_along_m, box.centre + box.along * box.half_along_m};
}

/// The deck's heights as a grid, so that its face can be laid like an area on the ground.
data::Terrain grid_of(const data::Surface& area, const BridgeProfile& profile) {
    base::Box3 box;
    for (const glm::dvec3& p : area.outer) box.add(p);
    const double longest = std::max(box.size().x, box.size().y);
    data::Terrain grid;
    grid.step_m = std::max(cell_m, longest / most_cells);
    grid.x0_m = box.min.x - grid.step_m;
    grid.y0_m = box.min.y - grid.step_m;
    grid.columns = static_cast<int>(box.size().x / grid.step_m) + 4;
    grid.rows = static_cast<int>(box.size().y / grid.step_m) + 4;
    for (int j = 0; j < grid.rows; ++j)
        for (int i = 0; i < grid.columns; ++i)
            grid.heights_m.push_back(static_cast<float>(
                profile.at({grid.x0_m + i * grid.step_m, grid.y0_m + j * grid.step_m}) - below_ways_m));
    return grid;
}

/// Along the outline where the deck is off the ground: not where the ways come onto it.
void add_railings(const data::Surface& area, const data::Terrain& deck, const data::Terrain& terrain,
                  std::vector<glm::dvec3>& out) {
    Outline outline = outline_of(area.outer);
    if (signed_area_m2(outline) < 0) std::reverse(outline.begin(), outline.end());
    outline.push_back(outline.front());
    const Course stations = with_stations(outline, cell_m), inner = shifted(stations, railing_width_m);
    const auto at = [&](const glm::dvec2& p, double up_m) { return glm::dvec3(p, deck.height_at(p.x, p.y) + up_m); };
    for (std::size_t i = 1; i < stations.size(); ++i) {
        const glm::dvec2 &a = stations[i - 1], &b = stations[i];
        if (std::min(at(a, 0).z - terrain.height_at(a.x, a.y), at(b, 0).z - terrain.height_at(b.x, b.y)) <
            railing_from_m)
            continue;
        const glm::dvec2 &c = inner[i - 1], &d = inner[i];
        for (const auto& [from, to] : {std::pair(a, b), std::pair(d, c)})
            out.insert(out.end(), {at(from, 0), at(to, 0), at(to, railing_m), at(from, 0), at(to, railing_m),
                                   at(from, railing_m)});
        out.insert(out.end(), {at(a, railing_m), at(b, railing_m), at(d, railing_m), at(a, railing_m), at(d, railing_m),
                               at(c, railing_m)});
    }
}

void add_deck(const data::Surface& area, const BridgeProfile& profile, const Course& run, const TriangleStyle& style,
              const data::Terrain& terrain, TileAssembler& out) {
    const data::Terrain deck = grid_of(area, profile);
    std::vector<glm::dvec3> body;
    drape_area(area, deck, body);
    const std::size_t upper = body.size();
    for (std::size_t i = 0; i + 2 < upper; i += 3)
        for (const std::size_t corner : {i, i + 2, i + 1})
            body.push_back(body[corner] - glm::dvec3(0, 0, bridge_deck_m));
    const auto top = [&](const glm::dvec2& p) { return deck.height_at(p.x, p.y); };
    add_sides(
        area, cell_m, [&](const glm::dvec2& p) { return top(p) - bridge_deck_m; }, top, body);
    add_railings(area, deck, terrain, body);
    const Course stations = with_stations(run, cell_m);
    std::vector<double> z;
    for (const glm::dvec2& p : stations) z.push_back(profile.at(p));
    const double length = length_m(run);
    if (length > 1)
        add_bridge_piers(stations, z, std::clamp(std::abs(signed_area_m2(outline_of(area.outer))) / length, 2.0, 40.0),
                         terrain, body);
    add_by_tile(style, body, out);
}

}  // namespace

bool build_bridge_deck(const data::Feature& outline, std::uint32_t object, int layer, const BridgePlace& place,
                       const data::Terrain& terrain, TileAssembler& out, std::vector<base::Complaint>& complaints) {
    TriangleStyle style;
    style.content = data::TileContent::structures;
    style.layer = layer;
    style.object = object;
    style.material = data::Material::bridge;
    bool any = false;
    std::vector<data::Surface> areas = outline.surfaces;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        data::Surface area = areas[i];
        for (glm::dvec3& p : area.outer) p.z = std::isfinite(p.x + p.y) ? 0 : p.z;
        for (data::Ring& hole : area.holes)
            for (glm::dvec3& p : hole) p.z = std::isfinite(p.x + p.y) ? 0 : p.z;
        SurfaceRepair repair = clean_surface(area);
        areas.insert(areas.end(), repair.more.begin(), repair.more.end());
        if (repair.degenerate) continue;
        const Course run = place.run ? *place.run : lengthwise(area);
        if (run.size() < 2) continue;
        const BridgeProfile profile(place.deck ? *place.deck : outline, run, terrain);
        add_deck(area, profile, run, style, terrain, out);
        any = true;
    }
    if (!any)
        complaints.push_back({base::ComplaintKind::skipped, outline.id, "bridge left out", "its outline has no area"});
    return any;
}

}  // namespace twin::scene
