#include "data/city_file/feature_shape.h"

#include <cmath>

#include "data/keys.h"

namespace twin::data {

namespace {

bool finite(const glm::dvec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

template <class Visitor>
void visit_points(const Feature& feature, const Visitor& visit) {
    for (const Surface& surface : feature.surfaces) {
        for (const glm::dvec3& p : surface.outer) visit(p);
        for (const Ring& hole : surface.holes)
            for (const glm::dvec3& p : hole) visit(p);
    }
    for (const Line& line : feature.lines)
        for (const glm::dvec3& p : line.points) visit(p);
    for (const glm::dvec3& p : feature.points) visit(p);
    for (const ModelMesh& mesh : feature.models)
        for (const glm::dvec3& p : mesh.positions) visit(p);
}

/// Writes ISO WKB with Z: type codes are the flat ones + 1000.
/// Frame: city points in, projected CRS out.
class WkbWriter {
  public:
    WkbWriter(ByteWriter& out, const Grounded& grounded, const glm::dvec2& origin_m)
        : out_(out), grounded_(grounded), origin_m_(origin_m) {}

    void point(const glm::dvec3& p) {
        header(1);
        position(p);
    }
    void multi(std::uint32_t type, std::size_t members) {
        header(type);
        out_.put(static_cast<std::uint32_t>(members));
    }
    void line(const Line& line) {
        header(2);
        out_.put(static_cast<std::uint32_t>(line.points.size()));
        for (const glm::dvec3& p : line.points) position(p);
    }
    void polygon(const Surface& surface) {
        header(3);
        std::uint32_t rings = 1;
        for (const Ring& hole : surface.holes) rings += hole.size() >= 3;
        out_.put(rings);
        ring(surface.outer);
        for (const Ring& hole : surface.holes)
            if (hole.size() >= 3) ring(hole);
    }

  private:
    void header(std::uint32_t type) {
        out_.put(std::uint8_t{1});
        out_.put(std::uint32_t{1000} + type);
    }
    void position(const glm::dvec3& p) { out_.put(grounded_(p) + glm::dvec3(origin_m_, 0)); }
    void ring(const Ring& points) {
        out_.put(static_cast<std::uint32_t>(points.size() + 1));
        for (const glm::dvec3& p : points) position(p);
        position(points.front());
    }

    ByteWriter& out_;
    const Grounded& grounded_;
    glm::dvec2 origin_m_;
};

/// "GP", version 0, little-endian, an envelope of x, y and z.
void put_header(ByteWriter& out, const base::Box3& box, const glm::dvec2& origin_m, int srs_id) {
    out.put_raw("GP", 2);
    out.put(std::uint8_t{0});
    out.put(std::uint8_t{0b0000'0101});
    out.put(static_cast<std::int32_t>(srs_id));
    for (const double bound : {box.min.x + origin_m.x, box.max.x + origin_m.x, box.min.y + origin_m.y,
                               box.max.y + origin_m.y, box.min.z, box.max.z})
        out.put(bound);
}

ShapeType type_of(const Feature& feature) {
    for (const Surface& surface : feature.surfaces)
        if (surface.outer.size() >= 3) return ShapeType::multi_polygon;
    for (const Line& line : feature.lines)
        if (line.points.size() >= 2) return ShapeType::multi_line_string;
    if (feature.points.size() == 1) return ShapeType::point;
    if (feature.points.size() > 1) return ShapeType::multi_point;
    return feature.models.empty() ? ShapeType::none : ShapeType::point;
}

void put_polygons(WkbWriter& wkb, const Feature& feature) {
    std::size_t members = 0;
    for (const Surface& surface : feature.surfaces) members += surface.outer.size() >= 3;
    wkb.multi(6, members);
    for (const Surface& surface : feature.surfaces)
        if (surface.outer.size() >= 3) wkb.polygon(surface);
}

void put_lines(WkbWriter& wkb, const Feature& feature) {
    std::size_t members = 0;
    for (const Line& line : feature.lines) members += line.points.size() >= 2;
    wkb.multi(5, members);
    for (const Line& line : feature.lines)
        if (line.points.size() >= 2) wkb.line(line);
}

}  // namespace

const char* gpkg_name_of(ShapeType type) {
    switch (type) {
        case ShapeType::point:
            return "POINT";
        case ShapeType::multi_point:
            return "MULTIPOINT";
        case ShapeType::multi_line_string:
            return "MULTILINESTRING";
        case ShapeType::multi_polygon:
            return "MULTIPOLYGON";
        case ShapeType::none:
            break;
    }
    return "GEOMETRY";
}

glm::dvec3 Grounded::operator()(const glm::dvec3& point) const {
    if (mode_ == HeightMode::absolute) return point;
    const double ground_m = terrain_.height_at(point.x, point.y);
    return {point.x, point.y, mode_ == HeightMode::flat ? ground_m : ground_m + point.z};
}

base::Box3 bounds_of(const Feature& feature, const Terrain& terrain) {
    const Grounded grounded(feature, terrain);
    base::Box3 box;
    visit_points(feature, [&](const glm::dvec3& p) {
        if (const glm::dvec3 q = grounded(p); finite(q)) box.add(q);
    });
    const double height_m = feature.attributes.number(keys::height_m);
    if (!box.empty() && feature.heights != HeightMode::absolute && std::isfinite(height_m) && height_m > 0)
        box.max.z = std::fmax(box.max.z, box.min.z + height_m);
    return box;
}

ShapeType write_shape(const Feature& feature, const Terrain& terrain, const glm::dvec2& origin_m, int srs_id,
                      ByteWriter& out) {
    out.clear();
    const ShapeType type = type_of(feature);
    if (type == ShapeType::none) return type;
    const Grounded grounded(feature, terrain);
    base::Box3 box;
    bool all_finite = true;
    visit_points(feature, [&](const glm::dvec3& p) {
        const glm::dvec3 q = grounded(p);
        all_finite = all_finite && finite(q);
        box.add(q);
    });
    if (!all_finite || box.empty()) return ShapeType::none;
    put_header(out, box, origin_m, srs_id);
    WkbWriter wkb(out, grounded, origin_m);
    switch (type) {
        case ShapeType::multi_polygon:
            put_polygons(wkb, feature);
            break;
        case ShapeType::multi_line_string:
            put_lines(wkb, feature);
            break;
        case ShapeType::multi_point:
            wkb.multi(4, feature.points.size());
            for (const glm::dvec3& p : feature.points) wkb.point(p);
            break;
        case ShapeType::point: {
            const glm::dvec3 centre = box.centre();
            wkb.point(feature.points.empty() ? glm::dvec3(centre.x, centre.y, box.min.z) : feature.points.front());
            break;
        }
        case ShapeType::none:
            break;
    }
    return type;
}

}  // namespace twin::data
