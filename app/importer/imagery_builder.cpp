#include "app/importer/imagery_builder.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>

#include "app/importer/imagery_painter.h"
#include "data/city_file/imagery_tile.h"

namespace twin::app {

namespace {

constexpr int block_levels = 3;                 ///< Coarser levels that a block makes by itself.
constexpr int block_tiles = 1 << block_levels;  ///< Tiles along a side of a block.
constexpr std::size_t cache_bytes = 256u << 20;

const base::Error cancelled{"the import was cancelled; nothing was written"};

struct PackedTile {
    int level = 0, column = 0, row = 0;
    std::vector<std::byte> picture;
};

/// What one block gives.
struct PaintedBlock {
    std::vector<PackedTile> tiles;
    data::Pixels top;  ///< Its coarsest tile, for the levels above; none: nothing is visible.
    std::optional<base::Error> error;
};

data::Pixels cut(const data::Pixels& from, int x, int y, int side) {
    data::Pixels out{side, side, {}};
    out.rgba.resize(4 * static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    for (int row = 0; row < side; ++row)
        std::copy_n(from.at(x, y + row), 4 * static_cast<std::size_t>(side), out.at(0, row));
    return out;
}

/// Clips what was painted beyond the pyramid's edge.
void clear_outside(data::Pixels& pixels, int columns, int rows) {
    for (int y = 0; y < pixels.height_px; ++y) {
        const int from = y < rows ? std::clamp(columns, 0, pixels.width_px) : 0;
        if (from < pixels.width_px)
            std::fill(pixels.at(from, y), pixels.at(pixels.width_px - 1, y) + 4, std::uint8_t{0});
    }
}

class PyramidBuilder {
  public:
    PyramidBuilder(const ImageryLayout& layout, const data::CityFrame& frame, data::CityFileWriter& writer)
        : layout_(layout), info_(layout.info), frame_(frame), writer_(writer), cache_(cache_bytes) {
        finest_ = static_cast<int>(info_.levels.size()) - 1;
        const data::ImageryLevel& level = info_.levels.back();
        across_ = (level.columns + block_tiles - 1) / block_tiles;
        down_ = (level.rows + block_tiles - 1) / block_tiles;
        top_level_ = std::max(0, finest_ - block_levels);
    }

    base::Result<void> build(const std::function<bool(double share)>& progress);

  private:
    PaintedBlock paint(int column, int row, MosaicPainter& painter) const;
    base::Result<void> write(PaintedBlock& block, int column, int row);
    base::Result<void> build_top();

    const ImageryLayout& layout_;
    const data::ImageryInfo& info_;
    const data::CityFrame& frame_;
    data::CityFileWriter& writer_;
    PieceCache cache_;
    int finest_ = 0, top_level_ = 0, across_ = 0, down_ = 0;
    std::map<std::pair<int, int>, data::Pixels> tops_;  ///< Tiles of level `top_level_` by row and column.
};

/// The tiles of `pixels` at one level. False: out of memory.
bool pack_tiles(const data::Pixels& pixels, const data::ImageryInfo& info, int level, int column0, int row0,
                std::vector<PackedTile>& tiles) {
    const int across = pixels.width_px / info.tile_px;
    for (int j = 0; j < across; ++j)
        for (int i = 0; i < across; ++i) {
            const data::Pixels tile = cut(pixels, i * info.tile_px, j * info.tile_px, info.tile_px);
            if (data::cover_of(tile) == data::Cover::none) continue;
            auto packed = data::encode_picture(tile);
            if (!packed.ok()) return false;
            tiles.push_back({level, column0 + i, row0 + j, std::move(*packed)});
        }
    return true;
}

PaintedBlock PyramidBuilder::paint(int column, int row, MosaicPainter& painter) const {
    PaintedBlock out;
    const int side_px = block_tiles * info_.tile_px;
    const double pixel_m = info_.levels.back().pixel_m;
    const MosaicBlock block{info_.x0_m + column * side_px * pixel_m, info_.y1_m - row * side_px * pixel_m, pixel_m,
                            side_px};
    data::Pixels pixels = painter.paint(block);
    const glm::dvec3 size = layout_.extent.size();
    clear_outside(pixels, static_cast<int>(std::lround(size.x / pixel_m)) - column * side_px,
                  static_cast<int>(std::lround(size.y / pixel_m)) - row * side_px);
    if (data::cover_of(pixels) == data::Cover::none) return out;
    for (int level = finest_; level >= top_level_; --level) {
        const int tiles = block_tiles >> (finest_ - level);
        if (!pack_tiles(pixels, info_, level, column * tiles, row * tiles, out.tiles)) {
            out.error = base::Error{"a picture of the ground cannot be packed; the memory may be full"};
            return out;
        }
        if (level > top_level_) pixels = shrunk(pixels, 2);
    }
    if (top_level_ > 0) out.top = std::move(pixels);
    return out;
}

base::Result<void> PyramidBuilder::write(PaintedBlock& block, int column, int row) {
    if (block.error) return *block.error;
    for (const PackedTile& tile : block.tiles)
        if (auto done = writer_.add_imagery_tile(info_.layer, tile.level, tile.column, tile.row, tile.picture);
            !done.ok())
            return done;
    if (!block.top.rgba.empty()) tops_[{row, column}] = std::move(block.top);
    return {};
}

/// The coarsest levels, which are made from all blocks.
base::Result<void> PyramidBuilder::build_top() {
    for (int level = top_level_ - 1; level >= 0; --level) {
        std::map<std::pair<int, int>, data::Pixels> halves;
        const int side = info_.tile_px, half = side / 2;
        for (const auto& [place, tile] : tops_) {
            data::Pixels& parent = halves[{place.first / 2, place.second / 2}];
            if (parent.rgba.empty())
                parent = {side, side, std::vector<std::uint8_t>(4 * static_cast<std::size_t>(side * side), 0)};
            const data::Pixels small = shrunk(tile, 2);
            for (int y = 0; y < half; ++y)
                std::copy_n(small.at(0, y), 4 * static_cast<std::size_t>(half),
                            parent.at(place.second % 2 * half, place.first % 2 * half + y));
        }
        tops_ = std::move(halves);
        for (const auto& [place, tile] : tops_) {
            PaintedBlock block;
            if (!pack_tiles(tile, info_, level, place.second, place.first, block.tiles))
                return base::Error{"a picture of the ground cannot be packed; the memory may be full"};
            if (auto done = write(block, 0, 0); !done.ok()) return done;
        }
    }
    return {};
}

base::Result<void> PyramidBuilder::build(const std::function<bool(double share)>& progress) {
    if (auto done = writer_.add_imagery(info_, layout_.extent); !done.ok()) return done;
    const int count = across_ * down_;
    int next = 0, written = 0;
    std::atomic<bool> failed = false;
    base::Result<void> outcome;
    tbb::enumerable_thread_specific<MosaicPainter> painters([&] { return MosaicPainter(layout_, frame_, cache_); });
    struct Job {
        int column = 0, row = 0;
        std::shared_ptr<PaintedBlock> block;
    };
    const auto give = tbb::make_filter<void, Job>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
        if (next >= count || failed) {
            flow.stop();
            return Job{};
        }
        const int i = next++;
        return Job{i % across_, i / across_, nullptr};
    });
    const auto make = tbb::make_filter<Job, Job>(tbb::filter_mode::parallel, [&](Job job) {
        if (!failed) job.block = std::make_shared<PaintedBlock>(paint(job.column, job.row, painters.local()));
        return job;
    });
    const auto take = tbb::make_filter<Job, void>(tbb::filter_mode::serial_in_order, [&](const Job& job) {
        if (failed || !job.block) return;
        outcome = write(*job.block, job.column, job.row);
        if (outcome.ok() && !progress(double(++written) / count)) outcome = cancelled;
        failed = !outcome.ok();
    });
    constexpr std::size_t blocks_under_way = 4;
    tbb::parallel_pipeline(blocks_under_way, give & make & take);
    if (!outcome.ok()) return outcome;
    return build_top();
}

}  // namespace

base::Result<void> build_imagery(const ImageryLayout& layout, const data::CityFrame& frame,
                                 data::CityFileWriter& writer, const std::function<bool(double share)>& progress) {
    assert(!layout.info.levels.empty() && layout.info.layer > 0);
    return PyramidBuilder(layout, frame, writer).build(progress);
}

}  // namespace twin::app
