#pragma once

#include <string>

#include "data/feature.h"
#include "data/sources/vector_kind.h"

class OGRGeometry;

namespace twin::data {

/// What could not be taken over of one geometry, as counts.
struct GeometryLosses {
    int bad_points = 0;     ///< Not finite or absurdly far away; the part they belong to is left out.
    int short_parts = 0;    ///< Rings of fewer than three points, lines of fewer than two.
    int bad_heights = 0;    ///< z not finite or beyond 100 km; set to 0.
    int unknown_parts = 0;  ///< Kinds of geometry without a meaning here.
    bool any() const { return bad_points || short_parts || bad_heights || unknown_parts; }
    std::string sentence() const;
};

/// Adds every part of an OGR geometry to `feature`: points, lines, polygons with holes, collections, polyhedral
/// surfaces, TINs; curves become short straight pieces. Sets the height mode: absolute when its faces differ in z.
/// Frame: as the geometry, x east, y north.  Units: as the geometry; `limit` is the largest believable |x|, |y|.
/// Errors: what is bad is left out and counted.
GeometryLosses add_geometry(const OGRGeometry& geometry, double limit, Feature& feature);

GeometryShape shape_of(const OGRGeometry& geometry);

}  // namespace twin::data
