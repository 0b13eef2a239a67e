#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/frames.h"
#include "scene/overlay.h"

namespace twin::scene {

/// What a project's card shows.
struct ProjectCard {
    std::uint32_t object = 0;
    base::CityPoint position;
    Words title, text;
    std::string theme;  ///< Key of theme_words(): "traffic", "guidance", "energy" ...
    std::string status, years, figures, source;
    data::Provenance provenance = data::Provenance::official;
};

/// The city's projects as pins with cards.
class ProjectsOverlay final : public Overlay {
  public:
    ProjectsOverlay();
    ~ProjectsOverlay() override;
    std::string_view name() const override { return "projects"; }
    Words title() const override;
    std::uint32_t icon() const override { return 0xE8F9; }  // work
    data::Provenance provenance() const override;
    std::string credit() const override;
    Legend legend() const override;
    std::vector<OverlayValue> values() const override;
    base::Result<void> adopt(const City& city) override;
    bool available() const override;
    const OverlayDrawing& look(UtcSeconds time) override;
    bool moves() const override { return false; }

    const std::vector<ProjectCard>& cards() const;
    const ProjectCard* card_of(std::uint32_t object) const;
    static Words theme_words(const std::string& theme);
    static std::uint32_t theme_colour(const std::string& theme);
    std::string theme_filter;  ///< Empty: all themes.

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace twin::scene
