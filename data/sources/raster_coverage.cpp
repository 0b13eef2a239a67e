#include "data/sources/raster_coverage.h"

#include <gdal_priv.h>

#include <algorithm>
#include <cstdint>

namespace twin::data {

Coverage coverage_of(GDALDataset& dataset, const PictureBands& bands, int x, int y, int width, int height) {
    Coverage sum = Coverage::none;
    for (int c = 0; c < 3; ++c) {
        if (c > 0 && bands.colour[c] == bands.colour[c - 1]) continue;
        GDALRasterBand* band = dataset.GetRasterBand(bands.colour[c]);
        const int flags = band->GetDataCoverageStatus(x, y, width, height, 0, nullptr);
        if (flags & GDAL_DATA_COVERAGE_STATUS_UNIMPLEMENTED) return Coverage::all;
        if (!(flags & GDAL_DATA_COVERAGE_STATUS_DATA)) continue;
        if (!(flags & GDAL_DATA_COVERAGE_STATUS_EMPTY)) return Coverage::all;
        sum = Coverage::some;
    }
    return sum;
}

void clear_what_is_missing(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out) {
    int block_columns = 1, block_rows = 1;
    dataset.GetRasterBand(bands.colour[0])->GetBlockSize(&block_columns, &block_rows);
    const auto shown = [](std::int64_t at, int size, int wanted) {
        return static_cast<int>(std::clamp<std::int64_t>((at * wanted + size - 1) / size, 0, wanted));
    };
    const int right = window.x + window.width, bottom = window.y + window.height;
    for (int y = window.y / block_rows * block_rows; y < bottom; y += block_rows)
        for (int x = window.x / block_columns * block_columns; x < right; x += block_columns) {
            const int x0 = std::max(x, window.x), x1 = std::min(x + block_columns, right);
            const int y0 = std::max(y, window.y), y1 = std::min(y + block_rows, bottom);
            if (coverage_of(dataset, bands, x0, y0, x1 - x0, y1 - y0) != Coverage::none) continue;
            const int from = shown(x0 - window.x, window.width, out.width_px);
            const int to = shown(x1 - window.x, window.width, out.width_px);
            const int last = shown(y1 - window.y, window.height, out.height_px);
            for (int row = shown(y0 - window.y, window.height, out.height_px); row < last; ++row)
                for (int column = from; column < to; ++column) std::fill_n(out.at(column, row), 4, std::uint8_t{0});
        }
}

}  // namespace twin::data
