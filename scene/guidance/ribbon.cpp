#include "scene/guidance/ribbon.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <glm/geometric.hpp>

#include "scene/builders/ground.h"

namespace twin::scene {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr int cap_triangles = 8;
constexpr double longest_mitre = 2.0;

std::vector<glm::dvec2> without_short_steps(const std::vector<glm::dvec2>& course) {
    std::vector<glm::dvec2> kept;
    for (const glm::dvec2& point : course)
        if (kept.empty() || glm::distance(kept.back(), point) > 0.2) kept.push_back(point);
    return kept;
}

/// Sideways step at point i: half the width to the left, longer where the course bends.
glm::dvec2 sideways(const std::vector<glm::dvec2>& course, std::size_t i, double half_m) {
    const std::size_t before = i > 0 ? i - 1 : 0;
    const glm::dvec2 in = glm::normalize(course[before + 1] - course[before]);
    const glm::dvec2 out = i + 1 < course.size() ? glm::normalize(course[i + 1] - course[i]) : in;
    const glm::dvec2 left_in(-in.y, in.x), left_out(-out.y, out.x);
    const glm::dvec2 sum = left_in + left_out;
    const double length = glm::length(sum);
    if (length < 1e-6) return left_in * half_m;
    const glm::dvec2 mitre = sum / length;
    return mitre * (half_m * std::min(1.0 / std::max(glm::dot(mitre, left_in), 1e-6), longest_mitre));
}

class RibbonMesh {
  public:
    RibbonMesh(const data::Terrain& terrain, const glm::dvec2& origin, std::uint32_t colour)
        : terrain_(terrain), colour_(colour) {
        mesh.origin = base::CityPoint(std::round(origin.x), std::round(origin.y),
                                      std::round(terrain.height_at(origin.x, origin.y)));
    }

    void add(const glm::dvec2& a, const glm::dvec2& b, const glm::dvec2& c) {
        draped_.clear();
        const double twice_area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        if (std::abs(twice_area) < 1e-9) return;
        const bool turned = twice_area < 0;  // faces have to look up
        drape_triangle(glm::dvec3(a, 0), glm::dvec3(turned ? c : b, 0), glm::dvec3(turned ? b : c, 0), terrain_,
                       draped_);
        for (const glm::dvec3& corner : draped_) {
            const glm::dvec3 local = corner - mesh.origin.vec();
            data::MeshVertex vertex;
            vertex.x = static_cast<float>(local.x);
            vertex.y = static_cast<float>(local.y);
            vertex.z = static_cast<float>(local.z);
            vertex.material = static_cast<std::uint8_t>(data::Material::overlay);
            vertex.colour = colour_;
            mesh.mesh.triangles.push_back(static_cast<std::uint32_t>(mesh.mesh.vertices.size()));
            mesh.mesh.vertices.push_back(vertex);
        }
    }

    void add_cap(const glm::dvec2& end, const glm::dvec2& outward, double half_m) {
        const double middle = std::atan2(outward.y, outward.x);
        const auto rim = [&](int i) {
            const double angle = middle - pi / 2 + pi * i / cap_triangles;
            return end + glm::dvec2(std::cos(angle), std::sin(angle)) * half_m;
        };
        for (int i = 0; i < cap_triangles; ++i) add(end, rim(i), rim(i + 1));
    }

    OverlayMesh mesh;

  private:
    const data::Terrain& terrain_;
    std::uint32_t colour_;
    std::vector<glm::dvec3> draped_;
};

}  // namespace

OverlayMesh build_ribbon(const std::vector<glm::dvec2>& full_course, double width_m, std::uint32_t colour,
                         const data::Terrain& terrain) {
    static std::atomic<std::uint64_t> versions{0};
    const std::vector<glm::dvec2> course = without_short_steps(full_course);
    RibbonMesh ribbon(terrain, course.empty() ? glm::dvec2(0) : course.front(), colour);
    ribbon.mesh.version = ++versions;
    if (course.size() < 2) return std::move(ribbon.mesh);
    const double half_m = width_m / 2;
    for (std::size_t i = 0; i + 1 < course.size(); ++i) {
        const glm::dvec2 here = sideways(course, i, half_m), there = sideways(course, i + 1, half_m);
        ribbon.add(course[i] + here, course[i] - here, course[i + 1] - there);
        ribbon.add(course[i] + here, course[i + 1] - there, course[i + 1] + there);
    }
    ribbon.add_cap(course.front(), course.front() - course[1], half_m);
    ribbon.add_cap(course.back(), course.back() - course[course.size() - 2], half_m);
    return std::move(ribbon.mesh);
}

}  // namespace twin::scene
