#include "data/sources/osm_rest.h"

#include <cmath>
#include <memory>

#include <ogr_geometry.h>

namespace twin::data {

namespace {

constexpr double metre_deg = 1 / 111'320.0;

std::unique_ptr<OGRLinearRing> ogr_ring(const Ring& ring) {
    auto out = std::make_unique<OGRLinearRing>();
    for (const glm::dvec3& p : ring) out->addPoint(p.x, p.y);
    out->closeRings();
    return out;
}

std::unique_ptr<OGRPolygon> ogr_polygon(const Surface& surface) {
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(ogr_ring(surface.outer).release());
    for (const Ring& hole : surface.holes) polygon->addRingDirectly(ogr_ring(hole).release());
    return polygon;
}

Ring ring_of(const OGRLinearRing& from) {
    Ring ring;
    for (int i = 0; i + 1 < from.getNumPoints(); ++i) ring.emplace_back(from.getX(i), from.getY(i), 0.0);
    return ring;
}

bool is_sliver(const OGRPolygon& polygon) {
    const OGRLinearRing* outer = polygon.getExteriorRing();
    if (!outer || outer->getNumPoints() < 4) return true;
    const double east_m = std::cos(outer->getY(0) * 0.017453292519943295) / metre_deg;
    const double area_m2 = polygon.get_Area() * east_m / metre_deg, around_m = outer->get_Length() / metre_deg;
    return area_m2 < 3 || area_m2 < 0.15 * around_m / 2;
}

void collect(const OGRGeometry& geometry, const Surface& like, std::vector<Surface>& out) {
    const auto type = wkbFlatten(geometry.getGeometryType());
    if (type == wkbPolygon) {
        const OGRPolygon& polygon = *geometry.toPolygon();
        if (is_sliver(polygon)) return;
        Surface surface;
        surface.kind = like.kind;
        surface.outer = ring_of(*polygon.getExteriorRing());
        for (int i = 0; i < polygon.getNumInteriorRings(); ++i)
            surface.holes.push_back(ring_of(*polygon.getInteriorRing(i)));
        out.push_back(std::move(surface));
    } else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
        for (const OGRGeometry* part : *geometry.toGeometryCollection()) collect(*part, like, out);
    }
}

}  // namespace

std::optional<std::vector<Surface>> rest_of(const std::vector<Surface>& areas,
                                            const std::vector<const Surface*>& without) {
    std::vector<Surface> rest;
    for (const Surface& area : areas) {
        std::unique_ptr<OGRGeometry> left = ogr_polygon(area);
        for (const Surface* taken : without) {
            const auto part = ogr_polygon(*taken);
            if (!left->Intersects(part.get())) continue;
            left.reset(left->Difference(part.get()));
            if (!left) return std::nullopt;
        }
        collect(*left, area, rest);
    }
    return rest;
}

}  // namespace twin::data
