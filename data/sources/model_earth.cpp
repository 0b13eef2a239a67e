#include "data/sources/model_earth.h"

#include <numbers>

#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>
#include <glm/mat4x4.hpp>
#include <glm/matrix.hpp>

#include "data/sources/gltf_earth.h"

namespace twin::data {

void stand_on_earth(const EarthStand& stand, Feature& feature) {
    const glm::dmat4 place = gltf::east_north_up(gltf::to_geocentric({stand.lon_deg, stand.lat_deg, 0}));
    const glm::dmat3 for_normals = glm::transpose(glm::inverse(stand.turn));
    for (ModelMesh& mesh : feature.models) {
        for (glm::dvec3& p : mesh.positions) {
            const glm::dvec3 local = stand.turn * (p - stand.foot_m);
            // Heights count from the ground or the sea, not from the plane that touches the earth.
            p = gltf::to_degrees(glm::dvec3(place * glm::dvec4(local.x, local.y, 0, 1)));
            p.z = local.z + stand.height_m;
        }
        for (glm::vec3& normal : mesh.normals) {
            const glm::dvec3 turned = for_normals * glm::dvec3(normal);
            if (const double length = glm::length(turned); length > 1e-12) normal = glm::vec3(turned / length);
        }
    }
    feature.heights = stand.heights;
}

glm::dmat3 kml_turn(double heading_deg, double tilt_deg, double roll_deg) {
    const auto about = [](double degrees, const glm::dvec3& axis) {
        return glm::rotate(glm::dmat4(1), -degrees * std::numbers::pi / 180, axis);
    };
    return glm::dmat3(about(heading_deg, {0, 0, 1}) * about(tilt_deg, {1, 0, 0}) * about(roll_deg, {0, 1, 0}));
}

}  // namespace twin::data
