#include "scene/traffic/speed_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace twin::scene {

namespace {

/// 0xRRGGBB to opaque 0xAABBGGRR.
constexpr std::uint32_t rgb(std::uint32_t value) {
    return 0xFF000000u | (value & 0xFFu) << 16 | (value & 0xFF00u) | (value >> 16 & 0xFFu);
}

}  // namespace

std::span<const SpeedClass> speed_classes() {
    static const std::array<SpeedClass, 5> classes{{
        {0.85, rgb(0x2C7BB6), {"freie Fahrt (ab 85 %)", "free flow (85 % and more)"}},
        {0.67, rgb(0xABD9E9), {"dicht (67 bis 85 %)", "busy (67 to 85 %)"}},
        {0.50, rgb(0xFFFFBF), {"zäh (50 bis 67 %)", "slow (50 to 67 %)"}},
        {jam_share, rgb(0xFDAE61), {"stockend (30 bis 50 %)", "queuing (30 to 50 %)"}},
        {0.00, rgb(0xD7191C), {"Stau (unter 30 %)", "jam (below 30 %)"}},
    }};
    return classes;
}

std::uint32_t unknown_speed_colour() {
    return rgb(0x8C8C8C);
}

std::uint32_t speed_colour(double share) {
    if (std::isnan(share)) return unknown_speed_colour();
    for (const SpeedClass& one : speed_classes())
        if (share >= one.from_share) return one.colour;
    return speed_classes().back().colour;
}

double ribbon_width_m(double flow_vehh) {
    if (std::isnan(flow_vehh)) return 2;
    return 1.4 + 3.6 * std::sqrt(std::clamp(flow_vehh, 0.0, 1800.0) / 1800);
}

const VehicleLook& look_of(data::VehicleKind kind) {
    static const std::array<VehicleLook, 9> looks{{
        {4.4f, 1.8f, 1.5f, rgb(0xC9CDD2), {"Pkw", "car"}},
        {5.6f, 2.0f, 2.3f, rgb(0xE3DCC8), {"Lieferwagen", "van"}},
        {10.0f, 2.5f, 3.4f, rgb(0x7D6B5A), {"Lkw", "lorry"}},
        {12.0f, 2.55f, 3.1f, rgb(0xF2B705), {"Bus", "bus"}},
        {30.0f, 2.4f, 3.5f, rgb(0xC8102E), {"Straßenbahn", "tram"}},
        {70.0f, 2.9f, 4.0f, rgb(0x9E1B32), {"Zug", "train"}},
        {2.1f, 0.8f, 1.3f, rgb(0x4B3F72), {"Motorrad", "motorcycle"}},
        {1.8f, 0.6f, 1.6f, rgb(0x00A693), {"Fahrrad", "bicycle"}},
        {0.4f, 0.5f, 1.75f, rgb(0xE07A5F), {"Fußgänger", "pedestrian"}},
    }};
    return looks[std::min<std::size_t>(static_cast<std::size_t>(kind), looks.size() - 1)];
}

std::uint32_t body_colour(data::VehicleKind kind, std::uint64_t seed) {
    if (kind != data::VehicleKind::car) return look_of(kind).colour;
    static constexpr std::uint32_t bodies[] = {rgb(0xE8E9EB), rgb(0xC9CDD2), rgb(0x9AA0A6), rgb(0x5F656B),
                                               rgb(0x2E3237), rgb(0x33507A), rgb(0x6E8CA8), rgb(0x8A3B3B),
                                               rgb(0xB7A98C), rgb(0x4D6B57)};
    std::uint64_t h = seed * 0x9E3779B97F4A7C15ull;
    h ^= h >> 32;
    return bodies[h % std::size(bodies)];
}

}  // namespace twin::scene
