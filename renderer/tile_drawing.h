#pragma once

#include <vector>

#include "renderer/culling.h"
#include "renderer/tile_cache.h"
#include "scene/frame_view.h"

namespace twin::renderer {

/// One tile that a pass is about to draw.
struct TileDraw {
    const data::Tile* tile = nullptr;
    const GpuTile* gpu = nullptr;
    scene::LayerState layer;
    double distance_m = 0;
};

/// The visible tiles of a view inside a frustum, nearest first; `wanted` says which contents.
std::vector<TileDraw> collect_tiles(const scene::FrameView& view, const TileCache& cache, const Frustum& frustum,
                                    const base::CityPoint& eye, bool (*wanted)(data::TileContent));

bool is_ground(data::TileContent content);  ///< Terrain and what lies in it.
bool is_solid(data::TileContent content);   ///< Buildings, structures, models.
bool is_vegetation(data::TileContent content);

/// Sets uniform 0 (offset of the tile from `eye`) and binds and draws the mesh; the layout's array is bound already.
void draw_mesh(const TileDraw& draw, const base::CityPoint& eye, unsigned vertex_array);

/// The same for the textured part, with its pages in unit 2.
void draw_textured(const TileDraw& draw, const base::CityPoint& eye, unsigned textured_array);

/// The vertex array for data::MeshVertex.
gl::VertexArray make_mesh_array();
/// The vertex array for data::TexturedVertex.
gl::VertexArray make_textured_array();

}  // namespace twin::renderer
