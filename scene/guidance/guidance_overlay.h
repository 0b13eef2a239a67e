#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/frames.h"
#include "scene/overlay.h"

namespace twin::scene {

/// One thing worth telling along a route.
struct RouteItem {
    enum class Kind : std::uint8_t { crossing, steps, kerb, tactile_paving, signal, turn, start, finish };
    Kind kind = Kind::crossing;
    double at_m = 0;  ///< Distance from the start.
    base::CityPoint position;
    Words words;  ///< "Fußgängerampel mit Ton, Mainzer Straße" / "Signalled crossing with sound, ..."
    bool warning = false;
    int street_rank = 0;  ///< Of the street crossed, as WayTraits::rank; from main_street_rank on a main street.
    double width_m = 0;   ///< Of the street crossed, kerb to kerb.
};

/// Crossings of streets, by what helps there.
struct CrossingCounts {
    int signals_with_sound = 0, signals = 0;  ///< Apart: `signals` are those without sound.
    int zebra = 0, marked = 0, island = 0, unmarked = 0;

    int signalled() const { return signals_with_sound + signals; }
    int all() const { return signalled() + zebra + marked + island + unmarked; }
};

/// One way through the pedestrian network.
struct Route {
    std::string profile;  ///< "shortest" or "guided"
    double length_m =
        0;  ///< Of the course as walked (scene/guidance/trail.h), before its corners are rounded to draw it.
    double walking_s = 0;
    int crossings = 0, signalled_crossings = 0, stairs = 0, steps = 0;
    CrossingCounts main, quiet;           ///< The crossings: of main streets (tertiary and above), and of all others.
    std::vector<base::CityPoint> course;  ///< On the terrain, beside the carriageways.
    std::vector<RouteItem> items;
};

/// Walking routes for people who see little or nothing: the plain shortest way beside one that avoids stairs and
/// prefers signalled, tactile and sounding crossings (weights: docs of scene/guidance/cost.h).
class GuidanceOverlay final : public Overlay {
  public:
    GuidanceOverlay();
    ~GuidanceOverlay() override;
    std::string_view name() const override { return "guidance"; }
    Words title() const override;
    std::uint32_t icon() const override { return 0xE536; }  // directions_walk
    data::Provenance provenance() const override;
    std::string credit() const override;
    Legend legend() const override;
    std::vector<OverlayValue> values() const override;
    base::Result<void> adopt(const City& city) override;
    bool available() const override;
    const OverlayDrawing& look(UtcSeconds time) override;
    bool moves() const override { return false; }

    /// Routes between two places (snapped to the network within 150 m); both profiles. Errors: no network near, not
    /// connected: a sentence.
    base::Result<void> route(const base::CityPoint& from, const base::CityPoint& to);
    void clear();
    const std::vector<Route>& routes() const;      ///< Empty, or shortest then guided.
    std::optional<base::CityPoint> start, finish;  ///< As set by clicks, before or after routing.
    std::string start_name, finish_name;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace twin::scene
