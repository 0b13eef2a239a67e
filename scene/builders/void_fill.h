#pragma once

#include <cstddef>
#include <vector>

namespace twin::scene {

/// Replaces NaN in a row-major grid by smooth values from around (pull-push pyramid, then a few steps of averaging).
/// Leaves a grid without any number alone.  Returns how many were filled.  Pure.
/// Source: Gortler et al., "The Lumigraph" (1996), section 3.4.
std::size_t fill_voids(std::vector<float>& values, int columns, int rows);

}  // namespace twin::scene
