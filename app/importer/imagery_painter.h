#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "app/importer/imagery_layout.h"
#include "data/pixels.h"

namespace twin::app {

/// Every pixel the mean of n x n; what is transparent does not count, and what is left over at the right and bottom
/// makes pixels of its own.  Pure.
data::Pixels shrunk(const data::Pixels& pixels, int n);

/// Unpacked pieces that may be needed again soon.
/// Thread: any.
class PieceCache {
  public:
    explicit PieceCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}
    std::shared_ptr<const data::Pixels> get(const MosaicRaster& raster, std::size_t piece, int shrink);

  private:
    using Key = std::pair<const MosaicRaster*, std::size_t>;
    struct Entry {
        std::shared_ptr<const data::Pixels> pixels;
        std::list<Key>::iterator place;
    };
    std::mutex mutex_;
    std::list<Key> order_;  ///< The one used last in front.
    std::map<Key, Entry> entries_;
    std::size_t bytes_ = 0;
    const std::size_t most_bytes_;
};

/// A square of the city that is painted at a time.
struct MosaicBlock {
    double x0_m = 0, y1_m = 0;  ///< North-west corner.
    double pixel_m = 1;
    int side_px = 2048;

    base::Box3 box() const;
};

/// Paints pictures into squares of the city: each pixel is looked up in the picture where the inverse mapping leads,
/// bilinear or, from finer pictures, from means. Finer pictures lie on coarser ones and fade into them over a few
/// pixels at their edges.
/// Thread: one at a time per object (PROJ); the cache is shared.
class MosaicPainter {
  public:
    MosaicPainter(const ImageryLayout& layout, const data::CityFrame& frame, PieceCache& cache)
        : layout_(layout), frame_(frame), cache_(cache) {}

    /// Errors: none; where no picture lies, transparent.
    data::Pixels paint(const MosaicBlock& block);

  private:
    struct Layer;
    struct Lattice;
    bool look_up(const MosaicRaster& raster, const MosaicBlock& block, Lattice& lattice);
    void paint_piece(const MosaicRaster& raster, std::size_t piece, const Lattice& lattice, const MosaicBlock& block,
                     Layer& layer);
    const data::Placer* placer_of(const MosaicRaster& raster);

    const ImageryLayout& layout_;
    const data::CityFrame& frame_;
    PieceCache& cache_;
    std::map<const data::CrsInfo*, std::unique_ptr<data::Placer>> placers_;
};

}  // namespace twin::app
