#pragma once

#include <glm/vec3.hpp>
#include <limits>

namespace twin::base {

/// A place on the ellipsoid.
/// Frame: WGS84/ETRS89 longitude east, latitude north.  Units: degrees.
struct GeoPoint {
    double lat_deg = 0;
    double lon_deg = 0;
};

/// A place in the city.
/// Frame: metres east/north of the city's origin in its projected CRS, z metres above sea level (official heights).
struct CityPoint {
    double x_m = 0;
    double y_m = 0;
    double z_m = 0;

    CityPoint() = default;
    CityPoint(double x, double y, double z) : x_m(x), y_m(y), z_m(z) {}
    explicit CityPoint(const glm::dvec3& v) : x_m(v.x), y_m(v.y), z_m(v.z) {}
    glm::dvec3 vec() const { return {x_m, y_m, z_m}; }
    bool operator==(const CityPoint&) const = default;
};

/// Axis-aligned box; empty until the first point is added.
/// Frame: as the points put in (the city frame unless said otherwise).
struct Box3 {
    glm::dvec3 min{std::numeric_limits<double>::infinity()};
    glm::dvec3 max{-std::numeric_limits<double>::infinity()};

    bool empty() const { return !(min.x <= max.x); }
    void add(const glm::dvec3& p) {
        min = {p.x < min.x ? p.x : min.x, p.y < min.y ? p.y : min.y, p.z < min.z ? p.z : min.z};
        max = {p.x > max.x ? p.x : max.x, p.y > max.y ? p.y : max.y, p.z > max.z ? p.z : max.z};
    }
    void add(const Box3& b) {
        if (b.empty()) return;
        add(b.min);
        add(b.max);
    }
    glm::dvec3 centre() const { return (min + max) * 0.5; }
    glm::dvec3 size() const { return max - min; }
};

}  // namespace twin::base
