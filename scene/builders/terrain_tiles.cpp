#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <meshoptimizer.h>

#include "scene/builders/terrain.h"
#include "scene/builders/terrain_surface.h"

namespace twin::scene {
namespace {

constexpr double skirt_m = 40;

int tile_number(double m) {
    return static_cast<int>(std::floor(m / data::tile_size_m));
}

/// A run of cells whose middles lie in the same row or column of tiles.
struct Run {
    int tile, first, last;  ///< Cells `first` to `last` - 1.
};

std::vector<Run> runs_of(double start_m, double step_m, int cells) {
    std::vector<Run> runs;
    for (int i = 0; i < cells; ++i) {
        const int tile = tile_number(start_m + (i + 0.5) * step_m);
        if (runs.empty() || runs.back().tile != tile) runs.push_back({tile, i, i});
        runs.back().last = i + 1;
    }
    return runs;
}

/// Fills one tile from a block of cells.
class TileMaker {
  public:
    TileMaker(const data::Terrain& terrain, int layer, const Run& columns, const Run& rows)
        : terrain_(terrain), columns_(columns), rows_(rows) {
        tile_.content = data::TileContent::terrain;
        tile_.layer = layer;
        tile_.column = columns.tile;
        tile_.row = rows.tile;
        tile_.origin = {(columns.tile + 0.5) * data::tile_size_m, (rows.tile + 0.5) * data::tile_size_m,
                        std::round(static_cast<double>(terrain.at(columns.first, rows.first)))};
    }

    /// The corners alone.
    data::Tile make_level() {
        const std::uint32_t west = static_cast<std::uint32_t>(columns_.first),
                            south = static_cast<std::uint32_t>(rows_.first);
        const std::uint32_t east = static_cast<std::uint32_t>(columns_.last),
                            north = static_cast<std::uint32_t>(rows_.last);
        for (const auto& [i, j] : {std::pair(west, south), {east, south}, {east, north}, {west, north}}) {
            data::MeshVertex v = vertex(static_cast<int>(i), static_cast<int>(j), 0);
            v.normal[2] = 127;
            tile_.mesh.vertices.push_back(v);
        }
        tile_.mesh.triangles = {0, 1, 2, 0, 2, 3};
        return std::move(tile_);
    }

    data::Tile make() {
        add_points();
        add_cells();
        if (rows_.first == 0) add_skirt(columns_, true, 0, {0, -127, 0});
        if (rows_.last == terrain_.rows - 1) add_skirt(columns_, true, terrain_.rows - 1, {0, 127, 0});
        if (columns_.first == 0) add_skirt(rows_, false, 0, {-127, 0, 0});
        if (columns_.last == terrain_.columns - 1) add_skirt(rows_, false, terrain_.columns - 1, {127, 0, 0});
        auto& triangles = tile_.mesh.triangles;
        meshopt_optimizeVertexCache(triangles.data(), triangles.data(), triangles.size(), tile_.mesh.vertices.size());
        return std::move(tile_);
    }

  private:
    data::MeshVertex vertex(int i, int j, double drop_m) {
        const glm::dvec3 p(terrain_.x0_m + i * terrain_.step_m, terrain_.y0_m + j * terrain_.step_m,
                           terrain_.at(i, j) - drop_m);
        tile_.bounds.add(p);
        data::MeshVertex v;
        v.x = static_cast<float>(p.x - tile_.origin.x_m);
        v.y = static_cast<float>(p.y - tile_.origin.y_m);
        v.z = static_cast<float>(p.z - tile_.origin.z_m);
        v.material = static_cast<std::uint8_t>(data::Material::terrain);
        return v;
    }

    void add_points() {
        for (int j = rows_.first; j <= rows_.last; ++j) {
            for (int i = columns_.first; i <= columns_.last; ++i) {
                data::MeshVertex v = vertex(i, j, 0);
                const glm::vec3 normal = terrain_normal(terrain_, i, j);
                for (int axis = 0; axis < 3; ++axis)
                    v.normal[axis] = static_cast<std::int8_t>(std::lround(normal[axis] * 127));
                tile_.mesh.vertices.push_back(v);
            }
        }
    }

    void add_cells() {
        const std::uint32_t width = static_cast<std::uint32_t>(columns_.last - columns_.first + 1);
        for (int j = 0; j < rows_.last - rows_.first; ++j) {
            for (int i = 0; i < columns_.last - columns_.first; ++i) {
                const std::uint32_t sw = static_cast<std::uint32_t>(j) * width + static_cast<std::uint32_t>(i);
                const std::uint32_t se = sw + 1, nw = sw + width, ne = nw + 1;
                tile_.mesh.triangles.insert(tile_.mesh.triangles.end(), {sw, se, ne, sw, ne, nw});
            }
        }
    }

    /// Along a rim of the city; `along_x`: the rim runs west to east at row `fixed`.
    void add_skirt(const Run& run, bool along_x, int fixed, const std::array<int, 3>& normal) {
        const std::uint32_t first = static_cast<std::uint32_t>(tile_.mesh.vertices.size());
        for (int k = run.first; k <= run.last; ++k) {
            for (const double drop : {0.0, skirt_m}) {
                data::MeshVertex v = along_x ? vertex(k, fixed, drop) : vertex(fixed, k, drop);
                for (std::size_t axis = 0; axis < 3; ++axis) v.normal[axis] = static_cast<std::int8_t>(normal[axis]);
                tile_.mesh.vertices.push_back(v);
            }
        }
        // Seen from outside, the south and east rims run from left to right.
        const bool left_to_right = along_x ? normal[1] < 0 : normal[0] > 0;
        for (int k = 0; k < run.last - run.first; ++k) {
            std::uint32_t top = first + 2 * static_cast<std::uint32_t>(k), low = top + 1, next = top + 2,
                          next_low = top + 3;
            if (!left_to_right) {
                std::swap(top, next);
                std::swap(low, next_low);
            }
            tile_.mesh.triangles.insert(tile_.mesh.triangles.end(), {low, next_low, next, low, next, top});
        }
    }

    const data::Terrain& terrain_;
    Run columns_, rows_;
    data::Tile tile_;
};

}  // namespace

std::vector<data::Tile> build_terrain_tiles(const data::Terrain& terrain, int layer) {
    std::vector<data::Tile> tiles;
    if (terrain.columns < 2 || terrain.rows < 2) return tiles;
    const std::vector<Run> columns = runs_of(terrain.x0_m, terrain.step_m, terrain.columns - 1);
    for (const Run& rows : runs_of(terrain.y0_m, terrain.step_m, terrain.rows - 1))
        for (const Run& run : columns) tiles.push_back(TileMaker(terrain, layer, run, rows).make());
    return tiles;
}

std::vector<data::Tile> build_level_tiles(const data::Terrain& terrain, int layer,
                                          const std::function<bool(int column, int row)>& wanted) {
    constexpr std::size_t block = 16;
    std::vector<data::Tile> tiles;
    if (terrain.columns < 2 || terrain.rows < 2) return tiles;
    const std::vector<Run> columns = runs_of(terrain.x0_m, terrain.step_m, terrain.columns - 1);
    const std::vector<Run> rows = runs_of(terrain.y0_m, terrain.step_m, terrain.rows - 1);
    for (std::size_t y = 0; y < rows.size(); y += block)
        for (std::size_t x = 0; x < columns.size(); x += block) {
            const std::size_t x1 = std::min(x + block, columns.size()), y1 = std::min(y + block, rows.size());
            bool any = false;
            for (std::size_t j = y; j < y1; ++j)
                for (std::size_t i = x; i < x1; ++i) any = any || wanted(columns[i].tile, rows[j].tile);
            if (!any) {
                const Run east{columns[x].tile, columns[x].first, columns[x1 - 1].last};
                const Run north{rows[y].tile, rows[y].first, rows[y1 - 1].last};
                tiles.push_back(TileMaker(terrain, layer, east, north).make_level());
                continue;
            }
            for (std::size_t j = y; j < y1; ++j)
                for (std::size_t i = x; i < x1; ++i)
                    tiles.push_back(wanted(columns[i].tile, rows[j].tile)
                                        ? TileMaker(terrain, layer, columns[i], rows[j]).make()
                                        : TileMaker(terrain, layer, columns[i], rows[j]).make_level());
        }
    return tiles;
}

}  // namespace twin::scene
