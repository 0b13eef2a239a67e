#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/raster.h"
#include "data/traffic.h"
#include "scene/overlay.h"

namespace twin::scene {

/// What the traffic overlay plays; City's adopt() takes it from the city file.
struct TrafficMaterial {
    std::vector<data::TrafficRecording> recordings;  ///< City frame.
    data::Provenance provenance = data::Provenance::simulated;
    std::string credit;
    std::string time_zone = "Europe/Berlin";
    const data::Terrain* terrain = nullptr;  ///< Must outlive the overlay; null: flat at 0 m.
};

/// Recorded traffic over the clock: moving vehicles, streets coloured by speed.
class TrafficOverlay final : public Overlay {
  public:
    TrafficOverlay();
    ~TrafficOverlay() override;
    std::string_view name() const override { return "traffic"; }
    Words title() const override;
    std::uint32_t icon() const override { return 0xE531; }  // directions_car
    data::Provenance provenance() const override;
    std::string credit() const override;
    Legend legend() const override;
    std::vector<OverlayValue> values() const override;
    base::Result<void> adopt(const City& city) override;
    void adopt(TrafficMaterial material);
    bool available() const override;
    const OverlayDrawing& look(UtcSeconds time) override;
    bool moves() const override { return true; }

    bool show_vehicles = true;
    bool show_speeds = true;
    /// Clock span of the recording, local seconds of the day.
    double begin_s() const;
    double end_s() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace twin::scene
