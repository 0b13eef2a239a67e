#include "scene/guidance/trail.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <glm/geometric.hpp>

#include "scene/guidance/joint.h"

namespace twin::scene {

namespace {

constexpr double same_place_m = 0.05;
/// Turns back and loops shorter than this come from streets that are shorter than their corners.
constexpr double longest_spike_m = 12, longest_loop_m = 25;
constexpr double spike_cosine = -0.7;
/// Nearer than this two kerbs belong to two streets.
constexpr double between_kerbs_m = 4;
constexpr double least_strand_m = 0.5;
constexpr double dual_carriageway_m = 30;

/// Puts down the points of a trail.
class Tracer {
  public:
    Tracer(const PedestrianNetwork& network, const Path& path) : network_(network), path_(path) {}

    void trace(const NetworkPlace& from, const NetworkPlace& to) {
        const auto& pieces = path_.pieces;
        std::vector<Joint> joints(pieces.size() + 1);
        for (std::size_t i = 1; i < pieces.size(); ++i)
            joints[i] = join(network_, path_.profile, pieces[i - 1].walk, pieces[i].walk);
        if (path_.crosses_at_start) joints.front() = change_side(pieces.front(), from, true);
        if (path_.crosses_at_finish) joints.back() = change_side(pieces.back(), to, false);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            put_joint(joints[i], i);
            put_strand(i, joints[i].out_trim_m, joints[i + 1].in_trim_m);
        }
        put_joint(joints.back(), pieces.size());
    }

    Trail trail;

  private:
    /// Straight over the street in front of the place.
    Joint change_side(PathPiece piece, const NetworkPlace& place, bool begins) const {
        (begins ? piece.end_m : piece.begin_m) = begins ? piece.begin_m : piece.end_m;
        const glm::dvec2 near = course_beside(network_, piece).front();
        piece.walk.side = place.side;
        const glm::dvec2 far = course_beside(network_, piece).front();
        const ArmCrossing crossing = crossing_in_mid_block(network_, place.edge);
        Joint joint;
        joint.points = begins ? std::vector{far, near} : std::vector{near, far};
        joint.crossed.push_back({0, 1, {crossing.traits, crossing.rank, crossing.edge, crossing.width_m}});
        return joint;
    }

    void put_joint(const Joint& joint, std::size_t piece) {
        const std::size_t first = trail.points.size();
        trail.points.insert(trail.points.end(), joint.points.begin(), joint.points.end());
        for (const Joint::Crossed& crossed : joint.crossed)
            trail.crossings.push_back({first + crossed.begin, first + crossed.end, piece, crossed.event});
        if (piece < path_.pieces.size()) trail.joint_begin.push_back(first);
    }

    void put_strand(std::size_t index, double begin_trim_m, double end_trim_m) {
        PathPiece piece = path_.pieces[index];
        const bool first = index == 0, last = index + 1 == path_.pieces.size();
        const double length_m = network_.edges()[piece.walk.edge].length_m;
        if (!first) piece.begin_m = begin_trim_m;
        if (!last) piece.end_m = length_m - end_trim_m;
        trail.piece_begin.push_back(trail.points.size());
        if (piece.end_m - piece.begin_m < least_strand_m) {
            if (first)
                piece.end_m = piece.begin_m;
            else if (last)
                piece.begin_m = piece.end_m;
            else
                return;
        }
        const auto points = course_beside(network_, piece);
        trail.points.insert(trail.points.end(), points.begin(), points.end());
    }

    const PedestrianNetwork& network_;
    const Path& path_;
};

/// Takes away what nobody would walk: points twice, short ways there and back, small loops.
class Smoother {
  public:
    explicit Smoother(Trail& trail) : trail_(trail) {
        for (std::size_t i = 0; i < trail.points.size(); ++i) kept_.push_back(i);
        for (const Trail::Crossed& crossed : trail.crossings) {
            pinned_.push_back(crossed.begin);
            pinned_.push_back(crossed.end);
        }
        std::sort(pinned_.begin(), pinned_.end());
    }

    void run() {
        for (int round = 0; round < 4 && (drop_spikes() | cut_loops()); ++round) {
        }
        renumber();
    }

  private:
    const glm::dvec2& at(std::size_t i) const { return trail_.points[kept_[i]]; }
    bool pinned(std::size_t i) const { return std::binary_search(pinned_.begin(), pinned_.end(), kept_[i]); }
    void drop(std::size_t i) { kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(i)); }

    /// Two crossings side by side on a short corner share the place between them.
    void melt(std::size_t i) {
        trail_.points[kept_[i + 1]] = (at(i) + at(i + 1)) * 0.5;
        drop(i);
    }

    bool drop_spikes() {
        bool changed = false;
        for (std::size_t i = 1; i + 1 < kept_.size();) {
            const glm::dvec2 in = at(i) - at(i - 1), out = at(i + 1) - at(i);
            const double a = glm::length(in), b = glm::length(out);
            const bool twice = a < same_place_m || b < same_place_m;
            const bool spike = !twice && glm::dot(in, out) < spike_cosine * a * b && std::min(a, b) < longest_spike_m;
            if (!twice && !spike) {
                ++i;
                continue;
            }
            // The kerbs stay, so that one sees where it goes over the street. Of two points at one place the first
            // goes: what was told there is told at the second.
            if (twice)
                drop(a < same_place_m ? i - 1 : i);
            else if (!pinned(i))
                drop(i);
            else if (a < b && i > 1 && !pinned(i - 1))
                drop(i - 1);
            else if (i + 2 < kept_.size() && !pinned(i + 1))
                drop(i + 1);
            else if (std::min(a, b) < between_kerbs_m)
                melt(a < b ? i - 1 : i);
            else {
                ++i;
                continue;
            }
            changed = true;
            i = i > 1 ? i - 1 : 1;
        }
        return changed;
    }

    static std::optional<glm::dvec2> meeting(const glm::dvec2& a, const glm::dvec2& b, const glm::dvec2& c,
                                             const glm::dvec2& d) {
        const glm::dvec2 r = b - a, s = d - c;
        const double across = r.x * s.y - r.y * s.x;
        if (std::abs(across) < 1e-9) return std::nullopt;
        const double t = ((c.x - a.x) * s.y - (c.y - a.y) * s.x) / across;
        const double u = ((c.x - a.x) * r.y - (c.y - a.y) * r.x) / across;
        if (t < 0 || t > 1 || u < 0 || u > 1) return std::nullopt;
        return a + r * t;
    }

    bool cut_loops() {
        bool changed = false;
        for (std::size_t i = 0; i + 3 < kept_.size(); ++i) {
            double walked_m = 0;
            for (std::size_t j = i + 2; j + 1 < kept_.size(); ++j) {
                walked_m += glm::distance(at(j - 1), at(j));
                if (walked_m > longest_loop_m) break;
                const auto place = meeting(at(i), at(i + 1), at(j), at(j + 1));
                if (!place || loses_crossing(i + 1, j)) continue;
                trail_.points[kept_[i + 1]] = *place;
                kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(i + 2),
                            kept_.begin() + static_cast<std::ptrdiff_t>(j + 1));
                changed = true;
                break;
            }
        }
        return changed;
    }
    bool loses_crossing(std::size_t first, std::size_t last) const {
        for (std::size_t i = first; i <= last; ++i)
            if (pinned(i)) return true;
        return false;
    }

    void renumber() {
        std::vector<std::size_t> number(trail_.points.size() + 1, 0);
        std::vector<glm::dvec2> points;
        std::size_t next = 0;
        for (std::size_t i = 0; i < trail_.points.size(); ++i) {
            // A point that went away is told of at the next one that stayed.
            number[i] = std::min(next, kept_.size() - 1);
            if (next < kept_.size() && kept_[next] == i) ++next;
        }
        number[trail_.points.size()] = kept_.empty() ? 0 : kept_.size() - 1;
        for (const std::size_t i : kept_) points.push_back(trail_.points[i]);
        trail_.points = std::move(points);
        for (auto* places : {&trail_.piece_begin, &trail_.joint_begin})
            for (std::size_t& place : *places) place = number[place];
        for (Trail::Crossed& crossed : trail_.crossings) {
            crossed.begin = number[crossed.begin];
            crossed.end = number[crossed.end];
        }
    }

    Trail& trail_;
    std::vector<std::size_t> kept_, pinned_;
};

bool opposite(const PedestrianNetwork& network, std::uint32_t a, std::uint32_t b) {
    const auto direction = [&](std::uint32_t edge) {
        const auto line = network.course(edge);
        return line.back() - line.front();
    };
    const glm::dvec2 first = direction(a), second = direction(b);
    return glm::dot(first, second) < -0.5 * glm::length(first) * glm::length(second);
}

}  // namespace

Trail make_trail(const PedestrianNetwork& network, const Path& path, const NetworkPlace& from, const NetworkPlace& to) {
    Tracer tracer(network, path);
    tracer.trace(from, to);
    Trail& trail = tracer.trail;
    Smoother(trail).run();
    double walked_m = 0;
    for (std::size_t i = 0; i < trail.points.size(); ++i) {
        if (i > 0) walked_m += glm::distance(trail.points[i - 1], trail.points[i]);
        trail.at_m.push_back(walked_m);
    }
    merge_dual_carriageways(network, trail);
    return std::move(trail);
}

void merge_dual_carriageways(const PedestrianNetwork& network, Trail& trail) {
    auto& all = trail.crossings;
    for (std::size_t i = 0; i + 1 < all.size();) {
        const WayTraits &a = network.way_of(all[i].event.edge), &b = network.way_of(all[i + 1].event.edge);
        const bool one_street = a.oneway && b.oneway && !a.name.empty() && a.name == b.name &&
                                all[i].event.traits.kind == all[i + 1].event.traits.kind &&
                                trail.at_m[all[i + 1].begin] - trail.at_m[all[i].end] <= dual_carriageway_m &&
                                opposite(network, all[i].event.edge, all[i + 1].event.edge);
        if (!one_street) {
            ++i;
            continue;
        }
        CrossingTraits& traits = all[i].event.traits;
        traits.island = true;
        if (traits.kind == CrossingTraits::Kind::unmarked) traits.kind = CrossingTraits::Kind::island;
        traits.sound = traits.sound && all[i + 1].event.traits.sound;
        all[i].event.width_m += all[i + 1].event.width_m;
        all[i].end = all[i + 1].end;
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        ++i;
    }
}

std::vector<glm::dvec2> rounded(const std::vector<glm::dvec2>& course, double radius_m) {
    if (course.size() < 3) return course;
    std::vector<glm::dvec2> round{course.front()};
    for (std::size_t i = 1; i + 1 < course.size(); ++i) {
        const glm::dvec2 back = course[i - 1] - course[i], ahead = course[i + 1] - course[i];
        const double a = glm::length(back), b = glm::length(ahead);
        const bool bends = a > 0.01 && b > 0.01 && glm::dot(back, ahead) > -0.985 * a * b;
        if (!bends) {
            round.push_back(course[i]);
            continue;
        }
        const double reach_m = std::min({radius_m, a * 0.45, b * 0.45});
        const glm::dvec2 first = course[i] + back * (reach_m / a), last = course[i] + ahead * (reach_m / b);
        constexpr int parts = 6;
        for (int k = 0; k <= parts; ++k) {
            const double t = static_cast<double>(k) / parts;
            round.push_back(first * ((1 - t) * (1 - t)) + course[i] * (2 * t * (1 - t)) + last * (t * t));
        }
    }
    round.push_back(course.back());
    return round;
}

}  // namespace twin::scene
