#include "sample/traffic_demo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>

#include <fmt/format.h>

#include "sample/projection.h"
#include "sample/rng.h"
#include "sample/zones.h"

namespace twin::sample {
namespace {

constexpr double begin_s = 27000, duration_s = 600, warm_up_s = 100, step_s = 1, sample_s = 2;
constexpr std::size_t vehicle_count = 560;
constexpr double cycle_s = 76;

struct Kind {
    const char* type;
    double share, length_m, speed_share, acceleration;
};
constexpr std::array<Kind, 5> kinds = {{{"passenger", 0.80, 4.5, 1.0, 1.8},
                                        {"delivery", 0.06, 6.0, 0.95, 1.4},
                                        {"bus", 0.04, 12.0, 0.85, 1.0},
                                        {"truck", 0.04, 9.0, 0.85, 0.8},
                                        {"bicycle", 0.06, 1.8, 0.36, 0.8}}};

struct Vehicle {
    int number = 0, kind = 0, edge = -1, next = -1, lane = 0;
    double at_m = 0, speed_ms = 0, wish = 1;
};

class Simulation {
  public:
    Simulation(const DriveGraph& graph, const std::vector<Vec2>& signals, std::uint64_t seed)
        : graph_(graph), rng_(seed, 401) {
        signalled_.assign(graph.junctions.size(), false);
        for (Vec2 p : signals) {
            int best = -1;
            double best_m = 45;
            for (std::size_t j = 0; j < graph.junctions.size(); ++j)
                if (graph.leaving[j].size() >= 3 && distance(graph.junctions[j], p) < best_m) {
                    best_m = distance(graph.junctions[j], p);
                    best = static_cast<int>(j);
                }
            if (best >= 0) signalled_[static_cast<std::size_t>(best)] = true;
        }
        double sum = 0;
        for (const DriveEdge& e : graph.edges) {
            const double near = std::exp(-distance(e.course[0], {town_centre_x_m, town_centre_y_m}) / 2200);
            sum += e.length_m * (e.rank == 1 ? 6 : e.rank == 2 ? 3.5 : e.rank == 3 ? 1.6 : 0.12) * (0.15 + near);
            weight_until_.push_back(sum);
        }
        for (std::size_t k = 0; k < vehicle_count; ++k) enter();
    }

    std::string run() {
        std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<fcd-export>\n";
        for (double t = -warm_up_s; t <= duration_s; t += step_s) {
            if (t >= 0 && std::fmod(t, sample_s) < 0.5) record(begin_s + t, out);
            advance(begin_s + t);
        }
        out += "</fcd-export>\n";
        return out;
    }

  private:
    void enter() {
        Vehicle v;
        v.number = count_++;
        double roll = rng_.unit();
        for (v.kind = 0; v.kind + 1 < static_cast<int>(kinds.size()) && roll > kinds[v.kind].share; ++v.kind)
            roll -= kinds[v.kind].share;
        const double weight = rng_.unit() * weight_until_.back();
        v.edge = static_cast<int>(std::lower_bound(weight_until_.begin(), weight_until_.end(), weight) -
                                  weight_until_.begin());
        v.edge = std::min(v.edge, static_cast<int>(graph_.edges.size()) - 1);
        const DriveEdge& e = graph_.edges[v.edge];
        v.lane = e.lanes > 1 && v.kind != 4 ? rng_.range(0, 1) : 0;
        v.at_m = rng_.range(0.0, std::max(0.1, e.length_m - 12));
        v.wish = rng_.range(0.85, 1.08);
        v.speed_ms = e.free_ms * 0.6 * kinds[v.kind].speed_share;
        v.next = choose_next(v);
        vehicles_.push_back(v);
    }

    int choose_next(const Vehicle& v) {
        const DriveEdge& e = graph_.edges[v.edge];
        double sum = 0;
        std::vector<std::pair<double, int>> options;
        for (int n : graph_.leaving[e.to]) {
            if (n == e.reverse) continue;
            const DriveEdge& f = graph_.edges[n];
            const double straight = dot(e.end_direction, f.start_direction);
            double weight = (f.rank == 1   ? 8
                             : f.rank == 2 ? 5
                             : f.rank == 3 ? 2.5
                                           : 0.25) *
                            (straight > 0.8    ? 3
                             : straight > -0.3 ? 1
                                               : 0.15);
            if (f.rank > e.rank + 1) weight *= 0.4;
            sum += weight;
            options.emplace_back(sum, n);
        }
        if (options.empty()) return -1;
        const double roll = rng_.unit() * sum;
        for (const auto& [until, n] : options)
            if (roll <= until) return n;
        return options.back().second;
    }

    /// Two phases by the direction that an arm comes from; amber counts as red.
    bool green(const DriveEdge& e, double t) const {
        const Vec2 d = e.end_direction;
        const bool first = std::abs(std::atan2(d.y, d.x) * 2) > std::numbers::pi / 2 &&
                           std::abs(std::atan2(d.y, d.x) * 2) < 1.5 * std::numbers::pi;
        const double shift =
            std::fmod(std::abs(graph_.junctions[e.to].x) * 0.11 + std::abs(graph_.junctions[e.to].y) * 0.07, cycle_s);
        const double phase = std::fmod(t + shift, cycle_s);
        return first ? phase < 33 : phase >= 38 && phase < 71;
    }

    /// Intelligent driver model.  Source: Treiber, Hennecke and Helbing 2000, eq. (3) and (4).
    static double acceleration(double v, double wish, double a, double gap, double closing) {
        const double wanted_gap = 2.0 + std::max(0.0, v * 1.2 + v * closing / (2 * std::sqrt(a * 2.2)));
        const double free = std::pow(v / std::max(0.5, wish), 4);
        return a * (1 - free - (gap < 1e3 ? (wanted_gap / std::max(0.3, gap)) * (wanted_gap / std::max(0.3, gap)) : 0));
    }

    void advance(double t) {
        order_.assign(graph_.edges.size(), {});
        for (std::size_t i = 0; i < vehicles_.size(); ++i) order_[vehicles_[i].edge].push_back(static_cast<int>(i));
        for (auto& list : order_)
            std::sort(list.begin(), list.end(), [&](int a, int b) { return vehicles_[a].at_m > vehicles_[b].at_m; });
        std::vector<double> push(vehicles_.size());
        for (std::size_t i = 0; i < vehicles_.size(); ++i) push[i] = push_of(static_cast<int>(i), t);
        for (std::size_t i = 0; i < vehicles_.size();) {
            Vehicle& v = vehicles_[i];
            v.speed_ms = std::max(0.0, v.speed_ms + std::clamp(push[i], -6.0, 3.0) * step_s);
            v.at_m += v.speed_ms * step_s;
            if (pass_junction(v)) {
                ++i;
            } else {
                vehicles_.erase(vehicles_.begin() + static_cast<std::ptrdiff_t>(i));
                push.erase(push.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        while (vehicles_.size() < vehicle_count) enter_at_rim();
    }

    double push_of(int index, double t) {
        const Vehicle& v = vehicles_[index];
        const DriveEdge& e = graph_.edges[v.edge];
        const Kind& kind = kinds[v.kind];
        double gap = 1e6, closing = 0;
        for (int j : order_[v.edge]) {
            const Vehicle& other = vehicles_[j];
            const bool same = other.lane == v.lane && (other.kind == 4) == (v.kind == 4);
            if (!same || other.at_m <= v.at_m || (other.at_m == v.at_m && j >= index)) continue;
            if (other.at_m - v.at_m - kinds[other.kind].length_m < gap) {
                gap = other.at_m - v.at_m - kinds[other.kind].length_m;
                closing = v.speed_ms - other.speed_ms;
            }
        }
        const double left = e.length_m - v.at_m;
        if (v.next >= 0)
            for (int j : order_[v.next]) {
                const Vehicle& other = vehicles_[j];
                if ((other.kind == 4) != (v.kind == 4)) continue;
                const double g = left + other.at_m - kinds[other.kind].length_m;
                if (g < gap && g > -2) gap = std::max(0.3, g), closing = v.speed_ms - other.speed_ms;
            }
        if (signalled_[e.to] && !green(e, t) && left > 6 && left - 9 > v.speed_ms * v.speed_ms / 9 - 4 &&
            left - 9 < gap) {
            gap = std::max(0.3, left - 9);
            closing = v.speed_ms;
        }
        double wish = e.free_ms * v.wish * kind.speed_share;
        if (v.next >= 0) {
            // Slow down for the turn ahead, as far as needed to take it at 4 to 9 m/s.
            const double straight = dot(e.end_direction, graph_.edges[v.next].start_direction);
            const double turn = straight > 0.9 ? wish : straight > 0.5 ? 8.5 : 5.0;
            wish = std::min(wish, std::sqrt(turn * turn + 2 * 1.4 * std::max(0.0, left)));
        }
        return acceleration(v.speed_ms, wish, kind.acceleration, gap, closing);
    }

    bool pass_junction(Vehicle& v) {
        while (v.at_m >= graph_.edges[v.edge].length_m) {
            if (v.next < 0) return false;
            v.at_m -= graph_.edges[v.edge].length_m;
            v.edge = v.next;
            v.lane = std::min(v.lane, graph_.edges[v.edge].lanes - 1);
            v.next = choose_next(v);
        }
        return true;
    }

    void enter_at_rim() {
        enter();
        Vehicle& v = vehicles_.back();
        // Someone pulls out of a kerb-side space: not into the car behind.
        v.speed_ms = 0;
    }

    void record(double t, std::string& out) const {
        const auto to = std::back_inserter(out);
        fmt::format_to(to, "<timestep time=\"{:.2f}\">\n", t);
        for (const Vehicle& v : vehicles_) {
            const DriveEdge& e = graph_.edges[v.edge];
            Vec2 along;
            Vec2 p = point_along(e.course, v.at_m, &along);
            // Round the bends: look a little ahead along the way.
            const double ahead = 4;
            Vec2 towards = v.at_m + ahead < e.length_m || v.next < 0
                               ? point_along(e.course, v.at_m + ahead)
                               : point_along(graph_.edges[v.next].course, v.at_m + ahead - e.length_m);
            if (distance(towards, p) > 0.5) along = unit(towards - p);
            const double wide = e.width_m / 2 / e.lanes;
            const double right =
                v.kind == 4 ? e.width_m / 2 - 0.7 : wide * (e.lanes > 1 ? (v.lane == 0 ? 1.5 : 0.5) : 0.52);
            p += right_of(along) * right;
            const Geo geo = to_geo(p);
            double angle = std::atan2(along.x, along.y) * 180 / std::numbers::pi;
            if (angle < 0) angle += 360;
            fmt::format_to(to,
                           "<vehicle id=\"{}\" x=\"{:.7f}\" y=\"{:.7f}\" angle=\"{:.1f}\" type=\"{}\" speed=\"{:.2f}\" "
                           "pos=\"{:.1f}\"/>\n",
                           v.number, geo.lon_deg, geo.lat_deg, angle, kinds[v.kind].type, v.speed_ms, v.at_m);
        }
        out += "</timestep>\n";
    }

    const DriveGraph& graph_;
    Rng rng_;
    std::vector<bool> signalled_;
    std::vector<double> weight_until_;
    std::vector<Vehicle> vehicles_;
    std::vector<std::vector<int>> order_;
    int count_ = 0;
};

}  // namespace

TrafficDemo run_traffic(const Network& network, const std::vector<Vec2>& signals, std::uint64_t seed) {
    TrafficDemo demo;
    const DriveGraph all = make_drive_graph(network, 4), main = make_drive_graph(network, 3);
    demo.vehicles = vehicle_count;
    demo.fcd = Simulation(all, signals, seed).run();
    demo.net = net_text(main);
    demo.edge_data = edge_data_text(main, seed);
    return demo;
}

}  // namespace twin::sample
