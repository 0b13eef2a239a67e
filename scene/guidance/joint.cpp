#include "scene/guidance/joint.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::scene {

namespace {

constexpr double pi = 3.14159265358979323846;
/// Corners of streets that meet so flat are no corners; so sharp: the pavements meet far out.
constexpr double flattest_corner_rad = 155 * pi / 180, sharpest_corner_rad = 25 * pi / 180;
constexpr double longest_trim_m = 20;
/// So many offsets beyond a dead end one goes round it, so that the way there stays off the carriageway.
constexpr double round_end = 1.7;
/// A way that meets the street steeper than this leads straight over it.
constexpr double steep_rad = pi / 4;

glm::dvec2 towards(double bearing_rad) {
    return {std::sin(bearing_rad), std::cos(bearing_rad)};
}
glm::dvec2 left_of(const glm::dvec2& direction) {
    return {-direction.y, direction.x};
}
double turned(double from_rad, double to_rad) {
    const double angle = std::fmod(to_rad - from_rad, 2 * pi);
    return angle < 0 ? angle + 2 * pi : angle;
}

/// The surroundings of one node.
class Junction {
  public:
    Junction(const PedestrianNetwork& network, std::uint32_t node)
        : network_(network),
          place_(network.nodes()[node].position),
          arms_(network.sides().arms(node)),
          crossings_(network.sides().crossings(node)) {
        for (const Walk arm : arms_) bearings_.push_back(network.bearing_at_begin_rad(arm));
    }

    std::size_t arms() const { return arms_.size(); }
    const glm::dvec2& place() const { return place_; }
    double offset_m(std::size_t arm) const { return walking_offset_m(network_.way_of(arms_[arm].edge)); }

    /// Where the pavements of the arms on both sides of a corner meet.
    glm::dvec2 corner(int index) const {
        const auto i = static_cast<std::size_t>(index), j = (i + 1) % arms_.size();
        const double a = offset_m(i), b = offset_m(j);
        const double gap = arms_.size() == 1 ? 2 * pi : turned(bearings_[i], bearings_[j]);
        const glm::dvec2 along = towards(bearings_[i]), right = -left_of(along);
        if (gap > sharpest_corner_rad && gap < flattest_corner_rad) {
            const double out_m = (b + a * std::cos(gap)) / std::sin(gap);
            const double most_m = std::min(longest_trim_m, network_.edges()[arms_[i].edge].length_m * 0.9);
            if (out_m <= most_m) return place_ + along * out_m + right * a;
        }
        const glm::dvec2 middle = towards(bearings_[i] + gap / 2);
        if (gap <= sharpest_corner_rad) return place_ + middle * longest_trim_m * 0.5;
        if (arms_.size() == 1) return place_ + middle * (round_end * a);
        return place_ + middle * (std::max(a, b) / std::max(std::sin(std::min(gap, pi) / 2), 0.4));
    }

    /// How far along an arm a place lies.
    double along_m(Walk leaving, const glm::dvec2& point) const {
        const double m = glm::dot(point - place_, towards(network_.bearing_at_begin_rad(leaving)));
        return std::clamp(m, 0.0, std::min(longest_trim_m, network_.edges()[leaving.edge].length_m * 0.9));
    }

    /// Beside an arm, at the kerb; `left` of it as seen from the node.
    glm::dvec2 kerb(std::size_t arm, double at_m, bool left) const {
        const double aside_m = left ? offset_m(arm) : -offset_m(arm);
        const auto points = course_beside(network_, {arms_[arm], at_m, at_m}, aside_m);
        return points.front();
    }

    /// The angle between a way without traffic and the nearest carriageway.
    double steepness_rad(Walk leaving) const {
        const double bearing = network_.bearing_at_begin_rad(leaving);
        double least = pi;
        for (const double arm : bearings_) least = std::min(least, std::abs(std::remainder(arm - bearing, 2 * pi)));
        return least;
    }

    /// How far a way without traffic runs over carriageways.
    double on_carriageway_m(Walk leaving) const {
        if (arms_.empty()) return 0;
        const double bearing = network_.bearing_at_begin_rad(leaving);
        double most_m = 0;
        for (std::size_t i = 0; i < arms_.size(); ++i) {
            const double angle = std::abs(std::remainder(bearings_[i] - bearing, 2 * pi));
            if (angle > pi / 2) continue;
            most_m = std::max(most_m, offset_m(i) / std::max(std::sin(angle), 0.05));
        }
        return std::min({most_m, longest_trim_m, network_.edges()[leaving.edge].length_m * 0.9});
    }

    Walk arm(std::size_t index) const { return arms_[index]; }
    glm::dvec2 on_course(Walk leaving, double at_m) const {
        return course_beside(network_, {leaving, at_m, at_m}, 0).front();
    }

    CrossingEvent event(std::size_t arm) const {
        const ArmCrossing& crossing = crossings_[arm];
        return {crossing.traits, crossing.rank, crossing.edge, crossing.width_m};
    }

  private:
    const PedestrianNetwork& network_;
    glm::dvec2 place_;
    std::span<const Walk> arms_;
    std::span<const ArmCrossing> crossings_;
    std::vector<double> bearings_;
};

/// Puts a joint together.
class Joiner {
  public:
    Joiner(const PedestrianNetwork& network, RouteProfile profile, Walk in, Walk out)
        : junction_(network, network.end_of(in)),
          in_(in.reversed()),
          out_(out),
          in_arm_(network.sides().arm_of(network, in_)),
          out_arm_(network.sides().arm_of(network, out_)),
          from_(network.sides().corner_at_begin(network, in_)),
          to_(network.sides().corner_at_begin(network, out_)) {
        if (junction_.arms() == 0) return;
        if (in_arm_ < 0) joint.in_trim_m = junction_.on_carriageway_m(in_);
        if (out_arm_ < 0) joint.out_trim_m = junction_.on_carriageway_m(out_);
        const auto way = find_crossover(profile, network, in, out);
        if (!way || way->arms.empty())
            stay();
        else if (junction_.arms() == 2)
            cross_in_mid_block(static_cast<std::size_t>(way->arms.front()));
        else
            cross(*way);
    }

    Joint joint;

  private:
    /// On the pavement.
    void stay() {
        const glm::dvec2 corner = junction_.corner(from_);
        if (in_arm_ >= 0) joint.in_trim_m = junction_.along_m(in_, corner);
        if (out_arm_ >= 0) joint.out_trim_m = junction_.along_m(out_, corner);
        if (in_arm_ >= 0 && out_arm_ >= 0) {
            joint.points.push_back(corner);
            return;
        }
        // Straight from the pavement into the footpath, where it leads off farther out.
        if (in_arm_ >= 0) joint.in_trim_m = std::max(joint.in_trim_m, footpath_m(in_, out_, joint.out_trim_m));
        if (out_arm_ >= 0) joint.out_trim_m = std::max(joint.out_trim_m, footpath_m(out_, in_, joint.in_trim_m));
    }

    /// Where the end of a footpath lies along an arm.
    double footpath_m(Walk arm, Walk path, double path_trim_m) const {
        if (path_trim_m <= 0) return 0;
        return junction_.along_m(arm, junction_.on_course(path, path_trim_m));
    }

    void cross_in_mid_block(std::size_t arm) {
        const glm::dvec2 here = junction_.corner(from_), there = junction_.corner(to_);
        const bool straight = in_arm_ < 0 && out_arm_ < 0 && junction_.steepness_rad(in_) > steep_rad &&
                              junction_.steepness_rad(out_) > steep_rad;
        if (straight) {
            joint.points = {junction_.on_course(in_, joint.in_trim_m), junction_.place(),
                            junction_.on_course(out_, joint.out_trim_m)};
        } else {
            if (in_arm_ >= 0) joint.in_trim_m = junction_.along_m(in_, here);
            if (out_arm_ >= 0) joint.out_trim_m = junction_.along_m(out_, there);
            joint.points = {here, there};
        }
        joint.crossed.push_back({0, joint.points.size() - 1, junction_.event(arm)});
    }

    void cross(const Crossover& way) {
        const int count = static_cast<int>(junction_.arms());
        int corner = from_;
        glm::dvec2 place = junction_.corner(corner);
        if (in_arm_ >= 0 && way.arms.front() != in_arm_) {
            joint.in_trim_m = junction_.along_m(in_, place);
            joint.points.push_back(place);
        }
        for (const int arm : way.arms) {
            corner = (corner + (way.clockwise ? 1 : count - 1)) % count;
            const glm::dvec2 next = junction_.corner(corner);
            const auto index = static_cast<std::size_t>(arm);
            const Walk leaving = junction_.arm(index);
            const double at_m = std::max(junction_.along_m(leaving, place), junction_.along_m(leaving, next));
            if (arm == in_arm_) joint.in_trim_m = at_m;
            joint.points.push_back(junction_.kerb(index, at_m, way.clockwise));
            joint.points.push_back(junction_.kerb(index, at_m, !way.clockwise));
            joint.crossed.push_back({joint.points.size() - 2, joint.points.size() - 1, junction_.event(index)});
            if (arm == way.arms.back() && arm == out_arm_)
                joint.out_trim_m = at_m;
            else if (arm != way.arms.back() || out_arm_ >= 0)
                joint.points.push_back(next);
            place = next;
        }
        if (out_arm_ >= 0 && way.arms.back() != out_arm_) joint.out_trim_m = junction_.along_m(out_, place);
    }

    Junction junction_;
    Walk in_, out_;  ///< Both leaving the node.
    int in_arm_, out_arm_, from_, to_;
};

/// Segments that an offset has turned against their course shrink to a point.
void drop_turned(std::vector<glm::dvec2>& beside, std::vector<glm::dvec2>& course) {
    for (std::size_t i = 0; i + 1 < beside.size();) {
        if (glm::dot(beside[i + 1] - beside[i], course[i + 1] - course[i]) > 0 || beside.size() == 2) {
            ++i;
            continue;
        }
        const auto at = static_cast<std::ptrdiff_t>(i);
        // Ends stay, so that what is joined there fits.
        const glm::dvec2 middle = i == 0                   ? beside[i]
                                  : i + 2 == beside.size() ? beside[i + 1]
                                                           : (beside[i] + beside[i + 1]) * 0.5;
        beside[i] = middle;
        course[i] = (course[i] + course[i + 1]) * 0.5;
        beside.erase(beside.begin() + at + 1);
        course.erase(course.begin() + at + 1);
        i = i > 0 ? i - 1 : 0;
    }
}

}  // namespace

double walking_offset_m(const WayTraits& way) {
    return way.carriageway() ? way.width_m / 2 + beside_kerb_m : 0;
}

Joint join(const PedestrianNetwork& network, RouteProfile profile, Walk in, Walk out) {
    return std::move(Joiner(network, profile, in, out).joint);
}

std::vector<glm::dvec2> course_beside(const PedestrianNetwork& network, const PathPiece& piece, double aside_m) {
    std::vector<glm::dvec2> course = course_of(network, piece);
    if (aside_m == 0 || course.size() < 2) return course;
    if (glm::distance(course.front(), course.back()) < 1e-6 && course.size() == 2) {
        // A single place: the direction is that of the way there.
        const double length_m = network.edges()[piece.walk.edge].length_m;
        const PathPiece around{piece.walk, std::max(0.0, piece.begin_m - 0.5), std::min(length_m, piece.end_m + 0.5)};
        const auto near = course_of(network, around);
        const glm::dvec2 direction = near.back() - near.front();
        if (glm::length(direction) < 1e-9) return {course.front()};
        return {course.front() + left_of(glm::normalize(direction)) * aside_m};
    }
    std::vector<glm::dvec2> beside;
    for (std::size_t i = 0; i < course.size(); ++i) {
        const std::size_t before = i > 0 ? i - 1 : 0, after = std::min(i, course.size() - 2);
        const glm::dvec2 in = left_of(glm::normalize(course[before + 1] - course[before]));
        const glm::dvec2 out = left_of(glm::normalize(course[after + 1] - course[after]));
        const glm::dvec2 sum = in + out;
        const double length = glm::length(sum);
        const glm::dvec2 mitre = length > 1e-6 ? sum / length : in;
        beside.push_back(course[i] + mitre * (aside_m * std::min(1 / std::max(glm::dot(mitre, in), 1e-6), 1.5)));
    }
    drop_turned(beside, course);
    return beside;
}

std::vector<glm::dvec2> course_beside(const PedestrianNetwork& network, const PathPiece& piece) {
    const double offset_m = piece.walk.side == Side::middle ? 0 : walking_offset_m(network.way_of(piece.walk.edge));
    return course_beside(network, piece, piece.walk.on_left_hand() ? offset_m : -offset_m);
}

}  // namespace twin::scene
