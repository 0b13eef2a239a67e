#pragma once

#include <vector>

namespace twin::sample {

/// A square grid of heights that is being worn down.
struct ErosionGrid {
    int columns = 0, rows = 0;
    double step_m = 0;
    std::vector<double> height_m;
    std::vector<double> wear;  ///< 0: stays as it is; 1: soft rock.
};

/// Cuts valleys where water gathers.
/// Source: Braun and Willett 2013, "A very efficient O(n), implicit and parallel method to solve the stream power
/// equation", eq. (21) with m = 0.5, n = 1; pits drained by priority flood (Barnes et al. 2014).
void erode(ErosionGrid& grid, int rounds, double strength);

}  // namespace twin::sample
