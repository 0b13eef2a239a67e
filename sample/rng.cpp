#include "sample/rng.h"

namespace twin::sample {
namespace {

double lattice(std::int64_t ix, std::int64_t iy, std::uint64_t seed) {
    Rng rng(seed ^ (static_cast<std::uint64_t>(ix) * 0x8DA6B343u) ^
            (static_cast<std::uint64_t>(iy) * 0xD8163841u << 16));
    rng.next();
    return rng.unit() * 2 - 1;
}

}  // namespace

double value_noise(Vec2 p, std::uint64_t seed) {
    const double fx = std::floor(p.x), fy = std::floor(p.y);
    const auto ix = static_cast<std::int64_t>(fx), iy = static_cast<std::int64_t>(fy);
    auto ease = [](double t) { return t * t * t * (t * (t * 6 - 15) + 10); };
    const double tx = ease(p.x - fx), ty = ease(p.y - fy);
    const double a = lattice(ix, iy, seed), b = lattice(ix + 1, iy, seed);
    const double c = lattice(ix, iy + 1, seed), d = lattice(ix + 1, iy + 1, seed);
    return (a * (1 - tx) + b * tx) * (1 - ty) + (c * (1 - tx) + d * tx) * ty;
}

double fractal_noise(Vec2 p, int octaves, std::uint64_t seed) {
    double sum = 0, weight = 1, total = 0;
    for (int i = 0; i < octaves; ++i) {
        sum += weight * value_noise(p, seed + static_cast<std::uint64_t>(i) * 7919);
        total += weight;
        weight *= 0.5;
        // Turning each octave hides the lattice.
        p = Vec2{p.x * 1.6 - p.y * 1.2, p.x * 1.2 + p.y * 1.6};
    }
    return sum / total;
}

}  // namespace twin::sample
