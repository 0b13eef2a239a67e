#include "app/panels/report_panel.h"

#include <algorithm>
#include <map>

#include <imgui.h>

#include "app/i18n.h"
#include "app/message_texts.h"
#include "app/widgets.h"
#include "base/text.h"

namespace twin::app {

namespace {

constexpr std::size_t most_items = 50'000;
constexpr base::ComplaintKind kinds[] = {base::ComplaintKind::repaired, base::ComplaintKind::assumed,
                                         base::ComplaintKind::undrawn, base::ComplaintKind::skipped,
                                         base::ComplaintKind::warning};

ImU32 colour_of_kind(base::ComplaintKind kind) {
    switch (kind) {
        case base::ComplaintKind::repaired:
            return palette().good;
        case base::ComplaintKind::assumed:
            return colour_of(data::Provenance::assumed);
        case base::ComplaintKind::skipped:
            return palette().error;
        case base::ComplaintKind::warning:
            return palette().warning;
        case base::ComplaintKind::undrawn:
            return palette().text_soft;
    }
    return palette().text_soft;
}

std::uint32_t icon_of_kind(base::ComplaintKind kind) {
    switch (kind) {
        case base::ComplaintKind::repaired:
            return 0xE869;
        case base::ComplaintKind::assumed:
            return 0xE8FD;
        case base::ComplaintKind::skipped:
            return 0xE5CD;
        case base::ComplaintKind::warning:
            return 0xE002;
        case base::ComplaintKind::undrawn:
            return 0xE8F5;
    }
    return 0xE88E;
}

std::string word_of(base::ComplaintKind kind) {
    return tr_or(std::string("report.kind_") + base::name_of(kind), base::name_of(kind));
}

}  // namespace

void ReportPanel::load(const PanelView& view) {
    const std::string file = view.city->file().path().string();
    if (file == loaded_file_) return;
    loaded_file_ = file;
    report_ = {};
    failed_.clear();
    filtered_kind_ = -1;
    auto report = view.city->file().report(most_items);
    if (report)
        report_ = std::move(*report);
    else
        failed_ = told(report.error().message);
}

bool ReportPanel::is_wanted(const data::ReportItem& item, const std::string& words) const {
    if (kind_ > 0 && item.complaint.kind != kinds[kind_ - 1]) return false;
    return words.empty() || base::fold_for_search(item.complaint.object + " " + told(item.complaint.what) + " " +
                                                  told(item.complaint.why) + " " + item.source)
                                    .find(words) != std::string::npos;
}

void ReportPanel::filter() {
    if (kind_ == filtered_kind_ && words_ == filtered_words_ && reason_ == filtered_reason_) return;
    if (kind_ != filtered_kind_) reason_.clear();
    filtered_kind_ = kind_;
    filtered_words_ = words_;
    filtered_reason_ = reason_;
    shown_.clear();
    std::map<std::string, std::size_t> counts;
    const std::string wanted = base::fold_for_search(words_);
    for (std::size_t i = 0; i < report_.items.size(); ++i) {
        const data::ReportItem& item = report_.items[i];
        if (!is_wanted(item, wanted)) continue;
        ++counts[item.complaint.why];
        if (reason_.empty() || item.complaint.why == reason_) shown_.push_back(i);
    }
    reasons_.assign(counts.begin(), counts.end());
    std::stable_sort(reasons_.begin(), reasons_.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
}

/// How often each reason is given; choosing one shows only its items.
void ReportPanel::choose_reason() {
    const std::string any = trf("report.any_reason", count_text(reasons_.size()));
    ImGui::SetNextItemWidth(-1);
    if (!ImGui::BeginCombo("##reason", reason_.empty() ? any.c_str() : told(reason_).c_str())) return;
    if (ImGui::Selectable((any + "##any").c_str(), reason_.empty())) reason_.clear();
    // As the list was filtered: it changes with the next frame.
    constexpr std::size_t most_reasons = 200;
    for (std::size_t i = 0; i < std::min(reasons_.size(), most_reasons); ++i) {
        const auto& [reason, count] = reasons_[i];
        ImGui::PushID(static_cast<int>(i));
        if (ImGui::Selectable((count_text(count) + "  ·  " + told(reason)).c_str(), reason == reason_))
            reason_ = reason;
        ImGui::PopID();
    }
    ImGui::EndCombo();
}

void ReportPanel::draw(const PanelView& view, Commands& commands) {
    if (!view.city) return soft_text(tr("panel.no_city"));
    load(view);
    if (!failed_.empty()) return notice(0xE000, palette().error, failed_);
    if (report_.items.empty()) return notice(0xE86C, palette().good, tr("report.nothing"));
    if (chip((trf("report.all", count_text(report_.items.size())) + "##all").c_str(), kind_ == 0, palette().accent))
        kind_ = 0;
    int number = 0;
    for (const base::ComplaintKind kind : kinds) {
        ++number;
        if (const std::size_t count = report_.count(kind))
            if (chip((word_of(kind) + " " + count_text(count) + "##kind").c_str(), kind_ == number,
                     colour_of_kind(kind)))
                kind_ = number;
    }
    ImGui::NewLine();
    search_field("##filter", tr("report.filter"), words_, false);
    filter();
    if (reasons_.size() > 1 || !reason_.empty()) choose_reason();
    soft_text(trf("report.shown", count_text(shown_.size())));
    if (button(tr("report.export"), 0xE2C4)) commands.push_back(command::ExportReport{});
    tooltip(tr("report.export_tip"));
    draw_items(view, commands);
}

void ReportPanel::draw_items(const PanelView& view, Commands& commands) {
    const float room = std::max(px(160), ImGui::GetIO().DisplaySize.y - ImGui::GetCursorScreenPos().y - px(80));
    const float row = px(52) + ImGui::GetStyle().ItemSpacing.y;
    ImGui::BeginChild("##items",
                      {0, std::min(room, row * static_cast<float>(std::max<std::size_t>(1, shown_.size())))});
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(shown_.size()), row);
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
            const data::ReportItem& item = report_.items[shown_[static_cast<std::size_t>(i)]];
            const std::string what = told(item.complaint.what), why = told(item.complaint.why);
            ImGui::PushID(i);
            const bool used =
                list_row("##item", icon_of_kind(item.complaint.kind), colour_of_kind(item.complaint.kind), what,
                         item.complaint.object + (item.complaint.object.empty() ? "" : "  ·  ") + why,
                         item.object_number != 0 && item.object_number == view.city->selected);
            tooltip(word_of(item.complaint.kind) + ": " + what + "\n" + why + "\n" + item.complaint.object + "\n" +
                    item.source);
            if (used && item.object_number) {
                commands.push_back(command::Select{item.object_number});
                commands.push_back(command::FlyToObject{item.object_number});
            } else if (used && item.place) {
                // It is not in the city: the place where it would stand.
                commands.push_back(command::FlyTo{*item.place, 60});
            }
            ImGui::PopID();
        }
    }
    ImGui::EndChild();
}

}  // namespace twin::app
