#pragma once

#include "data/feature.h"

namespace twin::data {

/// Gives every corner whose normal is zero one of its own: the mean of the faces around the point that bend by less
/// than 40 degrees against its face, weighted by area, so that edges of houses stay sharp and domes round. Then joins
/// equal vertices and drops those that no triangle uses.
void finish_mesh(ModelMesh& mesh);

}  // namespace twin::data
