#pragma once

#include "sample/vec2.h"

namespace twin::sample {

/// Frame: sample plane, z metres above sea level.
struct Vec3 {
    double x = 0, y = 0, z = 0;
    Vec3() = default;
    Vec3(double x_, double y_, double z_) : x(x_), y(y_), z(z_) {}
    Vec3(Vec2 p, double z_) : x(p.x), y(p.y), z(z_) {}
    Vec2 flat() const { return {x, y}; }
};

}  // namespace twin::sample
