#include "sample/side_streets.h"

#include <algorithm>
#include <deque>
#include <numbers>
#include <set>

#include "sample/rng.h"
#include "sample/street_names.h"

namespace twin::sample {

double street_spacing_m(Zone zone) {
    switch (zone) {
        case Zone::core:
            return 60;
        case Zone::perimeter:
            return 94;
        case Zone::mixed:
            return 90;
        case Zone::suburb:
            return 96;
        case Zone::villa:
            return 105;
        case Zone::slab:
            return 140;
        case Zone::hall:
            return 200;
        case Zone::campus:
            return 190;
        case Zone::hospital:
            return 260;
        case Zone::military:
            return 150;
        default:
            return 1e9;
    }
}

StreetField::StreetField(const Network& main_streets, const Relief& relief, const Zones& zones, std::uint64_t seed)
    : columns_(static_cast<int>((model_east_m - model_west_m) / step_m_) + 1),
      rows_(static_cast<int>((model_north_m - model_south_m) / step_m_) + 1) {
    const auto& nodes = main_streets.nodes();
    for (int r = 0; r < rows_; ++r)
        for (int c = 0; c < columns_; ++c) {
            const Vec2 p{model_west_m + c * step_m_, model_south_m + r * step_m_};
            Vec2 sum{1e-6, 0};
            auto add = [&](Vec2 direction, double weight) {
                const double angle = 4 * std::atan2(direction.y, direction.x);
                sum += direction_of_angle(angle) * weight;
            };
            if (zones.wildness(p) < 0.9) {
                Box box;
                box.add(p);
                for (int id : main_streets.segments_near(box.grown(420))) {
                    const auto& s = main_streets.segments()[id];
                    const Vec2 along = nodes[s.b] - nodes[s.a];
                    const double d = distance_to_segment(p, nodes[s.a], nodes[s.b]);
                    add(along, length(along) * std::exp(-d / 90));
                }
                const Vec2 slope = relief.gradient_at(p);
                add(left_of(slope), 900 * dot(slope, slope) * 8);
            }
            const Zone zone = zones.at(p);
            const double turn = zone == Zone::core     ? 0.75 * value_noise(p * (1 / 95.0), seed + 21)
                                : zone == Zone::suburb ? 0.55 * fractal_noise(p * (1 / 260.0), 2, seed + 22)
                                : zone == Zone::villa  ? 0.6 * value_noise(p * (1 / 200.0), seed + 23)
                                                       : 0.15 * value_noise(p * (1 / 300.0), seed + 24);
            fourfold_.push_back(direction_of_angle(std::atan2(sum.y, sum.x) + 4 * turn));
        }
}

Vec2 StreetField::direction(Vec2 p, Vec2 wanted) const {
    const double x = std::clamp((p.x - model_west_m) / step_m_, 0.0, columns_ - 1.001);
    const double y = std::clamp((p.y - model_south_m) / step_m_, 0.0, rows_ - 1.001);
    const int c = static_cast<int>(x), r = static_cast<int>(y);
    const std::size_t i = static_cast<std::size_t>(r) * columns_ + c;
    const Vec2 v = mix(mix(fourfold_[i], fourfold_[i + 1], x - c),
                       mix(fourfold_[i + columns_], fourfold_[i + columns_ + 1], x - c), y - r);
    const double angle = std::atan2(v.y, v.x) / 4;
    Vec2 best{1, 0};
    double most = -2;
    for (int k = 0; k < 4; ++k) {
        const Vec2 d = direction_of_angle(angle + k * std::numbers::pi / 2);
        if (dot(d, wanted) > most) {
            most = dot(d, wanted);
            best = d;
        }
    }
    return best;
}

KeepOff::KeepOff(const Skeleton& skeleton) {
    for (const SkeletonCourse& course : skeleton.courses) {
        const double half = course.kind == "rail" ? 4 + 2.4 * course.size : course.size / 2 + 3;
        courses_.emplace_back(smooth_curve(course.course, 20), half);
        const int which = static_cast<int>(courses_.size()) - 1;
        const Polyline& line = courses_.back().first;
        for (int k = 0; k + 1 < static_cast<int>(line.size()); ++k) {
            Box box;
            box.add(line[k]);
            box.add(line[k + 1]);
            index_.add(static_cast<int>(pieces_.size()), box.grown(half));
            pieces_.emplace_back(which, k);
        }
    }
    for (const SkeletonStreet& street : skeleton.streets)
        if (street.street_class == "motorway") {
            courses_.emplace_back(smooth_curve(street.course, 30), 22);
            const int which = static_cast<int>(courses_.size()) - 1;
            const Polyline& line = courses_.back().first;
            for (int k = 0; k + 1 < static_cast<int>(line.size()); ++k) {
                Box box;
                box.add(line[k]);
                box.add(line[k + 1]);
                index_.add(static_cast<int>(pieces_.size()), box.grown(22));
                pieces_.emplace_back(which, k);
            }
        }
    // The station's fan of tracks and its platforms.
    if (const LandmarkPlace* station = skeleton.landmark("station")) {
        for (const SkeletonCourse& course : skeleton.courses) {
            if (course.name != "Ludwigsbahn") continue;
            for (Vec2 p : smooth_curve(course.course, 30))
                if (p.x > station->place.x - 760 && p.x < station->place.x + 480) discs_.emplace_back(p, 34);
        }
    }
    if (const LandmarkPlace* stadium = skeleton.landmark("stadium")) discs_.emplace_back(stadium->place, 128);
    if (const LandmarkPlace* tower = skeleton.landmark("humbergturm")) discs_.emplace_back(tower->place, 30);
}

bool KeepOff::blocks(Vec2 p, double margin_m) const {
    for (const auto& [centre, radius] : discs_)
        if (distance(p, centre) < radius + margin_m) return true;
    Box box;
    box.add(p);
    for (int id : index_.find(box.grown(margin_m))) {
        const auto& [which, k] = pieces_[id];
        const auto& [line, half] = courses_[which];
        if (distance_to_segment(p, line[k], line[k + 1]) < half + margin_m) return true;
    }
    return false;
}

bool KeepOff::crosses_rail(Vec2 a, Vec2 b) const {
    Box box;
    box.add(a);
    box.add(b);
    for (int id : index_.find(box)) {
        const auto& [which, k] = pieces_[id];
        double t, u;
        if (segments_cross(a, b, courses_[which].first[k], courses_[which].first[k + 1], t, u)) return true;
    }
    return false;
}

namespace {

class Grower {
  public:
    Grower(Network& network, const StreetField& field, const Zones& zones, const KeepOff& keep_off, StreetNames& names,
           std::uint64_t seed)
        : network_(network), field_(field), zones_(zones), keep_off_(keep_off), names_(names), rng_(seed, 31) {}

    void run() {
        std::deque<std::pair<int, int>> queue;  // street, generation
        for (int i = 0; i < static_cast<int>(network_.streets().size()); ++i) queue.emplace_back(i, 0);
        follow(queue);
        // Pockets that no street has found are opened from the nearest one.
        for (int round = 0; round < 3; ++round) {
            for (double y = model_south_m; y < model_north_m; y += 24)
                for (double x = model_west_m; x < model_east_m; x += 24) {
                    const Vec2 p = Vec2{x, y} + Vec2{rng_.range(-8.0, 8.0), rng_.range(-8.0, 8.0)};
                    const double spacing = street_spacing_m(zones_.at(p));
                    if (spacing > 1000) continue;
                    const auto near = network_.nearest(p, spacing * 1.6);
                    if (!near || near->fraction < spacing * 0.55 || !allowed(p)) continue;
                    if (keep_off_.crosses_rail(near->place, p)) continue;
                    const int made = grow(near->place, unit(p - near->place), spacing, 1, 0.25);
                    if (made >= 0) queue.emplace_back(made, 1 + round % 2);
                }
            follow(queue);
        }
    }

  private:
    void follow(std::deque<std::pair<int, int>>& queue) {
        while (!queue.empty()) {
            const auto [street, generation] = queue.front();
            queue.pop_front();
            const Polyline course = network_.course_of(network_.streets()[street]);
            for (double side : {1.0, -1.0}) {
                const double total = length_of(course);
                double at = rng_.range(25, 60);
                while (at < total - 15) {
                    Vec2 along;
                    const Vec2 p = point_along(course, at, &along);
                    const Vec2 out = left_of(along) * side;
                    const double base = street_spacing_m(zones_.at(p + out * 25));
                    if (base > 1000) {
                        at += 30;
                        continue;
                    }
                    const double wanted = base * (generation % 2 == 0 ? 1.3 : 0.86);
                    const int made = grow(p, out, wanted, generation, 0.5);
                    if (made >= 0) queue.emplace_back(made, generation + 1);
                    at += made >= 0 ? wanted * rng_.range(0.8, 1.25) : 14;
                }
            }
        }
    }

    bool allowed(Vec2 p) const { return is_built(zones_.at(p)) && !keep_off_.blocks(p, 8); }

    int grow(Vec2 seed, Vec2 out, double spacing, int generation, double least_turn) {
        Vec2 direction = field_.direction(seed + out * 15, out);
        if (dot(direction, out) < least_turn) return -1;
        Polyline course{seed};
        Vec2 p = seed;
        const double step = 12;
        bool joined = false;
        const int most = rng_.range(14, 60);
        for (int k = 0; k < most; ++k) {
            const Vec2 wanted = field_.direction(p, direction);
            direction = unit(direction * 1.2 + wanted);
            Vec2 q = p + direction * step;
            if (!allowed(q) || keep_off_.crosses_rail(p, q)) break;
            const Zone zone = zones_.at(q);
            const double near = 0.62 * std::min(spacing, street_spacing_m(zone) * 1.3);
            if (network_.parallel_distance(q, direction, near, seed, out) < near) break;
            const auto hit = network_.first_hit(mix(p, q, k == 0 ? 0.15 : 0.01), p + direction * (step * 1.9));
            if (hit) {
                const auto& s = network_.segments()[hit->segment];
                const Vec2 other = unit(network_.nodes()[s.b] - network_.nodes()[s.a]);
                if (std::abs(dot(other, direction)) > 0.72) break;
                course.push_back(hit->place);
                joined = true;
                const bool main = !network_.streets()[hit->street].generated;
                const double stop = main ? 0.75 : zone == Zone::suburb || zone == Zone::core ? 0.6 : 0.35;
                if (rng_.chance(stop)) break;
                p = hit->place + direction * 3;
                joined = false;
                continue;
            }
            course.push_back(q);
            p = q;
        }
        if (!joined && course.size() >= 3) reach_out(course, direction, spacing);
        if (course.size() < 3 || length_of(course) < 32) return -1;
        Street street;
        street.generated = true;
        const Zone zone = zones_.at(course[course.size() / 2]);
        street.street_class = zone == Zone::core && rng_.chance(0.55)                      ? "living_street"
                              : zone == Zone::suburb && generation > 1 && rng_.chance(0.3) ? "living_street"
                              : zone == Zone::hall && generation > 1                       ? "service"
                                                                                           : "residential";
        street.name = names_.next(seed, zone == Zone::core ? "old town" : "");
        return network_.add_street(std::move(street), course, 7);
    }

    /// Leads an open end on to the next street ahead, where there is one.
    void reach_out(Polyline& course, Vec2 direction, double spacing) {
        const Vec2 end = course.back();
        for (double turn : {0.0, 0.35, -0.35, 0.7, -0.7}) {
            const Vec2 d{direction.x * std::cos(turn) - direction.y * std::sin(turn),
                         direction.x * std::sin(turn) + direction.y * std::cos(turn)};
            const auto hit = network_.first_hit(end + d * 0.5, end + d * (spacing * 0.8));
            if (!hit) continue;
            if (keep_off_.crosses_rail(end, hit->place) || !allowed(mix(end, hit->place, 0.5))) continue;
            course.push_back(hit->place);
            return;
        }
    }

    Network& network_;
    const StreetField& field_;
    const Zones& zones_;
    const KeepOff& keep_off_;
    StreetNames& names_;
    Rng rng_;
};

}  // namespace

void grow_side_streets(Network& network, const StreetField& field, const Zones& zones, const KeepOff& keep_off,
                       const std::vector<std::string>& name_list, std::uint64_t seed) {
    std::set<std::string> taken;
    for (const Street& s : network.streets()) taken.insert(s.name);
    StreetNames names(name_list, taken, seed);
    Grower(network, field, zones, keep_off, names, seed).run();
    network.prune([&](Vec2 end) {
        const Zone zone = zones.at(end);
        return zone == Zone::suburb || zone == Zone::villa || zone == Zone::slab ? 45.0
               : zone == Zone::core                                              ? 60.0
                                                                                 : 55.0;
    });
}

}  // namespace twin::sample
