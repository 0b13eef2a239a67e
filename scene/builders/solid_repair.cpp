#include "scene/builders/solid_repair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "scene/builders/outline.h"
#include "scene/builders/polygons.h"
#include "scene/builders/solid_check.h"

namespace twin::scene {
namespace {

using Kind = base::ComplaintKind;
using data::SurfaceKind;

constexpr double told_off_plane_m = 0.01;
constexpr std::size_t most_repair_letters = 300;

/// Closures stand for openings and interiors are behind walls: neither is seen from outside.
bool is_drawn(SurfaceKind kind) {
    return kind != SurfaceKind::closure && kind != SurfaceKind::interior && kind != SurfaceKind::footprint;
}

/// What is to be told of one object.
struct Findings {
    std::string repairs;
    int degenerate = 0, not_flat = 0, turned_holes = 0;
    double off_plane_m = 0;

    void add(const std::string& what) {
        if (what.empty() || repairs.size() > most_repair_letters || repairs.find(what) != std::string::npos) return;
        repairs += (repairs.empty() ? "" : "; ") + what;
    }
};

void take(const data::Surface& surface, RepairedBody& body, Findings& findings) {
    data::Surface own = surface;
    SurfaceRepair repair = clean_surface(own);
    findings.add(repair.what);
    findings.turned_holes += turn_holes(own);
    if (repair.off_plane_m > told_off_plane_m && !repair.degenerate) {
        ++findings.not_flat;
        findings.off_plane_m = std::max(findings.off_plane_m, repair.off_plane_m);
    }
    if (repair.degenerate) {
        ++findings.degenerate;
        return;
    }
    body.surfaces.push_back(std::move(own));
    body.originals.push_back(&surface);
    for (data::Surface& part : repair.more) {
        body.surfaces.push_back(std::move(part));
        body.originals.push_back(&surface);
    }
}

void set_on_terrain(RepairedBody& body, const data::Terrain& terrain) {
    double low = std::numeric_limits<double>::infinity();
    for (const data::Surface& surface : body.surfaces) low = std::min(low, ground_under(surface.outer, terrain).low_m);
    if (!std::isfinite(low)) return;
    body.raised_m = low;
    for (data::Surface& surface : body.surfaces) {
        for (glm::dvec3& p : surface.outer) p.z += low;
        for (data::Ring& hole : surface.holes)
            for (glm::dvec3& p : hole) p.z += low;
    }
}

/// The faces that must close: those drawn and the closures between them.
std::vector<const data::Surface*> shell_of(const RepairedBody& body, const data::Feature& building) {
    std::vector<const data::Surface*> shell;
    shell.reserve(body.surfaces.size());
    for (const data::Surface& surface : body.surfaces) shell.push_back(&surface);
    if (body.raised_m == 0)
        for (const data::Surface& surface : building.surfaces)
            if (surface.kind == SurfaceKind::closure) shell.push_back(&surface);
    return shell;
}

void turn_over(data::Surface& surface) {
    std::reverse(surface.outer.begin(), surface.outer.end());
    for (data::Ring& hole : surface.holes) std::reverse(hole.begin(), hole.end());
}

bool differs(double before, double after) {
    return std::abs(before - after) >= 0.005;
}

void mend(SolidCheck& check, RepairedBody& body, Findings& findings) {
    int turned = 0, duplicate = 0;
    // Numbers beyond the drawn faces are closures.
    for (const std::size_t i : check.turned) {
        if (i >= body.surfaces.size()) continue;
        turn_over(body.surfaces[i]);
        ++turned;
    }
    for (std::size_t k = check.duplicate.size(); k-- > 0;) {
        const std::size_t i = check.duplicate[k];
        if (i >= body.surfaces.size()) continue;
        body.surfaces.erase(body.surfaces.begin() + static_cast<std::ptrdiff_t>(i));
        body.originals.erase(body.originals.begin() + static_cast<std::ptrdiff_t>(i));
        ++duplicate;
    }
    if (duplicate > 0)
        findings.add(duplicate == 1 ? std::string("1 surface given twice removed")
                                    : fmt::format("{} surfaces given twice removed", duplicate));
    if (turned > 0)
        findings.add(turned == 1 ? std::string("1 surface turned to face outwards")
                                 : fmt::format("{} surfaces turned to face outwards", turned));
    double ground_m2 = 0;
    for (data::Surface& ground : check.ground) {
        ground_m2 += surface_area_m2(ground);
        body.surfaces.push_back(std::move(ground));
        body.originals.push_back(nullptr);
    }
    if (!check.ground.empty()) findings.add(fmt::format("closed by a ground surface of {:.2f} m2", ground_m2));
}

void close_body(const data::Feature& building, RepairedBody& body, Findings& findings,
                std::vector<base::Complaint>& complaints) {
    // Less than a tetrahedron is a sheet and meant to be one.
    constexpr std::size_t least_faces = 4;
    if (body.surfaces.size() < least_faces) return;
    const std::vector<const data::Surface*> shell = shell_of(body, building);
    SolidCheck check = check_solid(shell);
    if (!check.duplicate.empty() || !check.turned.empty() || !check.ground.empty()) {
        const double before = volume_m3(shell);
        const bool was_whole = check.ground.empty();
        mend(check, body, findings);
        const double after = volume_m3(shell_of(body, building));
        if (check.closed && was_whole && differs(before, after))
            findings.add(fmt::format("volume {:.2f} m3 to {:.2f} m3", before, after));
        else if (check.closed)
            findings.add(fmt::format("volume {:.2f} m3", after));
    }
    // A roof laid over walls, an attic on a flat roof: put together from pieces that were never meant to close.
    if (check.open_m > 0 && check.pieces == 1)
        complaints.push_back({Kind::warning, building.id,
                              fmt::format("not closed: {:.2f} m of edges belong to one surface only", check.open_m),
                              "surfaces are missing or do not meet"});
}

bool should_close(const data::Feature& building) {
    return building.kind == data::FeatureKind::building || building.kind == data::FeatureKind::building_part;
}

void tell(const data::Feature& building, const RepairedBody& body, Findings& findings,
          std::vector<base::Complaint>& complaints) {
    if (findings.turned_holes > 0)
        findings.add(findings.turned_holes == 1
                         ? std::string("1 hole turned against its outline")
                         : fmt::format("{} holes turned against their outlines", findings.turned_holes));
    if (!findings.repairs.empty()) {
        double before = 0, after = 0;
        for (const data::Surface& surface : building.surfaces)
            if (is_drawn(surface.kind)) before += surface_area_m2(surface);
        for (const data::Surface& surface : body.surfaces) after += surface_area_m2(surface);
        if (differs(before, after))
            findings.repairs += "; " + fmt::format("area {:.2f} m2 to {:.2f} m2", before, after);
        complaints.push_back({Kind::repaired, building.id, findings.repairs, "surfaces are not clean"});
    }
    if (findings.degenerate > 0 && !body.surfaces.empty())
        complaints.push_back({Kind::skipped, building.id,
                              fmt::format("{} of {} surfaces left out", findings.degenerate, building.surfaces.size()),
                              "they have no area"});
    if (findings.not_flat > 0)
        complaints.push_back(
            {Kind::warning, building.id,
             findings.not_flat == 1
                 ? fmt::format("1 surface is not flat by up to {:.2f} m", findings.off_plane_m)
                 : fmt::format("{} surfaces are not flat by up to {:.2f} m", findings.not_flat, findings.off_plane_m),
             "their points lie off one plane; they are drawn folded"});
}

}  // namespace

RepairedBody repair_body(const data::Feature& building, const data::Terrain& terrain,
                         std::vector<base::Complaint>& complaints) {
    RepairedBody body;
    Findings findings;
    body.surfaces.reserve(building.surfaces.size() + 1);
    body.originals.reserve(building.surfaces.size() + 1);
    for (const data::Surface& surface : building.surfaces)
        if (is_drawn(surface.kind)) take(surface, body, findings);
    if (building.heights != data::HeightMode::absolute) set_on_terrain(body, terrain);
    if (should_close(building)) close_body(building, body, findings, complaints);
    tell(building, body, findings, complaints);
    return body;
}

}  // namespace twin::scene
