#include "data/sources/osm_crossings.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "data/keys.h"

namespace twin::data {

namespace {

/// Usual widths between the kerbs, as far as a zebra needs them.
double street_width_m(const Attributes& street) {
    if (const double given = street.number(keys::width_m); given > 2 && given < 40) return given;
    if (const double lanes = street.number(keys::lanes); lanes >= 1 && lanes <= 14) return std::max(3.0, lanes * 3.25);
    static constexpr std::pair<std::string_view, double> widths[] = {
        {"primary", 9}, {"trunk", 11}, {"secondary", 8}, {"tertiary", 7}, {"service", 3.8}, {"living_street", 5}};
    const std::string name = street.text(keys::street_class);
    for (const auto& [known, width] : widths)
        if (name == known) return width;
    return 6;
}

double bearing_deg(const glm::dvec3& from, const glm::dvec3& to) {
    const double east = (to.x - from.x) * std::cos(from.y * 0.017453292519943295), north = to.y - from.y;
    return std::fmod(std::atan2(east, north) * 57.29577951308232 + 360, 360);
}

}  // namespace

void OsmCrossings::add(Feature&& crossing) {
    by_node_[crossing.point_nodes.front()] = crossings_.size();
    crossings_.push_back(std::move(crossing));
}

void OsmCrossings::look_at(const Feature& way) {
    const bool street = way.kind == FeatureKind::street;
    const bool path = way.kind == FeatureKind::footway || way.kind == FeatureKind::cycleway;
    if (by_node_.empty() || !(street || (path && way.attributes.has(keys::crossing)))) return;
    for (const Line& line : way.lines) {
        for (std::size_t i = 0; i < line.nodes.size(); ++i) {
            const auto found = by_node_.find(line.nodes[i]);
            if (found == by_node_.end()) continue;
            Attributes& crossing = crossings_[found->second].attributes;
            if (path) {
                crossing.set("drawn_by_way", true);
                continue;
            }
            if (crossing.has(keys::bearing_deg)) continue;
            const std::size_t before = i > 0 ? i - 1 : 0, after = std::min(i + 1, line.points.size() - 1);
            if (before == after) continue;
            crossing.set(keys::bearing_deg, std::round(bearing_deg(line.points[before], line.points[after]) * 10) / 10);
            crossing.set(keys::street_width_m, street_width_m(way.attributes));
        }
    }
}

std::vector<Feature> OsmCrossings::take() {
    by_node_.clear();
    return std::exchange(crossings_, {});
}

}  // namespace twin::data
