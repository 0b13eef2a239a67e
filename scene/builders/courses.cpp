#include "scene/builders/courses.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::scene {
namespace {

constexpr double pi = 3.14159265358979323846;

glm::dvec2 left_of(const glm::dvec2& direction) {
    return {-direction.y, direction.x};
}

glm::dvec2 direction_of(const glm::dvec2& a, const glm::dvec2& b) {
    return glm::normalize(b - a);
}

void add_triangle(const glm::dvec2& a, const glm::dvec2& b, const glm::dvec2& c, std::vector<glm::dvec3>& out) {
    const glm::dvec2 u = b - a, v = c - a;
    const double twice = u.x * v.y - u.y * v.x;
    if (std::abs(twice) < 1e-8) return;
    out.emplace_back(a, 0);
    out.emplace_back(twice > 0 ? b : c, 0);
    out.emplace_back(twice > 0 ? c : b, 0);
}

/// Part of a disc around `centre` from direction `from`, turning by `angle` (positive: left).
void add_fan(const glm::dvec2& centre, const glm::dvec2& from, double angle, double radius,
             std::vector<glm::dvec3>& out) {
    // Half a disc in three steps where it is narrow, in five where a street ends.
    const double widest = radius < 1.6 ? 1.05 : 0.7;
    const int steps = std::clamp(static_cast<int>(std::ceil(std::abs(angle) / widest)), 1, 10);
    const auto at = [&](int k) {
        const double a = angle * k / steps, c = std::cos(a), s = std::sin(a);
        return centre + radius * glm::dvec2(from.x * c - from.y * s, from.x * s + from.y * c);
    };
    for (int k = 0; k < steps; ++k) add_triangle(centre, at(k), at(k + 1), out);
}

/// The two corners of a band at one point of its course, for the piece that ends and the piece that starts there.
struct Joint {
    glm::dvec2 in_left, in_right, out_left, out_right;
};

Joint square_joint(const glm::dvec2& p, const glm::dvec2& in, const glm::dvec2& out, double half) {
    const glm::dvec2 a = left_of(in) * half, b = left_of(out) * half;
    return {p + a, p - a, p + b, p - b};
}

Joint joint_at(const Course& course, std::size_t i, double half, std::vector<glm::dvec3>& fans) {
    const glm::dvec2& p = course[i];
    const glm::dvec2 in = i > 0 ? direction_of(course[i - 1], p) : direction_of(p, course[i + 1]);
    const glm::dvec2 out = i + 1 < course.size() ? direction_of(p, course[i + 1]) : in;
    const double turn = std::atan2(in.x * out.y - in.y * out.x, glm::dot(in, out));
    const double reach = half * std::abs(std::tan(turn / 2));
    const bool ends = i == 0 || i + 1 == course.size();
    if (ends || std::abs(turn) < 1e-4) return square_joint(p, in, out, half);
    const double shorter = std::min(glm::length(p - course[i - 1]), glm::length(course[i + 1] - p));
    // A mitre that runs back further than the piece is long would turn it inside out.
    if (std::abs(turn) < 0.8 && reach < 0.5 * shorter) {
        const glm::dvec2 mitre = left_of(glm::normalize(in + out)) * (half / std::cos(turn / 2));
        return {p + mitre, p - mitre, p + mitre, p - mitre};
    }
    add_fan(p, turn > 0 ? -left_of(in) : left_of(in), turn, half, fans);
    return square_joint(p, in, out, half);
}

}  // namespace

Course clean_course(const std::vector<glm::dvec3>& points) {
    Course course;
    for (const glm::dvec3& p : points) {
        if (!(std::abs(p.x) < 1e7 && std::abs(p.y) < 1e7)) continue;
        const glm::dvec2 flat(p.x, p.y);
        if (!course.empty() && glm::length(flat - course.back()) < 0.01) continue;
        course.push_back(flat);
    }
    if (course.size() < 2) course.clear();
    return course;
}

Course straightened(const Course& course, double within_m) {
    if (course.size() < 3) return course;
    Course out{course.front()};
    for (std::size_t last = 0; last + 1 < course.size();) {
        std::size_t next = last + 1;
        const auto straight_to = [&](std::size_t end) {
            const glm::dvec2 way = course[end] - course[last];
            const double length = glm::length(way);
            double reached = 0;
            for (std::size_t k = last + 1; k < end; ++k) {
                const glm::dvec2 d = course[k] - course[last];
                const double along = length > 0 ? glm::dot(d, way) / length : -1;
                if (along < reached || along > length || std::abs(d.x * way.y - d.y * way.x) > within_m * length)
                    return false;
                reached = along;
            }
            return true;
        };
        // A few points at a time: a circle of many points must not cost their square.
        while (next + 1 < course.size() && next - last < 16 && straight_to(next + 1)) ++next;
        out.push_back(course[next]);
        last = next;
    }
    return out;
}

double length_m(const Course& course) {
    double sum = 0;
    for (std::size_t i = 1; i < course.size(); ++i) sum += glm::length(course[i] - course[i - 1]);
    return sum;
}

Course part_of(const Course& course, double from_m, double to_m) {
    Course part;
    double at = 0;
    for (std::size_t i = 1; i < course.size(); ++i) {
        const glm::dvec2 &a = course[i - 1], &b = course[i];
        const double length = glm::length(b - a);
        const double first = std::max(from_m, at), last = std::min(to_m, at + length);
        if (last - first > 1e-6) {
            if (part.empty()) part.push_back(a + (b - a) * ((first - at) / length));
            part.push_back(a + (b - a) * ((last - at) / length));
        }
        at += length;
        if (at >= to_m) break;
    }
    return part;
}

Course shifted(const Course& course, double left_m) {
    Course out;
    for (std::size_t i = 0; i < course.size(); ++i) {
        const glm::dvec2 in = i > 0 ? direction_of(course[i - 1], course[i]) : direction_of(course[i], course[i + 1]);
        const glm::dvec2 on = i + 1 < course.size() ? direction_of(course[i], course[i + 1]) : in;
        const glm::dvec2 sum = in + on;
        const double length = glm::length(sum);
        // Twice the shift at most, however sharp the bend.
        const glm::dvec2 middle = length > 1e-6 ? sum / length : in;
        const double cosine = std::max(0.5, glm::dot(middle, in));
        out.push_back(course[i] + left_of(middle) * (left_m / cosine));
    }
    return out;
}

Course with_stations(const Course& course, double step_m) {
    Course out;
    for (std::size_t i = 0; i < course.size(); ++i) {
        if (i > 0) {
            const glm::dvec2 way = course[i] - course[i - 1];
            const int pieces = std::clamp(static_cast<int>(std::ceil(glm::length(way) / step_m)), 1, 100000);
            for (int k = 1; k < pieces; ++k) out.push_back(course[i - 1] + way * (static_cast<double>(k) / pieces));
        }
        out.push_back(course[i]);
    }
    return out;
}

void add_ribbon(const Course& course, double width_m, bool round_ends, std::vector<glm::dvec3>& out) {
    if (course.size() < 2 || !(width_m > 0)) return;
    const double half = width_m / 2;
    Joint last = joint_at(course, 0, half, out);
    for (std::size_t i = 1; i < course.size(); ++i) {
        const Joint next = joint_at(course, i, half, out);
        add_triangle(last.out_right, next.in_right, next.in_left, out);
        add_triangle(last.out_right, next.in_left, last.out_left, out);
        last = next;
    }
    if (!round_ends) return;
    const glm::dvec2 start = direction_of(course[0], course[1]);
    const glm::dvec2 end = direction_of(course[course.size() - 2], course.back());
    add_fan(course.front(), left_of(start), pi, half, out);
    add_fan(course.back(), -left_of(end), pi, half, out);
}

void add_dashes(const Course& course, double width_m, double dash_m, double gap_m, std::vector<glm::dvec3>& out) {
    const double length = length_m(course);
    for (double at = gap_m / 2; at + dash_m <= length; at += dash_m + gap_m)
        add_ribbon(part_of(course, at, at + dash_m), width_m, false, out);
}

}  // namespace twin::scene
