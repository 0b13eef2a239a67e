#include "app/commands.h"

#include <array>

#include "app/panels/panel.h"

namespace twin::app {

bool command_of_key(std::string_view key, Command& out) {
    if (key == "H" || key == "Home") return out = command::GoHome{}, true;
    if (key == "N") return out = command::FaceNorth{}, true;
    if (key == "F") return out = command::FitSelection{}, true;
    if (key == "F1") return out = command::OpenPanel{"help"}, true;
    if (key == "F5") return out = command::ReloadShaders{}, true;
    if (key == "F11") return out = command::ToggleFullscreen{}, true;
    if (key == "F12") return out = command::Screenshot{}, true;
    if (key == "Tab") return out = command::ToggleUi{}, true;
    if (key.size() == 1 && key[0] >= '1' && key[0] <= '9') {
        const auto names = rail_panel_names();
        const std::size_t index = static_cast<std::size_t>(key[0] - '1');
        if (index < names.size()) return out = command::OpenPanel{std::string(names[index])}, true;
    }
    return false;
}

}  // namespace twin::app
