#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/panels/panel.h"
#include "data/report.h"

namespace twin::app {

/// What the import repaired, skipped and assumed; a click goes to the object.
class ReportPanel final : public Panel {
  public:
    std::string_view name() const override { return "report"; }
    const char* title_key() const override { return "report.title"; }
    std::uint32_t icon() const override { return 0xE873; }
    void draw(const PanelView& view, Commands& commands) override;

  private:
    void load(const PanelView& view);
    void filter();
    void choose_reason();
    void draw_items(const PanelView& view, Commands& commands);
    bool is_wanted(const data::ReportItem& item, const std::string& words) const;
    std::string loaded_file_, failed_, words_, filtered_words_;
    std::string reason_, filtered_reason_;                      ///< As the report says it; empty: any.
    std::vector<std::pair<std::string, std::size_t>> reasons_;  ///< Of the kind and words, most frequent first.
    data::ImportReport report_;
    std::vector<std::size_t> shown_;
    int kind_ = 0, filtered_kind_ = -1;  ///< 0: all, else 1 + ComplaintKind.
};

}  // namespace twin::app
