#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/raster.h"
#include "data/tile.h"
#include "scene/camera.h"
#include "scene/imagery_page.h"
#include "scene/overlay_drawing.h"
#include "scene/sun.h"

namespace twin::scene {

/// How one layer is shown.
struct LayerState {
    bool visible = true;
    float opacity = 1;
    bool invented = false;  ///< Invented or planned things look different.
};

/// Knobs of the picture that are no part of the city.
struct PictureStyle {
    bool shadows = true;
    int samples = 4;  ///< MSAA samples: 1, 2, 4 or 8.
    float tree_distance_m = 6000;
    bool haze = true;
    int imagery_mb = 256;  ///< Most memory for pictures on the ground, MB of 1024 * 1024 bytes.
};

class Sight;

/// All that one frame may see, const. The same view gives the same picture.
/// Owner: City::look(); valid until the next change of the city.
struct FrameView {
    Camera camera;
    int width_px = 1280, height_px = 720;
    UtcSeconds time = 0;
    SunPosition sun;
    glm::dvec3 sun_direction{0.4, -0.5, 0.75};
    std::span<const std::shared_ptr<const data::Tile>> tiles;
    std::span<const LayerState> layers;  ///< By layer number; [0] is for tiles without a layer.
    std::vector<const OverlayDrawing*> overlays;
    std::shared_ptr<const ImageryView> imagery;  ///< Pictures on the ground; null: none are shown.
    const data::Terrain* terrain = nullptr;
    const Sight* sight = nullptr;  ///< What hides markers, with the terrain.
    std::uint32_t selected = 0;    ///< Object number, 0: none.
    std::uint32_t hovered = 0;
    PictureStyle style;
};

}  // namespace twin::scene
