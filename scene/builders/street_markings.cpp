#include "scene/builders/street_markings.h"

#include <cmath>
#include <string>

#include "data/keys.h"
#include "scene/builders/ground_materials.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;

constexpr double line_m = 0.18, narrowest_m = 5.5;
/// Lines end before the crossing carriageway.
constexpr double before_junction_m = 7;

bool has_lines(const data::Feature& street) {
    const std::string name = street.attributes.text(keys::street_class);
    for (const char* through : {"motorway", "trunk", "primary", "secondary", "tertiary"})
        if (name == through) return true;
    return false;
}

void add_lane_lines(const data::Feature& street, const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const double length = length_m(course);
    if (length < 3 * before_junction_m || width_m < narrowest_m) return;
    const Course inner = part_of(course, before_junction_m, length - before_junction_m);
    if (inner.size() < 2) return;
    const int lanes = lane_count(street);
    const bool both_ways = !is_oneway(street);
    for (int k = 1; k < lanes; ++k) {
        const Course line = shifted(inner, -width_m / 2 + width_m * k / lanes);
        if (both_ways && lanes >= 4 && 2 * k == lanes)
            add_ribbon(line, line_m, false, out);
        else
            add_dashes(line, line_m, 3, 6, out);
    }
}

/// Bars across the walking direction, half a metre on, half off.  Source: StVO, sign 293, and RMS-1.
void add_zebra(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    add_dashes(course, std::fmax(width_m, 3), 0.5, 0.5, out);
}

void add_ford(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    const double half = std::fmax(width_m, 3) / 2;
    for (const double side : {-half, half}) add_dashes(shifted(course, side), 0.12, 0.5, 0.25, out);
}

}  // namespace

void add_street_markings(const data::Feature& street, const Course& course, double width_m,
                         std::vector<glm::dvec3>& out) {
    if (street.kind == data::FeatureKind::street) {
        if (has_lines(street)) add_lane_lines(street, course, width_m, out);
        return;
    }
    const std::string crossing = street.attributes.text(keys::crossing);
    if (crossing.empty() || length_m(course) > 40) return;
    if (crossing == "zebra" || crossing == "marked" || crossing == "uncontrolled") add_zebra(course, width_m, out);
    if (crossing == "traffic_signals") add_ford(course, width_m, out);
}

void add_step_edges(const Course& course, double width_m, std::vector<glm::dvec3>& out) {
    add_dashes(course, width_m, 0.25, 0.75, out);
}

}  // namespace twin::scene
