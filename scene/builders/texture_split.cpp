#include "scene/builders/texture_split.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "scene/builders/texture_crops.h"

namespace twin::scene {
namespace {

using Triangle = std::array<TexturedCorner, 3>;

// Few pieces are worth more than the sharpest picture.
constexpr std::size_t good_pieces = 48, most_pieces = 512;

glm::vec2 range_of(const Triangle& t) {
    return glm::max(glm::max(t[0].place, t[1].place), t[2].place) -
           glm::min(glm::min(t[0].place, t[1].place), t[2].place);
}

TexturedCorner middle_of(const TexturedCorner& a, const TexturedCorner& b) {
    TexturedCorner m;
    m.x = (a.x + b.x) / 2;
    m.y = (a.y + b.y) / 2;
    m.z = (a.z + b.z) / 2;
    m.place = (a.place + b.place) * 0.5f;
    float sum[3], length2 = 0;
    for (int i = 0; i < 3; ++i) {
        sum[i] = static_cast<float>(a.normal[i]) + static_cast<float>(b.normal[i]);
        length2 += sum[i] * sum[i];
    }
    const float length = std::sqrt(length2);
    for (int i = 0; i < 3; ++i)
        m.normal[i] = length > 0 ? static_cast<std::int8_t>(std::lround(sum[i] / length * 127)) : a.normal[i];
    return m;
}

/// Halves the edge that is longest in the picture until no piece is larger than `most_repeats`.
bool cut(const Triangle& whole, float most_repeats, std::size_t most, std::vector<TexturedCorner>& out) {
    std::vector<Triangle> waiting{whole};
    out.clear();
    while (!waiting.empty()) {
        const Triangle t = waiting.back();
        waiting.pop_back();
        const glm::vec2 range = range_of(t);
        if (std::max(range.x, range.y) <= most_repeats) {
            out.insert(out.end(), t.begin(), t.end());
            continue;
        }
        if (waiting.size() + out.size() / 3 + 2 > most) return false;
        std::size_t longest = 0;
        float best = -1;
        for (std::size_t i = 0; i < 3; ++i) {
            const float length = glm::length(t[(i + 1) % 3].place - t[i].place);
            if (length > best) best = length, longest = i;
        }
        const TexturedCorner &a = t[longest], &b = t[(longest + 1) % 3], &c = t[(longest + 2) % 3];
        const TexturedCorner m = middle_of(a, b);
        waiting.push_back({a, m, c});
        waiting.push_back({m, b, c});
    }
    return true;
}

}  // namespace

std::vector<TexturedCorner> split_repeating(const Triangle& triangle, int width_px, int height_px) {
    const CropLimits limits;
    const glm::vec2 px = range_of(triangle) * glm::vec2(width_px, height_px);
    std::vector<TexturedCorner> pieces(triangle.begin(), triangle.end());
    if (std::max(px.x, px.y) <= limits.most_repeated_px && px.x * px.y <= limits.most_repeated_area) return pieces;
    std::vector<TexturedCorner> cut_up;
    for (const std::size_t most : {good_pieces, most_pieces})
        for (const float most_repeats : {4.0f, 8.0f, 16.0f})
            if (cut(triangle, most_repeats, most, cut_up)) return cut_up;
    return pieces;
}

}  // namespace twin::scene
