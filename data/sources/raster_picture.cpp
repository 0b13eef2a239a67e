#include "data/sources/raster_picture.h"

#include <fmt/format.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "data/pixels.h"
#include "data/sources/raster_bands.h"
#include "data/sources/raster_coverage.h"

namespace twin::data {
namespace {

using base::ComplaintKind;

constexpr std::int64_t band_bytes = 64 << 20;  ///< Of RGBA rows held at a time.

/// Reads one picture; rows in bands as wide as the picture, because many files are stored in rows.
class PictureReader {
  public:
    PictureReader(GDALDataset& dataset, const PictureBands& bands, int step, GdalErrors& errors)
        : dataset_(dataset), bands_(bands), step_(step), errors_(errors) {
        columns_ = dataset.GetRasterXSize() / step;
        rows_ = dataset.GetRasterYSize() / step;
    }

    int columns() const { return columns_; }
    int rows() const { return rows_; }
    int rows_at_once() const {
        return static_cast<int>(std::clamp<std::int64_t>(band_bytes / 4 / columns_, 16, piece_px));
    }

    Coverage coverage(int first_row, int count, int column, int width) const {
        return coverage_of(dataset_, bands_, column * step_, first_row * step_, width * step_, count * step_);
    }

    base::Result<Pixels> read(int first_row, int count, int column, int width, bool sparse) {
        Pixels out{width, count, {}};
        out.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(count));
        RasterWindow window;
        window.x = column * step_;
        window.y = first_row * step_;
        window.width = width * step_;
        window.height = count * step_;
        window.columns = width;
        window.rows = count;
        window.average = step_ > 1;
        if (read_rgba(dataset_, bands_, window, out)) {
            if (sparse) clear_what_is_missing(dataset_, bands_, window, out);
            return out;
        }
        return base::Error{
            fmt::format("reading: rows {} and following of {} cannot be read ({}); the file is cut off or damaged",
                        first_row * step_, dataset_.GetRasterYSize(), errors_.first("no reason given"))};
    }

  private:
    GDALDataset& dataset_;
    const PictureBands& bands_;
    const int step_;
    GdalErrors& errors_;
    int columns_ = 1, rows_ = 1;
};

/// How many of the file's pixels become one.
int step_for(GDALDataset& dataset, double pixel_m, double wanted_m) {
    const double pixels = double(dataset.GetRasterXSize()) * dataset.GetRasterYSize();
    double step = 1;
    if (wanted_m > 0 && pixel_m > 0) step = std::floor(wanted_m / pixel_m + 1e-6);
    step = std::max(step, std::ceil(std::sqrt(pixels / double(most_picture_pixels))));
    return static_cast<int>(
        std::clamp(step, 1.0, double(std::min(dataset.GetRasterXSize(), dataset.GetRasterYSize()))));
}

bool is_visible(const Pixels& pixels) {
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4)
        if (pixels.rgba[i] > 0) return true;
    return false;
}

Pixels cut(const Pixels& band, int column, int width) {
    Pixels piece{width, band.height_px, {}};
    piece.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(band.height_px));
    for (int row = 0; row < band.height_px; ++row)
        std::copy_n(band.at(column, row), 4 * static_cast<std::size_t>(width), piece.at(0, row));
    return piece;
}

std::array<double, 6> moved(const std::array<double, 6>& t, double step, double column, double row) {
    return {t[0] + step * (column * t[1] + row * t[2]), t[1] * step, t[2] * step,
            t[3] + step * (column * t[4] + row * t[5]), t[4] * step, t[5] * step};
}

}  // namespace

base::Result<void> read_picture(GDALDataset& dataset, const std::array<double, 6>& transform, const std::string& name,
                                double pixel_m, double wanted_m, GdalErrors& errors, SourceSink& sink,
                                const std::function<bool(double part)>& beat) {
    auto bands = picture_bands(dataset);
    if (!bands) return bands.error();
    errors.clear();
    if (auto done = settle_stretch(dataset, *bands, name, errors, sink); !done) return done;
    const int step = step_for(dataset, pixel_m, wanted_m);
    PictureReader reader(dataset, *bands, step, errors);
    if (step > 1 && !(wanted_m > 0))
        sink.complain({ComplaintKind::assumed, name,
                       fmt::format("read at a reduced size, {} x {} pixels", reader.columns(), reader.rows()),
                       fmt::format("its {} x {} pixels are more than {} million", dataset.GetRasterXSize(),
                                   dataset.GetRasterYSize(), most_picture_pixels / 1'000'000)});
    bool any = false;
    const int advance = reader.rows_at_once() - 1;  // one row is read twice: pieces overlap
    for (int row = 0; row == 0 || row + 1 < reader.rows(); row += advance) {
        const int count = std::min(advance + 1, reader.rows() - row);
        const Coverage cover = reader.coverage(row, count, 0, reader.columns());
        if (cover != Coverage::none) {
            // Whole rows at once, because many files are stored in rows; of a sparse one only what is there.
            base::Result<Pixels> band = cover == Coverage::all ? reader.read(row, count, 0, reader.columns(), false)
                                                               : base::Result<Pixels>(Pixels{});
            if (!band) return band.error();
            for (int column = 0; column == 0 || column + 1 < reader.columns(); column += piece_px - 1) {
                const int width = std::min(piece_px, reader.columns() - column);
                if (cover == Coverage::some && reader.coverage(row, count, column, width) == Coverage::none) continue;
                auto piece = cover == Coverage::all ? base::Result<Pixels>(cut(*band, column, width))
                                                    : reader.read(row, count, column, width, true);
                if (!piece) return piece.error();
                if (!is_visible(*piece)) continue;
                any = true;
                sink.ground_picture({moved(transform, step, column, row), std::move(*piece)});
            }
        }
        if (!beat(static_cast<double>(row + count) / reader.rows())) return base::Error{"reading: cancelled"};
    }
    if (!any) return base::Error{"reading: expected a picture, but all of its pixels are void or transparent"};
    return {};
}

}  // namespace twin::data
