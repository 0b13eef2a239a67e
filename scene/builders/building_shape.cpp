#include "scene/builders/building_shape.h"

#include <algorithm>
#include <cmath>

namespace twin::scene {

bool is_footprint(const data::Feature& building, const data::Surface& surface) {
    return surface.kind == data::SurfaceKind::footprint ||
           (building.heights == data::HeightMode::flat && surface.kind == data::SurfaceKind::unknown);
}

bool has_footprint(const data::Feature& building) {
    return std::any_of(building.surfaces.begin(), building.surfaces.end(),
                       [&](const data::Surface& surface) { return is_footprint(building, surface); });
}

Footprint footprint_of(const data::Feature& building) {
    Footprint whole;
    double largest = 0;
    for (const data::Surface& surface : building.surfaces) {
        if (!is_footprint(building, surface)) continue;
        Outline outline = outline_of(surface.outer);
        std::erase_if(outline, [](const glm::dvec2& p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
        const double outer = std::abs(signed_area_m2(outline));
        double area = outer;
        for (const data::Ring& hole : surface.holes) {
            const double open = std::abs(signed_area_m2(outline_of(hole)));
            if (std::isfinite(open)) area -= open;
        }
        whole.area_m2 += std::max(area, 0.0);
        if (outer <= largest) continue;
        largest = outer;
        const TurnedBox box = turned_box(outline);
        whole.half_across_m = box.half_across_m;
        whole.filling = box.area_m2() > 0 ? outer / box.area_m2() : 0;
    }
    return whole;
}

}  // namespace twin::scene
