#include "sample/street_writer.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sample/projection.h"
#include "sample/rng.h"

namespace twin::sample {
namespace {

std::string metres(double value) {
    return fmt::format("{:.1f}", value);
}

class StreetWriter {
  public:
    StreetWriter(const Skeleton& skeleton, const Site& site, std::uint64_t seed, OsmDocument& osm)
        : skeleton_(skeleton), site_(site), osm_(osm), rng_(seed, 201), seed_(seed), degree_(site.network.degrees()) {}

    void run() {
        for (const Street& s : site_.network.streets())
            if (s.nodes.size() >= 2) street(s);
        signals();
        crossings();
        shortcuts();
        bus_stops_and_lamps();
        tower_path();
        tracks();
        fountains();
    }

  private:
    Vec2 place(int node) const { return site_.network.nodes()[node]; }

    std::int64_t osm_node(int node) {
        auto [it, fresh] = osm_ids_.try_emplace(node, 0);
        if (fresh) it->second = osm_.add_node(place(node));
        return it->second;
    }

    bool crosses_stream(Vec2 a, Vec2 b) const {
        double t, u;
        for (const Polyline& line : streams())
            for (std::size_t k = 0; k + 1 < line.size(); ++k)
                if (segments_cross(a, b, line[k], line[k + 1], t, u)) return true;
        return false;
    }
    const std::vector<Polyline>& streams() const {
        if (streams_.empty())
            for (const SkeletonCourse& c : skeleton_.courses)
                if (c.kind == "water") streams_.push_back(smooth_curve(c.course, 20));
        return streams_;
    }
    bool crosses_railway(Vec2 a, Vec2 b) const {
        if (!site_.keep_off.crosses_rail(a, b)) return false;
        return !crosses_stream(a, b);
    }

    Tags tags_of(const Street& s) const {
        const StreetKind& kind = street_kind(s.street_class);
        Tags tags{{"highway", s.street_class}};
        if (!s.name.empty()) tags.emplace_back("name", s.name);
        if (!s.ref.empty()) tags.emplace_back("ref", s.ref);
        const bool inside = is_built(site_.zones.at(place(s.nodes[s.nodes.size() / 2]))) || kind.rank <= 2;
        if (kind.rank != 6) {
            tags.emplace_back("lanes", fmt::format("{}", kind.lanes));
            tags.emplace_back("maxspeed", fmt::format("{}", inside ? kind.maxspeed_kmh : 70));
            tags.emplace_back("surface", "asphalt");
            tags.emplace_back("width", metres(kind.width_m));
            tags.emplace_back("sidewalk", inside && kind.rank <= 4 ? "both" : "no");
        } else {
            tags.emplace_back("surface", "paving_stones");
            tags.emplace_back("width", metres(kind.width_m));
            tags.emplace_back("foot", "designated");
        }
        if (inside) tags.emplace_back("lit", "yes");
        return tags;
    }

    void street(const Street& s) {
        // Pieces over rail or water become bridges; a bridge ends at the next junction at the latest.
        const std::size_t n = s.nodes.size();
        std::vector<bool> bridge(n - 1, false);
        for (std::size_t k = 0; k + 1 < n; ++k) {
            const Vec2 a = place(s.nodes[k]), b = place(s.nodes[k + 1]);
            const bool stream = crosses_stream(a, b);
            if (!stream && !crosses_railway(a, b)) continue;
            bridge[k] = true;
            const double reach = stream ? 6 : 46;
            double left = reach, right = reach;
            for (std::size_t i = k; i > 0 && left > 0 && degree_[s.nodes[i]] <= 2; --i) {
                bridge[i - 1] = true;
                left -= distance(place(s.nodes[i]), place(s.nodes[i - 1]));
            }
            for (std::size_t i = k + 1; i + 1 < n && right > 0 && degree_[s.nodes[i]] <= 2; ++i) {
                bridge[i] = true;
                right -= distance(place(s.nodes[i]), place(s.nodes[i + 1]));
            }
        }
        std::vector<std::int64_t> run{osm_node(s.nodes[0])};
        for (std::size_t k = 0; k + 1 < n; ++k) {
            run.push_back(osm_node(s.nodes[k + 1]));
            if (k + 2 < n && bridge[k + 1] == bridge[k]) continue;
            Tags tags = tags_of(s);
            if (bridge[k]) {
                tags.emplace_back("bridge", "yes");
                tags.emplace_back("layer", "1");
            }
            osm_.add_way(run, std::move(tags));
            run = {run.back()};
        }
    }

    /// A node of the network that is a junction of at least three arms, nearest to `p`.
    int junction_near(Vec2 p, double within_m) const {
        int best = -1;
        double best_m = within_m;
        for (const auto& [node, id] : osm_ids_) {
            if (degree_[node] < 3) continue;
            const double d = distance(place(node), p);
            if (d < best_m) {
                best_m = d;
                best = node;
            }
        }
        return best;
    }

    void crossing_on_arms(int junction, bool signals, double chance) {
        Rng rng(seed_ + 5, static_cast<std::uint64_t>(junction));
        const bool sound = signals && rng.chance(0.45), tactile = rng.chance(signals ? 0.55 : 0.2);
        for (const Street& s : site_.network.streets()) {
            for (std::size_t k = 0; k < s.nodes.size(); ++k) {
                if (s.nodes[k] != junction) continue;
                for (int step : {-1, 1}) {
                    const auto i = static_cast<std::ptrdiff_t>(k) + step;
                    if (i < 0 || i >= static_cast<std::ptrdiff_t>(s.nodes.size())) continue;
                    const int node = s.nodes[static_cast<std::size_t>(i)];
                    const double away = distance(place(node), place(junction));
                    if (degree_[node] != 2 || away < 6 || away > 30 || !rng.chance(chance)) continue;
                    if (street_kind(s.street_class).rank == 6) continue;
                    Tags tags{{"highway", "crossing"},
                              {"crossing", signals            ? "traffic_signals"
                                           : rng.chance(0.35) ? "zebra"
                                                              : "uncontrolled"},
                              {"kerb", rng.chance(0.7)   ? "lowered"
                                       : rng.chance(0.5) ? "flush"
                                                         : "raised"},
                              {"tactile_paving", tactile ? "yes" : "no"}};
                    if (signals) {
                        tags.emplace_back("traffic_signals:sound", sound ? "yes" : "no");
                        tags.emplace_back("traffic_signals:vibration", sound && rng.chance(0.6) ? "yes" : "no");
                        if (street_kind(s.street_class).rank <= 1) tags.emplace_back("crossing:island", "yes");
                    }
                    osm_.tag_node(osm_node(node), tags);
                }
            }
        }
    }

    void signals() {
        std::set<int> done;
        for (Vec2 p : skeleton_.signals) {
            const int node = junction_near(p, 45);
            if (node < 0 || !done.insert(node).second) continue;
            signalled_.insert(node);
            osm_.tag_node(osm_node(node), {{"highway", "traffic_signals"}});
            crossing_on_arms(node, true, 1.0);
        }
    }

    void crossings() {
        std::vector<int> junctions;
        for (const auto& [node, id] : osm_ids_)
            if (degree_[node] >= 3 && !signalled_.contains(node)) junctions.push_back(node);
        for (int node : junctions) {
            int best = 9;
            if (const auto hit = site_.network.nearest(place(node), 1))
                best = street_kind(site_.network.streets()[hit->street].street_class).rank;
            if (!is_built(site_.zones.at(place(node)))) continue;
            crossing_on_arms(node, false, best <= 3 ? 0.35 : 0.06);
        }
    }

    /// Footways through long blocks and steps up the hills, from street to street where no house stands.
    void shortcuts() {
        SpatialIndex index(60);
        std::vector<int> nodes;
        for (const auto& [node, id] : osm_ids_) {
            Box box;
            box.add(place(node));
            index.add(static_cast<int>(nodes.size()), box);
            nodes.push_back(node);
        }
        std::set<int> used;
        int ways = 0, flights = 0;
        for (std::size_t i = 0; i < nodes.size() && ways < 420; ++i) {
            const Vec2 a = place(nodes[i]);
            if (used.contains(nodes[i]) || !is_built(site_.zones.at(a))) continue;
            Box box;
            box.add(a);
            for (std::int32_t j : index.find(box.grown(110))) {
                const Vec2 b = place(nodes[static_cast<std::size_t>(j)]);
                const double d = distance(a, b);
                if (static_cast<std::size_t>(j) <= i || d < 45 || d > 110 ||
                    used.contains(nodes[static_cast<std::size_t>(j)]))
                    continue;
                const double rise = std::abs(site_.relief.height_at(a) - site_.relief.height_at(b));
                const bool steep = rise / d > 0.10 && rise > 4.5;
                if (!steep && !rng_.chance(0.10)) continue;
                if (steep && (flights > 70 || !rng_.chance(0.5))) continue;
                const Vec2 along = unit(b - a);
                if (site_.keep_off.crosses_rail(a, b) || site_.network.first_hit(a + along * 3, b - along * 3))
                    continue;
                if (!site_.clear_of_buildings(rectangle(mix(a, b, 0.5), along, d, 2.4), 0.8)) continue;
                used.insert({nodes[i], nodes[static_cast<std::size_t>(j)]});
                ++ways;
                shortcut(nodes[i], nodes[static_cast<std::size_t>(j)], steep, rise);
                flights += steep;
                break;
            }
        }
    }

    void shortcut(int from, int to, bool steep, double rise) {
        const Vec2 a = place(from), b = place(to);
        std::vector<std::int64_t> nodes{osm_node(from)};
        if (!steep) {
            nodes.push_back(osm_.add_node(mix(a, b, 0.5) + left_of(unit(b - a)) * rng_.range(-1.5, 1.5)));
            nodes.push_back(osm_node(to));
            osm_.add_way(nodes, {{"highway", "footway"},
                                 {"width", "2.2"},
                                 {"surface", rng_.chance(0.6) ? "paving_stones" : "gravel"},
                                 {"foot", "designated"}});
            return;
        }
        const std::int64_t p = osm_.add_node(mix(a, b, 0.25)), q = osm_.add_node(mix(a, b, 0.75));
        const Tags path{{"highway", "footway"}, {"width", "2.0"}, {"surface", "paving_stones"}};
        osm_.add_way({osm_node(from), p}, path);
        osm_.add_way({p, q}, {{"highway", "steps"},
                              {"step_count", fmt::format("{}", std::max(6, static_cast<int>(rise * 0.75 / 0.16)))},
                              {"handrail", rng_.chance(0.75) ? "yes" : "no"},
                              {"width", "1.8"},
                              {"surface", "concrete"},
                              {"incline", site_.relief.height_at(b) > site_.relief.height_at(a) ? "up" : "down"},
                              {"tactile_paving", rng_.chance(0.2) ? "yes" : "no"}});
        osm_.add_way({q, osm_node(to)}, path);
    }

    void bus_stops_and_lamps() {
        for (const Street& s : site_.network.streets()) {
            if (s.nodes.size() < 2) continue;
            const StreetKind& kind = street_kind(s.street_class);
            const Polyline course = site_.network.course_of(s);
            const double total = length_of(course);
            Vec2 along;
            if (kind.rank >= 1 && kind.rank <= 3 && total > 140)
                for (double at = rng_.range(70.0, 150.0); at < total - 60; at += rng_.range(320.0, 430.0))
                    for (double side : {1.0, -1.0}) {
                        const Vec2 p = point_along(course, at + side * 12, &along) +
                                       right_of(along) * (side * (kind.width_m / 2 + 1.8));
                        osm_.add_node(p, {{"highway", "bus_stop"},
                                          {"name", s.name},
                                          {"shelter", rng_.chance(0.6) ? "yes" : "no"},
                                          {"tactile_paving", rng_.chance(0.5) ? "yes" : "no"},
                                          {"kerb", "raised"}});
                    }
            const bool inner = distance(course[0], {town_centre_x_m, town_centre_y_m}) < 700;
            if (!inner && kind.rank > 2) continue;
            for (double at = 14, side = 1; at < total - 8; at += 28, side = -side) {
                const Vec2 p = point_along(course, at, &along) +
                               left_of(along) * (side * (kind.rank == 6 ? 3.6 : kind.width_m / 2 + 0.6));
                if (is_built(site_.zones.at(p)))
                    osm_.add_node(p, {{"highway", "street_lamp"}, {"height", kind.rank <= 2 ? "8" : "5"}});
            }
        }
    }

    /// From the edge of the town up to the Humberg tower.
    void tower_path() {
        const LandmarkPlace* tower = skeleton_.landmark("humbergturm");
        if (!tower) return;
        const auto start = site_.network.nearest(tower->place + Vec2{-500, 1000}, 1500);
        if (!start) return;
        const int node = site_.network.segments()[start->segment].a;
        std::vector<Vec2> bends{place(node)};
        for (int k = 1; k < 9; ++k) {
            const Vec2 p = mix(place(node), tower->place, k / 9.0);
            bends.push_back(p + left_of(unit(tower->place - place(node))) *
                                    ((k % 2 ? 1 : -1) * 55 + rng_.range(-20.0, 20.0)));
        }
        bends.push_back(tower->place + Vec2{-3, 14});
        const Polyline course = smooth_curve(bends, 14);
        std::vector<std::int64_t> nodes{osm_node(node)};
        for (std::size_t k = 1; k < course.size(); ++k) nodes.push_back(osm_.add_node(course[k]));
        osm_.add_way(nodes, {{"highway", "path"},
                             {"name", "Humbergsteig"},
                             {"surface", "ground"},
                             {"width", "1.6"},
                             {"foot", "designated"}});
        const std::int64_t foot = nodes.back(), door = osm_.add_node(tower->place + Vec2{-1, 6});
        osm_.add_way({foot, door}, {{"highway", "steps"}, {"step_count", "33"}, {"handrail", "yes"}, {"width", "1.6"}});
    }

    /// Forest tracks that wander along the slopes.
    void tracks() {
        for (int k = 0; k < 46; ++k) {
            Vec2 p{rng_.range(model_west_m + 200, model_east_m - 200), rng_.chance(0.75)
                                                                           ? rng_.range(model_south_m + 150, -700.0)
                                                                           : rng_.range(1700.0, model_north_m - 150)};
            if (site_.zones.at(p) != Zone::open) continue;
            Polyline course{p};
            Vec2 direction = direction_of_angle(rng_.range(0.0, 6.28));
            for (int step = 0; step < 70; ++step) {
                const Vec2 slope = site_.relief.gradient_at(p);
                Vec2 contour = left_of(unit(slope));
                if (dot(contour, direction) < 0) contour = -contour;
                direction = unit(direction * 1.6 + contour * std::min(1.0, length(slope) * 9) +
                                 direction_of_angle(rng_.range(0.0, 6.28)) * 0.18);
                const Vec2 q = p + direction * 25;
                if (q.x < model_west_m + 60 || q.x > model_east_m - 60 || q.y < model_south_m + 60 ||
                    q.y > model_north_m - 60)
                    break;
                if (site_.zones.wildness(q) < 0.03 || site_.keep_off.blocks(q, 12) || site_.network.nearest(q, 16))
                    break;
                course.push_back(q);
                p = q;
            }
            if (course.size() < 12) continue;
            osm_.add_course(smooth_curve(course, 14),
                            {{"highway", "track"}, {"surface", "gravel"}, {"width", "3"}, {"foot", "yes"}});
        }
    }

    void fountains() {
        struct Spot {
            const char* name;
            Geo place;
        };
        static constexpr Spot spots[] = {{"Kaiserbrunnen", {49.448096, 7.776512}},
                                         {"Fackelbrunnen", {49.445330, 7.767990}}};
        for (const Spot& s : spots) osm_.add_node(to_plane(s.place), {{"amenity", "fountain"}, {"name", s.name}});
    }

    const Skeleton& skeleton_;
    const Site& site_;
    OsmDocument& osm_;
    Rng rng_;
    std::uint64_t seed_;
    std::vector<int> degree_;
    std::map<int, std::int64_t> osm_ids_;
    std::set<int> signalled_;
    mutable std::vector<Polyline> streams_;
};

}  // namespace

void write_streets(const Skeleton& skeleton, const Site& site, std::uint64_t seed, OsmDocument& osm) {
    StreetWriter(skeleton, site, seed, osm).run();
    write_motorways(skeleton, site, osm);
}

}  // namespace twin::sample
