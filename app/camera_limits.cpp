#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "app/camera_control.h"

// Where the camera may be, and from where a number of places is seen.

namespace twin::app {

namespace {

constexpr double tallest_house_m = 400;

}  // namespace

double CameraControl::outer_margin_m(const glm::dvec3& at) const {
    if (mode_ == CameraMode::walk) return 60;
    const double farthest_m = std::max(3000.0, 0.75 * std::max(extent_.size().x, extent_.size().y));
    // From high up one sees the city from afar; in the grass beside it one would be lost.
    return std::clamp(6 * (at.z - ground_height_m(at)), 250.0, farthest_m);
}

bool CameraControl::keep_inside(double dt_s) {
    glm::dvec3 position = camera_.position.vec();
    const double pull = 1 - std::exp(-dt_s * 5);
    if (!extent_.empty()) {
        const double margin_m = outer_margin_m(position);
        const glm::dvec2 low = glm::dvec2(extent_.min) - margin_m, high = glm::dvec2(extent_.max) + margin_m;
        const glm::dvec2 inside = glm::clamp(glm::dvec2(position), low, high);
        glm::dvec2 flat = glm::mix(glm::dvec2(position), inside, pull);
        if (glm::length(flat - inside) < 0.5) flat = inside;
        position.x = flat.x;
        position.y = flat.y;
    }
    const double top_m = ground_height_m(position) + ceiling_m;
    if (position.z > top_m) position.z = std::max(top_m, glm::mix(position.z, top_m, pull));
    position.z = std::max(position.z, lowest_eye_m(position));
    if (mode_ == CameraMode::walk && drag_ != Drag::pan) {
        const double eye_m = ground_height_m(position) + eye_height_m;
        position.z =
            std::fabs(position.z - eye_m) < 0.01 ? eye_m : glm::mix(position.z, eye_m, 1 - std::exp(-dt_s * 12));
        position.z = std::max(position.z, lowest_eye_m(position));
    } else if (sight_ && position.z - ground_height_m(position) < tallest_house_m) {
        // Panned or zoomed into a house: up through its roof, quickly but not at once.
        if (const auto roof_m = sight_->roof_over(position - glm::dvec3(0, 0, clearance_m))) {
            const double over_m = *roof_m + clearance_m + 0.02;
            position.z = over_m - position.z < 0.05 ? over_m : glm::mix(position.z, over_m, 1 - std::exp(-dt_s * 14));
        }
    }
    const bool moved = position != camera_.position.vec();
    camera_.position = base::CityPoint(position);
    return moved;
}

glm::dvec3 CameraControl::past_walls(const glm::dvec3& from, glm::dvec3 move) const {
    if (!sight_) return move;
    // A walker's shoulders, not the eyes, meet the wall; in the air the eyes do.
    const glm::dvec3 body = from - glm::dvec3(0, 0, mode_ == CameraMode::walk ? 0.5 : 0.0);
    for (int corners = 0; corners < 3; ++corners) {
        const double length_m = glm::length(move);
        if (length_m < 1e-6) return {0, 0, 0};
        const glm::dvec3 direction = move / length_m;
        const auto hit = sight_->first_hit(body, body + direction * (length_m + elbow_room_m));
        // Whoever got into a house finds the way out.
        if (!hit) return move + away_from_walls(body + move);
        if (hit->inside) return move;
        glm::dvec3 normal = hit->normal;
        if (mode_ == CameraMode::walk) {
            normal.z = 0;
            if (glm::length(normal) < 0.2) return move;
            normal = glm::normalize(normal);
        }
        const double to_wall_m = -glm::dot(hit->position.vec() - body, normal);
        const double into_m = -glm::dot(move, normal);
        // Up to the room before the wall, then along it.
        move += normal * std::max(0.0, into_m - std::max(0.0, to_wall_m - elbow_room_m));
    }
    return {0, 0, 0};  // A corner: there is no way on.
}

glm::dvec3 CameraControl::away_from_walls(const glm::dvec3& body) const {
    glm::dvec3 push{0, 0, 0};
    for (int turn = 0; turn < 8; ++turn) {
        const double angle = turn * std::numbers::pi / 4;
        const glm::dvec3 direction(std::sin(angle), std::cos(angle), 0);
        const auto hit = sight_->first_hit(body, body + direction * elbow_room_m);
        if (!hit || hit->inside) continue;
        const double missing_m = elbow_room_m - hit->distance_m;
        // Two walls of a narrow lane hold the balance.
        if (glm::length(push - direction * missing_m) > glm::length(push)) push -= direction * missing_m * 0.5;
    }
    return push;
}

glm::dvec3 CameraControl::outdoors(const glm::dvec3& at) const {
    const auto open = [&](const glm::dvec3& place) {
        const double ground_m = ground_height_m(place);
        const glm::dvec3 chest(place.x, place.y, ground_m + 1.2);
        if (sight_->roof_over(chest)) return false;
        // Some room to all sides, or one stands with the nose to the wall.
        for (int turn = 0; turn < 8; ++turn) {
            const double angle = turn * std::numbers::pi / 4;
            if (sight_->blocked(chest, chest + glm::dvec3(std::sin(angle), std::cos(angle), 0) * 1.5)) return false;
        }
        return true;
    };
    if (!sight_ || open(at)) return at;
    for (double radius_m = 2; radius_m < 150; radius_m *= 1.2)
        for (int turn = 0; turn < 16; ++turn) {
            const double angle = turn * std::numbers::pi / 8;
            const glm::dvec3 place = at + glm::dvec3(std::sin(angle), std::cos(angle), 0) * radius_m;
            if (open(place)) return place;
        }
    return at;
}

scene::Camera CameraControl::framing(std::span<const base::CityPoint> points) const {
    scene::Camera camera;
    camera.fov_y_rad = scene::Camera().fov_y_rad;
    if (points.empty()) return camera_;
    // The free part of the picture as slopes: right and up per metre of depth, with some air around.
    constexpr double air = 0.08;
    const double slope_y = std::tan(camera.fov_y_rad / 2), slope_x = slope_y * width_px_ / height_px_;
    const auto slopes = [](double from_px, double to_px, double all_px, double slope) {
        if (to_px - from_px < all_px * 0.2) from_px = 0, to_px = all_px;
        const double low = (2 * from_px / all_px - 1) * slope, high = (2 * to_px / all_px - 1) * slope;
        return glm::dvec2(low + (high - low) * air, high - (high - low) * air);
    };
    const glm::dvec2 across = slopes(left_px_, width_px_ - right_px_, width_px_, slope_x);
    const glm::dvec2 upwards = slopes(bottom_px_, height_px_ - top_px_, height_px_, slope_y);
    constexpr double nearest_m = 60;
    for (const double pitch_deg : {-50.0, -65.0, -80.0}) {
        camera.pitch_rad = pitch_deg * std::numbers::pi / 180;
        camera.heading_rad = 0;
        const glm::dvec3 forward = camera.forward(), right = camera.right(), up = camera.up();
        // A point p is seen where across.x * depth <= right <= across.y * depth. With the camera k behind the origin
        // along `forward` the bounds for its place along `right` and `up` are lines in k; k is where they meet.
        struct Bounds {
            double low = -1e300, high = 1e300;
        } x, y;
        double least_depth_m = 1e300;
        for (const base::CityPoint& point : points) {
            const glm::dvec3 p = point.vec() - points.front().vec();
            const double r = glm::dot(p, right), u = glm::dot(p, up), f = glm::dot(p, forward);
            x.low = std::max(x.low, r - across.y * f);
            x.high = std::min(x.high, r - across.x * f);
            y.low = std::max(y.low, u - upwards.y * f);
            y.high = std::min(y.high, u - upwards.x * f);
            least_depth_m = std::min(least_depth_m, f);
        }
        const double k = std::max({(x.low - x.high) / (across.y - across.x), (y.low - y.high) / (upwards.y - upwards.x),
                                   nearest_m - least_depth_m});
        const double r = (x.low + x.high - (across.x + across.y) * k) / 2;
        const double u = (y.low + y.high - (upwards.x + upwards.y) * k) / 2;
        camera.position = base::CityPoint(points.front().vec() + right * r + up * u - forward * k);
        if (camera.position.z_m >= lowest_eye_m(camera.position.vec()) + 10) break;
    }
    camera.position.z_m = std::max(camera.position.z_m, lowest_eye_m(camera.position.vec()) + 10);
    return camera;
}

}  // namespace twin::app
