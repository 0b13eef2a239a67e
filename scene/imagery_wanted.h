#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "data/imagery.h"
#include "data/raster.h"
#include "scene/camera.h"
#include "scene/imagery_page.h"

namespace twin::scene {

/// Lowest and highest ground over any rectangle, without looking at every height.
/// Frame: city.  Units: metres.  Thread: any, read-only once built.
class GroundRange {
  public:
    GroundRange() = default;
    explicit GroundRange(const data::Terrain& terrain);
    struct Range {
        float low = 0, high = 0;
    };
    /// Never too narrow; perhaps a little wide. Outside the terrain: its edge.
    Range over(double x0_m, double y0_m, double x1_m, double y1_m) const;

  private:
    struct Level {
        double cell_m = 1;
        int columns = 0, rows = 0;
        std::vector<Range> cells;
    };
    double x0_m_ = 0, y0_m_ = 0;
    std::vector<Level> levels_;  ///< Every next one has cells twice as wide.
};

/// For whom pages are chosen.
struct ImagerySight {
    Camera camera;
    int width_px = 1280, height_px = 720;
    std::size_t most_pages = 600;
};

/// The tiles that a picture needs: about one pixel of theirs for one of the picture, finer near the camera and coarser
/// far away, with all the coarser ones that cover the same ground, coarsest first. The coarsest level is wanted
/// whole. More than `most_pages` would be needed: everything a little coarser until it fits.
/// `shown`: which of the pyramids.  Pure.
std::vector<ImageryPlace> wanted_imagery(std::span<const data::ImageryInfo> pyramids, const std::vector<bool>& shown,
                                         const ImagerySight& sight, const GroundRange& ground);

}  // namespace twin::scene
