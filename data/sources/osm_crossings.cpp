#include "data/sources/osm_crossings.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "data/keys.h"
#include "data/sources/osm_tags.h"

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

bool is_power_line(const Feature& way) {
    return way.kind == FeatureKind::furniture && way.attributes.text(keys::furniture).starts_with("power_");
}

}  // namespace

void OsmCrossings::add(Feature&& crossing) {
    by_node_[crossing.point_nodes.front()] = crossings_.size();
    crossings_.push_back(std::move(crossing));
}

bool OsmCrossings::waits(const Feature& feature) {
    if (feature.point_nodes.empty()) return false;
    const std::string body = feature.attributes.text(keys::furniture);
    return feature.kind == FeatureKind::crossing || body == "power_tower" || body == "utility_pole";
}

void OsmCrossings::look_at(const Feature& way) {
    const bool street = way.kind == FeatureKind::street;
    const bool path = way.kind == FeatureKind::footway || way.kind == FeatureKind::cycleway;
    const bool power = is_power_line(way);
    if (by_node_.empty() || !(street || power || (path && way.attributes.has(keys::crossing)))) return;
    for (const Line& line : way.lines) {
        for (std::size_t i = 0; i < line.nodes.size(); ++i) {
            const auto found = by_node_.find(line.nodes[i]);
            if (found == by_node_.end()) continue;
            Feature& waiting = crossings_[found->second];
            Attributes& crossing = waiting.attributes;
            if ((waiting.kind == FeatureKind::crossing) == power) continue;
            if (path) {
                crossing.set("drawn_by_way", true);
                continue;
            }
            const char* key = power ? keys::direction_deg : keys::bearing_deg;
            if (crossing.has(key)) continue;
            const std::size_t before = i > 0 ? i - 1 : 0, after = std::min(i + 1, line.points.size() - 1);
            if (before == after) continue;
            crossing.set(key, std::round(osm_bearing_deg(line.points[before], line.points[after]) * 10) / 10);
            if (street) crossing.set(keys::street_width_m, street_width_m(way.attributes));
        }
    }
}

std::vector<Feature> OsmCrossings::take() {
    by_node_.clear();
    return std::exchange(crossings_, {});
}

}  // namespace twin::data
