#pragma once

#include <cstdint>
#include <span>

#include "data/traffic.h"
#include "scene/overlay.h"

namespace twin::scene {

/// One class of speed against free flow.
struct SpeedClass {
    double from_share = 0;     ///< Of the free speed; the class ends where the one before begins.
    std::uint32_t colour = 0;  ///< 0xAABBGGRR sRGB, opaque.
    Words label;
};

/// Free flow first. Thresholds: travel speed index of the Highway Capacity Manual for urban streets (A 85 %, B 67 %,
/// C 50 %, F below 30 %). Colours: ColorBrewer RdYlBu, told apart without red-green vision.
std::span<const SpeedClass> speed_classes();

/// Colour of a share of the free speed; grey where it is not known (NaN).
std::uint32_t speed_colour(double share);
std::uint32_t unknown_speed_colour();
inline constexpr double jam_share = 0.30;

/// Width of a street's ribbon: grows with the square root of the flow, 1.4 m (nobody) to 5 m (1,800 vehicles an hour
/// and more); 2 m where the flow is not known.
double ribbon_width_m(double flow_vehh);

/// How a kind of vehicle is drawn.
struct VehicleLook {
    float length_m, width_m, height_m;
    std::uint32_t colour;  ///< 0xAABBGGRR; of the legend.
    Words label;
};
const VehicleLook& look_of(data::VehicleKind kind);

/// Body colour of one vehicle: cars differ, in calm colours, always the same for the same number; others as their kind.
std::uint32_t body_colour(data::VehicleKind kind, std::uint64_t seed);

}  // namespace twin::scene
