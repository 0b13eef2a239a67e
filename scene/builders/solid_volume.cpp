#include "scene/builders/solid_volume.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/keys.h"
#include "scene/builders/solid_check.h"

namespace twin::scene {

namespace {

using data::SurfaceKind;

/// Windows and doors lie in their walls or fill holes of them; rooms are inside.
bool is_shell(SurfaceKind kind) {
    return kind != SurfaceKind::footprint && kind != SurfaceKind::interior;
}

std::vector<const data::Surface*> faces_of(const std::vector<data::Surface>& surfaces) {
    std::vector<const data::Surface*> faces;
    for (const data::Surface& surface : surfaces)
        if (is_shell(surface.kind) && surface.outer.size() >= 3) faces.push_back(&surface);
    return faces;
}

}  // namespace

std::optional<double> closed_volume_m3(const data::Feature& body) {
    constexpr std::size_t least_faces = 4;
    std::vector<const data::Surface*> faces = faces_of(body.surfaces);
    if (faces.size() < least_faces || body.heights == data::HeightMode::flat) return std::nullopt;
    const SolidCheck check = check_solid(faces);
    if (!check.closed) return std::nullopt;
    std::vector<data::Surface> turned;
    turned.reserve(check.turned.size());  // `faces` points into it
    for (const std::size_t i : check.turned) {
        turned.push_back(*faces[i]);
        std::reverse(turned.back().outer.begin(), turned.back().outer.end());
        for (data::Ring& hole : turned.back().holes) std::reverse(hole.begin(), hole.end());
        faces[i] = &turned.back();
    }
    for (std::size_t k = check.duplicate.size(); k-- > 0;)
        faces.erase(faces.begin() + static_cast<std::ptrdiff_t>(check.duplicate[k]));
    for (const data::Surface& ground : check.ground) faces.push_back(&ground);
    // A body that looks inwards all over has the same volume with the other sign.
    return std::abs(volume_m3(faces));
}

void note_volume(data::Feature& building) {
    if (building.attributes.has(data::keys::volume_m3)) return;
    if (const auto volume = closed_volume_m3(building); volume && *volume > 1e-3)
        building.attributes.set(data::keys::volume_m3, std::round(*volume * 1000) / 1000);
}

}  // namespace twin::scene
