#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "data/feature.h"
#include "scene/overlay_drawing.h"
#include "scene/sun.h"

namespace twin::scene {

class City;

/// Words in the languages of the screen.
struct Words {
    std::string de;
    std::string en;
};

/// One line of a legend: a colour and what it means.
struct LegendEntry {
    std::uint32_t colour = 0xFFFFFFFF;  ///< 0xAABBGGRR sRGB.
    Words label;
};
struct Legend {
    Words title;
    std::string unit;  ///< "km/h"; empty where there is none.
    std::vector<LegendEntry> entries;
};

/// A figure an overlay can tell right now ("vehicles: 412").
struct OverlayValue {
    Words label;
    std::string value;
    std::string unit;
};

/// Traffic, guidance, projects and all that follow: what is laid over the city.
/// Owner: City.  Thread: main.
class Overlay {
  public:
    virtual ~Overlay() = default;

    virtual std::string_view name() const = 0;  ///< "traffic"; key of settings and --layers.
    virtual Words title() const = 0;
    virtual std::uint32_t icon() const = 0;  ///< Material Icons code point.
    virtual data::Provenance provenance() const = 0;
    virtual std::string credit() const = 0;  ///< "" when nothing is shown.
    virtual Legend legend() const = 0;
    virtual std::vector<OverlayValue> values() const = 0;

    /// Takes what it needs from a newly opened city; nothing there: available() is false.
    virtual base::Result<void> adopt(const City& city) = 0;
    virtual bool available() const = 0;
    /// What to show at this time. Cheap when nothing changed. The answer lives until the next call.
    virtual const OverlayDrawing& look(UtcSeconds time) = 0;
    /// Whether the picture changes by itself as the clock runs.
    virtual bool moves() const = 0;

    bool visible = true;
};

/// All overlays in the order of overlay_list.inc, fresh.
std::vector<std::unique_ptr<Overlay>> make_overlays();

}  // namespace twin::scene
