#include "data/city_file/terrain_coverage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "data/bytes.h"
#include "data/city_file/spatial_reference.h"

namespace twin::data {

namespace {

constexpr int tile_px = 256;
constexpr float no_height = -32767.0f;

constexpr const char* coverage_tables = R"sql(
CREATE TABLE IF NOT EXISTS gpkg_2d_gridded_coverage_ancillary (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    tile_matrix_set_name TEXT NOT NULL UNIQUE,
    datatype TEXT NOT NULL DEFAULT 'integer',
    scale REAL NOT NULL DEFAULT 1.0,
    offset REAL NOT NULL DEFAULT 0.0,
    precision REAL DEFAULT 1.0,
    data_null REAL,
    grid_cell_encoding TEXT DEFAULT 'grid-value-is-center',
    uom TEXT,
    field_name TEXT DEFAULT 'Height',
    quantity_definition TEXT DEFAULT 'Height',
    CONSTRAINT fk_g2dgtct_name FOREIGN KEY (tile_matrix_set_name) REFERENCES gpkg_tile_matrix_set(table_name),
    CHECK (datatype IN ('integer', 'float')));
CREATE TABLE IF NOT EXISTS gpkg_2d_gridded_tile_ancillary (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    tpudt_name TEXT NOT NULL,
    tpudt_id INTEGER NOT NULL,
    scale REAL NOT NULL DEFAULT 1.0,
    offset REAL NOT NULL DEFAULT 0.0,
    min REAL DEFAULT NULL,
    max REAL DEFAULT NULL,
    mean REAL DEFAULT NULL,
    std_dev REAL DEFAULT NULL,
    CONSTRAINT fk_g2dgtat_name FOREIGN KEY (tpudt_name) REFERENCES gpkg_contents(table_name),
    UNIQUE (tpudt_name, tpudt_id));
)sql";

constexpr const char* extension_rows = R"sql(
INSERT OR IGNORE INTO gpkg_extensions VALUES
    ('gpkg_2d_gridded_coverage_ancillary', NULL, 'gpkg_2d_gridded_coverage',
     'http://docs.opengeospatial.org/is/17-066r1/17-066r1.html', 'read-write'),
    ('gpkg_2d_gridded_tile_ancillary', NULL, 'gpkg_2d_gridded_coverage',
     'http://docs.opengeospatial.org/is/17-066r1/17-066r1.html', 'read-write');
)sql";

constexpr const char* entry_rows = R"sql(
CREATE TABLE {table} (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    zoom_level INTEGER NOT NULL,
    tile_column INTEGER NOT NULL,
    tile_row INTEGER NOT NULL,
    tile_data BLOB NOT NULL,
    UNIQUE (zoom_level, tile_column, tile_row));
INSERT INTO gpkg_contents (table_name, identifier, data_type, min_x, min_y, max_x, max_y, srs_id)
    VALUES ({name}, {identifier}, '2d-gridded-coverage', {west}, {south}, {east}, {north}, {srs});
INSERT INTO gpkg_tile_matrix_set (table_name, min_x, min_y, max_x, max_y, srs_id)
    VALUES ({name}, {west}, {set_south}, {set_east}, {north}, {srs});
INSERT INTO gpkg_tile_matrix VALUES ({name}, 0, {across}, {down}, 256, 256, {step}, {step});
INSERT INTO gpkg_2d_gridded_coverage_ancillary (tile_matrix_set_name, datatype, data_null, uom, quantity_definition)
    VALUES ({name}, 'float', {none}, 'm', 'Height');
INSERT INTO gpkg_extensions VALUES ({name}, 'tile_data', 'gpkg_2d_gridded_coverage',
    'http://docs.opengeospatial.org/is/17-066r1/17-066r1.html', 'read-write');
)sql";

/// One pixel array as a little-endian TIFF: one band, one strip, 32-bit float, not compressed.
std::vector<std::byte> float_tiff(const std::vector<float>& pixels) {
    constexpr std::uint16_t SHORT = 3, LONG = 4;
    constexpr std::uint32_t tag_count = 11, directory_at = 8, pixels_at = directory_at + 2 + tag_count * 12 + 4;
    ByteWriter out;
    out.put_raw("II", 2);
    out.put(std::uint16_t{42});
    out.put(directory_at);
    out.put(static_cast<std::uint16_t>(tag_count));
    const auto tag = [&](std::uint16_t name, std::uint16_t type, std::uint32_t value) {
        out.put(name);
        out.put(type);
        out.put(std::uint32_t{1});
        out.put(value);
    };
    tag(256, LONG, tile_px);    // width
    tag(257, LONG, tile_px);    // height
    tag(258, SHORT, 32);        // bits per sample
    tag(259, SHORT, 1);         // no compression
    tag(262, SHORT, 1);         // black is zero
    tag(273, LONG, pixels_at);  // the strip
    tag(277, SHORT, 1);         // samples per pixel
    tag(278, LONG, tile_px);    // rows per strip
    tag(279, LONG, tile_px * tile_px * 4);
    tag(284, SHORT, 1);  // contiguous
    tag(339, SHORT, 3);  // IEEE float
    out.put(std::uint32_t{0});
    assert(out.size() == pixels_at);
    out.put_raw(pixels.data(), pixels.size() * sizeof(float));
    return out.take();
}

struct TileStatistics {
    double min = INFINITY, max = -INFINITY, sum = 0, squares = 0;
    int count = 0;
    void add(double height) {
        min = std::fmin(min, height);
        max = std::fmax(max, height);
        sum += height;
        squares += height * height;
        ++count;
    }
    double mean() const { return sum / count; }
    double deviation() const { return std::sqrt(std::fmax(0.0, squares / count - mean() * mean())); }
};

/// Tile rows go from north to south, the terrain's from south to north.
std::vector<float> cut_tile(const Terrain& terrain, int tile_column, int tile_row, TileStatistics& statistics) {
    std::vector<float> pixels(static_cast<std::size_t>(tile_px) * tile_px, no_height);
    for (int y = 0; y < tile_px; ++y) {
        const int j = terrain.rows - 1 - (tile_row * tile_px + y);
        if (j < 0) break;
        for (int x = 0; x < tile_px; ++x) {
            const int i = tile_column * tile_px + x;
            if (i >= terrain.columns) break;
            pixels[static_cast<std::size_t>(y) * tile_px + x] = terrain.at(i, j);
            statistics.add(terrain.at(i, j));
        }
    }
    return pixels;
}

base::Result<void> write_tiles(Database& database, const std::string& table, const Terrain& terrain, int across,
                               int down) {
    Statement insert = database.prepare_known(
        fmt::format("INSERT INTO {} (zoom_level, tile_column, tile_row, tile_data) VALUES (0,?,?,?)", sql_name(table)));
    Statement ancillary = database.prepare_known(
        "INSERT INTO gpkg_2d_gridded_tile_ancillary (tpudt_name, tpudt_id, min, max, mean, std_dev) "
        "VALUES (?,last_insert_rowid(),?,?,?,?)");
    for (int row = 0; row < down; ++row) {
        for (int column = 0; column < across; ++column) {
            TileStatistics statistics;
            const auto tiff = float_tiff(cut_tile(terrain, column, row, statistics));
            insert.bind(1, std::int64_t{column}).bind(2, std::int64_t{row}).bind(3, std::span(tiff));
            if (!insert.run()) return database.error();
            ancillary.bind(1, table).bind(2, statistics.min).bind(3, statistics.max);
            ancillary.bind(4, statistics.mean()).bind(5, statistics.deviation());
            if (!ancillary.run()) return database.error();
        }
    }
    return {};
}

}  // namespace

base::Result<void> write_coverage(Database& database, const std::string& table, const std::string& identifier,
                                  const Terrain& terrain, const glm::dvec2& origin_m, int srs_id) {
    const int across = (terrain.columns + tile_px - 1) / tile_px, down = (terrain.rows + tile_px - 1) / tile_px;
    // Heights belong to pixel centres, so the picture reaches half a step beyond the outer points.
    const double half_m = terrain.step_m / 2;
    const double west = origin_m.x + terrain.x0_m - half_m, east = origin_m.x + terrain.x1_m() + half_m;
    const double south = origin_m.y + terrain.y0_m - half_m, north = origin_m.y + terrain.y1_m() + half_m;
    const double tile_m = tile_px * terrain.step_m;

    if (auto done = database.execute(coverage_tables); !done.ok()) return done;
    if (auto done = database.execute(extension_rows); !done.ok()) return done;
    // The extension's standard asks for this system in every file that uses it.
    if (auto id = add_spatial_reference(database, "EPSG:4979"); !id.ok()) return id.error();
    const std::string entries =
        fmt::format(entry_rows, fmt::arg("table", sql_name(table)), fmt::arg("name", sql_text(table)),
                    fmt::arg("identifier", sql_text(identifier)), fmt::arg("srs", srs_id), fmt::arg("west", west),
                    fmt::arg("south", south), fmt::arg("east", east), fmt::arg("north", north),
                    fmt::arg("set_south", north - down * tile_m), fmt::arg("set_east", west + across * tile_m),
                    fmt::arg("across", across), fmt::arg("down", down), fmt::arg("step", terrain.step_m),
                    fmt::arg("none", no_height));
    if (auto done = database.execute(entries); !done.ok()) return done;
    return write_tiles(database, table, terrain, across, down);
}

}  // namespace twin::data
