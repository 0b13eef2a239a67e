#include "app/importer/imagery_painter.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <glm/common.hpp>
#include <glm/vec2.hpp>
#include <glm/vec4.hpp>

namespace twin::app {

namespace {

constexpr int cell_px = 64;          ///< Between points whose place in the picture is computed exactly.
constexpr double overhang_px = 0.5;  ///< Pictures reach half a pixel further, so that none parts them from the next.
constexpr double fade_px = 6;        ///< Of the mosaic, at the edge of a picture that lies on another.

/// Bilinear between pixel centres, (0,0) being the corner of the first pixel; alpha counts as weight.
glm::vec4 sample(const data::Pixels& pixels, double u, double v) {
    const double x = std::clamp(u - 0.5, 0.0, pixels.width_px - 1.0);
    const double y = std::clamp(v - 0.5, 0.0, pixels.height_px - 1.0);
    const int i = std::min(static_cast<int>(x), std::max(0, pixels.width_px - 2));
    const int j = std::min(static_cast<int>(y), std::max(0, pixels.height_px - 2));
    const auto fx = static_cast<float>(x - i), fy = static_cast<float>(y - j);
    const int i1 = std::min(i + 1, pixels.width_px - 1), j1 = std::min(j + 1, pixels.height_px - 1);
    glm::vec4 sum(0);
    const auto add = [&](int column, int row, float share) {
        const std::uint8_t* p = pixels.at(column, row);
        const float weight = share * static_cast<float>(p[3]);
        sum += glm::vec4(weight * p[0], weight * p[1], weight * p[2], weight);
    };
    add(i, j, (1 - fx) * (1 - fy));
    add(i1, j, fx * (1 - fy));
    add(i, j1, (1 - fx) * fy);
    add(i1, j1, fx * fy);
    if (!(sum.w > 0)) return glm::vec4(0);
    return {sum.x / sum.w, sum.y / sum.w, sum.z / sum.w, sum.w};
}

std::uint8_t byte_of(float value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5f, 0.0f, 255.0f));
}

bool overlap(const base::Box3& a, const base::Box3& b) {
    return a.min.x < b.max.x && b.min.x < a.max.x && a.min.y < b.max.y && b.min.y < a.max.y;
}

int shrink_of(const MosaicRaster& raster, double pixel_m) {
    return static_cast<int>(std::clamp(std::floor(pixel_m / raster.pixel_m + 0.05), 1.0, 1024.0));
}

}  // namespace

data::Pixels shrunk(const data::Pixels& pixels, int n) {
    if (n <= 1) return pixels;
    data::Pixels out{(pixels.width_px + n - 1) / n, (pixels.height_px + n - 1) / n, {}};
    out.rgba.resize(4 * static_cast<std::size_t>(out.width_px) * static_cast<std::size_t>(out.height_px));
    for (int row = 0; row < out.height_px; ++row)
        for (int column = 0; column < out.width_px; ++column) {
            std::uint32_t sum[4] = {0, 0, 0, 0}, count = 0;
            for (int y = row * n; y < std::min((row + 1) * n, pixels.height_px); ++y)
                for (int x = column * n; x < std::min((column + 1) * n, pixels.width_px); ++x) {
                    const std::uint8_t* p = pixels.at(x, y);
                    for (int c = 0; c < 3; ++c) sum[c] += std::uint32_t(p[c]) * p[3] / 255u;
                    sum[3] += p[3];
                    ++count;
                }
            std::uint8_t* to = out.at(column, row);
            const float opaque = static_cast<float>(sum[3]) / 255.0f;
            for (int c = 0; c < 3; ++c) to[c] = opaque > 0 ? byte_of(static_cast<float>(sum[c]) / opaque) : 0;
            to[3] = static_cast<std::uint8_t>((sum[3] + count / 2) / count);
        }
    return out;
}

std::shared_ptr<const data::Pixels> PieceCache::get(const MosaicRaster& raster, std::size_t piece, int shrink) {
    const Key key{&raster, piece};
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = entries_.find(key); found != entries_.end()) {
            order_.splice(order_.begin(), order_, found->second.place);
            return found->second.pixels;
        }
    }
    auto pixels =
        std::make_shared<const data::Pixels>(shrunk(raster.file->store->read(raster.pieces[piece].index), shrink));
    const std::scoped_lock lock(mutex_);
    if (entries_.contains(key)) return pixels;
    order_.push_front(key);
    entries_[key] = {pixels, order_.begin()};
    bytes_ += pixels->rgba.size();
    while (bytes_ > most_bytes_ && order_.size() > 1) {
        const auto last = entries_.find(order_.back());
        bytes_ -= last->second.pixels->rgba.size();
        entries_.erase(last);
        order_.pop_back();
    }
    return pixels;
}

base::Box3 MosaicBlock::box() const {
    base::Box3 box;
    box.add({x0_m, y1_m, 0});
    box.add({x0_m + side_px * pixel_m, y1_m - side_px * pixel_m, 0});
    return box;
}

/// Where the corners of the block's cells lie in a picture.  Units: the picture's pixels.
struct MosaicPainter::Lattice {
    int cells = 0;
    std::vector<glm::dvec2> at;  ///< (cells + 1) squared, north row first; NaN: nowhere.

    const glm::dvec2& corner(int i, int j) const { return at[static_cast<std::size_t>(j * (cells + 1) + i)]; }
    glm::dvec2 low(int i, int j) const {
        return glm::min(glm::min(corner(i, j), corner(i + 1, j)), glm::min(corner(i, j + 1), corner(i + 1, j + 1)));
    }
    glm::dvec2 high(int i, int j) const {
        return glm::max(glm::max(corner(i, j), corner(i + 1, j)), glm::max(corner(i, j + 1), corner(i + 1, j + 1)));
    }
    bool known(int i, int j) const {
        const glm::dvec2 sum = corner(i, j) + corner(i + 1, j) + corner(i, j + 1) + corner(i + 1, j + 1);
        return std::isfinite(sum.x) && std::isfinite(sum.y);
    }
};

/// One picture in the block, before it is laid on the others.
struct MosaicPainter::Layer {
    data::Pixels pixels;
    std::vector<std::uint8_t> support;  ///< How far from the edge of its piece a pixel was found; 0: not painted.
    std::vector<std::uint8_t> fade;     ///< 255: not at the picture's edge.

    explicit Layer(int side_px) : pixels{side_px, side_px, {}} {
        const auto count = static_cast<std::size_t>(side_px) * static_cast<std::size_t>(side_px);
        pixels.rgba.assign(4 * count, 0);
        support.assign(count, 0);
        fade.assign(count, 0);
    }
};

const data::Placer* MosaicPainter::placer_of(const MosaicRaster& raster) {
    auto& placer = placers_[raster.file->crs];
    if (placer) return placer.get();
    data::CrsInfo flat = *raster.file->crs;
    flat.vertical.clear();
    auto made = data::Placer::make(flat, frame_);
    if (!made.ok()) return nullptr;
    placer = std::make_unique<data::Placer>(std::move(made).value());
    return placer.get();
}

/// False: the block lies nowhere in the picture.
bool MosaicPainter::look_up(const MosaicRaster& raster, const MosaicBlock& block, Lattice& lattice) {
    const data::Placer* placer = placer_of(raster);
    if (!placer) return false;
    lattice.cells = block.side_px / cell_px;
    std::vector<glm::dvec3> points;
    for (int j = 0; j <= lattice.cells; ++j)
        for (int i = 0; i <= lattice.cells; ++i)
            points.emplace_back(block.x0_m + i * cell_px * block.pixel_m, block.y1_m - j * cell_px * block.pixel_m, 0);
    placer->unplace(points);
    const auto& t = raster.transform;
    const double determinant = t[1] * t[5] - t[2] * t[4];
    const double middle = t[0] + (raster.column0 + raster.column1) / 2.0 * t[1];
    lattice.at.clear();
    for (const glm::dvec3& p : points) {
        // Longitudes go round: 179 degrees west are 181 degrees east.
        const double x = raster.file->crs->geographic ? p.x + 360 * std::round((middle - p.x) / 360) : p.x;
        const double dx = x - t[0], dy = p.y - t[3];
        lattice.at.emplace_back((dx * t[5] - dy * t[2]) / determinant, (dy * t[1] - dx * t[4]) / determinant);
    }
    return true;
}

void MosaicPainter::paint_piece(const MosaicRaster& raster, std::size_t number, const Lattice& lattice,
                                const MosaicBlock& block, Layer& layer) {
    const MosaicRaster::Piece& piece = raster.pieces[number];
    const glm::dvec2 low(piece.column, piece.row), high(piece.column + piece.width, piece.row + piece.height);
    const glm::dvec2 first(raster.column0, raster.row0), last(raster.column1, raster.row1);
    const int shrink = shrink_of(raster, block.pixel_m);
    const double fade_px_of_picture = fade_px * block.pixel_m / raster.pixel_m;
    std::shared_ptr<const data::Pixels> pixels;
    const auto paint = [&](const glm::dvec2& at, std::size_t k) {
        const glm::dvec2 inside = glm::min(at - low, high - at);
        const double depth = std::min(inside.x, inside.y) + overhang_px;
        if (!(depth >= 0)) return;
        const auto support = static_cast<std::uint8_t>(1 + 254 * std::min(depth, 1.0));
        if (layer.support[k] >= support) return;
        const glm::vec4 colour = sample(*pixels, (at.x - low.x) / shrink, (at.y - low.y) / shrink);
        layer.support[k] = support;
        std::uint8_t* to = layer.pixels.rgba.data() + 4 * k;
        for (int c = 0; c < 4; ++c) to[c] = byte_of(colour[c]);
        const glm::dvec2 edge = glm::min(at - first, last - at);
        layer.fade[k] = byte_of(static_cast<float>(255 * (std::min(edge.x, edge.y) / fade_px_of_picture)));
    };
    for (int j = 0; j < lattice.cells; ++j)
        for (int i = 0; i < lattice.cells; ++i) {
            if (!lattice.known(i, j)) continue;
            const glm::dvec2 from = lattice.low(i, j) - 1.0, to = lattice.high(i, j) + 1.0;
            if (from.x > high.x || to.x < low.x || from.y > high.y || to.y < low.y) continue;
            if (!pixels) pixels = cache_.get(raster, number, shrink);
            for (int y = 0; y < cell_px; ++y) {
                const double v = (y + 0.5) / cell_px;
                const glm::dvec2 west = glm::mix(lattice.corner(i, j), lattice.corner(i, j + 1), v);
                const glm::dvec2 east = glm::mix(lattice.corner(i + 1, j), lattice.corner(i + 1, j + 1), v);
                const std::size_t row = static_cast<std::size_t>(j * cell_px + y) * block.side_px + i * cell_px;
                for (int x = 0; x < cell_px; ++x)
                    paint(glm::mix(west, east, (x + 0.5) / cell_px), row + static_cast<std::size_t>(x));
            }
        }
}

namespace {

/// Lays a picture on what is there; it fades only where something is.
void lay_on(const data::Pixels& top, const std::vector<std::uint8_t>& fade, data::Pixels& ground) {
    for (std::size_t k = 0; k < fade.size(); ++k) {
        const std::uint8_t* from = top.rgba.data() + 4 * k;
        if (from[3] == 0) continue;
        std::uint8_t* to = ground.rgba.data() + 4 * k;
        if (to[3] == 0 || (from[3] == 255 && fade[k] == 255)) {
            std::copy_n(from, 4, to);
            continue;
        }
        const float below = to[3] / 255.0f, kept = fade[k] / 255.0f;
        const float alpha = from[3] / 255.0f * (kept + (1 - kept) * (1 - below));
        const float sum = alpha + below * (1 - alpha);
        for (int c = 0; c < 3; ++c) to[c] = byte_of((from[c] * alpha + to[c] * below * (1 - alpha)) / sum);
        to[3] = byte_of(255 * sum);
    }
}

}  // namespace

data::Pixels MosaicPainter::paint(const MosaicBlock& block) {
    const auto count = static_cast<std::size_t>(block.side_px) * static_cast<std::size_t>(block.side_px);
    data::Pixels ground{block.side_px, block.side_px, std::vector<std::uint8_t>(4 * count, 0)};
    base::Box3 box = block.box();
    box.min -= 2 * block.pixel_m;
    box.max += 2 * block.pixel_m;
    for (const MosaicRaster& raster : layout_.rasters) {
        Lattice lattice;
        if (!overlap(raster.box, box) || !look_up(raster, block, lattice)) continue;
        std::optional<Layer> layer;
        glm::dvec2 low(INFINITY), high(-INFINITY);
        for (const glm::dvec2& p : lattice.at) {
            if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
            low = glm::min(low, p);
            high = glm::max(high, p);
        }
        for (std::size_t i = 0; i < raster.pieces.size(); ++i) {
            const MosaicRaster::Piece& piece = raster.pieces[i];
            if (piece.column > high.x + 1 || piece.column + piece.width < low.x - 1 || piece.row > high.y + 1 ||
                piece.row + piece.height < low.y - 1)
                continue;
            if (!layer) layer.emplace(block.side_px);
            paint_piece(raster, i, lattice, block, *layer);
        }
        if (layer) lay_on(layer->pixels, layer->fade, ground);
    }
    return ground;
}

}  // namespace twin::app
