#include <cmath>
#include <limits>

#include "data/messages.h"

/// Height grids as messages.
namespace twin::data::messages {

void write_grid_head(ByteWriter& out, const HeightGrid& grid) {
    out.put(static_cast<std::int32_t>(grid.columns));
    out.put(static_cast<std::int32_t>(grid.rows));
    for (const double t : grid.transform) out.put(t);
}

HeightGrid read_grid_head(ByteReader& in) {
    constexpr std::int32_t most_columns = 1'000'000;
    constexpr std::uint64_t most_cells = 1ull << 31;
    HeightGrid grid;
    const auto columns = in.get<std::int32_t>(), rows = in.get<std::int32_t>();
    bool finite = true;
    for (double& t : grid.transform) {
        t = in.get<double>();
        finite = finite && std::isfinite(t);
    }
    const double area = grid.transform[1] * grid.transform[5] - grid.transform[2] * grid.transform[4];
    const bool sensible = columns > 0 && rows > 0 && columns <= most_columns && rows <= most_columns &&
                          static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(rows) <= most_cells;
    if (!sensible || !finite || area == 0 || !std::isfinite(area)) in.fail();
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
    if (have == 0) grid.heights_m.reserve(cells(grid));
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

}  // namespace twin::data::messages
