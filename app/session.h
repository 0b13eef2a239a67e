#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/camera_control.h"
#include "app/commands.h"
#include "app/view_state.h"
#include "scene/city.h"

namespace twin::app {

/// The open city, the camera over it and the state of the screen: all that commands change. Knows no window, no GL.
/// Owner: Application (or a test).  Thread: main.
class Session {
  public:
    /// Takes the city and puts the camera to its home. Settings and open panel stay.
    void adopt(std::unique_ptr<scene::City> city);
    /// Takes a city that is the open one with something beside it: camera, clock and layers stay as they are.
    void adopt_grown(std::unique_ptr<scene::City> city);

    /// The one place where anything changes. Commands that need the window, processes or files are handed on through
    /// take_handed_on().
    void apply(const Command& command);
    std::vector<Command> take_handed_on();

    /// Lets clock, camera, loading and messages go on by `dt_s`. true: the picture changes. `motion_s`: what the camera
    /// counts, where the last frame is long ago because nothing moved; below 0: the same.
    bool update(double dt_s, double motion_s = -1);
    bool loading() const { return city_ && !city_->complete(); }

    scene::City* city() { return city_.get(); }
    const scene::City* city() const { return city_.get(); }
    CameraControl& camera_control() { return camera_; }
    const scene::Camera& camera() const { return camera_.camera(); }
    ViewState& state() { return state_; }
    const ViewState& state() const { return state_; }

  private:
    /// What undo brings back: how the city is shown, not where from.
    struct Snapshot {
        std::vector<scene::LayerState> layers;
        std::vector<bool> overlays;
        std::optional<scene::UtcSeconds> time;  ///< Only where it was set: a running clock is not to be turned back.
        bool vehicles = true, speeds = true;
        std::string theme;
        std::optional<base::CityPoint> start, finish;
        std::string start_name, finish_name;
    };

    void on(const command::SetLayerVisible& it);
    void on(const command::SetLayerOpacity& it);
    void on(const command::SetOverlayVisible& it);
    void on(const command::SetTrafficParts& it);
    void on(const command::SetProjectTheme& it);
    void on(const command::Select& it);
    void on(const command::Hover& it);
    void on(const command::FlyTo& it);
    void on(const command::FlyToObject& it);
    void on(const command::FlyToCamera& it);
    void on(const command::FitSelection& it);
    void on(const command::GoHome& it);
    void on(const command::FaceNorth& it);
    void on(const command::ZoomBy& it);
    void on(const command::SetCameraMode& it);
    void on(const command::SetTime& it);
    void on(const command::PlayClock& it);
    void on(const command::SetSpeed& it);
    void on(const command::AskClick& it);
    void on(const command::SetRouteStart& it);
    void on(const command::SetRouteFinish& it);
    void on(const command::SwapRoute& it);
    void on(const command::ClearRoute& it);
    void on(const command::ShowRoute& it);
    void on(const command::OpenPanel& it);
    void on(const command::ToggleUi& it);
    void on(const command::SetLanguage& it);
    void on(const command::SetLook& it);
    void on(const command::SetUiScale& it);
    void on(const command::SetStyle& it);
    void on(const command::ShowMessage& it);
    void on(const command::DismissMessage& it);
    void on(const command::Undo& it);
    void on(const command::Redo& it);
    template <class Other>
    void on(const Other& it) {
        handed_on_.push_back(it);
    }

    void find_route(bool show = true);
    void remember(std::size_t kind, bool with_time);
    Snapshot snapshot(bool with_time) const;
    void restore(const Snapshot& snapshot);

    std::unique_ptr<scene::City> city_;
    CameraControl camera_;
    ViewState state_;
    std::vector<Command> handed_on_;
    std::vector<Snapshot> undo_, redo_;
    std::size_t last_kind_ = SIZE_MAX;  ///< Of the last remembered command, so that one drag of a slider is one step.
    double last_remembered_s_ = -10;
    std::uint64_t next_message_ = 1;
    bool told_of_imagery_ = false;  ///< That a picture of the ground cannot be read.
};

/// What a person calls an object: name, address, or kind and id.
std::string title_of(const data::ObjectDetails& details);

}  // namespace twin::app
