#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/frames.h"
#include "data/raster.h"
#include "scene/camera.h"
#include "scene/sight.h"

namespace twin::app {

/// How the camera moves: over the city like a map, freely through the air, or on foot.
enum class CameraMode : std::uint8_t { orbit, fly, walk };

/// Keys and sticks that are held right now, each -1 to 1.
struct MoveKeys {
    double forward = 0, right = 0, up = 0;
    double turn = 0;  ///< Right positive.
    double tilt = 0;  ///< Up positive.
    double zoom = 0;  ///< In positive.
    bool fast = false;

    bool any() const { return forward != 0 || right != 0 || up != 0 || turn != 0 || tilt != 0 || zoom != 0; }
};

/// Where a ray meets the ground (null: a plane at height 0); nothing when it goes to the sky or starts below ground.
std::optional<base::CityPoint> ground_along(const data::Terrain* terrain, const glm::dvec3& from,
                                            const glm::dvec3& direction);

/// Moves the camera by mouse, keys and flights. Pure logic: no window, no clock of its own.
/// The camera never goes below the ground, never into a house, and never leaves the city for good: the nearer to the
/// ground, the nearer the soft limit around it (12 km high at most).
/// Frame: cursor in pixels from the top left; all else the city frame.  Owner: Session.  Thread: main.
class CameraControl {
  public:
    static constexpr double eye_height_m = 1.7;
    static constexpr double clearance_m = 1.6;
    static constexpr double ceiling_m = 12000;
    static constexpr double elbow_room_m = 0.8;  ///< Between the eyes and a wall; nearer one would see through it.

    /// `terrain` must live as long as it is set (null: a plane at height 0).
    void set_city(const data::Terrain* terrain, const base::Box3& extent);
    /// Walls to stop at; null: none. Must live as long as it is set; set_city() forgets it.
    void set_obstacles(const scene::Sight* sight) { sight_ = sight; }
    void set_viewport(int width_px, int height_px);
    /// What panels cover at the edges of the picture: places are shown beside them.  Units: px.
    void set_covered(double left_px, double right_px, double top_px, double bottom_px);

    const scene::Camera& camera() const { return camera_; }
    CameraMode mode() const { return mode_; }
    void set_mode(CameraMode mode);
    void jump(const scene::Camera& camera);
    /// Eased flight; `duration_s` 0: chosen from the distance.
    void fly_to(const scene::Camera& target, double duration_s = 0);
    /// A camera that looks at `position` from where the present one would come, so that `extent_m` fits.
    /// `middle`: in the middle of the window, whatever panels cover.
    scene::Camera looking_at(const base::CityPoint& position, double extent_m, bool middle = false) const;
    /// The nearest camera from the south, tilted, that has all points in the part of the picture no panel covers.
    scene::Camera framing(std::span<const base::CityPoint> points) const;
    void face_north();

    /// The ground under a pixel, nothing above the horizon.
    std::optional<base::CityPoint> ground_under(const glm::dvec2& cursor_px) const;
    /// The ground, wall or roof under a pixel, nothing where there is sky.
    std::optional<base::CityPoint> surface_under(const glm::dvec2& cursor_px) const;

    /// Grabs the ground (or a known point, such as a roof) and moves it with the cursor.
    void begin_pan(const glm::dvec2& cursor_px, std::optional<base::CityPoint> grabbed = {});
    /// Turns around the point under the cursor; its distance stays.
    void begin_orbit(const glm::dvec2& cursor_px, std::optional<base::CityPoint> pivot = {});
    /// Turns the head.
    void begin_look(const glm::dvec2& cursor_px);
    void drag(const glm::dvec2& cursor_px);
    void end_drag();
    bool dragging() const { return drag_ != Drag::none; }

    /// Towards what is under the cursor, which stays there. Units: wheel steps, in positive.
    void zoom(const glm::dvec2& cursor_px, double steps, std::optional<base::CityPoint> pivot = {});
    void zoom_middle(double steps) { zoom({width_px_ * 0.5, height_px_ * 0.5}, steps); }
    void hold(const MoveKeys& keys) { keys_ = keys; }

    /// Moves on. true: the picture changes.
    bool update(double dt_s);
    bool flying() const { return flight_.has_value(); }

    double height_above_ground_m() const;

  private:
    enum class Drag { none, pan, orbit, look };
    struct Flight {
        scene::Camera from, to;
        double duration_s = 1, done_s = 0, hump_m = 0;
    };
    struct Zoom {
        base::CityPoint pivot;
        double left = 0;  ///< Logarithm of the distance ratio still to go.
    };

    double ground_height_m(const glm::dvec3& at) const;
    double lowest_eye_m(const glm::dvec3& at) const;
    glm::dvec3 ray(const glm::dvec2& cursor_px) const;
    void pan_to(const glm::dvec2& cursor_px);
    void orbit_by(const glm::dvec2& moved_px);
    void look_by(const glm::dvec2& moved_px);
    bool update_flight(double dt_s);
    bool update_zoom(double dt_s);
    bool update_keys(double dt_s);
    bool update_glide(double dt_s);
    bool keep_inside(double dt_s);
    /// `move` as far as walls let it, along them where they are met at an angle.
    glm::dvec3 past_walls(const glm::dvec3& from, glm::dvec3 move) const;
    glm::dvec3 away_from_walls(const glm::dvec3& body) const;
    /// The nearest place to stand in the open.
    glm::dvec3 outdoors(const glm::dvec3& at) const;
    double outer_margin_m(const glm::dvec3& at) const;
    void stop_everything();

    const data::Terrain* terrain_ = nullptr;
    base::Box3 extent_;
    const scene::Sight* sight_ = nullptr;
    int width_px_ = 1280, height_px_ = 720;
    double left_px_ = 0, right_px_ = 0, top_px_ = 0, bottom_px_ = 0;
    scene::Camera camera_;
    CameraMode mode_ = CameraMode::orbit;
    Drag drag_ = Drag::none;
    glm::dvec2 last_px_{0, 0};
    base::CityPoint grabbed_;
    double grabbed_distance_m_ = 0;
    MoveKeys keys_;
    glm::dvec3 velocity_ms_{0, 0, 0};  ///< Of keys: right, forward, up.
    glm::dvec3 glide_ms_{0, 0, 0};     ///< After a pan was let go.
    glm::dvec3 last_position_m_{0, 0, 0};
    std::optional<Flight> flight_;
    std::optional<Zoom> zoom_;
};

}  // namespace twin::app
