#include "data/sources/vector_geometry.h"

#include <fmt/format.h>
#include <ogr_geometry.h>

#include <cmath>
#include <memory>

namespace twin::data {
namespace {

constexpr double height_limit_m = 1e5;
constexpr double height_difference_m = 0.01;
constexpr int deepest_collection = 32;

class Reader {
  public:
    Reader(double limit, Feature& feature) : limit_(limit), feature_(feature) {}

    GeometryLosses losses;

    void add(const OGRGeometry& geometry, int depth) {
        if (geometry.IsEmpty()) return;
        if (depth > deepest_collection) {
            ++losses.unknown_parts;
            return;
        }
        switch (wkbFlatten(geometry.getGeometryType())) {
            case wkbPoint:
                add_point(*geometry.toPoint());
                return;
            case wkbLineString:
                add_line(*geometry.toLineString());
                return;
            case wkbPolygon:
            case wkbTriangle:
                add_polygon(*geometry.toPolygon());
                return;
            case wkbPolyhedralSurface:
            case wkbTIN: {
                const OGRPolyhedralSurface& faces = *geometry.toPolyhedralSurface();
                for (int i = 0; i < faces.getNumGeometries(); ++i) add(*faces.getGeometryRef(i), depth + 1);
                return;
            }
            case wkbMultiPoint:
            case wkbMultiLineString:
            case wkbMultiPolygon:
            case wkbGeometryCollection: {
                const OGRGeometryCollection& parts = *geometry.toGeometryCollection();
                for (int i = 0; i < parts.getNumGeometries(); ++i) add(*parts.getGeometryRef(i), depth + 1);
                return;
            }
            default:
                ++losses.unknown_parts;
        }
    }

  private:
    bool take(const OGRSimpleCurve& curve, int i, bool has_z, glm::dvec3& out) {
        out = {curve.getX(i), curve.getY(i), has_z ? curve.getZ(i) : 0.0};
        return check(out);
    }

    bool check(glm::dvec3& p) {
        if (!std::isfinite(p.x) || !std::isfinite(p.y) || std::abs(p.x) > limit_ || std::abs(p.y) > limit_) {
            ++losses.bad_points;
            return false;
        }
        if (!std::isfinite(p.z) || std::abs(p.z) > height_limit_m) {
            ++losses.bad_heights;
            p.z = 0;
        }
        return true;
    }

    void add_point(const OGRPoint& point) {
        glm::dvec3 p{point.getX(), point.getY(), point.Is3D() ? point.getZ() : 0.0};
        if (check(p)) feature_.points.push_back(p);
    }

    bool read_curve(const OGRSimpleCurve& curve, std::vector<glm::dvec3>& out) {
        const bool has_z = curve.Is3D();
        const int count = curve.getNumPoints();
        out.reserve(static_cast<std::size_t>(count));
        glm::dvec3 p;
        for (int i = 0; i < count; ++i) {
            if (!take(curve, i, has_z, p)) return false;
            out.push_back(p);
        }
        return true;
    }

    void add_line(const OGRLineString& curve) {
        Line line;
        if (!read_curve(curve, line.points)) return;
        if (line.points.size() < 2) {
            ++losses.short_parts;
            return;
        }
        feature_.lines.push_back(std::move(line));
    }

    bool read_ring(const OGRLinearRing* curve, Ring& ring) {
        if (!curve || !read_curve(*curve, ring)) return false;
        while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
        if (ring.size() >= 3) return true;
        ++losses.short_parts;
        return false;
    }

    void add_polygon(const OGRPolygon& polygon) {
        Surface surface;
        if (!read_ring(polygon.getExteriorRing(), surface.outer)) return;
        for (int i = 0; i < polygon.getNumInteriorRings(); ++i) {
            Ring hole;
            if (read_ring(polygon.getInteriorRing(i), hole)) surface.holes.push_back(std::move(hole));
        }
        feature_.surfaces.push_back(std::move(surface));
    }

    double limit_;
    Feature& feature_;
};

bool heights_differ(const Feature& feature) {
    double lowest = INFINITY, highest = -INFINITY;
    for (const Surface& surface : feature.surfaces) {
        for (const glm::dvec3& p : surface.outer) {
            lowest = std::min(lowest, p.z);
            highest = std::max(highest, p.z);
        }
    }
    return highest - lowest > height_difference_m;
}

}  // namespace

std::string GeometryLosses::sentence() const {
    std::string text;
    const auto say = [&](int count, const char* one, const char* many) {
        if (count == 0) return;
        text += (text.empty() ? "" : ", ") + (count == 1 ? std::string(one) : fmt::format("{} {}", count, many));
    };
    say(bad_points, "a coordinate that is no number or absurdly large",
        "coordinates that are no numbers or absurdly large");
    say(short_parts, "a part with too few points", "parts with too few points");
    say(bad_heights, "a height that is no number or absurdly large", "heights that are no numbers or absurdly large");
    say(unknown_parts, "a part of an unknown kind", "parts of an unknown kind");
    return text;
}

GeometryLosses add_geometry(const OGRGeometry& geometry, double limit, Feature& feature) {
    Reader reader(limit, feature);
    if (geometry.hasCurveGeometry()) {
        const std::unique_ptr<OGRGeometry> straight(geometry.getLinearGeometry());
        if (straight) reader.add(*straight, 0);
    } else {
        reader.add(geometry, 0);
    }
    const bool solid = geometry.Is3D() && heights_differ(feature);
    feature.heights = solid ? HeightMode::absolute : HeightMode::flat;
    for (Surface& surface : feature.surfaces) surface.kind = solid ? SurfaceKind::unknown : SurfaceKind::footprint;
    return reader.losses;
}

GeometryShape shape_of(const OGRGeometry& geometry) {
    if (geometry.IsEmpty()) return GeometryShape::none;
    if (wkbFlatten(geometry.getGeometryType()) == wkbGeometryCollection) {
        const OGRGeometryCollection& parts = *geometry.toGeometryCollection();
        GeometryShape widest = GeometryShape::none;
        for (int i = 0; i < parts.getNumGeometries(); ++i)
            widest = std::max(widest, shape_of(*parts.getGeometryRef(i)));
        return widest;
    }
    switch (geometry.getDimension()) {
        case 0:
            return GeometryShape::point;
        case 1:
            return GeometryShape::line;
        default:
            return GeometryShape::area;
    }
}

}  // namespace twin::data
