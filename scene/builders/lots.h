#pragma once

#include <cstdint>
#include <string_view>

namespace twin::scene {

/// Numbers that look drawn by lot but are the same in every run and on every machine.
inline std::uint64_t mix(std::uint64_t x) {  // SplitMix64
    x += 0x9E3779B97F4A7C15ull;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ x >> 27) * 0x94D049BB133111EBull;
    return x ^ x >> 31;
}

inline std::uint64_t lot_of(std::string_view text) {
    std::uint64_t hash = 1469598103934665603ull;  // FNV-1a
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return mix(hash);
}

/// The `index`-th number in [0,1) of a lot.
inline double share_of(std::uint64_t lot, unsigned index) {
    return static_cast<double>(mix(lot + index) >> 11) * 0x1.0p-53;
}

}  // namespace twin::scene
