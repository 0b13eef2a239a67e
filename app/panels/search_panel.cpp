#include "app/panels/search_panel.h"

#include <imgui.h>

#include "app/i18n.h"
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
    // Opened anew: the cursor belongs into the field.
    if (view.state.now_s - last_drawn_s_ > 0.5) focus_ = true;
    last_drawn_s_ = view.state.now_s;
    bool entered = false;
    search_field("##words", tr("search.hint"), words_, focus_, &entered);
    focus_ = false;
    if (!view.city) return soft_text(tr("panel.no_city"));
    const std::string file = view.city->file().path().string();
    if (words_ != searched_ || file != searched_file_) {
        searched_ = words_;
        searched_file_ = file;
        hits_ = words_.empty() ? std::vector<data::SearchHit>{} : view.city->file().search(words_, 30);
    }
    if (words_.empty()) return soft_text(tr("search.example"));
    if (hits_.empty()) return soft_text(tr("search.nothing"));
    if (entered) go_to(hits_.front(), commands);
    int number = 0;
    for (const data::SearchHit& hit : hits_) {
        ImGui::PushID(number++);
        const std::string kind = tr_or("search_kind." + hit.kind, hit.kind);
        if (list_row("##hit", icon_of_kind(hit.kind), palette().accent_text, hit.name, kind,
                     hit.object != 0 && hit.object == view.city->selected))
            go_to(hit, commands);
        ImGui::PopID();
    }
}

}  // namespace twin::app
