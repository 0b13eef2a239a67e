#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <glm/vec2.hpp>

#include "app/camera_control.h"
#include "app/settings.h"
#include "base/frames.h"
#include "scene/frame_view.h"

namespace twin::app {

struct ViewState;

/// What the next click on the city means.
enum class ClickPurpose : std::uint8_t { select, route_start, route_finish };

enum class MessageKind : std::uint8_t { info, good, warning, error };

/// Everything that may be asked of the program. Panels, keys, the command line and tours append commands; they are
/// applied in one place, at the start of the next frame.
namespace command {

// layers and overlays
struct SetLayerVisible {
    int layer = 0;
    bool visible = true;
};
struct SetLayerOpacity {
    int layer = 0;
    float opacity = 1;
};
struct SetOverlayVisible {
    std::string overlay;
    bool visible = true;
};
struct SetTrafficParts {
    bool vehicles = true, speeds = true;
};
struct SetProjectTheme {
    std::string theme;
};  ///< Empty: all.

// selection and camera
struct Select {
    std::uint32_t object = 0;
};  ///< 0: nothing.
/// What the resting pointer shows the name of; 0: nothing.  Units: px.
struct Hover {
    std::uint32_t object = 0;
    glm::dvec2 at_px{-1, -1};
};
struct FlyTo {
    base::CityPoint position;
    double extent_m = 200;
};
struct FlyToObject {
    std::uint32_t object = 0;
};
struct FlyToCamera {
    scene::Camera camera;
};
struct FitSelection {};
struct GoHome {};
struct FaceNorth {};
struct ZoomBy {
    double steps = 1;
};  ///< In the middle of the picture.
struct SetCameraMode {
    CameraMode mode = CameraMode::orbit;
};

// time
struct SetTime {
    scene::UtcSeconds time = 0;
};
struct PlayClock {
    bool playing = true;
};
struct SetSpeed {
    double speed = 60;
};  ///< City seconds per second.

// guidance
struct AskClick {
    ClickPurpose purpose = ClickPurpose::select;
};
struct SetRouteStart {
    base::CityPoint position;
    std::string name;
};
struct SetRouteFinish {
    base::CityPoint position;
    std::string name;
};
struct SwapRoute {};
struct ClearRoute {};
struct ShowRoute {};  ///< The whole of it, from the south.

// screen
struct OpenPanel {
    std::string panel;
};  ///< The open one again, or "": closes it.
struct ToggleUi {};
struct ToggleFullscreen {};
struct SetLanguage {
    Language language = Language::german;
};
struct SetLook {
    Look look = Look::light;
};
struct SetUiScale {
    float scale = 0;
};  ///< 0: automatic.
struct SetStyle {
    scene::PictureStyle style;
};
struct ShowMessage {
    MessageKind kind = MessageKind::info;
    std::string text;
};
struct DismissMessage {
    std::uint64_t number = 0;
};

// files
struct OpenThing {
    std::string thing;
};
struct ImportFiles {
    std::vector<std::filesystem::path> files;
};
struct CancelImport {};
struct Screenshot {
    std::filesystem::path file;
    bool with_panels = false;
};  ///< Empty: a name of its own.

struct ExportReport {};  ///< As CSV and GeoJSON beside the city file.

struct Undo {};
struct Redo {};
struct ReloadShaders {};
struct Quit {};

}  // namespace command

using Command =
    std::variant<command::SetLayerVisible, command::SetLayerOpacity, command::SetOverlayVisible,
                 command::SetTrafficParts, command::SetProjectTheme, command::Select, command::Hover, command::FlyTo,
                 command::FlyToObject, command::FlyToCamera, command::FitSelection, command::GoHome, command::FaceNorth,
                 command::ZoomBy, command::SetCameraMode, command::SetTime, command::PlayClock, command::SetSpeed,
                 command::AskClick, command::SetRouteStart, command::SetRouteFinish, command::SwapRoute,
                 command::ClearRoute, command::ShowRoute, command::OpenPanel, command::ToggleUi,
                 command::ToggleFullscreen, command::SetLanguage, command::SetLook, command::SetUiScale,
                 command::SetStyle, command::ShowMessage, command::DismissMessage, command::OpenThing,
                 command::ImportFiles, command::CancelImport, command::Screenshot, command::ExportReport, command::Undo,
                 command::Redo, command::ReloadShaders, command::Quit>;
using Commands = std::vector<Command>;

/// The command of a key without Ctrl, where it has one that needs no state ("home" of H). Keys that are held (WASD,
/// arrows) and those that toggle state are read elsewhere.
/// `key` is the upper-case letter, digit, or the word "F1", "F12", "Tab", "Home".
/// `panels`: the panels that keys 1 to 9 open, in the order of the rail.
/// Errors: false when the key means nothing.
bool command_of_key(std::string_view key, std::span<const std::string_view> panels, Command& out);

/// What Escape does now: one thing at a time, the latest and smallest first.
Command command_of_escape(const ViewState& state);

/// Whether the picture of the city can be another one afterwards. Panels, messages and files leave it as it is; on slow
/// machines drawing it again for nothing would keep a person waiting.
bool changes_the_city(const Command& command);

}  // namespace twin::app
