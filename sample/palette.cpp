#include "sample/palette.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace twin::sample {
namespace {

std::string shade(unsigned colour, double by, Rng& rng) {
    const double light = 1 + rng.range(-by, by);
    auto channel = [&](int shift) {
        const double tint = 1 + rng.range(-0.02, 0.02);
        return std::clamp(static_cast<int>(((colour >> shift) & 255) * light * tint), 0, 255);
    };
    return fmt::format("#{:02x}{:02x}{:02x}", channel(16), channel(8), channel(0));
}

template <std::size_t N>
unsigned pick(const std::array<unsigned, N>& list, Rng& rng) {
    return list[rng.next() % N];
}

constexpr std::array<unsigned, 9> plaster = {0xF2EBDD, 0xEFE6D0, 0xE9DEC4, 0xF5F1E8, 0xE6DDD0,
                                             0xEDE0C0, 0xF0E4D4, 0xE4E0D8, 0xF1E9D6};
constexpr std::array<unsigned, 6> tinted = {0xE8CFA0, 0xDDB98E, 0xD9C9A8, 0xC9D0C4, 0xD8B7A0, 0xCBD3DA};
constexpr std::array<unsigned, 4> sandstone = {0xC08A72, 0xB57A62, 0xCB9C82, 0xBE8F7C};
constexpr std::array<unsigned, 5> clay = {0xA9523A, 0xB65F42, 0x9A4835, 0xB0563C, 0xA14B39};
constexpr std::array<unsigned, 3> old_clay = {0x8C4A3A, 0x7E4638, 0x945544};
constexpr std::array<unsigned, 3> brown = {0x6E5044, 0x7A5B4C, 0x654A40};
constexpr std::array<unsigned, 3> dark = {0x52555B, 0x5B5E63, 0x4A4C51};

}  // namespace

std::string wall_colour(Zone zone, Rng& rng) {
    const double old = zone == Zone::core ? 0.16 : zone == Zone::perimeter ? 0.14 : zone == Zone::villa ? 0.10 : 0.02;
    const double roll = rng.unit();
    if (roll < old) return shade(pick(sandstone, rng), 0.05, rng);
    if (roll < old + 0.24) return shade(pick(tinted, rng), 0.05, rng);
    return shade(pick(plaster, rng), 0.04, rng);
}

std::string tile_colour(Zone zone, Rng& rng) {
    const double slate = zone == Zone::core        ? 0.22
                         : zone == Zone::perimeter ? 0.20
                         : zone == Zone::suburb    ? 0.14
                                                   : 0.12;
    const double roll = rng.unit();
    if (roll < slate) return shade(pick(dark, rng), 0.08, rng);
    if (roll < slate + 0.14) return shade(pick(brown, rng), 0.08, rng);
    if (roll < slate + 0.34) return shade(pick(old_clay, rng), 0.08, rng);
    return shade(pick(clay, rng), 0.09, rng);
}

std::string flat_colour(Rng& rng) {
    const double roll = rng.unit();
    return shade(roll < 0.14 ? 0x8A9A6A : roll < 0.5 ? 0xA8A49C : roll < 0.8 ? 0x96938D : 0xBDB9B0, 0.06, rng);
}

}  // namespace twin::sample
