#include <cmath>
#include <limits>

#include "data/messages.h"

/// Height grids and pictures of the ground as messages.
namespace twin::data::messages {

void write_grid_head(ByteWriter& out, const HeightGrid& grid) {
    out.put(static_cast<std::int32_t>(grid.columns));
    out.put(static_cast<std::int32_t>(grid.rows));
    for (const double t : grid.transform) out.put(t);
    out.put(static_cast<std::uint8_t>(grid.meaning));
}

namespace {

/// Errors: `in` fails on a place that cannot be.
std::array<double, 6> read_transform(ByteReader& in) {
    std::array<double, 6> transform{};
    bool finite = true;
    for (double& t : transform) {
        t = in.get<double>();
        finite = finite && std::isfinite(t);
    }
    const double area = transform[1] * transform[5] - transform[2] * transform[4];
    if (!finite || area == 0 || !std::isfinite(area)) in.fail();
    return transform;
}

}  // namespace

HeightGrid read_grid_head(ByteReader& in) {
    constexpr std::int32_t most_columns = 1'000'000;
    constexpr std::uint64_t most_cells = 1ull << 31;
    HeightGrid grid;
    const auto columns = in.get<std::int32_t>(), rows = in.get<std::int32_t>();
    grid.transform = read_transform(in);
    grid.meaning = in.get_enum(GridMeaning::above_ground);
    const bool sensible = columns > 0 && rows > 0 && columns <= most_columns && rows <= most_columns &&
                          static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(rows) <= most_cells;
    if (!sensible) in.fail();
    if (!in.ok()) return {};
    grid.columns = columns;
    grid.rows = rows;
    return grid;
}

namespace {

std::size_t cells(const HeightGrid& grid) {
    return static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
}

}  // namespace

bool append_rows(HeightGrid& grid, std::span<const std::byte> rows) {
    const std::size_t count = rows.size() / sizeof(float), have = grid.heights_m.size();
    if (rows.size() % sizeof(float) != 0 || count > cells(grid) - have) return false;
    constexpr std::size_t most_reserved = 64u << 20;  // what was announced need not come
    if (have == 0 && cells(grid) <= most_reserved) grid.heights_m.reserve(cells(grid));
    grid.heights_m.resize(have + count);
    if (count > 0) std::memcpy(grid.heights_m.data() + have, rows.data(), rows.size());
    return true;
}

bool complete(const HeightGrid& grid) {
    return grid.heights_m.size() == cells(grid);
}

std::size_t void_absurd_heights(HeightGrid& grid) {
    constexpr float deepest_m = -20'000, highest_m = 20'000;  // the Earth reaches from -10,994 m to 8,849 m
    std::size_t absurd = 0;
    for (float& height : grid.heights_m) {
        if (std::isnan(height) || (height >= deepest_m && height <= highest_m)) continue;
        height = std::numeric_limits<float>::quiet_NaN();
        ++absurd;
    }
    return absurd;
}

void write_ground_picture_head(ByteWriter& out, const GroundPicture& picture) {
    out.put(static_cast<std::int32_t>(picture.pixels.width_px));
    out.put(static_cast<std::int32_t>(picture.pixels.height_px));
    for (const double t : picture.transform) out.put(t);
}

GroundPicture read_ground_picture(ByteReader& in) {
    constexpr std::int32_t largest_px = 4096;
    GroundPicture picture;
    const auto width = in.get<std::int32_t>(), height = in.get<std::int32_t>();
    picture.transform = read_transform(in);
    const auto fits = [](std::int32_t px) { return px >= 1 && px <= largest_px; };
    if (!in.ok() || !fits(width) || !fits(height) ||
        in.rest().size() != 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
        in.fail();
        return {};
    }
    picture.pixels.width_px = width;
    picture.pixels.height_px = height;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(in.rest().data());
    picture.pixels.rgba.assign(bytes, bytes + in.rest().size());
    return picture;
}

}  // namespace twin::data::messages
