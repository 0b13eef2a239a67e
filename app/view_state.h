#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/import_job.h"
#include "app/settings.h"
#include "data/city_file/city_file.h"

namespace twin::app {

/// A line that appears for a while above the picture.
struct Message {
    std::uint64_t number = 0;
    MessageKind kind = MessageKind::info;
    std::string text;
    double until_s = 0;  ///< Program time.
};

/// All that the screen shows beside the city itself. Changed only by Session; panels see it const.
struct ViewState {
    Settings settings;
    std::string open_panel;  ///< Of the left side; empty: none.
    bool ui_visible = true;
    bool playing = false;
    double clock_speed = 60;
    CameraMode camera_mode = CameraMode::orbit;
    ClickPurpose click_purpose = ClickPurpose::select;
    std::optional<data::ObjectDetails> selection;
    std::string selection_title;
    std::string hover_title;      ///< Of what the pointer rests on; empty: nothing to say.
    glm::dvec2 hover_px{-1, -1};  ///< Where it rested.
    std::vector<Message> messages;
    ImportStatus import;
    std::string route_error;  ///< Why there is no route; empty: fine.
    bool can_undo = false, can_redo = false;
    double now_s = 0;  ///< Program time, for fading and blinking only.
};

}  // namespace twin::app
