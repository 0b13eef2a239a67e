#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace twin::data {

/// What the heights of a grid are heights of.
enum class GridMeaning : std::uint8_t {
    ground,   ///< A terrain model (DTM, DGM).
    surface,  ///< Of what stands on the ground as well (DSM, DOM): says how high buildings are, never where the ground
              ///< is.
    above_ground,  ///< Of what stands on the ground, counted from it (nDSM).
};

/// Heights on a regular grid, as read from one raster file.
/// Frame: the raster's CRS, x = east/longitude, y = north/latitude; `transform` maps pixel CORNERS like GDAL's
/// geotransform (x = t0 + col*t1 + row*t2, y = t3 + col*t4 + row*t5); a height belongs to the pixel centre.
/// Units: metres, NaN where void.  Row 0 is the northernmost in ordinary files.
struct HeightGrid {
    int columns = 0;
    int rows = 0;
    std::array<double, 6> transform{0, 1, 0, 0, 0, -1};
    std::vector<float> heights_m;  ///< rows * columns, row after row.
    GridMeaning meaning = GridMeaning::ground;

    float at(int column, int row) const { return heights_m[static_cast<std::size_t>(row) * columns + column]; }
};

/// The city's terrain model: heights at the corners of a square grid in the city frame.
/// Frame: city.  Units: metres.  Point (i,j) lies at x = x0_m + i*step_m, y = y0_m + j*step_m; row-major, south row
/// first; no NaN. Between points every square is split from its south-west to its north-east corner into two
/// triangles (south-east one: x-fraction >= y-fraction): terrain mesh, draping and `height_at` all agree on that.
/// Thread: any, read-only once built.
struct Terrain {
    double x0_m = 0;
    double y0_m = 0;
    double step_m = 10;
    int columns = 0;  ///< Points along x, at least 2 when not empty.
    int rows = 0;     ///< Points along y.
    std::vector<float> heights_m;
    bool measured = false;  ///< false: a flat plane stands in because no terrain was given.

    bool empty() const { return heights_m.empty(); }
    float at(int i, int j) const { return heights_m[static_cast<std::size_t>(j) * columns + i]; }
    double x1_m() const { return x0_m + (columns - 1) * step_m; }
    double y1_m() const { return y0_m + (rows - 1) * step_m; }

    /// Height on the triangle under (x,y); outside the grid, that of the nearest edge point.
    double height_at(double x_m, double y_m) const {
        if (empty()) return 0;
        double u = (x_m - x0_m) / step_m, v = (y_m - y0_m) / step_m;
        u = std::fmin(std::fmax(u, 0.0), columns - 1.0);
        v = std::fmin(std::fmax(v, 0.0), rows - 1.0);
        int i = static_cast<int>(u), j = static_cast<int>(v);
        if (i > columns - 2) i = columns - 2;
        if (j > rows - 2) j = rows - 2;
        const double fx = u - i, fy = v - j;
        const double sw = at(i, j), se = at(i + 1, j), nw = at(i, j + 1), ne = at(i + 1, j + 1);
        return fx >= fy ? sw + (se - sw) * fx + (ne - se) * fy : sw + (ne - nw) * fx + (nw - sw) * fy;
    }
};

}  // namespace twin::data
