#include "scene/builders/draping.h"

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

}  // namespace

std::size_t drape(const TriangleStyle& style, const std::vector<glm::dvec3>& flat, const data::Terrain& terrain,
                  TileAssembler& out) {
    std::vector<glm::dvec3> pieces;
    std::vector<glm::vec3> normals;
    std::size_t count = 0;
    // One triangle at a time keeps the memory of a large forest small.
    for (std::size_t i = 0; i + 2 < flat.size(); i += 3) {
        pieces.clear();
        drape_triangle(flat[i], flat[i + 1], flat[i + 2], terrain, pieces);
        normals.clear();
        for (const glm::dvec3& p : pieces) normals.push_back(terrain_normal_at(terrain, p.x, p.y));
        for (std::size_t first = 0; first < pieces.size();) {
            const TilePlace place = place_of(&pieces[first]);
            std::size_t last = first + 3;
            while (last < pieces.size() && place_of(&pieces[last]) == place) last += 3;
            const glm::dvec3 anchor = (pieces[first] + pieces[first + 1] + pieces[first + 2]) / 3.0;
            out.add_triangles(style, anchor, std::span(pieces).subspan(first, last - first),
                              std::span(normals).subspan(first, last - first));
            first = last;
        }
        count += pieces.size() / 3;
    }
    return count;
}

}  // namespace twin::scene
