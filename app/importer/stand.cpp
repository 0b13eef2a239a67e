#include "app/importer/stand.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "app/importer/coordinates.h"

namespace twin::app {

glm::dvec3 Stand::turned(const glm::dvec3& v) const {
    const double c = std::cos(azimuth_rad), s = std::sin(azimuth_rad);
    return {v.x * c + v.y * s, v.y * c - v.x * s, v.z};
}

void Stand::apply(data::Feature& feature) const {
    visit_coordinates(feature, [&](glm::dvec3& p) { p = to_m + turned(p - origin_m) * scale; });
    for (data::ModelMesh& mesh : feature.models)
        for (glm::vec3& normal : mesh.normals) normal = glm::vec3(turned(glm::dvec3(normal)));
}

namespace {

/// Grid azimuth of true north at a place of the city.
double true_north_rad(const data::CityFrame& frame, const glm::dvec2& at_m) {
    const auto converter = data::GeoConverter::make(frame);
    if (!converter.ok()) return -frame.convergence_rad;
    base::GeoPoint geo = converter.value().to_geo({at_m.x, at_m.y, 0});
    geo.lat_deg += 0.001;
    const base::CityPoint north = converter.value().to_city(geo);
    return std::atan2(north.x_m - at_m.x, north.y_m - at_m.y);
}

}  // namespace

base::Result<Stand> stand_of(const data::Placement& placement, const data::CityFrame& frame) {
    auto crs = data::understand_crs({.text = placement.crs});
    if (!crs.ok()) return crs.error();
    if (placement.heights != data::HeightMode::absolute) crs->vertical.clear();
    const auto placer = data::Placer::make(*crs, frame);
    if (!placer.ok()) return placer.error();
    Stand stand;
    stand.to_m = placement.position;
    if (placement.heights != data::HeightMode::absolute) stand.to_m.z = 0;
    if (placer.value().place({&stand.to_m, 1}) != 0)
        return base::Error{fmt::format("the recipe's place ({}, {}) lies nowhere in {}", placement.position.x,
                                       placement.position.y, placement.crs)};
    if (placement.heights != data::HeightMode::absolute) stand.to_m.z = placement.position.z;
    stand.azimuth_rad = placement.heading_deg * std::numbers::pi / 180 + true_north_rad(frame, glm::dvec2(stand.to_m));
    stand.scale = placement.scale;
    return stand;
}

}  // namespace twin::app
