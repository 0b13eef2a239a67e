#include "renderer/culling.h"

#include <algorithm>

#include <glm/geometric.hpp>
#include <glm/matrix.hpp>

namespace twin::renderer {

Frustum::Frustum(const glm::mat4& camera_relative_to_clip, const base::CityPoint& eye, bool with_near_plane)
    : eye_(eye.vec()) {
    const glm::dmat4 rows = glm::transpose(glm::dmat4(camera_relative_to_clip));
    planes_ = {rows[3] + rows[0], rows[3] - rows[0], rows[3] + rows[1], rows[3] - rows[1], rows[3] - rows[2]};
    count_ = with_near_plane ? 5 : 4;
}

bool Frustum::may_see(const base::Box3& box) const {
    const glm::dvec3 low = box.min - eye_, high = box.max - eye_;
    for (int i = 0; i < count_; ++i) {
        const glm::dvec4& p = planes_[static_cast<std::size_t>(i)];
        const double farthest = p.w + (p.x > 0 ? p.x * high.x : p.x * low.x) + (p.y > 0 ? p.y * high.y : p.y * low.y) +
                                (p.z > 0 ? p.z * high.z : p.z * low.z);
        if (farthest < 0) return false;
    }
    return true;
}

double distance_to(const base::Box3& box, const glm::dvec3& point) {
    return glm::length(point - glm::clamp(point, box.min, box.max));
}

}  // namespace twin::renderer
