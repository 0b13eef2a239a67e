#include "app/importer/imagery_layout.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <glm/common.hpp>
#include <glm/vec2.hpp>

namespace twin::app {

namespace {

using base::ComplaintKind;

constexpr double bytes_per_pixel = 0.28 * 4 / 3;  ///< Measured with orthophotos of towns; with all coarser levels.
constexpr double most_pixels = 4e10;              ///< Of the finest level, whatever the recipe says.
constexpr int tile_px = 256;

glm::dvec3 point_of(const std::array<double, 6>& t, double column, double row) {
    return {t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0};
}

/// Whether a piece lies on the raster's grid of pixels, and where.
bool joins(const MosaicRaster& raster, const StoredPicture& picture, MosaicRaster::Piece& piece) {
    const auto &t = raster.transform, &p = picture.transform;
    const double determinant = t[1] * t[5] - t[2] * t[4];
    const double size = std::max({std::abs(t[1]), std::abs(t[2]), std::abs(t[4]), std::abs(t[5])});
    for (const int i : {1, 2, 4, 5})
        if (std::abs(t[i] - p[i]) > 1e-9 * size) return false;
    const double dx = p[0] - t[0], dy = p[3] - t[3];
    const double column = (dx * t[5] - dy * t[2]) / determinant, row = (dy * t[1] - dx * t[4]) / determinant;
    constexpr double off_px = 0.01, farthest = 1e9;
    if (!(std::abs(column) < farthest && std::abs(row) < farthest)) return false;
    if (std::abs(column - std::round(column)) > off_px || std::abs(row - std::round(row)) > off_px) return false;
    piece.column = static_cast<int>(std::lround(column));
    piece.row = static_cast<int>(std::lround(row));
    return true;
}

void add_piece(MosaicRaster& raster, MosaicRaster::Piece piece) {
    const bool first = raster.pieces.empty();
    raster.column0 = first ? piece.column : std::min(raster.column0, piece.column);
    raster.row0 = first ? piece.row : std::min(raster.row0, piece.row);
    raster.column1 = std::max(first ? piece.column : raster.column1, piece.column + piece.width);
    raster.row1 = std::max(first ? piece.row : raster.row1, piece.row + piece.height);
    raster.pieces.push_back(piece);
}

/// Pieces of one file that lie on one grid belong together.
void gather(const PicturesOfFile& file, std::vector<MosaicRaster>& rasters) {
    const std::size_t before = rasters.size();
    for (std::size_t i = 0; i < file.store->size(); ++i) {
        const StoredPicture& picture = file.store->at(i);
        MosaicRaster::Piece piece{i, 0, 0, picture.width_px, picture.height_px};
        const auto found = std::find_if(rasters.begin() + static_cast<long>(before), rasters.end(),
                                        [&](const MosaicRaster& raster) { return joins(raster, picture, piece); });
        if (found != rasters.end()) {
            add_piece(*found, piece);
            continue;
        }
        MosaicRaster raster;
        raster.file = &file;
        raster.transform = picture.transform;
        add_piece(raster, piece);
        rasters.push_back(std::move(raster));
    }
}

/// Where it lies in the city, and how fine it is. False: nowhere.
bool measure(MosaicRaster& raster, const data::Placer& placer, const data::CityFrame& frame) {
    constexpr int steps = 8;
    std::vector<glm::dvec3> points;
    const double width = raster.column1 - raster.column0, height = raster.row1 - raster.row0;
    for (int j = 0; j <= steps; ++j)
        for (int i = 0; i <= steps; ++i)
            points.push_back(
                point_of(raster.transform, raster.column0 + width * i / steps, raster.row0 + height * j / steps));
    const double column = raster.column0 + width / 2, row = raster.row0 + height / 2;
    for (const auto& [u, v] : {std::pair(0.0, 0.0), {1.0, 0.0}, {0.0, 1.0}})
        points.push_back(point_of(raster.transform, column + u, row + v));
    placer.place(points);
    const std::size_t last = points.size() - 3;
    for (std::size_t i = 0; i < last; ++i)
        if (std::isfinite(points[i].x) && std::isfinite(points[i].y)) raster.box.add({points[i].x, points[i].y, 0});
    const auto side = [&](std::size_t to) {
        return std::hypot(points[to].x - points[last].x, points[to].y - points[last].y);
    };
    raster.pixel_m = std::min(side(last + 1), side(last + 2));
    raster.corner_m = glm::dvec2(points.front());
    if (raster.box.empty() || !std::isfinite(raster.pixel_m) || !(raster.pixel_m > 0)) return false;
    // Straight edges of the picture may bow in the city, between the points looked at.
    if (raster.file->crs->horizontal == frame.horizontal) return true;
    const double bow = 0.0005 * std::max(raster.box.size().x, raster.box.size().y);
    raster.box.min -= glm::dvec3(bow, bow, 0);
    raster.box.max += glm::dvec3(bow, bow, 0);
    return true;
}

base::Box3 common(const base::Box3& a, const base::Box3& b) {
    base::Box3 both;
    both.min = glm::max(a.min, b.min);
    both.max = glm::min(a.max, b.max);
    both.min.z = both.max.z = 0;
    return both.min.x < both.max.x && both.min.y < both.max.y ? both : base::Box3();
}

double area_m2(const base::Box3& box) {
    return box.empty() ? 0 : box.size().x * box.size().y;
}

/// Side of a pixel of the finest level.
double choose_pixel(const ImageryLayout& layout, const base::Box3& clip, double wanted_m, double most_bytes,
                    std::vector<base::Complaint>& complaints) {
    double covered_m2 = 0;
    for (const MosaicRaster& raster : layout.rasters) covered_m2 += area_m2(common(raster.box, clip));
    covered_m2 = std::min(covered_m2, area_m2(layout.extent));
    const double finest_m = layout.rasters.back().pixel_m;
    double pixel_m = std::max(finest_m, wanted_m);
    const double most = wanted_m > 0 ? most_pixels : most_bytes / bytes_per_pixel;
    const double least_m = std::sqrt(covered_m2 / most);
    if (pixel_m >= least_m) return pixel_m;
    pixel_m = std::ceil(least_m * 100) / 100;
    complaints.push_back({ComplaintKind::assumed, "imagery",
                          fmt::format("pictures of the ground shown with pixels of {:.2f} m instead of {:.2f} m",
                                      pixel_m, std::max(finest_m, wanted_m)),
                          "the city file would become too large; ask for finer ones with pixel_m in the [[source]]"});
    return pixel_m;
}

void set_levels(ImageryLayout& layout, double pixel_m) {
    data::ImageryInfo& info = layout.info;
    base::Box3& extent = layout.extent;
    // Pixels of the finest picture stay pixels where it lies straight.
    const glm::dvec2 phase = layout.rasters.back().corner_m;
    const auto before = [&](double value, double at) {
        return at + std::floor((value - at) / pixel_m + 1e-3) * pixel_m;
    };
    const auto behind = [&](double value, double at) {
        return at + std::ceil((value - at) / pixel_m - 1e-3) * pixel_m;
    };
    extent.min = {before(extent.min.x, phase.x), before(extent.min.y, phase.y), 0};
    extent.max = {behind(extent.max.x, phase.x), behind(extent.max.y, phase.y), 0};
    info.x0_m = extent.min.x;
    info.y1_m = extent.max.y;
    info.tile_px = tile_px;
    const double columns = std::max(1.0, std::round(extent.size().x / pixel_m));
    const double rows = std::max(1.0, std::round(extent.size().y / pixel_m));
    int finest = 0;
    while (tile_px * std::ldexp(1.0, finest) < std::max(columns, rows)) ++finest;
    for (int level = 0; level <= finest; ++level) {
        data::ImageryLevel entry;
        entry.level = level;
        entry.pixel_m = std::ldexp(pixel_m, finest - level);
        const auto tiles = [&](double pixels) {
            return static_cast<int>(std::ceil(pixels / std::ldexp(double(tile_px), finest - level)));
        };
        entry.columns = tiles(columns);
        entry.rows = tiles(rows);
        info.levels.push_back(entry);
    }
}

}  // namespace

ImageryLayout lay_out_imagery(const std::vector<PicturesOfFile>& files, const data::CityFrame& frame,
                              const base::Box3& clip, double wanted_m, double most_bytes,
                              std::vector<base::Complaint>& complaints) {
    ImageryLayout layout;
    for (const PicturesOfFile& file : files) {
        data::CrsInfo flat = *file.crs;
        flat.vertical.clear();
        const auto placer = data::Placer::make(flat, frame);
        std::vector<MosaicRaster> rasters;
        if (placer.ok()) gather(file, rasters);
        const std::size_t all = rasters.size();
        std::erase_if(rasters, [&](MosaicRaster& raster) { return !measure(raster, *placer, frame); });
        const std::size_t placed = rasters.size();
        std::erase_if(rasters, [&](const MosaicRaster& raster) { return common(raster.box, clip).empty(); });
        if (placed < all || all == 0)
            complaints.push_back({ComplaintKind::skipped, file.name, "a picture of the ground left out",
                                  "its size or place makes no sense in this city"});
        else if (rasters.empty())
            complaints.push_back({ComplaintKind::skipped, file.name, "a picture of the ground left out",
                                  "it lies outside of the city's ground"});
        std::move(rasters.begin(), rasters.end(), std::back_inserter(layout.rasters));
    }
    if (layout.rasters.empty()) return layout;
    std::stable_sort(layout.rasters.begin(), layout.rasters.end(),
                     [](const MosaicRaster& a, const MosaicRaster& b) { return a.pixel_m > b.pixel_m * 1.001; });
    for (const MosaicRaster& raster : layout.rasters) layout.extent.add(common(raster.box, clip));
    set_levels(layout, choose_pixel(layout, clip, wanted_m, most_bytes, complaints));
    return layout;
}

}  // namespace twin::app
