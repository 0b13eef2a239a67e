#include <algorithm>

#include "sample/street_writer.h"

namespace twin::sample {
namespace {

/// Where the ground falls away below the line between two ends, or a street passes, the motorway crosses on a bridge.
std::vector<bool> bridges_of(const Polyline& lane, const Site& site) {
    std::vector<double> ground;
    for (Vec2 p : lane) ground.push_back(site.relief.height_at(p));
    std::vector<bool> bridge(lane.size() - 1, false);
    for (std::size_t i = 0; i < lane.size(); ++i)
        for (std::size_t j = i + 4; j < std::min(lane.size(), i + 20); ++j) {
            if (std::abs(ground[j] - ground[i]) > 9) continue;
            double deepest = 0;
            for (std::size_t k = i + 1; k < j; ++k) {
                const double share = static_cast<double>(k - i) / static_cast<double>(j - i);
                deepest = std::max(deepest, ground[i] + (ground[j] - ground[i]) * share - ground[k]);
            }
            if (deepest < 12) continue;
            for (std::size_t k = i; k < j; ++k) bridge[k] = true;
        }
    for (std::size_t k = 0; k + 1 < lane.size(); ++k)
        if (site.network.first_hit(lane[k], lane[k + 1]))
            for (std::size_t i = k > 1 ? k - 2 : 0; i < std::min(bridge.size(), k + 3); ++i) bridge[i] = true;
    return bridge;
}

void write_lane(const Polyline& lane, const std::string& name, const Site& site, OsmDocument& osm) {
    const std::vector<bool> bridge = bridges_of(lane, site);
    std::vector<std::int64_t> run{osm.add_node(lane[0])};
    for (std::size_t k = 0; k + 1 < lane.size(); ++k) {
        run.push_back(osm.add_node(lane[k + 1]));
        if (k + 2 < lane.size() && bridge[k + 1] == bridge[k]) continue;
        Tags tags{{"highway", "motorway"}, {"ref", name},      {"name", name},         {"oneway", "yes"},
                  {"lanes", "2"},          {"width", "11.5"},  {"surface", "asphalt"}, {"foot", "no"},
                  {"sidewalk", "no"},      {"maxspeed", "130"}};
        if (bridge[k]) {
            tags.emplace_back("bridge", "yes");
            tags.emplace_back("layer", "1");
        }
        osm.add_way(run, std::move(tags));
        run = {run.back()};
    }
}

}  // namespace

void write_motorways(const Skeleton& skeleton, const Site& site, OsmDocument& osm) {
    for (const SkeletonStreet& s : skeleton.streets) {
        if (s.street_class != "motorway") continue;
        const Polyline middle = smooth_curve(s.course, 25);
        write_lane(parallel_to(middle, -8.2), s.name, site, osm);
        Polyline back = parallel_to(middle, 8.2);
        std::reverse(back.begin(), back.end());
        write_lane(back, s.name, site, osm);
    }
}

}  // namespace twin::sample
