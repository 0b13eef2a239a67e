#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "app/importer/imagery_store.h"
#include "base/complaint.h"
#include "base/frames.h"
#include "data/crs.h"
#include "data/imagery.h"

namespace twin::app {

/// The pictures of one file, as they are read.
struct PicturesOfFile {
    std::string name;
    const ImageryStore* store = nullptr;
    const data::CrsInfo* crs = nullptr;
};

/// One picture on one grid of pixels, in pieces.
/// Frame: `transform` maps pixel corners of the picture (column, row) to its CRS.
struct MosaicRaster {
    struct Piece {
        std::size_t index = 0;  ///< In the store.
        int column = 0, row = 0, width = 0, height = 0;
    };
    const PicturesOfFile* file = nullptr;
    std::array<double, 6> transform{};
    std::vector<Piece> pieces;
    int column0 = 0, row0 = 0, column1 = 0, row1 = 0;  ///< What the pieces cover together.
    double pixel_m = 0;                                ///< In the city; the shorter side.
    glm::dvec2 corner_m{0, 0};                         ///< Where its pixel corner (column0, row0) lies.
    base::Box3 box;                                    ///< In the city, a bit too large rather than too small.
};

/// How the pictures of one layer become one pyramid.
struct ImageryLayout {
    std::vector<MosaicRaster> rasters;  ///< The coarsest first: finer ones lie on top.
    data::ImageryInfo info;             ///< `layer` is not set yet; no levels: there is nothing to show.
    base::Box3 extent;                  ///< Of the pyramid's pictures.
};

/// What a pyramid may take when the recipe does not say how fine it shall be.
inline constexpr double usual_imagery_bytes = 1e9;

/// `clip`: what of the city has ground to lay pictures on. `wanted_m`: side of a pixel that the recipe asks for, 0: the
/// finest picture's, as long as the pyramid stays below `most_bytes`.
/// Complains of pictures that lie elsewhere, of one that is shown coarser than it is, and of ones left out.
ImageryLayout lay_out_imagery(const std::vector<PicturesOfFile>& files, const data::CityFrame& frame,
                              const base::Box3& clip, double wanted_m, double most_bytes,
                              std::vector<base::Complaint>& complaints);

}  // namespace twin::app
