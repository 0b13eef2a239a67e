#include "data/sources/citygml_geometry.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr int deepest = 100;   // A circle of links ends here.
constexpr int one_point = -1;  // As dimension: however many numbers there are belong to one point.

bool is_separator(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',';
}

/// All numbers of a list; false at the first that is none.
bool parse_numbers(std::string_view text, std::vector<double>& out) {
    out.clear();
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        while (at < end && is_separator(*at)) ++at;
        if (at == end) return true;
        if (*at == '+') ++at;
        double number = 0;
        const auto [after, failure] = std::from_chars(at, end, number);
        if (failure != std::errc() || !std::isfinite(number)) return false;
        if (after < end && !is_separator(*after)) return false;
        out.push_back(number);
        at = after;
    }
}

/// Numbers of the first tuple of a GML 2 list "x,y,z x,y,z".
int tuple_size(std::string_view coordinates) {
    const auto first = coordinates.substr(0, coordinates.find_first_of(" \t\r\n"));
    return static_cast<int>(std::count(first.begin(), first.end(), ',')) + 1;
}

bool is_polygon(std::string_view name) {
    return name == "Polygon" || name == "PolygonPatch" || name == "Triangle" || name == "Rectangle";
}

bool holds_surfaces(std::string_view name) {
    return name == "surfaceMember" || name == "surfaceMembers" || name == "solidMember" || name == "solidMembers" ||
           name == "geometryMember" || name == "geometryMembers" || name == "exterior" || name == "patches" ||
           name == "polygonPatches" || name == "trianglePatches" || name == "element";
}

}  // namespace

int lod_of(std::string_view property) {
    if (property.size() < 4 || !property.starts_with("lod") || property[3] < '0' || property[3] > '4') return -1;
    return property[3] - '0';
}

void GeometryTrouble::add(std::vector<Entry>& entries, std::string_view why, std::string_view polygon) {
    for (Entry& entry : entries) {
        if (entry.why != why) continue;
        ++entry.count;
        return;
    }
    entries.push_back({std::string(why), std::string(polygon), 1});
}

const XmlNode* CityGmlGeometry::resolve(std::string_view href, GeometryTrouble& trouble) const {
    const XmlNode* target = href.starts_with('#') ? piece_.find(href.substr(1)) : nullptr;
    if (!target) GeometryTrouble::add(trouble.dead_links, "no element of this object has that id", href);
    return target;
}

int CityGmlGeometry::dimension_at(const XmlNode& node) const {
    for (const XmlNode* at = &node; at; at = at->parent) {
        const std::string_view said = at->attribute_count ? at->attribute("srsDimension") : std::string_view{};
        if (said == "3") return 3;
        if (said == "2") return 2;
    }
    return default_dimension_;
}

const char* CityGmlGeometry::append(std::string_view numbers, const XmlNode& where, Ring& ring, int dimension) {
    if (!parse_numbers(numbers, numbers_)) return "a coordinate that is no number";
    if (dimension == one_point) {
        if (numbers_.size() != 2 && numbers_.size() != 3) return "a point without two or three numbers";
        dimension = static_cast<int>(numbers_.size());
    }
    if (!dimension) dimension = dimension_at(where);
    if (numbers_.size() % static_cast<std::size_t>(dimension) != 0)
        return "a list of coordinates that breaks off inside a point";
    if (dimension == 2 && !numbers_.empty()) saw_flat_ = true;
    ring.reserve(ring.size() + numbers_.size() / dimension);
    for (std::size_t i = 0; i < numbers_.size(); i += dimension)
        ring.emplace_back(numbers_[i], numbers_[i + 1], dimension == 3 ? numbers_[i + 2] : 0.0);
    return nullptr;
}

/// Positions in any of GML's spellings directly under `holder`, curves of a gml:Ring included.
const char* CityGmlGeometry::read_positions(const XmlNode& holder, Ring& ring) {
    for (const XmlNode* node = holder.first_child; node; node = node->next) {
        const std::string& name = node->local();
        const char* trouble = nullptr;
        if (name == "posList") {
            trouble = append(node->text, *node, ring);
        } else if (name == "pos") {
            trouble = append(node->text, *node, ring, one_point);
        } else if (name == "coordinates") {
            const int size = tuple_size(node->text);
            trouble =
                size == 2 || size == 3 ? append(node->text, *node, ring, size) : "a point without two or three numbers";
        } else if (name == "pointProperty" || name == "pointRep" || name == "Point" || name == "curveMember" ||
                   name == "LineString" || name == "Curve" || name == "segments" || name == "LineStringSegment") {
            const std::size_t before = ring.size();
            trouble = read_positions(*node, ring);
            const bool joins = before && ring.size() > before && ring[before] == ring[before - 1];
            if (joins) ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(before));
        }
        if (trouble) return trouble;
    }
    return nullptr;
}

const char* CityGmlGeometry::read_ring(const XmlNode& boundary, Ring& ring) {
    ring.clear();
    const XmlNode* holder = boundary.first_child;
    if (!holder) return "a boundary without a ring";
    if (const char* trouble = read_positions(*holder, ring)) return trouble;
    if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    return ring.size() < 3 ? "a ring with fewer than 3 points" : nullptr;
}

void CityGmlGeometry::take_polygon(const XmlNode& polygon, SurfaceKind kind, bool turned, std::vector<Surface>& out,
                                   GeometryTrouble& trouble) {
    const std::uint8_t side = turned ? 2 : 1;
    if (polygon.drawn & side) return;
    polygon.drawn |= side;
    const std::string_view id = polygon.attribute("id");
    Surface surface;
    surface.kind = kind;
    surface.id = id;
    for (const XmlNode* boundary = polygon.first_child; boundary; boundary = boundary->next) {
        const std::string& name = boundary->local();
        const bool outer = name == "exterior" || name == "outerBoundaryIs";
        if (!outer && name != "interior" && name != "innerBoundaryIs") continue;
        Ring ring;
        const char* wrong = read_ring(*boundary, ring);
        if (turned) std::reverse(ring.begin(), ring.end());
        if (wrong && outer) return GeometryTrouble::add(trouble.skipped_polygons, wrong, id);
        if (wrong)
            GeometryTrouble::add(trouble.skipped_holes, wrong, id);
        else if (outer)
            surface.outer = std::move(ring);
        else
            surface.holes.push_back(std::move(ring));
    }
    if (surface.outer.empty()) return GeometryTrouble::add(trouble.skipped_polygons, "no outer boundary", id);
    out.push_back(std::move(surface));
}

void CityGmlGeometry::walk_property(const XmlNode& property, SurfaceKind kind, bool turned, int depth,
                                    std::vector<Surface>& out, GeometryTrouble& trouble) {
    if (!property.first_child) {
        const std::string_view href = property.attribute("href");
        if (href.empty()) return;
        if (const XmlNode* target = resolve(href, trouble)) walk(*target, kind, turned, depth + 1, out, trouble);
        return;
    }
    for (const XmlNode* child = property.first_child; child; child = child->next)
        walk(*child, kind, turned, depth + 1, out, trouble);
}

void CityGmlGeometry::walk(const XmlNode& node, SurfaceKind kind, bool turned, int depth, std::vector<Surface>& out,
                           GeometryTrouble& trouble) {
    if (depth > deepest)
        return GeometryTrouble::add(trouble.dead_links, "links that go round in a circle", node.attribute("id"));
    const std::string& name = node.local();
    if (is_polygon(name)) return take_polygon(node, kind, turned, out, trouble);
    if (name == "OrientableSurface") {
        const bool minus = node.attribute("orientation") == "-";
        if (const XmlNode* base = node.child("baseSurface"))
            walk_property(*base, kind, turned != minus, depth, out, trouble);
        return;
    }
    for (const XmlNode* child = node.first_child; child; child = child->next)
        if (holds_surfaces(child->local())) walk_property(*child, kind, turned, depth, out, trouble);
}

void CityGmlGeometry::read_surfaces(const XmlNode& node, SurfaceKind kind, std::vector<Surface>& out,
                                    GeometryTrouble& trouble) {
    if (node.name->space == XmlSpace::gml)
        walk(node, kind, false, 0, out, trouble);
    else
        walk_property(node, kind, false, 0, out, trouble);
}

void CityGmlGeometry::read_points(const XmlNode& node, std::vector<glm::dvec3>& out) const {
    if (node.is("Point")) {
        CityGmlGeometry reader(piece_);
        reader.set_default_dimension(default_dimension_);
        Ring ring;
        if (!reader.read_positions(node, ring) && !ring.empty()) out.push_back(ring.front());
        return;
    }
    int steps = 0;
    for (const XmlNode* child = node.first_child; child && steps < 1'000'000; child = child->next, ++steps)
        read_points(*child, out);
}

}  // namespace twin::data
