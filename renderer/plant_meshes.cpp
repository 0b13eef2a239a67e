#include "renderer/plant_meshes.h"

#include <cmath>

#include <glm/geometric.hpp>
#include <glm/gtc/constants.hpp>
#include <glm/vec3.hpp>

namespace twin::renderer {

namespace {

class Body {
  public:
    explicit Body(std::vector<PlantVertex>& out) : out_(out) {}

    void corner(const glm::vec3& p, const glm::vec3& n, float leaf) {
        const glm::vec3 unit = glm::normalize(n);
        out_.push_back({p.x, p.y, p.z, unit.x, unit.y, unit.z, leaf});
    }

    /// Trunk up to `top` with `sides` sides.
    void trunk(float top, float radius, int sides) {
        for (int i = 0; i < sides; ++i) {
            const glm::vec3 a = round(i, sides, radius), b = round(i + 1, sides, radius);
            const glm::vec3 high(0, 0, top);
            for (const glm::vec3& p : {a, b, b + high, a, b + high, a + high}) corner(p, {p.x, p.y, 0.0001f}, 0.0f);
        }
    }

    /// Cone between two heights; its lower rim is in its own shade.
    void cone(float low, float high, float radius, int sides, float turn) {
        for (int i = 0; i < sides; ++i) {
            const glm::vec3 a = round(i, sides, radius, turn) + glm::vec3(0, 0, low);
            const glm::vec3 b = round(i + 1, sides, radius, turn) + glm::vec3(0, 0, low);
            const glm::vec3 tip(0, 0, high);
            corner(a, {a.x, a.y, radius * 0.5f}, 0.35f);
            corner(b, {b.x, b.y, radius * 0.5f}, 0.35f);
            corner(tip, {(a.x + b.x) * 0.5f, (a.y + b.y) * 0.5f, radius * 0.9f}, 1.0f);
        }
    }

    /// Egg-shaped crown: rings of an uneven sphere between two heights.
    void crown(float low, float high, int rings, int sides, float unevenness) {
        auto point = [&](int ring, int side) {
            const float t = static_cast<float>(ring) / static_cast<float>(rings);
            const float angle = t * glm::pi<float>();
            const float wobble =
                1.0f - unevenness * (0.5f + 0.5f * std::sin(static_cast<float>((side % sides) * 5 + ring * 7) * 1.7f));
            const bool pole = ring == 0 || ring == rings;
            const float radius = pole ? 0.0f : std::sin(angle) * wobble;
            const float z = low + (high - low) * (0.5f - 0.5f * std::cos(angle));
            return round(side, sides, radius, 0.37f * static_cast<float>(ring)) + glm::vec3(0, 0, z);
        };
        const glm::vec3 middle(0, 0, (low + high) * 0.5f);
        auto put = [&](const glm::vec3& p) {
            const float up = (p.z - low) / (high - low);
            corner(p, {p.x - middle.x, p.y - middle.y, (p.z - middle.z) * 2.2f}, 0.30f + 0.70f * up);
        };
        for (int ring = 0; ring < rings; ++ring) {
            for (int side = 0; side < sides; ++side) {
                const glm::vec3 a = point(ring, side), b = point(ring, side + 1);
                const glm::vec3 c = point(ring + 1, side), d = point(ring + 1, side + 1);
                if (ring > 0)
                    for (const glm::vec3& p : {a, b, d}) put(p);
                if (ring < rings - 1)
                    for (const glm::vec3& p : {a, d, c}) put(p);
            }
        }
    }

  private:
    static glm::vec3 round(int i, int sides, float radius, float turn = 0) {
        const float angle = turn + glm::two_pi<float>() * static_cast<float>(i % sides) / static_cast<float>(sides);
        return {std::cos(angle) * radius, std::sin(angle) * radius, 0};
    }
    std::vector<PlantVertex>& out_;
};

}  // namespace

PlantMeshes make_plant_meshes() {
    PlantMeshes made;
    Body body(made.vertices);
    auto record = [&](int kind, int detail, auto&& build) {
        PlantMesh& mesh = made.meshes[static_cast<std::size_t>(kind)][static_cast<std::size_t>(detail)];
        mesh.first = static_cast<int>(made.vertices.size());
        build();
        mesh.count = static_cast<int>(made.vertices.size()) - mesh.first;
    };
    record(0, 0, [&] { body.trunk(0.35f, 0.09f, 5), body.crown(0.22f, 1.0f, 6, 9, 0.28f); });
    record(0, 1, [&] { body.crown(0.20f, 1.0f, 4, 5, 0.15f); });
    record(0, 2, [&] { body.crown(0.10f, 1.0f, 2, 4, 0.0f); });
    record(1, 0, [&] {
        body.trunk(0.2f, 0.08f, 5);
        body.cone(0.10f, 0.50f, 1.00f, 9, 0.0f);
        body.cone(0.32f, 0.74f, 0.76f, 9, 0.3f);
        body.cone(0.56f, 1.00f, 0.50f, 9, 0.6f);
    });
    record(1, 1, [&] { body.cone(0.10f, 0.62f, 1.0f, 6, 0.0f), body.cone(0.45f, 1.0f, 0.62f, 6, 0.4f); });
    record(1, 2, [&] { body.cone(0.05f, 1.0f, 0.95f, 4, 0.0f); });
    record(2, 0, [&] { body.crown(0.0f, 1.0f, 4, 7, 0.25f); });
    record(2, 1, [&] { body.crown(0.0f, 1.0f, 3, 5, 0.1f); });
    record(2, 2, [&] { body.crown(0.0f, 1.0f, 2, 4, 0.0f); });
    return made;
}

}  // namespace twin::renderer
