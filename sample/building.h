#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sample/vec2.h"
#include "sample/vec3.h"

namespace twin::sample {

enum class FaceKind { ground, wall, roof };

/// One flat face, counter-clockwise seen from outside.
struct Face {
    FaceKind kind = FaceKind::wall;
    std::vector<Vec3> ring;
};

/// A part of a building with colours of its own.
struct Body {
    std::vector<Face> faces;
    std::string wall_colour, roof_colour;  ///< "#rrggbb"
    std::string roof_type;  ///< AdV code: 1000 flat, 2100 shed, 3100 gabled, 3200 hipped, 3300 half-hipped, 3400
                            ///< mansard, 3500 tent
};

/// One building. With bodies: written as CityGML; with a footprint only: as OpenStreetMap outline and tags.
struct Building {
    std::string name;
    std::string function;  ///< AdV code ("31001_1000") for CityGML.
    std::string type;      ///< OSM building=* value.
    std::string street, number;
    int storeys = 1;
    double ground_m = 0;      ///< Height of the lowest ground at its walls.
    double height_m = 0;      ///< Ground to the highest point.
    std::deque<Body> bodies;  ///< A deque: builders keep references while bodies are added.
    std::vector<Polygon>
        footprints;          ///< Convex pieces, for collisions; the first one is the outline of a plain building.
    std::string roof_shape;  ///< OSM roof:shape for plain buildings.
    std::string wall_colour, roof_colour;
    double roof_height_m = 0;

    bool solid() const { return !bodies.empty(); }
};

}  // namespace twin::sample
