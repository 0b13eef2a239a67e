#include "data/sources/raster_bands.h"

#include <fmt/format.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cmath>

namespace twin::data {
namespace {

int band_coloured(GDALDataset& dataset, GDALColorInterp colour) {
    for (int band = 1; band <= dataset.GetRasterCount(); ++band)
        if (dataset.GetRasterBand(band)->GetColorInterpretation() == colour) return band;
    return 0;
}

void take_palette(const GDALColorTable& table, PictureBands& bands) {
    const int count = std::min(table.GetColorEntryCount(), 65536);
    for (int i = 0; i < count; ++i) {
        GDALColorEntry entry{};
        table.GetColorEntryAsRGB(i, &entry);
        const auto byte = [](short value) { return static_cast<std::uint32_t>(std::clamp<int>(value, 0, 255)); };
        bands.palette.push_back(byte(entry.c4) << 24 | byte(entry.c3) << 16 | byte(entry.c2) << 8 | byte(entry.c1));
    }
}

/// Values of one band, or of its mask, as floating point numbers.
bool read_values(GDALRasterBand& band, const RasterWindow& window, bool average, std::vector<float>& out) {
    GDALRasterIOExtraArg how;
    INIT_RASTERIO_EXTRA_ARG(how);
    how.eResampleAlg = average ? GRIORA_Average : GRIORA_NearestNeighbour;
    out.resize(static_cast<std::size_t>(window.columns) * static_cast<std::size_t>(window.rows));
    return band.RasterIO(GF_Read, window.x, window.y, window.width, window.height, out.data(), window.columns,
                         window.rows, GDT_Float32, 0, 0, &how) == CE_None;
}

std::uint8_t byte_of(double value) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

bool read_bytes(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out) {
    GDALRasterIOExtraArg how;
    INIT_RASTERIO_EXTRA_ARG(how);
    how.eResampleAlg = window.average ? GRIORA_Average : GRIORA_NearestNeighbour;
    int numbers[3] = {bands.colour[0], bands.colour[1], bands.colour[2]};
    return dataset.RasterIO(GF_Read, window.x, window.y, window.width, window.height, out.rgba.data(), window.columns,
                            window.rows, GDT_Byte, 3, numbers, 4, 4 * static_cast<GSpacing>(window.columns), 1,
                            &how) == CE_None;
}

bool read_palette(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out) {
    std::vector<float> indices;
    // The mean of two indices is a third colour.
    if (!read_values(*dataset.GetRasterBand(bands.colour[0]), window, false, indices)) return false;
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const auto index = static_cast<std::size_t>(std::max(0.0f, indices[i]));
        const std::uint32_t colour = index < bands.palette.size() ? bands.palette[index] : 0;
        const bool empty = bands.has_no_data && indices[i] == static_cast<float>(bands.no_data[0]);
        for (int c = 0; c < 3; ++c) out.rgba[4 * i + c] = static_cast<std::uint8_t>(colour >> (8 * c));
        out.rgba[4 * i + 3] = empty ? 0 : static_cast<std::uint8_t>(colour >> 24);
    }
    return true;
}

bool read_stretched(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out) {
    const double factor = 255 / (bands.high - bands.low);
    std::vector<float> values;
    for (int c = 0; c < 3; ++c) {
        if ((c == 0 || bands.colour[c] != bands.colour[c - 1]) &&
            !read_values(*dataset.GetRasterBand(bands.colour[c]), window, window.average, values))
            return false;
        for (std::size_t i = 0; i < values.size(); ++i)
            out.rgba[4 * i + c] = std::isfinite(values[i]) ? byte_of((values[i] - bands.low) * factor) : 0;
    }
    return true;
}

/// Transparent where every band has its own value for "nothing", or where it is no number at all.
bool hide_no_data(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out) {
    std::vector<float> values;
    std::vector<std::uint8_t> empty(out.rgba.size() / 4, 1);
    for (int c = 0; c < 3; ++c) {
        if (c > 0 && bands.colour[c] == bands.colour[c - 1]) continue;
        if (!read_values(*dataset.GetRasterBand(bands.colour[c]), window, false, values)) return false;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!std::isnan(values[i]) && !(bands.has_no_data && values[i] == static_cast<float>(bands.no_data[c])))
                empty[i] = 0;
    }
    for (std::size_t i = 0; i < empty.size(); ++i)
        if (empty[i]) out.rgba[4 * i + 3] = 0;
    return true;
}

}  // namespace

base::Result<PictureBands> picture_bands(GDALDataset& dataset) {
    PictureBands bands;
    const int count = dataset.GetRasterCount();
    const int red = band_coloured(dataset, GCI_RedBand), green = band_coloured(dataset, GCI_GreenBand),
              blue = band_coloured(dataset, GCI_BlueBand);
    bands.alpha = band_coloured(dataset, GCI_AlphaBand);
    const auto set = [&](int r, int g, int b) {
        bands.colour[0] = r;
        bands.colour[1] = g;
        bands.colour[2] = b;
    };
    if (red && green && blue)
        set(red, green, blue);
    else if (count >= 3 && bands.alpha != 1 && bands.alpha != 2 && bands.alpha != 3)
        set(1, 2, 3);
    else if (bands.alpha == 1 && count >= 2)
        set(2, 2, 2);
    GDALRasterBand& first = *dataset.GetRasterBand(bands.colour[0]);
    if (GDALDataTypeIsComplex(first.GetRasterDataType()))
        return base::Error{"reading: expected a picture, but its values are complex numbers"};
    if (const GDALColorTable* table = first.GetColorTable(); table && bands.colour[0] == bands.colour[1])
        take_palette(*table, bands);
    bands.is_bytes = first.GetRasterDataType() == GDT_Byte;
    bands.has_mask = bands.alpha == 0 && (first.GetMaskFlags() & GMF_PER_DATASET) != 0;
    bands.has_no_data = true;
    for (int c = 0; c < 3; ++c) {
        int known = 0;
        bands.no_data[c] = dataset.GetRasterBand(bands.colour[c])->GetNoDataValue(&known);
        bands.has_no_data = bands.has_no_data && known;
    }
    if (bands.alpha > 0 && dataset.GetRasterBand(bands.alpha)->GetRasterDataType() == GDT_UInt16)
        bands.alpha_high = 65535;
    return bands;
}

base::Result<void> settle_stretch(GDALDataset& dataset, PictureBands& bands, const std::string& name,
                                  GdalErrors& errors, SourceSink& sink) {
    if (bands.is_bytes || !bands.palette.empty()) return {};
    constexpr int most_px = 512;
    const int width = dataset.GetRasterXSize(), height = dataset.GetRasterYSize();
    const RasterWindow window{0, 0, width, height, std::min(width, most_px), std::min(height, most_px), false};
    std::vector<float> all, alpha;
    if (bands.alpha > 0 && !read_values(*dataset.GetRasterBand(bands.alpha), window, false, alpha)) alpha.clear();
    for (int c = 0; c < 3; ++c) {
        if (c > 0 && bands.colour[c] == bands.colour[c - 1]) continue;
        std::vector<float> values;
        if (!read_values(*dataset.GetRasterBand(bands.colour[c]), window, false, values))
            return base::Error{
                fmt::format("reading: a sample of its values cannot be read ({}); the file is cut off or "
                            "damaged",
                            errors.first("no reason given"))};
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool empty = (bands.has_no_data && values[i] == static_cast<float>(bands.no_data[c])) ||
                               (!alpha.empty() && alpha[i] == 0);
            if (std::isfinite(values[i]) && !empty) all.push_back(values[i]);
        }
    }
    if (all.empty()) return {};
    const auto at_share = [&](double share) {
        const auto place = all.begin() + static_cast<long>(share * static_cast<double>(all.size() - 1));
        std::nth_element(all.begin(), place, all.end());
        return static_cast<double>(*place);
    };
    const double lowest = at_share(0), low = at_share(0.005), high = at_share(0.995), highest = at_share(1);
    if (lowest >= 0 && highest <= 255 && highest > 1) return {};  // bytes in wide clothes
    bands.low = low;
    bands.high = high > low ? high : low + 1;
    sink.complain({base::ComplaintKind::assumed, name,
                   fmt::format("values from {:.4g} to {:.4g} shown from dark to light", bands.low, bands.high),
                   fmt::format("the picture has {} bits per colour; 8 can be shown",
                               GDALGetDataTypeSizeBits(dataset.GetRasterBand(bands.colour[0])->GetRasterDataType()))});
    return {};
}

bool read_rgba(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out) {
    for (std::size_t i = 3; i < out.rgba.size(); i += 4) out.rgba[i] = 255;
    if (!bands.palette.empty()) {
        if (!read_palette(dataset, bands, window, out)) return false;
    } else {
        const bool done =
            bands.is_bytes ? read_bytes(dataset, bands, window, out) : read_stretched(dataset, bands, window, out);
        if (!done) return false;
        if ((bands.has_no_data || !bands.is_bytes) && !hide_no_data(dataset, bands, window, out)) return false;
    }
    GDALRasterBand* alpha = bands.alpha > 0  ? dataset.GetRasterBand(bands.alpha)
                            : bands.has_mask ? dataset.GetRasterBand(bands.colour[0])->GetMaskBand()
                                             : nullptr;
    if (!alpha) return true;
    std::vector<float> values;
    if (!read_values(*alpha, window, window.average, values)) return false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint8_t& a = out.rgba[4 * i + 3];
        a = static_cast<std::uint8_t>(a * byte_of(values[i] * 255 / bands.alpha_high) / 255);
    }
    return true;
}

}  // namespace twin::data
