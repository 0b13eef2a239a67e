#include "app/camera_control.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::app {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double steepest_pitch_rad = -89.5 * pi / 180;
constexpr double flattest_pitch_rad = 60.0 * pi / 180;
constexpr double zoom_per_step = 0.18;

double wrapped(double angle_rad) {
    return std::remainder(angle_rad, 2 * pi);
}

/// 6t^5 - 15t^4 + 10t^3 (Perlin): starts and ends at rest, without a jerk.
double eased(double t) {
    t = std::clamp(t, 0.0, 1.0);
    return t * t * t * (t * (t * 6 - 15) + 10);
}

glm::dvec3 turned(const glm::dvec3& v, const glm::dvec3& axis, double angle_rad) {
    const double c = std::cos(angle_rad), s = std::sin(angle_rad);
    return v * c + glm::cross(axis, v) * s + axis * (glm::dot(axis, v) * (1 - c));
}

}  // namespace

std::optional<base::CityPoint> ground_along(const data::Terrain* terrain, const glm::dvec3& from,
                                            const glm::dvec3& direction) {
    constexpr double farthest_m = 80'000;
    const auto above = [&](double t) {
        const glm::dvec3 at = from + direction * t;
        return at.z - (terrain && !terrain->empty() ? terrain->height_at(at.x, at.y) : 0.0);
    };
    if (above(0) <= 0) return std::nullopt;
    double t0 = 0;
    for (double t = 1; t < farthest_m; t += std::max(2.0, t * 0.01)) {
        if (above(t) > 0) {
            t0 = t;
            continue;
        }
        double t1 = t;
        for (int i = 0; i < 50; ++i) {
            const double middle = (t0 + t1) * 0.5;
            (above(middle) > 0 ? t0 : t1) = middle;
        }
        return base::CityPoint(from + direction * t1);
    }
    return std::nullopt;
}

void CameraControl::set_city(const data::Terrain* terrain, const base::Box3& extent) {
    terrain_ = terrain;
    extent_ = extent;
    sight_ = nullptr;
    stop_everything();
}

void CameraControl::set_viewport(int width_px, int height_px) {
    width_px_ = std::max(1, width_px);
    height_px_ = std::max(1, height_px);
}

void CameraControl::set_covered(double left_px, double right_px, double top_px, double bottom_px) {
    left_px_ = left_px;
    right_px_ = right_px;
    top_px_ = top_px;
    bottom_px_ = bottom_px;
}

void CameraControl::stop_everything() {
    flight_.reset();
    zoom_.reset();
    drag_ = Drag::none;
    velocity_ms_ = glide_ms_ = {0, 0, 0};
}

double CameraControl::ground_height_m(const glm::dvec3& at) const {
    return terrain_ && !terrain_->empty() ? terrain_->height_at(at.x, at.y) : 0.0;
}

double CameraControl::lowest_eye_m(const glm::dvec3& at) const {
    return ground_height_m(at) + clearance_m;
}

double CameraControl::height_above_ground_m() const {
    return camera_.position.z_m - ground_height_m(camera_.position.vec());
}

glm::dvec3 CameraControl::ray(const glm::dvec2& cursor_px) const {
    return camera_.ray({cursor_px.x / width_px_, cursor_px.y / height_px_},
                       static_cast<double>(width_px_) / height_px_);
}

void CameraControl::set_mode(CameraMode mode) {
    if (mode == mode_) return;
    stop_everything();
    mode_ = mode;
    if (mode == CameraMode::walk) {
        scene::Camera target = camera_;
        target.position = base::CityPoint(outdoors(camera_.position.vec()));
        target.position.z_m = ground_height_m(target.position.vec()) + eye_height_m;
        target.pitch_rad = 0;
        fly_to(target, std::clamp(0.6 + height_above_ground_m() / 400, 0.6, 2.5));
    }
}

void CameraControl::jump(const scene::Camera& camera) {
    stop_everything();
    camera_ = camera;
    camera_.position.z_m = std::max(camera_.position.z_m, lowest_eye_m(camera_.position.vec()));
}

void CameraControl::fly_to(const scene::Camera& target, double duration_s) {
    stop_everything();
    Flight flight;
    flight.from = camera_;
    flight.to = target;
    const double distance_m = glm::length(target.position.vec() - camera_.position.vec());
    flight.duration_s = duration_s > 0 ? duration_s : std::clamp(0.8 + 0.45 * std::log1p(distance_m / 60), 0.8, 4.5);
    const double flat_m = glm::length(glm::dvec2(target.position.vec()) - glm::dvec2(camera_.position.vec()));
    const double above_m =
        std::max(0.0, std::min(camera_.position.z_m, target.position.z_m) - ground_height_m(target.position.vec()));
    flight.hump_m = std::max(0.0, flat_m * 0.22 - above_m * 0.5);
    flight_ = flight;
}

scene::Camera CameraControl::looking_at(const base::CityPoint& position, double extent_m, bool middle) const {
    scene::Camera target = camera_;
    target.pitch_rad = -0.62;
    const double radius_m = std::clamp(extent_m, 20.0, 20000.0) * 0.5;
    const double distance_m = radius_m / std::tan(target.fov_y_rad * 0.5) * 1.6 + 25;
    // In the middle of what panels leave free, as far as they are no half of the picture.
    const double beside_px = middle ? 0.0 : std::clamp((left_px_ - right_px_) * 0.5, -width_px_ * 0.2, width_px_ * 0.2);
    const double metres_per_px = 2 * std::tan(target.fov_y_rad * 0.5) * distance_m / height_px_;
    target.position =
        base::CityPoint(position.vec() - target.forward() * distance_m - target.right() * (beside_px * metres_per_px));
    target.position.z_m = std::max(target.position.z_m, lowest_eye_m(target.position.vec()) + 10);
    if (sight_)
        if (const auto roof_m = sight_->roof_over(target.position.vec())) target.position.z_m = *roof_m + 10;
    return target;
}

void CameraControl::face_north() {
    scene::Camera target = camera_;
    // Turning on the spot would lose sight of the place: turn around the middle of the picture where it shows ground.
    const auto middle = mode_ == CameraMode::orbit ? ground_under({width_px_ * 0.5, height_px_ * 0.5}) : std::nullopt;
    target.heading_rad = 0;
    if (middle) {
        const double distance_m = glm::length(middle->vec() - camera_.position.vec());
        target.position = base::CityPoint(middle->vec() - target.forward() * distance_m);
    }
    fly_to(target, 0.8);
    flight_->hump_m = 0;
}

std::optional<base::CityPoint> CameraControl::ground_under(const glm::dvec2& cursor_px) const {
    return ground_along(terrain_, camera_.position.vec(), ray(cursor_px));
}

std::optional<base::CityPoint> CameraControl::surface_under(const glm::dvec2& cursor_px) const {
    const auto ground = ground_under(cursor_px);
    if (!sight_) return ground;
    constexpr double farthest_m = 30'000;
    const glm::dvec3 from = camera_.position.vec();
    const auto hit = sight_->first_hit(from, ground ? ground->vec() : from + ray(cursor_px) * farthest_m);
    return hit ? std::optional(hit->position) : ground;
}

void CameraControl::begin_pan(const glm::dvec2& cursor_px, std::optional<base::CityPoint> grabbed) {
    if (!grabbed) grabbed = ground_under(cursor_px);
    if (!grabbed) return begin_look(cursor_px);
    stop_everything();
    drag_ = Drag::pan;
    last_px_ = cursor_px;
    grabbed_ = *grabbed;
    grabbed_distance_m_ = glm::length(grabbed_.vec() - camera_.position.vec());
    last_position_m_ = camera_.position.vec();
}

void CameraControl::begin_orbit(const glm::dvec2& cursor_px, std::optional<base::CityPoint> pivot) {
    if (!pivot) pivot = ground_under(cursor_px);
    if (!pivot) pivot = ground_under({width_px_ * 0.5, height_px_ * 0.5});
    if (!pivot) return begin_look(cursor_px);
    stop_everything();
    drag_ = Drag::orbit;
    last_px_ = cursor_px;
    grabbed_ = *pivot;
}

void CameraControl::begin_look(const glm::dvec2& cursor_px) {
    stop_everything();
    drag_ = Drag::look;
    last_px_ = cursor_px;
}

void CameraControl::drag(const glm::dvec2& cursor_px) {
    const glm::dvec2 moved_px = cursor_px - last_px_;
    last_px_ = cursor_px;
    switch (drag_) {
        case Drag::none:
            break;
        case Drag::pan:
            pan_to(cursor_px);
            break;
        case Drag::orbit:
            orbit_by(moved_px);
            break;
        case Drag::look:
            look_by(moved_px);
            break;
    }
}

void CameraControl::end_drag() {
    if (drag_ != Drag::pan || glm::length(glide_ms_) < height_above_ground_m() * 0.15) glide_ms_ = {0, 0, 0};
    drag_ = Drag::none;
}

void CameraControl::pan_to(const glm::dvec2& cursor_px) {
    const glm::dvec3 direction = ray(cursor_px);
    const double down_m = grabbed_.z_m - camera_.position.z_m;
    // Near the horizon one pixel is kilometres: the ground then follows only as far as it can be held.
    const double farthest_m = std::max(3 * grabbed_distance_m_, 200.0);
    double distance_m = std::fabs(direction.z) > 1e-6 ? down_m / direction.z : farthest_m;
    if (!(distance_m > 0 && distance_m < farthest_m)) return;
    glm::dvec3 position = grabbed_.vec() - direction * distance_m;
    position.z = std::max(camera_.position.z_m, lowest_eye_m(position));
    camera_.position = base::CityPoint(position);
}

void CameraControl::orbit_by(const glm::dvec2& moved_px) {
    const double rad_per_px = 2.6 / std::max(height_px_, 400);
    const glm::dvec3 pivot = grabbed_.vec();
    // A heading grows clockwise, a turn about z counter-clockwise.
    const double turn_rad = moved_px.x * rad_per_px;
    scene::Camera next = camera_;
    next.heading_rad = wrapped(camera_.heading_rad + turn_rad);
    glm::dvec3 offset = turned(camera_.position.vec() - pivot, {0, 0, 1}, -turn_rad);
    const double wanted_tilt = std::clamp(camera_.pitch_rad - moved_px.y * rad_per_px, steepest_pitch_rad,
                                          std::max(camera_.pitch_rad, -0.03)) -
                               camera_.pitch_rad;
    double tilt_rad = wanted_tilt;
    for (int tries = 0; tries < 12; ++tries, tilt_rad *= 0.5) {
        if (tries == 11) tilt_rad = 0;
        const glm::dvec3 position = pivot + turned(offset, next.right(), tilt_rad);
        if (position.z < lowest_eye_m(position) && tries < 11) continue;
        next.position = base::CityPoint(position);
        next.pitch_rad = camera_.pitch_rad + tilt_rad;
        break;
    }
    if (next.position.z_m < lowest_eye_m(next.position.vec())) return;
    camera_ = next;
}

void CameraControl::look_by(const glm::dvec2& moved_px) {
    const double rad_per_px = camera_.fov_y_rad / height_px_ * 1.2;
    camera_.heading_rad = wrapped(camera_.heading_rad - moved_px.x * rad_per_px);
    camera_.pitch_rad = std::clamp(camera_.pitch_rad + moved_px.y * rad_per_px, steepest_pitch_rad, flattest_pitch_rad);
}

void CameraControl::zoom(const glm::dvec2& cursor_px, double steps, std::optional<base::CityPoint> pivot) {
    flight_.reset();
    glide_ms_ = {0, 0, 0};
    if (mode_ == CameraMode::walk) {
        camera_.fov_y_rad = std::clamp(camera_.fov_y_rad * std::exp(-steps * 0.06), 0.2, 1.2);
        return;
    }
    if (!pivot) pivot = surface_under(cursor_px);
    if (!pivot) {
        const double ahead_m = std::max(50.0, height_above_ground_m() * 2);
        pivot = base::CityPoint(camera_.position.vec() + ray(cursor_px) * ahead_m);
    }
    const double left = zoom_ ? zoom_->left : 0;
    // A turn of the wheel the other way stops at once.
    zoom_ = Zoom{*pivot, std::clamp((left * steps < 0 ? 0 : left) + steps * zoom_per_step, -2.5, 2.5)};
}

bool CameraControl::update(double dt_s) {
    dt_s = std::clamp(dt_s, 0.0, 0.25);
    const glm::dvec3 position = camera_.position.vec();
    const double heading = camera_.heading_rad, pitch = camera_.pitch_rad;
    if (drag_ == Drag::pan && dt_s > 0) {
        const glm::dvec3 now = (position - last_position_m_) / dt_s;
        glide_ms_ = glm::mix(glide_ms_, glm::dvec3(now.x, now.y, 0), 1 - std::exp(-dt_s * 20));
        last_position_m_ = position;
    }
    bool moving = drag_ != Drag::none;
    if (keys_.any()) flight_.reset();
    moving |= update_flight(dt_s);
    moving |= update_zoom(dt_s);
    moving |= update_keys(dt_s);
    moving |= update_glide(dt_s);
    if (!flight_) moving |= keep_inside(dt_s);
    return moving || position != camera_.position.vec() || heading != camera_.heading_rad || pitch != camera_.pitch_rad;
}

bool CameraControl::update_flight(double dt_s) {
    if (!flight_) return false;
    Flight& flight = *flight_;
    flight.done_s += dt_s;
    const double t = eased(flight.done_s / flight.duration_s);
    const glm::dvec3 from = flight.from.position.vec(), to = flight.to.position.vec();
    glm::dvec3 position = glm::mix(from, to, t);
    // Heights above ground change by factors, not by metres, so that low flights do not shoot up at once.
    const double above_from = std::max(1.0, from.z - ground_height_m(from));
    const double above_to = std::max(1.0, to.z - ground_height_m(to));
    const double ground = glm::mix(ground_height_m(from), ground_height_m(to), t);
    position.z = ground + std::exp(glm::mix(std::log(above_from), std::log(above_to), t)) +
                 flight.hump_m * std::pow(4 * t * (1 - t), 1.5);
    position.z = std::max(position.z, lowest_eye_m(position));
    camera_.heading_rad =
        wrapped(flight.from.heading_rad + wrapped(flight.to.heading_rad - flight.from.heading_rad) * t);
    camera_.pitch_rad = glm::mix(flight.from.pitch_rad, flight.to.pitch_rad, t);
    camera_.fov_y_rad = glm::mix(flight.from.fov_y_rad, flight.to.fov_y_rad, t);
    camera_.position = base::CityPoint(position);
    if (flight.done_s >= flight.duration_s) {
        camera_ = flight.to;
        camera_.position.z_m = std::max(camera_.position.z_m, lowest_eye_m(camera_.position.vec()));
        flight_.reset();
    }
    return true;
}

bool CameraControl::update_zoom(double dt_s) {
    if (!zoom_) return false;
    double step = zoom_->left * (1 - std::exp(-dt_s * 14));
    if (std::fabs(zoom_->left) < 0.002) step = zoom_->left;
    const glm::dvec3 pivot = zoom_->pivot.vec(), offset = camera_.position.vec() - pivot;
    const glm::dvec3 position = pivot + offset * std::exp(-step);
    const bool too_near = step > 0 && (glm::length(position - pivot) < 4 || position.z < lowest_eye_m(position));
    const bool too_high = step < 0 && position.z - ground_height_m(position) > ceiling_m;
    if (too_near || too_high) return zoom_.reset(), false;
    camera_.position = base::CityPoint(position);
    zoom_->left -= step;
    if (zoom_->left == 0) zoom_.reset();
    return true;
}

bool CameraControl::update_keys(double dt_s) {
    const double above_m = std::max(2.0, height_above_ground_m());
    const bool walking = mode_ == CameraMode::walk;
    const double speed_ms =
        walking ? (keys_.fast ? 9.0 : 2.8) : std::clamp(above_m * 0.9, 6.0, 4000.0) * (keys_.fast ? 3 : 1);
    const glm::dvec3 wanted(keys_.right * speed_ms, keys_.forward * speed_ms,
                            walking ? 0.0 : keys_.up * speed_ms * 0.8);
    velocity_ms_ = glm::mix(velocity_ms_, wanted, 1 - std::exp(-dt_s * 9));
    if (!keys_.any() && glm::length(velocity_ms_) < 0.02 * std::max(1.0, above_m * 0.1)) velocity_ms_ = {0, 0, 0};
    camera_.heading_rad = wrapped(camera_.heading_rad + keys_.turn * dt_s * 1.1);
    camera_.pitch_rad = std::clamp(camera_.pitch_rad + keys_.tilt * dt_s * 0.8, steepest_pitch_rad, flattest_pitch_rad);
    if (keys_.zoom != 0) zoom({width_px_ * 0.5, height_px_ * 0.5}, keys_.zoom * dt_s * 7);
    if (velocity_ms_ == glm::dvec3(0, 0, 0)) return keys_.any();
    glm::dvec3 ahead{std::sin(camera_.heading_rad), std::cos(camera_.heading_rad), 0};
    if (mode_ == CameraMode::fly) ahead = camera_.forward();
    const glm::dvec3 move =
        camera_.right() * velocity_ms_.x + ahead * velocity_ms_.y + glm::dvec3(0, 0, velocity_ms_.z);
    camera_.position = base::CityPoint(camera_.position.vec() + past_walls(camera_.position.vec(), move * dt_s));
    return true;
}

bool CameraControl::update_glide(double dt_s) {
    if (drag_ != Drag::none || glide_ms_ == glm::dvec3(0, 0, 0)) return false;
    camera_.position = base::CityPoint(camera_.position.vec() + glide_ms_ * dt_s);
    glide_ms_ *= std::exp(-dt_s * 5.5);
    if (glm::length(glide_ms_) < std::max(0.05, height_above_ground_m() * 0.01)) glide_ms_ = {0, 0, 0};
    return true;
}

}  // namespace twin::app
