#include "app/panels/inspector_panel.h"

#include <algorithm>

#include <imgui.h>

#include "app/i18n.h"
#include "app/message_texts.h"
#include "app/widgets.h"
#include "app/words.h"
#include "base/text.h"
#include "data/keys.h"

namespace twin::app {

namespace {

const data::LayerInfo* layer_of(const PanelView& view, int number) {
    for (const data::LayerInfo& layer : view.city->file().layers())
        if (layer.number == number) return &layer;
    return nullptr;
}

bool assumed(const data::Attributes& attributes, const std::string& key) {
    const std::string all = attributes.text(data::keys::assumed);
    const auto keys = base::split(all, ',');
    return std::any_of(keys.begin(), keys.end(), [&](std::string_view each) { return base::trim(each) == key; });
}

void draw_attributes(const data::ObjectDetails& details) {
    for (const auto& [key, value] : details.attributes) {
        if (key == data::keys::assumed || key == data::keys::repaired) continue;
        const std::string text = attribute_text(key, value);
        if (text.empty()) continue;
        if (assumed(details.attributes, key)) {
            key_value(attribute_label(key), text + "  (" + tr("provenance.assumed") + ")");
            tooltip(tr("provenance_hint.assumed"));
        } else {
            key_value(attribute_label(key), text);
        }
    }
}

void draw_complaints(const data::ObjectDetails& details) {
    for (const base::Complaint& complaint : details.complaints) {
        const bool bad =
            complaint.kind == base::ComplaintKind::warning || complaint.kind == base::ComplaintKind::skipped;
        notice(bad ? 0xE002 : 0xE869, bad ? palette().warning : palette().accent_text,
               std::string(
                   tr_or(std::string("report.kind_") + base::name_of(complaint.kind), base::name_of(complaint.kind))) +
                   ": " + told(complaint.what) + (complaint.why.empty() ? "" : " – " + told(complaint.why)));
    }
}

}  // namespace

bool InspectorPanel::wanted(const PanelView& view) const {
    return view.city && view.state.selection.has_value();
}

std::string InspectorPanel::title(const PanelView& view) const {
    return view.state.selection ? kind_title(view.state.selection->kind) : tr("inspector.title");
}

void InspectorPanel::draw(const PanelView& view, Commands& commands) {
    if (!view.city || !view.state.selection) return;
    const data::ObjectDetails& details = *view.state.selection;
    if (view.state.selection_title != kind_title(details.kind)) {
        ImGui::PushFont(fonts().strong);
        body_text(view.state.selection_title);
        ImGui::PopFont();
    }
    const data::LayerInfo* layer = layer_of(view, details.layer);
    if (layer) provenance_badge(layer->provenance);
    gap(4);
    const float half = (ImGui::GetContentRegionAvail().x - px(8)) * (details.parent ? 0.5f : 1.0f);
    if (button(tr("inspector.fly"), 0xE55C, true, details.parent ? half : ImGui::GetContentRegionAvail().x))
        commands.push_back(command::FitSelection{});
    if (details.parent) {
        ImGui::SameLine(0, px(8));
        if (button(tr("inspector.whole"), 0xE7EE, false, half)) commands.push_back(command::Select{details.parent});
    }
    heading(tr("inspector.attributes"));
    draw_attributes(details);
    key_value(tr("inspector.id"), details.id);
    if (!details.bounds.empty()) {
        key_value(tr("inspector.base"), number_text(details.bounds.min.z, 1) + " m");
        key_value(tr("inspector.top"), number_text(details.bounds.max.z, 1) + " m");
    }
    if (!details.parts.empty()) {
        heading(trf("inspector.parts", details.parts.size()).c_str());
        int number = 0;
        for (const std::uint32_t part : details.parts) {
            ImGui::PushID(number++);
            if (list_row("##part", 0xE7EE, palette().accent_text, trf("inspector.part", number), {}))
                commands.push_back(command::Select{part});
            ImGui::PopID();
        }
    }
    if (layer) {
        heading(tr("inspector.origin"));
        key_value(tr("inspector.layer"), layer_title(*layer, view.city->file().layers()));
        if (!layer->source.empty()) key_value(tr("layers.source"), layer->source);
        if (!layer->licence.empty()) key_value(tr("layers.licence"), layer->licence);
        if (!layer->date.empty()) key_value(tr("layers.date"), layer->date);
    }
    if (!details.complaints.empty()) {
        heading(tr("inspector.report"));
        draw_complaints(details);
    }
}

}  // namespace twin::app
