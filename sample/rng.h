#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sample/vec2.h"

namespace twin::sample {

/// Seeded random numbers that are the same on every machine (std::distributions are not).
/// Source: SplitMix64, Steele, Lea and Flood 2014.
class Rng {
  public:
    explicit Rng(std::uint64_t seed) : state_(seed) {}
    Rng(std::uint64_t seed, std::uint64_t stream)
        : state_(seed * 0x9E3779B97F4A7C15ull ^ (stream + 0x632BE59BD9B4E019ull)) {
        next();
    }

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  ///< [0, 1)
    double range(double low, double high) { return low + (high - low) * unit(); }
    int range(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }
    bool chance(double probability) { return unit() < probability; }
    /// About normal, mean 0, deviation 1.
    double bell() { return (unit() + unit() + unit() + unit() - 2) * 1.7320508; }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[next() % from.size()];
    }

  private:
    std::uint64_t state_;
};

/// Smooth noise, -1..1, one feature per unit of length.
double value_noise(Vec2 p, std::uint64_t seed);
/// Sum of `octaves` of value_noise, about -1..1.
double fractal_noise(Vec2 p, int octaves, std::uint64_t seed);

}  // namespace twin::sample
