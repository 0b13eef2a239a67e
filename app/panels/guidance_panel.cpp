#include "app/panels/guidance_panel.h"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "app/i18n.h"
#include "app/message_texts.h"
#include "app/widgets.h"
#include "app/words.h"
#include "scene/guidance/guidance_overlay.h"

namespace twin::app {

namespace {

const scene::GuidanceOverlay* guidance_of(const PanelView& view) {
    const auto* overlay = view.city ? view.city->overlay<scene::GuidanceOverlay>() : nullptr;
    return overlay && overlay->available() ? overlay : nullptr;
}

std::uint32_t icon_of(scene::RouteItem::Kind kind) {
    using Kind = scene::RouteItem::Kind;
    switch (kind) {
        case Kind::crossing:
            return 0xE536;
        case Kind::steps:
            return 0xE5D8;
        case Kind::kerb:
            return 0xE914;
        case Kind::tactile_paving:
            return 0xE3EC;
        case Kind::signal:
            return 0xE565;
        case Kind::turn:
            return 0xE569;
        case Kind::start:
            return 0xE57B;
        case Kind::finish:
            return 0xE153;
    }
    return 0xE061;
}

/// The colour that the legend gives the shortest or the guided way.
ImU32 route_colour(const scene::GuidanceOverlay& guidance, bool shortest) {
    for (const scene::LegendEntry& entry : guidance.legend().entries)
        if (entry.label.en.find(shortest ? "shortest" : "guided") != std::string::npos)
            return entry.colour | 0xFF000000;
    return palette().accent;
}

/// One column of the comparison: what the route is, its length and what lies on it.
void draw_figures(const scene::Route& route, const char* title, ImU32 colour, ImVec2 at, float width) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float height = px(157);
    list.AddRectFilled(at, at + ImVec2(width, height), palette().field, px(11));
    list.AddRectFilled({at.x + px(12), at.y + px(12)}, {at.x + px(38), at.y + px(17)}, colour, px(3));
    float y = at.y + px(23);
    const float x = at.x + px(12), room = width - px(20);
    draw_text(list, fonts().small, {x, y}, palette().text_soft, shortened(fonts().small, title, room));
    draw_text(list, fonts().title, {x, y += px(16)}, palette().text, length_text(route.length_m));
    y += px(25);
    const std::string lines[] = {
        trf("guidance.minutes", number_text(std::ceil(route.walking_s / 60), 0)),
        trf("guidance.main_crossings", route.main.all()), trf("guidance.signalled_crossings", route.main.signalled()),
        trf("guidance.quiet_crossings", route.quiet.all()),
        route.stairs ? trf("guidance.stairs", route.stairs, route.steps) : tr("guidance.no_stairs")};
    for (const std::string& line : lines) {
        draw_text(list, fonts().small, {x, y}, palette().text, shortened(fonts().small, line, room));
        y += px(17);
    }
}

}  // namespace

bool GuidancePanel::wanted(const PanelView& view) const {
    return guidance_of(view) != nullptr;
}

void GuidancePanel::draw_end(const PanelView& view, bool start, Commands& commands) {
    const scene::GuidanceOverlay& guidance = *guidance_of(view);
    const std::size_t index = start ? 0 : 1;
    const ClickPurpose purpose = start ? ClickPurpose::route_start : ClickPurpose::route_finish;
    const auto& place = start ? guidance.start : guidance.finish;
    const std::string& name = start ? guidance.start_name : guidance.finish_name;
    ImGui::PushID(start ? "start" : "finish");
    const std::string title = place ? (name.empty() ? std::string(tr("guidance.point")) : name)
                                    : tr(start ? "guidance.start_unset" : "guidance.finish_unset");
    const bool asking = view.state.click_purpose == purpose;
    if (list_row("##end", start ? 0xE57B : 0xE153, start ? palette().good : palette().error, title,
                 tr(asking  ? "guidance.click_now"
                    : start ? "guidance.start"
                            : "guidance.finish"),
                 asking))
        commands.push_back(command::AskClick{asking ? ClickPurpose::select : purpose});
    tooltip(tr("guidance.click_tip"));
    bool entered = false;
    if (search_field("##name", tr(start ? "guidance.start_hint" : "guidance.finish_hint"), words_[index], false,
                     &entered))
        hits_[index] =
            words_[index].empty() ? std::vector<data::SearchHit>{} : view.city->file().search(words_[index], 5);
    int number = 0;
    for (const data::SearchHit& hit : hits_[index]) {
        ImGui::PushID(number++);
        const bool clicked = list_row("##hit", icon_of_kind(hit.kind), palette().accent_text, hit.name, {});
        ImGui::PopID();
        if (!clicked && !entered) continue;  // Enter takes the first.
        if (start)
            commands.push_back(command::SetRouteStart{hit.position, hit.name});
        else
            commands.push_back(command::SetRouteFinish{hit.position, hit.name});
        words_[index].clear();
        hits_[index].clear();
        break;
    }
    ImGui::PopID();
}

void GuidancePanel::draw(const PanelView& view, Commands& commands) {
    const scene::GuidanceOverlay* guidance = guidance_of(view);
    if (!guidance) return soft_text(tr("guidance.none"));
    provenance_badge(guidance->provenance());
    draw_end(view, true, commands);
    draw_end(view, false, commands);
    const float half = (ImGui::GetContentRegionAvail().x - px(8)) * 0.5f;
    if (button(tr("guidance.swap"), 0xE8D5, false, half)) commands.push_back(command::SwapRoute{});
    ImGui::SameLine(0, px(8));
    if (button(tr("guidance.clear"), 0xE5CD, false, half)) commands.push_back(command::ClearRoute{});
    if (!view.state.route_error.empty()) notice(0xE002, palette().warning, told(view.state.route_error));
    draw_items(view, commands);
    gap(6);
    soft_text(tr("guidance.disclaimer"));
}

void GuidancePanel::draw_items(const PanelView& view, Commands& commands) {
    const scene::GuidanceOverlay& guidance = *guidance_of(view);
    const auto& routes = guidance.routes();
    if (routes.empty()) return;
    gap(4);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, each = (width - px(8)) * 0.5f;
    for (std::size_t i = 0; i < std::min<std::size_t>(routes.size(), 2); ++i)
        draw_figures(routes[i], tr(i == 0 ? "guidance.shortest" : "guidance.guided"), route_colour(guidance, i == 0),
                     {at.x + (each + px(8)) * static_cast<float>(i), at.y}, each);
    ImGui::Dummy({width, px(157)});
    if (button(tr("guidance.show_route"), 0xE56B, false, width)) commands.push_back(command::ShowRoute{});
    segments("##which", {tr("guidance.shortest"), tr("guidance.guided")}, shown_route_);
    const scene::Route& route =
        routes[std::min<std::size_t>(static_cast<std::size_t>(shown_route_), routes.size() - 1)];
    int number = 0;
    for (const scene::RouteItem& item : route.items) {
        ImGui::PushID(number++);
        if (text_row("##item", icon_of(item.kind), item.warning ? palette().warning : palette().accent_text,
                     in_language(item.words), length_text(item.at_m)))
            commands.push_back(command::FlyTo{item.position, 60});
        ImGui::PopID();
    }
}

}  // namespace twin::app
