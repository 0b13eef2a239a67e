#include "data/sources/vector_dxf.h"

#include <ogr_feature.h>
#include <ogr_geometry.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {
namespace {

std::uint64_t corner_key(const glm::dvec3& p) {
    std::uint64_t key = 1469598103934665603ull;
    for (int i = 0; i < 3; ++i)
        key = (key ^ static_cast<std::uint64_t>(std::llround(p[i] * 1000))) * 1099511628211ull + (key >> 29);
    return key;
}

/// Which faces belong together: each one's number is that of the first of its body.
std::vector<std::size_t> joined(const std::vector<Surface>& faces) {
    std::vector<std::size_t> above(faces.size());
    std::iota(above.begin(), above.end(), std::size_t{0});
    const auto root = [&](std::size_t i) {
        while (above[i] != i) i = above[i] = above[above[i]];
        return i;
    };
    std::unordered_map<std::uint64_t, std::size_t> corners;
    for (std::size_t i = 0; i < faces.size(); ++i)
        for (const glm::dvec3& p : faces[i].outer) {
            const auto [known, fresh] = corners.try_emplace(corner_key(p), i);
            if (fresh) continue;
            const std::size_t a = root(known->second), b = root(i);
            above[std::max(a, b)] = std::min(a, b);
        }
    for (std::size_t i = 0; i < faces.size(); ++i) above[i] = root(i);
    return above;
}

}  // namespace

bool DxfFaces::is_face(const OGRGeometry& geometry) {
    if (wkbFlatten(geometry.getGeometryType()) != wkbPolygon || !geometry.Is3D()) return false;
    const OGRPolygon* polygon = geometry.toPolygon();
    return polygon->getNumInteriorRings() == 0 && polygon->getExteriorRing() &&
           polygon->getExteriorRing()->getNumPoints() <= 5;
}

void DxfFaces::add(const std::string& layer, std::vector<Surface>&& faces) {
    std::vector<Surface>& all = layers_[layer];
    for (Surface& face : faces) {
        face.kind = SurfaceKind::unknown;  // A level one was taken for a footprint.
        all.push_back(std::move(face));
    }
}

std::vector<DxfFaces::Body> DxfFaces::take_bodies() {
    std::vector<Body> bodies;
    for (auto& [layer, faces] : layers_) {
        const std::vector<std::size_t> first = joined(faces);
        std::unordered_map<std::size_t, std::size_t> place;
        for (std::size_t i = 0; i < faces.size(); ++i) {
            const auto [known, fresh] = place.try_emplace(first[i], bodies.size());
            if (fresh) bodies.push_back({layer, {}});
            bodies[known->second].faces.push_back(std::move(faces[i]));
        }
    }
    layers_.clear();
    return bodies;
}

std::string dxf_layer(OGRFeature& entity) {
    const int field = entity.GetFieldIndex("Layer");
    return field >= 0 ? base::to_valid_utf8(entity.GetFieldAsString(field)) : std::string();
}

std::unique_ptr<OGRGeometry> closed_dxf_area(const OGRGeometry& geometry) {
    if (wkbFlatten(geometry.getGeometryType()) != wkbLineString) return nullptr;
    const OGRLineString* line = geometry.toLineString();
    if (!line->get_IsClosed() || line->getNumPoints() < 4) return nullptr;
    auto area = std::make_unique<OGRPolygon>();
    OGRLinearRing ring;
    ring.addSubLineString(line);
    area->addRing(&ring);
    return area;
}

UnreadDxfSolids unread_dxf_solids(std::string_view text) {
    std::map<std::string, std::uint64_t> found;
    for (const char* name : {"3DSOLID", "BODY", "REGION", "MESH", "SURFACE", "EXTRUDEDSURFACE", "LOFTEDSURFACE",
                             "REVOLVEDSURFACE", "SWEPTSURFACE", "PLANESURFACE", "NURBSURFACE"}) {
        const std::string_view word(name);
        for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
            const auto before = text.rfind('\n', at);
            const auto end = text.find('\n', at);
            if (before == std::string_view::npos || end == std::string_view::npos || before == 0) continue;
            const auto code = text.rfind('\n', before - 1);
            const std::string_view group =
                text.substr(code == std::string_view::npos ? 0 : code + 1, before - (code + 1));
            if (base::trim(group) == "0" && base::trim(text.substr(before, end - before)) == word) ++found[name];
        }
    }
    UnreadDxfSolids unread;
    std::string names;
    for (const auto& [name, count] : found) {
        unread.count += count;
        names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", name, count);
    }
    unread.why = fmt::format(
        "their shape is locked up in a format of its maker: {}; export them as faces (3DFACE or polyface mesh), STL or "
        "IFC2x3",
        names);
    return unread;
}

}  // namespace twin::data
