#include "scene/builders/street_steps.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/keys.h"
#include "scene/builders/slabs.h"

namespace twin::scene {
namespace {

constexpr double least_rise_m = 0.3, usual_step_m = 0.16, in_the_ground_m = 0.25, above_m = 0.02;
constexpr int most_steps = 600;
constexpr std::uint32_t stone = 0xFFB0B8BE;

/// An upright face, seen from the right of a -> b.
void add_face(const glm::dvec2& a, const glm::dvec2& b, double low_a, double low_b, double high,
              std::vector<glm::dvec3>& out) {
    const glm::dvec3 a0(a, low_a), b0(b, low_b), a1(a, high), b1(b, high);
    out.insert(out.end(), {a0, b0, b1, a0, b1, a1});
}

}  // namespace

bool add_steps(const data::Feature& steps, const Course& course, double width_m, const TriangleStyle& style,
               const data::Terrain& terrain, TileAssembler& out) {
    const auto ground = [&](const glm::dvec2& p) { return terrain.height_at(p.x, p.y); };
    const double length = length_m(course), rise = std::abs(ground(course.back()) - ground(course.front()));
    if (rise < least_rise_m || length < 0.5) return false;
    const double given = steps.attributes.number(data::keys::step_count);
    const double count = given >= 1 && given <= most_steps ? given : std::ceil(rise / usual_step_m);
    const int treads = std::clamp(static_cast<int>(count), 2, std::min(most_steps, static_cast<int>(length / 0.1)));
    std::vector<glm::dvec3> body;
    for (int i = 0; i < treads; ++i) {
        const Course tread = part_of(course, length * i / treads, length * (i + 1) / treads);
        if (tread.size() < 2) continue;
        const double z = std::max(ground(tread.front()), ground(tread.back())) + above_m;
        const std::size_t first = body.size();
        add_ribbon(tread, width_m, false, body);
        for (std::size_t k = first; k < body.size(); ++k) body[k].z = z;
        const Course left = shifted(tread, width_m / 2), right = shifted(tread, -width_m / 2);
        const auto foot = [&](const glm::dvec2& p) { return std::min(ground(p), z) - in_the_ground_m; };
        for (std::size_t k = 1; k < tread.size(); ++k) {
            add_face(right[k - 1], right[k], foot(right[k - 1]), foot(right[k]), z, body);
            add_face(left[k], left[k - 1], foot(left[k]), foot(left[k - 1]), z, body);
        }
        add_face(left.front(), right.front(), foot(left.front()), foot(right.front()), z, body);
        add_face(right.back(), left.back(), foot(right.back()), foot(left.back()), z, body);
    }
    TriangleStyle own = style;
    own.content = data::TileContent::structures;
    own.material = data::Material::wall_barrier;
    own.colour = stone;
    add_by_tile(own, body, out);
    return true;
}

}  // namespace twin::scene
