#include "app/commands.h"

#include <type_traits>

#include "app/view_state.h"

namespace twin::app {

bool command_of_key(std::string_view key, std::span<const std::string_view> panels, Command& out) {
    if (key == "H" || key == "Home") return out = command::GoHome{}, true;
    if (key == "N") return out = command::FaceNorth{}, true;
    if (key == "F") return out = command::FitSelection{}, true;
    if (key == "F1") return out = command::OpenPanel{"help"}, true;
    if (key == "F5") return out = command::ReloadShaders{}, true;
    if (key == "F11") return out = command::ToggleFullscreen{}, true;
    if (key == "F12") return out = command::Screenshot{}, true;
    if (key == "Tab") return out = command::ToggleUi{}, true;
    if (key.size() == 1 && key[0] >= '1' && key[0] <= '9') {
        const std::size_t index = static_cast<std::size_t>(key[0] - '1');
        if (index < panels.size()) return out = command::OpenPanel{std::string(panels[index])}, true;
    }
    return false;
}

Command command_of_escape(const ViewState& state) {
    if (state.click_purpose != ClickPurpose::select) return command::AskClick{};
    if (!state.messages.empty() && state.messages.back().kind != MessageKind::info)
        return command::DismissMessage{state.messages.back().number};
    if (!state.ui_visible) return command::ToggleUi{};
    if (state.selection) return command::Select{};
    if (!state.open_panel.empty()) return command::OpenPanel{state.open_panel};
    return command::SetCameraMode{CameraMode::orbit};
}

bool changes_the_city(const Command& command) {
    return std::visit(
        []<class It>(const It&) {
            using namespace command;
            constexpr bool screen_only =
                std::is_same_v<It, OpenPanel> || std::is_same_v<It, ToggleUi> || std::is_same_v<It, SetLanguage> ||
                std::is_same_v<It, SetLook> || std::is_same_v<It, SetUiScale> || std::is_same_v<It, ShowMessage> ||
                std::is_same_v<It, DismissMessage> || std::is_same_v<It, ImportFiles> ||
                std::is_same_v<It, CancelImport> || std::is_same_v<It, ExportReport> || std::is_same_v<It, AskClick> ||
                std::is_same_v<It, SetSpeed> || std::is_same_v<It, ToggleFullscreen> || std::is_same_v<It, Quit>;
            return !screen_only;
        },
        command);
}

}  // namespace twin::app
