#pragma once

#include "data/feature.h"

namespace twin::data {

/// Kinds whose faces are walls, roofs and ground.
bool is_body(FeatureKind kind);

/// Says of every face of a body with heights that has no meaning yet (polyhedra, TINs, multipatches, 3D polygons) what
/// it is: steep ones are walls; of the others those at the body's foot are ground, the rest is roof, whichever way they
/// are turned around. A body that is nothing but flat faces (2.5D) is a roof.
/// Frame: as read; metres or degrees across.  Pure.
void classify_faces(Feature& feature);

}  // namespace twin::data
