#include "data/city_file/schema.h"

#include "data/tile.h"

namespace twin::data {

// As in OGC 12-128r18, annex C, with the rows that every GeoPackage has.
const char* const gpkg_tables_sql = R"sql(
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL,
    srs_id INTEGER PRIMARY KEY NOT NULL,
    organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL,
    description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY,
    data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE,
    min_y DOUBLE,
    max_x DOUBLE,
    max_y DOUBLE,
    srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL,
    m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
    table_name TEXT,
    column_name TEXT,
    extension_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_tile_matrix_set (
    table_name TEXT NOT NULL PRIMARY KEY,
    srs_id INTEGER NOT NULL,
    min_x DOUBLE NOT NULL,
    min_y DOUBLE NOT NULL,
    max_x DOUBLE NOT NULL,
    max_y DOUBLE NOT NULL,
    CONSTRAINT fk_gtms_table_name FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gtms_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_tile_matrix (
    table_name TEXT NOT NULL,
    zoom_level INTEGER NOT NULL,
    matrix_width INTEGER NOT NULL,
    matrix_height INTEGER NOT NULL,
    tile_width INTEGER NOT NULL,
    tile_height INTEGER NOT NULL,
    pixel_x_size DOUBLE NOT NULL,
    pixel_y_size DOUBLE NOT NULL,
    CONSTRAINT pk_ttm PRIMARY KEY (table_name, zoom_level),
    CONSTRAINT fk_tmm_table_name FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name));
)sql";

const char* const twin_tables_sql = R"sql(
CREATE TABLE twin_meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE twin_layer (
    number INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    objects INTEGER NOT NULL,
    provenance TEXT NOT NULL,
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    date TEXT NOT NULL,
    crs_horizontal TEXT NOT NULL,
    crs_vertical TEXT NOT NULL,
    crs_how TEXT NOT NULL,
    crs_note TEXT NOT NULL,
    operation TEXT NOT NULL);
CREATE TABLE twin_object (
    number INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    layer INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    id TEXT NOT NULL,
    parent INTEGER,
    min_x DOUBLE, min_y DOUBLE, min_z DOUBLE,
    max_x DOUBLE, max_y DOUBLE, max_z DOUBLE);
CREATE TABLE twin_chunk (
    chunk INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    layer INTEGER NOT NULL,
    objects INTEGER NOT NULL,
    features BLOB NOT NULL);
CREATE TABLE twin_tile (
    id INTEGER PRIMARY KEY NOT NULL,
    content INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    tile_column INTEGER NOT NULL,
    tile_row INTEGER NOT NULL,
    min_x DOUBLE NOT NULL, min_y DOUBLE NOT NULL, min_z DOUBLE NOT NULL,
    max_x DOUBLE NOT NULL, max_y DOUBLE NOT NULL, max_z DOUBLE NOT NULL,
    origin_x DOUBLE NOT NULL, origin_y DOUBLE NOT NULL, origin_z DOUBLE NOT NULL,
    vertices INTEGER NOT NULL,
    indices INTEGER NOT NULL,
    plants INTEGER NOT NULL,
    geometry BLOB NOT NULL,
    textured_indices INTEGER NOT NULL);
CREATE TABLE twin_terrain (
    layer INTEGER PRIMARY KEY NOT NULL,
    x0 DOUBLE NOT NULL,
    y0 DOUBLE NOT NULL,
    step DOUBLE NOT NULL,
    columns INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    measured INTEGER NOT NULL,
    heights BLOB NOT NULL);
CREATE TABLE twin_search (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    object INTEGER NOT NULL,
    x DOUBLE NOT NULL, y DOUBLE NOT NULL, z DOUBLE NOT NULL,
    extent DOUBLE NOT NULL);
CREATE TABLE twin_report (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    source TEXT NOT NULL,
    object_number INTEGER,
    x DOUBLE, y DOUBLE, z DOUBLE);
CREATE TABLE twin_traffic (
    id INTEGER PRIMARY KEY NOT NULL,
    layer INTEGER NOT NULL,
    name TEXT NOT NULL,
    begin_s DOUBLE NOT NULL,
    end_s DOUBLE NOT NULL,
    vehicles INTEGER NOT NULL,
    edges INTEGER NOT NULL,
    recording BLOB NOT NULL);
CREATE TABLE twin_picture (
    name TEXT PRIMARY KEY NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    blocks BLOB NOT NULL);
CREATE TABLE twin_source_file (
    identity TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    beside INTEGER NOT NULL,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    layers TEXT NOT NULL,
    numbers BLOB NOT NULL,
    notes BLOB NOT NULL);
INSERT INTO gpkg_extensions
    SELECT name, NULL, 'twin_city', 'docs/CITY_FILE.md of Stadtzwilling', 'write-only'
    FROM sqlite_master WHERE type = 'table' AND name LIKE 'twin\_%' ESCAPE '\' ORDER BY name;
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
    VALUES ('twin_report', 'attributes', 'twin_report', 'What the import repaired, skipped, assumed or warned of');
)sql";

const char* const twin_indexes_sql = R"sql(
CREATE INDEX twin_object_parent ON twin_object(parent) WHERE parent IS NOT NULL;
CREATE INDEX twin_chunk_kind ON twin_chunk(kind);
CREATE INDEX twin_report_object ON twin_report(object_number) WHERE object_number IS NOT NULL;
)sql";

std::string material_names() {
    std::string names;
    for (const MaterialInfo& info : material_infos) {
        if (!names.empty()) names += ' ';
        names += info.name;
    }
    return names;
}

}  // namespace twin::data
