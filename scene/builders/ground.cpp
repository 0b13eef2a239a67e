#include "scene/builders/ground.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "data/keys.h"
#include "scene/builders/area_markings.h"
#include "scene/builders/bridges.h"
#include "scene/builders/courses.h"
#include "scene/builders/draping.h"
#include "scene/builders/ground_materials.h"
#include "scene/builders/platforms.h"
#include "scene/builders/polygons.h"
#include "scene/builders/street_fittings.h"
#include "scene/builders/street_markings.h"
#include "scene/builders/street_steps.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;
using Kind = base::ComplaintKind;

constexpr double gauge_m = 1.435, rail_width_m = 0.12, pavement_m = 1.8;
/// Points that lie so close to the straight line change nothing that could be seen.
constexpr double straight_within_m = 0.02;

/// Everything a feature needs to be laid.
struct Site {
    const data::Feature& feature;
    TriangleStyle style;
    const data::Terrain& terrain;
    TileAssembler& out;
    BridgePlace bridge{};

    void lay(Material material, const std::vector<glm::dvec3>& flat) const {
        TriangleStyle own = style;
        own.material = material;
        drape(own, flat, terrain, out);
    }
    bool lay(Material material, const data::Surface& area) const {
        TriangleStyle own = style;
        own.material = material;
        return drape(own, area, terrain, out) > 0;
    }
};

bool is_street(FeatureKind kind) {
    return kind == FeatureKind::street || kind == FeatureKind::footway || kind == FeatureKind::cycleway ||
           kind == FeatureKind::steps;
}

bool lay_areas(const Site& site, std::vector<base::Complaint>& complaints) {
    const data::Feature& feature = site.feature;
    const std::optional<Material> material = area_material(feature);
    if (!material) {
        complaints.push_back({Kind::skipped, feature.id, "area left out",
                              fmt::format("land use \"{}\" is not known", feature.attributes.text(keys::land_use))});
        return false;
    }
    bool any = false;
    std::string repairs;
    std::vector<data::Surface> areas = feature.surfaces;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        data::Surface surface = std::move(areas[i]);
        for (glm::dvec3& p : surface.outer) p.z = std::isfinite(p.x + p.y) ? 0 : p.z;
        for (data::Ring& hole : surface.holes)
            for (glm::dvec3& p : hole) p.z = std::isfinite(p.x + p.y) ? 0 : p.z;
        SurfaceRepair repair = clean_surface(surface);
        std::move(repair.more.begin(), repair.more.end(), std::back_inserter(areas));
        if (!repair.what.empty() && repairs.find(repair.what) == std::string::npos)
            repairs += (repairs.empty() ? "" : "; ") + repair.what;
        if (repair.degenerate) continue;
        if (feature.kind == FeatureKind::platform) {
            add_platform(feature, surface, site.style, site.terrain, site.out);
            any = true;
            continue;
        }
        Site own = site;
        own.style.colour = pitch_colour(feature);
        any = own.lay(*material, surface) || any;
        std::vector<glm::dvec3> lines;
        add_area_markings(feature, surface, lines);
        site.lay(Material::marking, lines);
    }
    if (!repairs.empty()) complaints.push_back({Kind::repaired, feature.id, repairs, "the outline is not clean"});
    if (!any) complaints.push_back({Kind::skipped, feature.id, "area left out", "it has no area"});
    return any;
}

/// Which sides of a street have a pavement of their own to draw: 1 left, 2 right.
int pavement_sides(const data::Feature& street) {
    const data::Attributes& a = street.attributes;
    const std::string tag = a.text(keys::sidewalk), name = a.text(keys::street_class);
    if (tag == "both" || tag == "yes") return 3;
    if (tag == "left") return 1;
    if (tag == "right") return 2;
    if (!tag.empty()) return 0;
    if (name == "residential") return 3;
    const bool through = name == "unclassified" || name.starts_with("tertiary") || name.starts_with("secondary") ||
                         name.starts_with("primary");
    // Only inside the town: there people drive at most 50 or have light.
    const double speed = a.number(keys::maxspeed_kmh, 0);
    return through && ((speed > 0 && speed <= 50) || a.flag(keys::lit)) ? 3 : 0;
}

void lay_pavement(const Site& site, const Course& course, double width_m) {
    const int sides = site.feature.kind == FeatureKind::street ? pavement_sides(site.feature) : 0;
    if (sides == 0) return;
    std::vector<glm::dvec3> flat;
    if (sides == 3) {
        add_ribbon(course, width_m + 2 * pavement_m, true, flat);
    } else {
        add_ribbon(shifted(course, sides == 1 ? pavement_m / 2 : -pavement_m / 2), width_m + pavement_m, true, flat);
    }
    site.lay(Material::pavement, flat);
}

/// Bays beside the carriageway; cars that park on it need none.
void lay_parking(const Site& site, const Course& course, double width_m) {
    const data::Attributes& a = site.feature.attributes;
    if (site.feature.kind != FeatureKind::street) return;
    const double deep = a.text(keys::parking_angle, "parallel") == "parallel" ? 2.0 : 4.8;
    std::vector<glm::dvec3> flat;
    for (const double side : {1.0, -1.0}) {
        if (a.text(side > 0 ? keys::parking_left : keys::parking_right) != "street_side") continue;
        add_ribbon(shifted(course, side * (width_m + deep) / 2), deep, false, flat);
    }
    if (flat.empty()) return;
    site.lay(Material::parking, flat);
    flat.clear();
    add_parking_lines(site.feature, course, width_m, deep, flat);
    site.lay(Material::marking, flat);
}

void lay_rails(const Site& site, const Course& course) {
    const std::string name = site.feature.attributes.text(keys::rail_class);
    std::vector<glm::dvec3> flat;
    // Trams run in the street.
    if (name != "tram") {
        add_ribbon(course, course_width_m(site.feature), false, flat);
        site.lay(Material::rail_bed, flat);
    }
    if (name == "disused" || name == "construction") return;
    flat.clear();
    const double half_gauge = (name == "narrow_gauge" ? 1.0 : gauge_m) / 2 + rail_width_m / 2;
    for (const double side : {-half_gauge, half_gauge}) add_ribbon(shifted(course, side), rail_width_m, false, flat);
    site.lay(Material::rail, flat);
}

void lay_stairs(const Site& site, const Course& course, double width_m) {
    if (!add_steps(site.feature, course, width_m, site.style, site.terrain, site.out)) {
        std::vector<glm::dvec3> flat;
        add_step_edges(course, width_m, flat);
        Site grey = site;
        grey.style.colour = 0xFF9A9C9E;
        grey.lay(Material::marking, flat);
    }
    add_handrails(site.feature, course, width_m, site.style, site.terrain, site.out);
}

void lay_markings(const Site& site, const Course& course, double width_m) {
    std::vector<glm::dvec3> flat;
    add_street_markings(site.feature, course, width_m, flat);
    site.lay(Material::marking, flat);
    if (site.feature.kind == FeatureKind::steps) lay_stairs(site, course, width_m);
}

void lay_course(const Site& site, const Course& course, Material material) {
    const data::Feature& feature = site.feature;
    const double width = course_width_m(feature);
    const bool water = feature.kind == FeatureKind::water || feature.kind == FeatureKind::waterway;
    if (!water && feature.attributes.flag(keys::bridge)) {
        add_bridge(feature, course, site.bridge, width, material, site.style, site.terrain, site.out);
        return;
    }
    if (feature.kind == FeatureKind::rail) {
        lay_rails(site, course);
        return;
    }
    if (feature.kind == FeatureKind::platform) {
        add_platform(feature, course, width, site.style, site.terrain, site.out);
        return;
    }
    lay_pavement(site, course, width);
    lay_parking(site, course, width);
    std::vector<glm::dvec3> flat;
    add_ribbon(course, width, is_street(feature.kind) || water, flat);
    site.lay(material, flat);
    if (is_street(feature.kind) || feature.kind == FeatureKind::land_use) lay_markings(site, course, width);
}

void tell_width(const data::Feature& feature, std::vector<base::Complaint>& complaints) {
    const CourseWidth width = course_width(feature);
    if (width.source == WidthSource::given) return;
    std::string name = feature.attributes.text(keys::street_class);
    if (name.empty()) name = feature.attributes.text(keys::water_class, feature.attributes.text(keys::land_use));
    if (name.empty()) name = data::name_of(feature.kind);
    complaints.push_back({Kind::assumed, feature.id, fmt::format("width set to {:g} m", width.width_m),
                          width.source == WidthSource::lanes ? std::string("no width given, only lanes")
                                                             : "no width given; usual for " + name});
}

bool lay_courses(const Site& site, std::vector<base::Complaint>& complaints) {
    const data::Feature& feature = site.feature;
    const std::optional<Material> material = course_material(feature);
    if (!material) return true;
    bool any = false;
    for (const data::Line& line : feature.lines) {
        const Course course = straightened(clean_course(line.points), straight_within_m);
        if (course.empty()) continue;
        lay_course(site, course, *material);
        any = true;
    }
    if (any)
        tell_width(feature, complaints);
    else
        complaints.push_back({Kind::skipped, feature.id, "course left out", "it has less than two different points"});
    return any;
}

}  // namespace

bool build_ground(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                  TileAssembler& out, std::vector<base::Complaint>& complaints, const BridgePlace& bridge) {
    // Under the ground nothing is seen; the file keeps it for the networks.
    if (feature.attributes.flag(keys::tunnel)) return true;
    TriangleStyle style;
    style.content = data::TileContent::ground;
    style.layer = layer;
    style.object = object;
    const Site site{feature, style, terrain, out, bridge};
    if (feature.surfaces.empty() && feature.lines.empty()) {
        complaints.push_back({Kind::skipped, feature.id, "left out", "it has neither an area nor a course"});
        return false;
    }
    const bool areas = feature.surfaces.empty() || lay_areas(site, complaints);
    const bool courses = feature.lines.empty() || lay_courses(site, complaints);
    return areas && courses;
}

}  // namespace twin::scene
