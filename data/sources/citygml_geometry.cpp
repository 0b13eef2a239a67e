#include "data/sources/citygml_geometry.h"

#include <algorithm>

#include "data/sources/citygml_numbers.h"
#include "data/sources/citygml_text.h"

namespace twin::data {

namespace {

constexpr int deepest = 100;   // A circle of links ends here.
constexpr int one_point = -1;  // As dimension: however many numbers there are belong to one point.

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

/// The gml:Envelope of an object; it is among an object's first properties.
const XmlNode* envelope_of(const XmlNode& object) {
    constexpr int first_properties = 8;
    int seen = 0;
    for (const XmlNode* child = object.first_child; child && seen < first_properties; child = child->next, ++seen)
        if (child->name->space == XmlSpace::gml && child->is("boundedBy")) return child->child("Envelope");
    return nullptr;
}

bool closes(const std::vector<double>& numbers, std::size_t dimension) {
    const std::size_t n = numbers.size();
    return n >= 4 * dimension && n % dimension == 0 &&
           std::equal(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(dimension),
                      numbers.end() - static_cast<std::ptrdiff_t>(dimension));
}

/// Where nobody says how many numbers make a point.
int dimension_that_closes(const std::vector<double>& numbers) {
    return !closes(numbers, 3) && closes(numbers, 2) ? 2 : 3;
}

}  // namespace

std::string_view srs_name_at(const XmlNode& node) {
    for (const XmlNode* at = &node; at; at = at->parent) {
        if (at->attribute_count)
            if (const std::string_view own = at->attribute("srsName"); !own.empty()) return own;
        if (at->name->space == XmlSpace::gml) continue;
        const XmlNode* const envelope = envelope_of(*at);
        if (envelope)
            if (const std::string_view said = envelope->attribute("srsName"); !said.empty()) return said;
    }
    return {};
}

void GeometryTrouble::add(std::vector<Entry>& entries, std::string_view why, std::string_view polygon) {
    for (Entry& entry : entries) {
        if (entry.why != why) continue;
        ++entry.count;
        return;
    }
    entries.push_back({std::string(why), std::string(polygon), 1});
}

void CityGmlGeometry::begin_member(const CityGmlLooks* own, const CityGmlLooks* common, ForeignMembers* foreign) {
    missing_.clear();
    bad_places_ = 0;
    own_ = own && !own->empty() ? own : nullptr;
    common_ = common && !common->empty() ? common : nullptr;
    if ((foreign_ = foreign)) foreign_->begin_member();
}

void CityGmlGeometry::end_member() {
    for (const XmlNode* node : drawn_) node->drawn = 0;
    drawn_.clear();
}

const XmlNode* CityGmlGeometry::resolve(std::string_view href, GeometryTrouble& trouble) {
    if (!href.starts_with('#')) {
        GeometryTrouble::add(trouble.dead_links, "links into other files are not followed", href);
        return nullptr;
    }
    href.remove_prefix(1);
    if (const XmlNode* target = piece_.find(href)) return target;
    if (!foreign_) {
        missing_.push_back(hash_of(href));
        return nullptr;
    }
    const XmlNode* target = foreign_->find(href);
    if (!target)
        GeometryTrouble::add(trouble.dead_links, "no element of the file has that id", "#" + std::string(href));
    return target;
}

int CityGmlGeometry::dimension_at(const XmlNode& node) const {
    for (const XmlNode* at = &node; at; at = at->parent) {
        const XmlNode* const envelope = at->name->space == XmlSpace::gml ? nullptr : envelope_of(*at);
        for (const XmlNode* says : {at, envelope}) {
            const std::string_view said =
                says && says->attribute_count ? says->attribute("srsDimension") : std::string_view{};
            if (said == "3") return 3;
            if (said == "2") return 2;
        }
    }
    return default_dimension_;
}

const std::vector<std::string_view>& CityGmlGeometry::srs_names_of(const Feature& feature) const {
    static const std::vector<std::string_view> none;
    const auto found = srs_of_.find(&feature);
    return found == srs_of_.end() ? none : found->second;
}

const char* CityGmlGeometry::append(std::string_view numbers, const XmlNode& where, Ring& ring, int dimension) {
    if (!parse_numbers(numbers, numbers_)) return "a coordinate that is no number";
    if (dimension == one_point) {
        if (numbers_.size() != 2 && numbers_.size() != 3) return "a point without two or three numbers";
        dimension = static_cast<int>(numbers_.size());
    }
    if (!dimension) dimension = dimension_at(where);
    if (!dimension) dimension = dimension_that_closes(numbers_);
    if (numbers_.size() % static_cast<std::size_t>(dimension) != 0)
        return "a list of coordinates that breaks off inside a point";
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

void CityGmlGeometry::take_polygon(const XmlNode& polygon, Context context, Feature& out, GeometryTrouble& trouble) {
    const std::uint8_t side = context.turned ? 2 : 1;
    if (polygon.drawn & side) return;
    polygon.drawn |= side;
    if (foreign_) drawn_.push_back(&polygon);
    const std::string_view id = polygon.attribute("id");
    Surface surface;
    surface.kind = context.kind;
    surface.id = id;
    boundaries_.clear();
    for (const XmlNode* boundary = polygon.first_child; boundary; boundary = boundary->next) {
        const std::string& name = boundary->local();
        const bool outer = name == "exterior" || name == "outerBoundaryIs";
        if (!outer && name != "interior" && name != "innerBoundaryIs") continue;
        Ring ring;
        const char* wrong = read_ring(*boundary, ring);
        if (context.turned) std::reverse(ring.begin(), ring.end());
        if (wrong && outer) return GeometryTrouble::add(trouble.skipped_polygons, wrong, id);
        if (wrong) {
            GeometryTrouble::add(trouble.skipped_holes, wrong, id);
        } else if (outer) {
            surface.outer = std::move(ring);
            boundaries_.insert(boundaries_.begin(), boundary);
        } else {
            surface.holes.push_back(std::move(ring));
            boundaries_.push_back(boundary);
        }
    }
    if (surface.outer.empty()) return GeometryTrouble::add(trouble.skipped_polygons, "no outer boundary", id);
    if (own_ || common_) dress(surface, boundaries_, context, out);
    out.surfaces.push_back(std::move(surface));
    if (!watching_) return;
    auto& names = srs_of_[&out];
    names.resize(out.surfaces.size());
    names.back() = srs_name_at(polygon);
}

void CityGmlGeometry::walk_property(const XmlNode& property, const Context& context, Feature& out,
                                    GeometryTrouble& trouble) {
    Context below = context;
    ++below.depth;
    if (!property.first_child) {
        const std::string_view href = property.attribute("href");
        if (href.empty()) return;
        if (const XmlNode* target = resolve(href, trouble)) walk(*target, below, out, trouble);
        return;
    }
    for (const XmlNode* child = property.first_child; child; child = child->next) walk(*child, below, out, trouble);
}

void CityGmlGeometry::walk(const XmlNode& node, Context context, Feature& out, GeometryTrouble& trouble) {
    if (context.depth > deepest)
        return GeometryTrouble::add(trouble.dead_links, "links that go round in a circle", node.attribute("id"));
    if (own_ || common_) inherit_look(node, context);
    const std::string& name = node.local();
    if (is_polygon(name)) return take_polygon(node, context, out, trouble);
    if (name == "OrientableSurface") {
        if (node.attribute("orientation") == "-") context.turned = !context.turned;
        if (const XmlNode* base = node.child("baseSurface")) walk_property(*base, context, out, trouble);
        return;
    }
    for (const XmlNode* child = node.first_child; child; child = child->next)
        if (holds_surfaces(child->local())) walk_property(*child, context, out, trouble);
}

void CityGmlGeometry::read_surfaces(const XmlNode& node, SurfaceKind kind, Feature& out, GeometryTrouble& trouble) {
    Context context;
    context.kind = kind;
    // A colour may also be given to the thematic surface or the object that holds the geometry.
    if (own_ || common_)
        for (const XmlNode* holder = node.parent; holder && !context.look_of; holder = holder->parent)
            inherit_look(*holder, context);
    if (node.name->space == XmlSpace::gml)
        walk(node, context, out, trouble);
    else
        walk_property(node, context, out, trouble);
}

void CityGmlGeometry::read_points(const XmlNode& node, std::vector<glm::dvec3>& out) {
    if (node.is("Point")) {
        Ring ring;
        if (!read_positions(node, ring) && !ring.empty()) out.push_back(ring.front());
        return;
    }
    for (const XmlNode* child = node.first_child; child; child = child->next) read_points(*child, out);
}

}  // namespace twin::data
