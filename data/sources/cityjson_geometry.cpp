#include "data/sources/cityjson_geometry.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

namespace {

using Loss = CityJsonTrouble::Loss;

/// How many lists are around the first number; -1: there is no number.
int nesting_of(json::element value) {
    int depth = 0;
    while (value.is_array()) {
        const json::array list = value.get_array().value_unsafe();
        if (!(list.begin() != list.end()) || depth > 8) return -1;
        value = *list.begin();
        ++depth;
    }
    return value.is_int64() ? depth : -1;
}

/// Nesting of the boundaries that the specification asks for; 0: no such type.
/// Source: CityJSON 2.0.1, section 3.1.
int nesting_for(std::string_view type) {
    if (type == "MultiPoint") return 1;
    if (type == "MultiLineString") return 2;
    if (type == "MultiSurface" || type == "CompositeSurface") return 3;
    if (type == "Solid") return 4;
    return type == "MultiSolid" || type == "CompositeSolid" ? 5 : 0;
}

}  // namespace

double lod_of(const json::element& geometry) {
    json::element lod;
    return find(geometry, "lod", lod) ? number_of(lod, -1) : -1;
}

const glm::dvec3* CityJsonGeometry::vertex(const json::element& index, std::string_view& why) {
    std::int64_t i = -1;
    if (index.get(i) != simdjson::SUCCESS) {
        why = index.is_array() ? "a list where the number of a vertex should be"
                               : "something else where the number of a vertex should be";
        return nullptr;
    }
    if (i < 0 || static_cast<std::uint64_t>(i) >= vertices_.size()) {
        why = vertices_.empty() ? "the file has no vertices" : "a vertex that does not exist";
        example_ = fmt::format("vertex {} of {}", i, vertices_.size());
        return nullptr;
    }
    const glm::dvec3& point = vertices_[static_cast<std::size_t>(i)];
    if (!std::isnan(point.x)) return &point;
    why = "a vertex that is not three usable numbers";
    example_ = fmt::format("vertex {}", i);
    return nullptr;
}

bool CityJsonGeometry::read_positions(const json::element& indices, std::vector<glm::dvec3>& out,
                                      std::string_view& why) {
    json::array list;
    if (!list_of(indices, list)) {
        why = "a single value where a list of vertices should be";
        return false;
    }
    out.clear();
    out.reserve(list.size());
    for (const json::element index : list) {
        const glm::dvec3* const point = vertex(index, why);
        if (!point) return false;
        out.push_back(*point);
    }
    return true;
}

bool CityJsonGeometry::read_ring(const json::element& indices, Ring& out, std::string_view& why) {
    example_.clear();
    if (!read_positions(indices, out, why)) return false;
    if (out.size() > 1 && out.front() == out.back()) out.pop_back();
    if (out.size() >= 3) return true;
    why = "a ring with fewer than 3 points";
    return false;
}

void CityJsonGeometry::cover(const ParallelValues& rings, const std::vector<bool>& hole_kept, Surface& surface,
                             CityJsonTrouble& trouble) const {
    if (!rings.list()) return;
    ParallelValues::Cursor ring_cursor(rings);
    std::size_t hole = 0;
    for (std::size_t ring = 0; ring <= hole_kept.size(); ++ring) {
        const ParallelValues values = ring_cursor.next();
        if (ring > 0 && !hole_kept[ring - 1]) continue;
        const std::size_t wanted = ring == 0 ? surface.outer.size() : surface.holes[hole++].size();
        const json::element* const list = values.list();
        std::int64_t texture = -1;
        std::size_t count = 0;
        json::array places;
        if (list && list_of(*list, places))
            for (const json::element value : places) {
                if (count == 0) texture = index_of(value);
                const glm::vec2* const place = count == 0 ? nullptr : appearance_.place_of(index_of(value));
                if (texture < 0 || (count > 0 && !place)) break;
                if (count > 0 && count <= wanted) surface.texture_places.push_back(*place);
                ++count;
            }
        if (ring == 0) surface.texture = appearance_.picture_of(texture);
        const bool bare = ring == 0 && count == 0 && texture < 0;
        if (surface.texture >= 0 && count > wanted) continue;
        if (!bare)
            trouble.add(Loss::value, "places in a picture that do not match the face's points; it is drawn without");
        surface.texture = -1;
        surface.texture_places.clear();
        return;
    }
}

void CityJsonGeometry::take_face(const json::element& rings, const Level& level, CityJsonShape& out,
                                 CityJsonTrouble& trouble) {
    json::array list;
    if (!list_of(rings, list)) return trouble.add(Loss::face, "no list of rings");
    Surface surface;
    std::vector<bool> hole_kept;
    bool outer = true;
    for (const json::element indices : list) {
        std::string_view why;
        Ring ring;
        const bool good = read_ring(indices, outer ? surface.outer : ring, why);
        if (outer && !good) return trouble.add(Loss::face, why, example_);
        if (!outer) {
            hole_kept.push_back(good);
            if (good)
                surface.holes.push_back(std::move(ring));
            else
                trouble.add(Loss::hole, why, example_);
        }
        outer = false;
    }
    if (outer) return trouble.add(Loss::face, "no outer boundary");
    const std::int64_t kind = level.semantics.index();
    if (kind >= 0 && static_cast<std::size_t>(kind) < kinds_.size())
        surface.kind = kinds_[static_cast<std::size_t>(kind)];
    surface.colour = appearance_.colour_of(level.material.index());
    cover(level.texture, hole_kept, surface, trouble);
    out.surfaces.push_back(std::move(surface));
}

void CityJsonGeometry::read_faces(const json::element& boundaries, int levels_above, const Level& level,
                                  CityJsonShape& out, CityJsonTrouble& trouble) {
    json::array list;
    if (!list_of(boundaries, list)) return trouble.add(Loss::face, "a single value where a list of faces should be");
    ParallelValues::Cursor semantics(level.semantics), material(level.material), texture(level.texture);
    if (levels_above == 0) out.surfaces.reserve(out.surfaces.size() + list.size());
    for (const json::element child : list) {
        const Level below{semantics.next(), material.next(), texture.next()};
        if (levels_above == 0)
            take_face(child, below, out, trouble);
        else
            read_faces(child, levels_above - 1, below, out, trouble);
    }
}

void CityJsonGeometry::read_points(const json::element& boundaries, CityJsonShape& out, CityJsonTrouble& trouble) {
    json::array list;
    if (!list_of(boundaries, list)) return;
    for (const json::element index : list) {
        std::string_view why;
        example_.clear();
        if (const glm::dvec3* const point = vertex(index, why))
            out.points.push_back(*point);
        else
            trouble.add(Loss::point, why, example_);
    }
}

void CityJsonGeometry::read_lines(const json::element& boundaries, CityJsonShape& out, CityJsonTrouble& trouble) {
    json::array list;
    if (!list_of(boundaries, list)) return;
    for (const json::element indices : list) {
        std::string_view why = "a line with fewer than 2 points";
        Line line;
        example_.clear();
        if (read_positions(indices, line.points, why) && line.points.size() > 1)
            out.lines.push_back(std::move(line));
        else
            trouble.add(Loss::line, why, example_);
    }
}

void CityJsonGeometry::read(const json::element& geometry, CityJsonShape& out, CityJsonTrouble& trouble) {
    const std::string_view type = text_of(geometry, "type");
    const int expected = nesting_for(type);
    if (!expected)
        return trouble.add(Loss::geometry, type.empty() ? std::string("its type is not said")
                                                        : fmt::format("\"{}\" is no type of geometry that CityJSON has",
                                                                      base::to_valid_utf8(type.substr(0, 60))));
    json::element boundaries;
    if (!find(geometry, "boundaries", boundaries)) return trouble.add(Loss::geometry, "it has no boundaries");
    if (boundaries.is_array() && boundaries.get_array().value_unsafe().size() == 0) return;
    // Writers confuse the types; the nesting itself says what there is, as long as there are faces.
    int nesting = nesting_of(boundaries);
    const bool faces = expected >= 3;
    if (nesting >= 0 && nesting != expected) {
        const std::string why =
            fmt::format("the boundaries of a {} nested {} deep, expected {}", type, nesting, expected);
        if (!faces || nesting < 3 || nesting > 5) return trouble.add(Loss::geometry, why);
        trouble.add(Loss::semantics, why);
    }
    if (nesting < 0) nesting = expected;
    if (nesting == 1) return read_points(boundaries, out, trouble);
    if (nesting == 2) return read_lines(boundaries, out, trouble);
    Level level;
    json::element found;
    kinds_.clear();
    if (find(geometry, "semantics", found)) {
        read_semantic_kinds(found, kinds_);
        level.semantics = ParallelValues::of(found);
    }
    if (find(geometry, "material", found)) level.material = themes_.choose(found, false);
    if (find(geometry, "texture", found)) level.texture = themes_.choose(found, true);
    read_faces(boundaries, nesting - 3, level, out, trouble);
}

}  // namespace twin::data
