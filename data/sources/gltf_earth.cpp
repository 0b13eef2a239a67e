#include "data/sources/gltf_earth.h"

#include <cmath>
#include <glm/geometric.hpp>
#include <numbers>

namespace twin::data::gltf {
namespace {

constexpr double a_m = 6378137.0, flattening = 1 / 298.257223563;
constexpr double b_m = a_m * (1 - flattening), e2 = flattening * (2 - flattening), e2_second = e2 / (1 - e2);
constexpr double degree = std::numbers::pi / 180;

}  // namespace

glm::dvec3 to_degrees(const glm::dvec3& p) {
    const double across = std::hypot(p.x, p.y);
    if (across < 1e-9 && std::abs(p.z) < 1e-9) return {0, 0, -a_m};
    double reduced = std::atan2(p.z * a_m, across * b_m), lat = 0;
    for (int i = 0; i < 4; ++i) {
        lat = std::atan2(p.z + e2_second * b_m * std::pow(std::sin(reduced), 3),
                         across - e2 * a_m * std::pow(std::cos(reduced), 3));
        reduced = std::atan2((1 - flattening) * std::sin(lat), std::cos(lat));
    }
    const double s = std::sin(lat), normal = a_m / std::sqrt(1 - e2 * s * s);
    // Stable at the poles as well as at the equator.
    const double height = across * std::cos(lat) + p.z * s - a_m * a_m / normal;
    return {std::atan2(p.y, p.x) / degree, lat / degree, height};
}

glm::dvec3 to_geocentric(const glm::dvec3& g) {
    const double lon = g.x * degree, lat = g.y * degree;
    const double s = std::sin(lat), normal = a_m / std::sqrt(1 - e2 * s * s);
    return {(normal + g.z) * std::cos(lat) * std::cos(lon), (normal + g.z) * std::cos(lat) * std::sin(lon),
            (normal * (1 - e2) + g.z) * s};
}

glm::dmat4 east_north_up(const glm::dvec3& p) {
    const glm::dvec3 g = to_degrees(p);
    const double lon = g.x * degree, lat = g.y * degree;
    const glm::dvec3 east(-std::sin(lon), std::cos(lon), 0);
    const glm::dvec3 up(std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat));
    const glm::dvec3 north = glm::cross(up, east);
    return glm::dmat4(glm::dvec4(east, 0), glm::dvec4(north, 0), glm::dvec4(up, 0), glm::dvec4(p, 1));
}

bool looks_geocentric(const glm::dvec3& p) {
    const double distance = glm::length(p);
    if (!(distance > 6.3e6 && distance < 6.42e6)) return false;
    return std::abs(to_degrees(p).z) < 20'000 && std::abs(p.z) > 20'000;
}

}  // namespace twin::data::gltf
