#pragma once

#include "app/day.h"
#include "app/panels/panel.h"

namespace twin::app {

/// Date, time of day, the sun's place, sunrise and sunset.
class SunPanel final : public Panel {
  public:
    std::string_view name() const override { return "sun"; }
    const char* title_key() const override { return "sun.title"; }
    std::uint32_t icon() const override { return 0xE430; }
    void draw(const PanelView& view, Commands& commands) override;

  private:
    void draw_calendar(const PanelView& view, const CivilDate& date, double second, Commands& commands);
    int shown_year_ = 0, shown_month_ = 0;
    CivilDate followed_;  ///< Date the calendar last turned its page to.
    CivilDate sun_date_{0, 0, 0};
    const scene::City* sun_city_ = nullptr;
    SunDay sun_;
};

}  // namespace twin::app
