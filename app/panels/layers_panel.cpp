#include "app/panels/layers_panel.h"

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <imgui.h>

#include "app/i18n.h"
#include "app/importer/height_check.h"
#include "app/message_texts.h"
#include "app/widgets.h"
#include "app/words.h"
#include "data/crs_chain.h"

namespace twin::app {

namespace {

struct Group {
    const char* key;
    std::string_view kinds;  ///< Layer kinds with a space around each.
};
// The last group takes what no other one names.
constexpr std::array<Group, 5> groups{{{"layers.group_ground", " terrain imagery land_use water "},
                                       {"layers.group_buildings", " buildings structures models "},
                                       {"layers.group_traffic", " streets street_areas rail traffic guidance_points "},
                                       {"layers.group_green", " trees barriers furniture "},
                                       {"layers.group_other", ""}}};

const Group& group_of(std::string_view kind) {
    const std::string wanted = " " + std::string(kind) + " ";
    for (const Group& group : groups)
        if (group.kinds.find(wanted) != std::string_view::npos) return group;
    return groups.back();
}

/// Row with an eye at the left and a small arrow at the right; answers which of the two was used.
struct RowUse {
    bool eye = false, open = false;
};
RowUse layer_row(std::uint32_t icon, const std::string& title, data::Provenance provenance, const std::string& more,
                 bool visible, bool open) {
    const ImU32 colour = colour_of(provenance);
    const std::string word = tr_or("provenance." + std::string(data::name_of(provenance)), data::name_of(provenance));
    RowUse use;
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    use.eye =
        icon_button("##eye", visible ? 0xE8F4 : 0xE8F5, 44, tr(visible ? "layers.hide" : "layers.show"), false, 20);
    ImGui::SameLine();
    use.open = ImGui::InvisibleButton("##row", {width - px(44), px(44)});
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    ImGui::PopStyleVar();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (hovered) list.AddRectFilled({at.x + px(44), at.y}, {at.x + width, at.y + px(44)}, palette().hover, px(9));
    const float middle = at.y + px(22), x = at.x + px(74);
    draw_icon(list, icon, {at.x + px(58), middle}, 19, visible ? colour : palette().text_soft);
    const float room = at.x + width - px(26) - x;
    draw_text(list, fonts().body, {x, middle - fonts().body->FontSize - px(1)},
              visible ? palette().text : palette().text_soft, shortened(fonts().body, title, room));
    draw_text(list, fonts().small, {x, middle + px(1)}, colour, word);
    const float after = text_size(fonts().small, word).x;
    draw_text(list, fonts().small, {x + after, middle + px(1)}, palette().text_soft,
              shortened(fonts().small, more, room - after));
    draw_icon(list, open ? 0xE5CF : 0xE5CC, {at.x + width - px(14), middle}, 18, palette().text_soft);
    return use;
}

std::string crs_words(const std::string& horizontal, const std::string& vertical) {
    std::string words = horizontal.empty() ? tr("layers.crs_unknown") : shortened(fonts().body, horizontal, px(220));
    if (!vertical.empty()) words += " + " + told(vertical);
    return words;
}

std::string accuracy_words(const std::optional<double>& metres) {
    if (!metres) return tr("layers.accuracy_unknown");
    return trf("layers.accuracy_value", number_text(*metres, *metres < 0.095 && *metres > 0 ? 2 : 1));
}

/// The way of a layer's coordinates: from which system, who said so, by which operation, how exactly, assuming what.
void draw_crs_chain(const data::LayerInfo& layer, const data::CityFrame& frame) {
    std::string from = crs_words(layer.crs.horizontal, layer.crs.vertical);
    if (!layer.crs.how.empty()) from += " (" + tr_or("crs_how." + layer.crs.how, layer.crs.how) + ")";
    key_value(tr("layers.crs"), from);
    key_value(tr("layers.crs_city"), crs_words(frame.horizontal, frame.vertical));
    const data::CrsChain chain = data::parse_chain(layer.operation);
    if (!chain.operation.empty()) {
        key_value(tr("layers.operation"), told(chain.operation));
        if (layer.crs.horizontal != "LOCAL") key_value(tr("layers.accuracy"), accuracy_words(chain.accuracy_m));
    }
    if (!chain.heights.empty())
        key_value(tr("layers.heights_by"), chain.heights + ", " + accuracy_words(chain.height_accuracy_m));
    if (!layer.crs.note.empty()) key_value(tr("layers.assumption"), told(layer.crs.note));
}

/// How the city's buildings stand on its terrain.
void draw_height_check(const data::CityFile& city) {
    const auto check = parse_height_check(city.meta("height_check"));
    if (!check) return;
    key_value(tr("layers.height_check"), trf("layers.height_check_value", number_text(check->median_m, 2),
                                             number_text(check->spread_m(), 2), count_text(check->buildings)));
    if (!check->stands())
        coloured_text(tr_or("height_cause." + std::string(name_of(check->cause)), ""), palette().warning);
}

}  // namespace

void LayersPanel::draw(const PanelView& view, Commands& commands) {
    if (!view.city) return soft_text(tr("panel.no_city"));
    draw_overlays(view, commands);
    for (const Group& group : groups) {
        bool titled = false;
        for (const data::LayerInfo& layer : view.city->file().layers()) {
            if (&group_of(layer.kind) != &group) continue;
            if (!titled) heading(tr(group.key));
            titled = true;
            ImGui::PushID(layer.number);
            draw_layer(view, layer, commands);
            ImGui::PopID();
        }
    }
}

void LayersPanel::draw_overlays(const PanelView& view, Commands& commands) {
    bool titled = false;
    for (const auto& overlay : view.city->overlays()) {
        if (!overlay->available()) continue;
        if (!titled) heading(tr("layers.overlays"));
        titled = true;
        const std::string name(overlay->name());
        ImGui::PushID(name.c_str());
        const bool open = open_overlays_.contains(name);
        const RowUse use = layer_row(overlay->icon(), in_language(overlay->title()), overlay->provenance(), {},
                                     overlay->visible, open);
        if (use.eye) commands.push_back(command::SetOverlayVisible{name, !overlay->visible});
        if (use.open) open ? (void)open_overlays_.erase(name) : (void)open_overlays_.insert(name);
        if (open) {
            ImGui::Indent(px(44));
            provenance_badge(overlay->provenance());
            const scene::Legend legend = overlay->legend();
            for (const scene::LegendEntry& entry : legend.entries) legend_row(entry.colour, in_language(entry.label));
            for (const scene::OverlayValue& value : overlay->values())
                key_value(in_language(value.label), value.value + (value.unit.empty() ? "" : " " + value.unit));
            if (const std::string credit = overlay->credit(); !credit.empty()) soft_text(credit);
            ImGui::Unindent(px(44));
        }
        ImGui::PopID();
    }
}

void LayersPanel::draw_layer(const PanelView& view, const data::LayerInfo& layer, Commands& commands) {
    const auto& states = view.city->layer_states();
    const std::size_t number = static_cast<std::size_t>(layer.number);
    const scene::LayerState state = number < states.size() ? states[number] : scene::LayerState{};
    const bool open = open_.contains(layer.number);
    std::string more;
    if (layer.objects) more += "  ·  " + count_text(layer.objects);
    if (state.opacity < 0.995f) more += "  ·  " + number_text(std::round(state.opacity * 100), 0) + " %";
    const RowUse use = layer_row(icon_of_layer(layer.kind), layer_title(layer, view.city->file().layers()),
                                 layer.provenance, more, state.visible, open);
    if (use.eye) commands.push_back(command::SetLayerVisible{layer.number, !state.visible});
    if (use.open) open ? (void)open_.erase(layer.number) : (void)open_.insert(layer.number);
    if (!open) return;
    ImGui::Indent(px(44));
    draw_details(view, layer, commands);
    ImGui::Unindent(px(44));
}

void LayersPanel::draw_details(const PanelView& view, const data::LayerInfo& layer, Commands& commands) {
    provenance_badge(layer.provenance);
    const auto& states = view.city->layer_states();
    float opacity = static_cast<std::size_t>(layer.number) < states.size()
                        ? states[static_cast<std::size_t>(layer.number)].opacity
                        : 1;
    soft_text(trf("layers.opacity", number_text(std::round(opacity * 100), 0)));
    if (slider("##opacity", opacity, 0.1f, 1, ImGui::GetContentRegionAvail().x))
        commands.push_back(command::SetLayerOpacity{layer.number, opacity});
    if (const std::string title = half_in_language(layer.title); !title.empty()) soft_text(title);
    if (!layer.source.empty()) key_value(tr("layers.source"), layer.source);
    if (!layer.licence.empty()) key_value(tr("layers.licence"), layer.licence);
    if (!layer.date.empty()) key_value(tr("layers.date"), layer.date);
    key_value(tr("layers.objects"), count_text(layer.objects));
    draw_crs_chain(layer, view.city->frame());
    if (layer.kind == "buildings" || layer.kind == "terrain") draw_height_check(view.city->file());
    gap(6);
}

}  // namespace twin::app
