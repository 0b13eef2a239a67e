#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/frames.h"
#include "data/tile.h"

namespace twin::scene {

/// Triangles of an overlay: ribbons on the ground (Material::overlay, draped) or bodies.
/// Frame: metres of `origin`.  `version` changes whenever the mesh does, so that the renderer uploads it once.
struct OverlayMesh {
    base::CityPoint origin;
    data::Mesh mesh;
    std::uint64_t version = 0;
    bool lit = false;  ///< false: shown in its own colour whatever the light (guidance ribbons, speeds).
};

/// One moving body, drawn as a simple vehicle.
/// Frame: city, foot point at the middle; heading clockwise from grid north.
struct OverlayBody {
    base::CityPoint position;
    float heading_rad = 0;
    float length_m = 4.4f, width_m = 1.8f, height_m = 1.5f;
    std::uint32_t colour = 0xFFFFFFFF;  ///< 0xAABBGGRR sRGB.
    std::uint32_t object = 0;
};

/// A pin with a title; drawn as screen-space symbol above the city, hidden behind buildings by fading.
struct OverlayMarker {
    base::CityPoint position;  ///< The tip of the pin.
    std::string title;
    std::string title_en;
    std::uint32_t colour = 0xFFFFFFFF;
    std::uint32_t icon = 0;    ///< Material Icons code point, 0: a dot.
    std::uint32_t object = 0;  ///< Selecting it selects this object.
    float priority = 0;        ///< The higher one keeps its label when labels collide.
};

/// Everything an overlay shows in one frame.
struct OverlayDrawing {
    std::vector<OverlayMesh> meshes;
    std::vector<OverlayBody> bodies;
    std::vector<OverlayMarker> markers;
};

}  // namespace twin::scene
