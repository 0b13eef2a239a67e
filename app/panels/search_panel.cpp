#include "app/panels/search_panel.h"

#include <algorithm>

#include <imgui.h>

#include "app/i18n.h"
#include "app/imgui_keys.h"
#include "app/widgets.h"
#include "app/words.h"

namespace twin::app {

namespace {

void go_to(const data::SearchHit& hit, Commands& commands) {
    commands.push_back(command::Select{hit.object});
    commands.push_back(command::FlyTo{hit.position, hit.extent_m});
}

}  // namespace

void SearchPanel::draw(const PanelView& view, Commands& commands) {
    // Opened anew: the cursor belongs into the field. Counted in frames: on slow machines they are far apart.
    if (ImGui::GetFrameCount() > last_drawn_ + 1) focus_ = true;
    last_drawn_ = ImGui::GetFrameCount();
    bool entered = false;
    search_field("##words", tr("search.hint"), words_, focus_, &entered);
    focus_ = false;
    const bool typing = ImGui::IsItemActive();
    if (!view.city) return soft_text(tr("panel.no_city"));
    const std::string file = view.city->file().path().string();
    if (words_ != searched_ || file != searched_file_) {
        searched_ = words_;
        searched_file_ = file;
        hits_ = words_.empty() ? std::vector<data::SearchHit>{} : view.city->file().search(words_, 30);
        chosen_ = 0;
    }
    if (words_.empty()) return soft_text(tr("search.example"));
    if (hits_.empty()) return soft_text(tr("search.nothing"));
    bool moved = false;
    if (typing) {
        const int before = chosen_;
        chosen_ += static_cast<int>(key_pressed(ImGuiKey_DownArrow)) - static_cast<int>(key_pressed(ImGuiKey_UpArrow));
        chosen_ = std::clamp(chosen_, 0, static_cast<int>(hits_.size()) - 1);
        moved = chosen_ != before;
    }
    if (entered) go_to(hits_[static_cast<std::size_t>(chosen_)], commands);
    int number = 0;
    for (const data::SearchHit& hit : hits_) {
        const bool chosen = typing && number == chosen_;
        ImGui::PushID(number++);
        const std::string kind = tr_or("search_kind." + hit.kind, hit.kind);
        if (list_row("##hit", icon_of_kind(hit.kind), palette().accent_text, hit.name, kind,
                     chosen || (hit.object != 0 && hit.object == view.city->selected)))
            go_to(hit, commands);
        if (chosen) {
            focus_frame();
            if (moved) ImGui::SetScrollHereY();
        }
        ImGui::PopID();
    }
}

}  // namespace twin::app
