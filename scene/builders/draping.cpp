#include "scene/builders/draping.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "scene/builders/ground.h"
#include "scene/builders/terrain_surface.h"

namespace twin::scene {
namespace {

struct TilePlace {
    long column, row;
    bool operator==(const TilePlace&) const = default;
};

TilePlace place_of(const glm::dvec3* triangle) {
    const glm::dvec3 centre = (triangle[0] + triangle[1] + triangle[2]) / 3.0;
    return {static_cast<long>(std::floor(centre.x / data::tile_size_m)),
            static_cast<long>(std::floor(centre.y / data::tile_size_m))};
}

/// Hands the pieces, which follow one another through the plane, to the tiles that they lie in.
void add_pieces(const TriangleStyle& style, std::span<const glm::dvec3> pieces, const data::Terrain& terrain,
                TileAssembler& out) {
    std::vector<glm::vec3> normals;
    for (std::size_t first = 0; first < pieces.size();) {
        const TilePlace place = place_of(&pieces[first]);
        std::size_t last = first + 3;
        while (last < pieces.size() && place_of(&pieces[last]) == place) last += 3;
        normals.clear();
        for (std::size_t i = first; i < last; ++i)
            normals.push_back(terrain_normal_at(terrain, pieces[i].x, pieces[i].y));
        const glm::dvec3 anchor = (pieces[first] + pieces[first + 1] + pieces[first + 2]) / 3.0;
        out.add_triangles(style, anchor, pieces.subspan(first, last - first), normals);
        first = last;
    }
}

/// A convex polygon that grows by triangles which share an edge with its first corner.
struct Fan {
    std::array<glm::dvec3, most_convex_corners> corner;
    std::size_t count = 0;

    std::span<const glm::dvec3> corners() const { return std::span(corner).first(count); }

    bool is_convex() const {
        for (std::size_t i = 0; i < count; ++i) {
            const glm::dvec3 a = corner[(i + 1) % count] - corner[i];
            const glm::dvec3 b = corner[(i + 2) % count] - corner[(i + 1) % count];
            if (!(a.x * b.y - a.y * b.x > 0)) return false;
        }
        return true;
    }

    void start(const glm::dvec3* triangle) {
        std::copy(triangle, triangle + 3, corner.begin());
        count = 3;
    }

    bool grow(const glm::dvec3* triangle) {
        if (count == most_convex_corners || triangle[0] != corner[0]) return false;
        Fan grown = *this;
        if (triangle[1] == corner[count - 1]) {
            grown.corner[grown.count++] = triangle[2];
        } else if (triangle[2] == corner[1]) {
            std::copy_backward(corner.begin() + 1, corner.begin() + static_cast<std::ptrdiff_t>(count),
                               grown.corner.begin() + static_cast<std::ptrdiff_t>(count + 1));
            grown.corner[1] = triangle[1];
            ++grown.count;
        } else {
            return false;
        }
        if (!grown.is_convex()) return false;
        *this = grown;
        return true;
    }
};

}  // namespace

std::size_t drape(const TriangleStyle& style, const std::vector<glm::dvec3>& flat, const data::Terrain& terrain,
                  TileAssembler& out) {
    std::vector<glm::dvec3> pieces;
    std::size_t count = 0;
    for (std::size_t i = 0; i + 2 < flat.size();) {
        Fan fan;
        fan.start(&flat[i]);
        for (i += 3; i + 2 < flat.size() && fan.grow(&flat[i]);) i += 3;
        pieces.clear();
        drape_convex(fan.corners(), terrain, pieces);
        add_pieces(style, pieces, terrain, out);
        count += pieces.size() / 3;
    }
    return count;
}

std::size_t drape(const TriangleStyle& style, const data::Surface& area, const data::Terrain& terrain,
                  TileAssembler& out) {
    std::vector<glm::dvec3> pieces;
    drape_area(area, terrain, pieces);
    add_pieces(style, pieces, terrain, out);
    return pieces.size() / 3;
}

}  // namespace twin::scene
