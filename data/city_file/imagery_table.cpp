#include "data/city_file/imagery_table.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <fmt/format.h>

namespace twin::data {

namespace {

constexpr const char* entry_rows = R"sql(
CREATE TABLE {table} (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    zoom_level INTEGER NOT NULL,
    tile_column INTEGER NOT NULL,
    tile_row INTEGER NOT NULL,
    tile_data BLOB NOT NULL,
    UNIQUE (zoom_level, tile_column, tile_row));
INSERT INTO gpkg_contents (table_name, identifier, data_type, min_x, min_y, max_x, max_y, srs_id)
    VALUES ({name}, {identifier}, 'tiles', {west}, {south}, {east}, {north}, {srs});
INSERT INTO gpkg_tile_matrix_set (table_name, min_x, min_y, max_x, max_y, srs_id)
    VALUES ({name}, {set_west}, {set_south}, {set_east}, {set_north}, {srs});
)sql";

constexpr int most_levels = 30, largest_px = 4096;

}  // namespace

base::Result<void> make_imagery_table(Database& database, const std::string& table, const std::string& identifier,
                                      const ImageryInfo& info, const base::Box3& extent, const glm::dvec2& origin_m,
                                      int srs_id) {
    assert(!info.levels.empty());
    // Every level must cover one and the same square piece of land, which the coarsest may overstep.
    const ImageryLevel& coarsest = info.levels.front();
    const double west = origin_m.x + info.x0_m, north = origin_m.y + info.y1_m;
    const double tile_m = info.tile_px * coarsest.pixel_m;
    const std::string entries =
        fmt::format(entry_rows, fmt::arg("table", sql_name(table)), fmt::arg("name", sql_text(table)),
                    fmt::arg("identifier", sql_text(identifier)), fmt::arg("srs", srs_id),
                    fmt::arg("west", origin_m.x + extent.min.x), fmt::arg("south", origin_m.y + extent.min.y),
                    fmt::arg("east", origin_m.x + extent.max.x), fmt::arg("north", origin_m.y + extent.max.y),
                    fmt::arg("set_west", west), fmt::arg("set_south", north - coarsest.rows * tile_m),
                    fmt::arg("set_east", west + coarsest.columns * tile_m), fmt::arg("set_north", north));
    if (auto done = database.execute(entries); !done.ok()) return done;
    Statement insert = database.prepare_known("INSERT INTO gpkg_tile_matrix VALUES (?,?,?,?,?,?,?,?)");
    for (std::size_t i = 0; i < info.levels.size(); ++i) {
        const ImageryLevel& level = info.levels[i];
        const std::int64_t columns = static_cast<std::int64_t>(coarsest.columns) << i;
        const std::int64_t rows = static_cast<std::int64_t>(coarsest.rows) << i;
        insert.bind(1, table).bind(2, std::int64_t{level.level}).bind(3, columns).bind(4, rows);
        insert.bind(5, std::int64_t{info.tile_px}).bind(6, std::int64_t{info.tile_px});
        insert.bind(7, level.pixel_m).bind(8, level.pixel_m);
        if (!insert.run()) return database.error();
    }
    return {};
}

base::Result<ImageryInfo> read_imagery_info(const Database& database, const std::string& table, int layer,
                                            const glm::dvec2& origin_m) {
    const base::Error damaged{fmt::format("the picture of the ground \"{}\" is damaged; import the city again", table)};
    auto set = database.prepare(
        "SELECT s.min_x, s.max_y, c.max_x, c.min_y FROM gpkg_tile_matrix_set s JOIN gpkg_contents c USING (table_name) "
        "WHERE table_name = ?");
    if (!set.ok()) return damaged;
    set->bind(1, table);
    if (!set->step()) return damaged;
    ImageryInfo info;
    info.layer = layer;
    info.x0_m = set->real(0) - origin_m.x;
    info.y1_m = set->real(1) - origin_m.y;
    const double width_m = set->real(2) - set->real(0), height_m = set->real(1) - set->real(3);
    if (!std::isfinite(info.x0_m + info.y1_m) || !(width_m > 0 && height_m > 0)) return damaged;

    auto matrix = database.prepare(
        "SELECT zoom_level, matrix_width, matrix_height, tile_width, tile_height, pixel_x_size, pixel_y_size "
        "FROM gpkg_tile_matrix WHERE table_name = ? ORDER BY zoom_level");
    if (!matrix.ok()) return damaged;
    matrix->bind(1, table);
    while (matrix->step()) {
        ImageryLevel level;
        level.level = static_cast<int>(matrix->integer(0));
        level.pixel_m = matrix->real(5);
        const auto tile_px = matrix->integer(3);
        const auto columns = matrix->integer(1), rows = matrix->integer(2);
        const bool square = tile_px == matrix->integer(4) && level.pixel_m == matrix->real(6);
        const bool sensible = level.pixel_m > 0 && std::isfinite(level.pixel_m) && tile_px > 0 &&
                              tile_px <= largest_px && columns > 0 && rows > 0 && columns <= INT32_MAX &&
                              rows <= INT32_MAX && level.level == static_cast<int>(info.levels.size()) &&
                              level.level < most_levels && (info.levels.empty() || tile_px == info.tile_px);
        if (!square || !sensible) return damaged;
        info.tile_px = static_cast<int>(tile_px);
        // The matrix may overstep the land that the pictures cover.
        const double tile_m = info.tile_px * level.pixel_m;
        const auto needed = [&](double size_m, std::int64_t most) {
            return static_cast<int>(std::clamp(std::ceil(size_m / tile_m - 1e-9), 1.0, static_cast<double>(most)));
        };
        level.columns = needed(width_m, columns);
        level.rows = needed(height_m, rows);
        if (!info.levels.empty() && std::abs(info.levels.back().pixel_m / level.pixel_m - 2) > 1e-6) return damaged;
        info.levels.push_back(level);
    }
    if (info.levels.empty()) return damaged;
    return info;
}

}  // namespace twin::data
