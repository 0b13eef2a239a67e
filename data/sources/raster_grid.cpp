#include "data/sources/raster_grid.h"

#include <fmt/format.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <vector>

#include "base/text.h"

namespace twin::data {
namespace {

using base::ComplaintKind;

constexpr std::int64_t most_source_pixels = 8'000'000'000;
constexpr double lowest_m = -12'000;  // below the deepest sea
constexpr double highest_m = 9'000;
constexpr std::int64_t pixels_per_beat = 1 << 20;

/// Metres per unit of the band's values; 0 when the unit is not a length.
double unit_m(const std::string& unit) {
    const std::string word = base::to_lower_ascii(base::trim(unit));
    if (word.empty() || word == "m" || word.starts_with("met")) return 1;
    if (word == "ft" || word == "foot" || word == "feet" || word == "international foot") return 0.3048;
    if (word == "us-ft" || word == "ftus" || word == "sfoot" || word.find("survey") != std::string::npos)
        return 1200.0 / 3937.0;
    if (word == "dm") return 0.1;
    if (word == "cm") return 0.01;
    if (word == "mm") return 0.001;
    return 0;
}

/// How values of the band become heights.
struct BandMeaning {
    double scale = 1;
    double offset = 0;
    double unit = 1;
    bool has_no_data = false;
    double no_data = 0;
    bool has_mask = false;

    /// Files that forgot to declare their no-data value still use the usual ones.
    bool is_forgotten_no_data(double value) const {
        return value == -9999 || value == -32768 || value == -32767 || value <= -99999;
    }
    bool is_no_data(double value, bool is_float) const {
        if (std::isnan(value)) return true;
        if (!has_no_data) return false;
        return value == no_data || (is_float && static_cast<float>(value) == static_cast<float>(no_data));
    }
};

base::Result<BandMeaning> meaning_of(GDALRasterBand& band, const std::string& name, SourceSink& sink) {
    BandMeaning meaning;
    int known = 0;
    meaning.scale = band.GetScale(&known);
    if (!known || !std::isfinite(meaning.scale) || meaning.scale == 0) meaning.scale = 1;
    meaning.offset = band.GetOffset(&known);
    if (!known || !std::isfinite(meaning.offset)) meaning.offset = 0;
    meaning.no_data = band.GetNoDataValue(&known);
    meaning.has_no_data = known != 0;
    meaning.has_mask = (band.GetMaskFlags() & (GMF_PER_DATASET | GMF_ALPHA)) != 0;
    const std::string unit = band.GetUnitType() ? band.GetUnitType() : "";
    meaning.unit = unit_m(unit);
    if (meaning.unit == 0) {
        sink.complain({ComplaintKind::assumed, name, "heights taken as metres",
                       fmt::format("the raster's unit \"{}\" is not a known length", base::to_valid_utf8(unit))});
        meaning.unit = 1;
    } else if (meaning.unit != 1) {
        sink.complain({ComplaintKind::repaired, name, "heights converted to metres",
                       fmt::format("the raster's unit is \"{}\" ({:.7g} m)", base::to_valid_utf8(unit), meaning.unit)});
    }
    if (band.GetRasterDataType() == GDT_Byte)
        sink.complain({ComplaintKind::warning, name, "heights in steps of a whole unit from 0 to 255",
                       "the raster has 8 bits per pixel; if it is a grey picture, write what = \"picture\" into its "
                       "[[source]] of the recipe"});
    return meaning;
}

struct Counts {
    std::int64_t void_pixels = 0;
    std::int64_t forgotten = 0;
    std::int64_t impossible = 0;
};

float height_of(double value, bool masked, bool is_float, const BandMeaning& meaning, Counts& counts) {
    constexpr float nothing = std::numeric_limits<float>::quiet_NaN();
    if (masked || meaning.is_no_data(value, is_float)) {
        ++counts.void_pixels;
        return nothing;
    }
    // Also beside the declared one: tiles of several makers in one mosaic, holes cut in by another program.
    if (meaning.is_forgotten_no_data(value)) {
        ++counts.void_pixels;
        ++counts.forgotten;
        return nothing;
    }
    const double height_m = (value * meaning.scale + meaning.offset) * meaning.unit;
    if (!(height_m > lowest_m && height_m < highest_m)) {
        ++counts.void_pixels;
        ++counts.impossible;
        return nothing;
    }
    return static_cast<float>(height_m);
}

void report_voids(const Counts& counts, std::int64_t pixels, const BandMeaning& meaning, const std::string& name,
                  SourceSink& sink) {
    const auto percent = [&](std::int64_t n) {
        return fmt::format("{:.2g} %", 100.0 * static_cast<double>(n) / static_cast<double>(pixels));
    };
    if (counts.void_pixels > 0)
        sink.complain(
            {ComplaintKind::warning, name,
             fmt::format("{} of {} heights ({}) are void", counts.void_pixels, pixels, percent(counts.void_pixels)),
             "no value in the raster there"});
    if (counts.forgotten > 0)
        sink.complain({ComplaintKind::assumed, name,
                       fmt::format("{} heights of -9999, -32768 or less taken as void", counts.forgotten),
                       meaning.has_no_data
                           ? fmt::format("the raster declares only {:.9g} for \"no data\"", meaning.no_data)
                           : std::string("the raster declares no value for \"no data\"")});
    if (counts.impossible > 0)
        sink.complain({ComplaintKind::repaired, name, fmt::format("{} heights taken as void", counts.impossible),
                       fmt::format("they are below {:.0f} m or above {:.0f} m", lowest_m, highest_m)});
}

}  // namespace

base::Result<std::array<double, 6>> georeference_of(GDALDataset& dataset, const std::string& bounds) {
    std::array<double, 6> transform{};
    if (!bounds.empty()) {
        const auto words = base::split(bounds, ',');
        double edge[4];
        bool good = words.size() == 4;
        for (std::size_t i = 0; good && i < 4; ++i) good = base::parse_number(words[i], edge[i]);
        if (!good || edge[2] <= edge[0] || edge[3] <= edge[1])
            return base::Error{fmt::format(
                "reading: the recipe's bounds \"{}\" should be four numbers: west,south,east,north", bounds)};
        return std::array<double, 6>{edge[0], (edge[2] - edge[0]) / dataset.GetRasterXSize(), 0, edge[3],
                                     0,       (edge[1] - edge[3]) / dataset.GetRasterYSize()};
    }
    const bool placed = dataset.GetGeoTransform(transform.data()) == CE_None ||
                        (dataset.GetGCPCount() >= 3 &&
                         GDALGCPsToGeoTransform(dataset.GetGCPCount(), dataset.GetGCPs(), transform.data(), TRUE));
    if (!placed)
        return base::Error{
            "reading: the raster does not say where it lies (no georeference); put a world file (.tfw, .wld) beside it "
            "or give more.bounds = \"west,south,east,north\" and crs in its [[source]] of the recipe"};
    const double area = transform[1] * transform[5] - transform[2] * transform[4];
    const bool finite =
        std::all_of(transform.begin(), transform.end(), [](double v) { return std::isfinite(v) && std::abs(v) < 1e9; });
    if (!finite || area == 0)
        return base::Error{
            "reading: the raster's georeference is damaged (its pixels have no size or lie nowhere); give more.bounds "
            "= "
            "\"west,south,east,north\" in its [[source]] of the recipe"};
    return transform;
}

const OGRSpatialReference* reference_of(GDALDataset& dataset) {
    const OGRSpatialReference* system = dataset.GetSpatialRef();
    return system || dataset.GetGCPCount() == 0 ? system : dataset.GetGCPSpatialRef();
}

base::Result<HeightGrid> read_height_grid(GDALDataset& dataset, const std::array<double, 6>& transform,
                                          const std::string& name, GdalErrors& errors, SourceSink& sink,
                                          const std::function<bool(double part)>& beat) {
    const std::int64_t source_columns = dataset.GetRasterXSize(), source_rows = dataset.GetRasterYSize();
    const std::int64_t source_pixels = source_columns * source_rows;
    if (source_pixels > most_source_pixels)
        return base::Error{fmt::format("reading: {} x {} pixels are more than can be read; cut the raster to the city",
                                       source_columns, source_rows)};
    const auto factor = static_cast<std::int64_t>(
        std::ceil(std::sqrt(static_cast<double>(source_pixels) / static_cast<double>(most_pixels))));
    const std::int64_t step = std::clamp<std::int64_t>(factor, 1, std::min(source_columns, source_rows));
    HeightGrid grid;
    grid.columns = static_cast<int>(source_columns / step);
    grid.rows = static_cast<int>(source_rows / step);
    const auto s = static_cast<double>(step);
    grid.transform = {transform[0], transform[1] * s, transform[2] * s,
                      transform[3], transform[4] * s, transform[5] * s};
    GDALRasterBand& band = *dataset.GetRasterBand(1);
    auto meaning = meaning_of(band, name, sink);
    if (!meaning) return meaning.error();
    if (step > 1)
        sink.complain({ComplaintKind::assumed, name,
                       fmt::format("read at a reduced size, {} x {} pixels", grid.columns, grid.rows),
                       fmt::format("its {} x {} pixels are more than {} million; one height is the mean of {} x {}",
                                   source_columns, source_rows, most_pixels / 1'000'000, step, step)});
    const std::int64_t pixels = static_cast<std::int64_t>(grid.columns) * grid.rows;
    const int rows_at_once = static_cast<int>(
        std::clamp<std::int64_t>(pixels_per_beat / std::max<std::int64_t>(1, source_columns * step), 1, grid.rows));
    std::vector<double> values;
    std::vector<std::uint8_t> mask;
    try {
        grid.heights_m.resize(static_cast<std::size_t>(pixels));
        values.resize(static_cast<std::size_t>(grid.columns) * rows_at_once);
        mask.resize(meaning->has_mask ? values.size() : 0);
    } catch (const std::bad_alloc&) {
        return base::Error{fmt::format("reading: not enough memory for {} x {} heights; cut the raster to the city",
                                       grid.columns, grid.rows)};
    }
    const bool is_float = band.GetRasterDataType() == GDT_Float32;
    Counts counts;
    errors.clear();
    for (int row = 0; row < grid.rows; row += rows_at_once) {
        const int rows = std::min(rows_at_once, grid.rows - row);
        const int width = static_cast<int>(grid.columns * step), height = static_cast<int>(rows * step);
        GDALRasterIOExtraArg how;
        INIT_RASTERIO_EXTRA_ARG(how);
        how.eResampleAlg = step > 1 ? GRIORA_Average : GRIORA_NearestNeighbour;
        CPLErr failure = band.RasterIO(GF_Read, 0, static_cast<int>(row * step), width, height, values.data(),
                                       grid.columns, rows, GDT_Float64, 0, 0, &how);
        if (failure == CE_None && meaning->has_mask) {
            how.eResampleAlg = GRIORA_NearestNeighbour;
            failure = band.GetMaskBand()->RasterIO(GF_Read, 0, static_cast<int>(row * step), width, height, mask.data(),
                                                   grid.columns, rows, GDT_Byte, 0, 0, &how);
        }
        if (failure != CE_None)
            return base::Error{
                fmt::format("reading: rows {} and following of {} cannot be read ({}); the file is cut off or damaged",
                            row * step, source_rows, errors.first("no reason given"))};
        const std::size_t count = static_cast<std::size_t>(rows) * grid.columns;
        float* out = grid.heights_m.data() + static_cast<std::size_t>(row) * grid.columns;
        for (std::size_t i = 0; i < count; ++i)
            out[i] = height_of(values[i], meaning->has_mask && mask[i] == 0, is_float, *meaning, counts);
        if (!beat(static_cast<double>(row + rows) / grid.rows)) return base::Error{"reading: cancelled"};
    }
    if (counts.void_pixels == pixels)
        return base::Error{fmt::format("reading: expected heights, but all {} pixels are void", pixels)};
    report_voids(counts, pixels, *meaning, name, sink);
    return grid;
}

}  // namespace twin::data
