#pragma once

#include <cstdint>
#include <limits>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// Makes shapes out of bytes: small steps on a grid, so that corners meet, repeat and cross, and now and then a number
/// that nobody expects. Zeros when the bytes have run out.
class ByteFeed {
  public:
    explicit ByteFeed(Bytes bytes) : rest_(bytes) {}

    bool empty() const { return rest_.empty(); }
    unsigned byte() {
        if (rest_.empty()) return 0;
        const auto value = std::to_integer<unsigned>(rest_.front());
        rest_ = rest_.subspan(1);
        return value;
    }
    /// Mostly halves of a metre between -32 and 31; the last values stand for what breaks arithmetic.
    double coordinate() {
        const unsigned value = byte();
        switch (value) {
            case 0xFF:
                return std::numeric_limits<double>::quiet_NaN();
            case 0xFE:
                return std::numeric_limits<double>::infinity();
            case 0xFD:
                return 1e300;
            case 0xFC:
                return -1e9;
            case 0xFB:
                return 1e-300;
            case 0xFA:
                return 0.1 + byte() * 1e-5;
            default:
                return (static_cast<double>(value) - 64) / 2;
        }
    }
    glm::dvec3 point() {
        const double x = coordinate(), y = coordinate(), z = coordinate();
        return {x, y, z};
    }
    data::Ring ring(std::size_t most, bool flat) {
        data::Ring ring(byte() % (most + 1));
        for (glm::dvec3& each : ring) {
            each = point();
            if (flat) each.z = 0;
        }
        return ring;
    }
    data::Surface surface(std::size_t most_points, bool flat) {
        data::Surface surface;
        surface.outer = ring(most_points, flat);
        surface.holes.resize(byte() % 4);
        for (data::Ring& hole : surface.holes) hole = ring(most_points / 2, flat);
        return surface;
    }

  private:
    Bytes rest_;
};

}  // namespace twin::fuzz
