#include "data/city_file/feature_table.h"

#include <fmt/format.h>

#include "data/keys.h"

namespace twin::data {

namespace {

constexpr const char* table_sql = R"sql(
CREATE TABLE {table} (
    fid INTEGER PRIMARY KEY NOT NULL,
    geom GEOMETRY,
    id TEXT,
    kind TEXT,
    class TEXT,
    name TEXT,
    address TEXT,
    parent_id TEXT,
    height_m REAL,
    storeys REAL,
    lod INTEGER,
    assumed TEXT,
    attributes TEXT);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
    VALUES ({name}, 'features', {name}, {title}, {srs});
INSERT INTO gpkg_geometry_columns VALUES ({name}, 'geom', 'GEOMETRY', {srs}, 1, 0);
)sql";

}  // namespace

base::Result<FeatureTable> FeatureTable::create(Database& database, const std::string& name, const std::string& title,
                                                const glm::dvec2& origin_m, int srs_id) {
    FeatureTable table;
    table.name_ = name;
    table.origin_m_ = origin_m;
    table.srs_id_ = srs_id;
    const std::string sql = fmt::format(table_sql, fmt::arg("table", sql_name(name)), fmt::arg("name", sql_text(name)),
                                        fmt::arg("title", sql_text(title)), fmt::arg("srs", srs_id));
    if (auto done = database.execute(sql); !done.ok()) return done.error();
    table.insert_ = database.prepare_known("INSERT INTO " + sql_name(name) + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    return table;
}

FeatureTable FeatureTable::reopen(Database& database, const std::string& name) {
    FeatureTable table;
    table.name_ = name;
    table.insert_ = database.prepare_known("INSERT INTO " + sql_name(name) + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    return table;
}

bool FeatureTable::add(std::uint32_t number, const PreparedFeature& prepared) {
    const Feature& feature = prepared.feature;
    const Attributes& attributes = feature.attributes;
    insert_.bind(1, std::int64_t{number}).bind(3, feature.id).bind(4, name_of(feature.kind));
    if (prepared.type != ShapeType::none) insert_.bind(2, std::span(prepared.shape));
    insert_.bind_text_or_null(5, prepared.feature_class).bind_text_or_null(6, prepared.name);
    insert_.bind_text_or_null(7, attributes.text(keys::address)).bind_text_or_null(8, feature.parent_id);
    insert_.bind(9, attributes.number(keys::height_m)).bind(10, attributes.number(keys::storeys));
    if (feature.lod >= 0) insert_.bind(11, std::int64_t{feature.lod});
    insert_.bind_text_or_null(12, attributes.text(keys::assumed)).bind(13, prepared.attributes);
    if (!insert_.run()) return false;

    if (prepared.type != ShapeType::none) {
        mixed_ = mixed_ || (type_ != ShapeType::none && type_ != prepared.type);
        type_ = prepared.type;
        bounds_.add(prepared.bounds);
    }
    return true;
}

base::Result<void> FeatureTable::finish(Database& database) {
    insert_ = Statement();
    if (!bounds_.empty()) {
        const std::string extent =
            fmt::format("UPDATE gpkg_contents SET min_x = {}, min_y = {}, max_x = {}, max_y = {} WHERE table_name = {}",
                        bounds_.min.x + origin_m_.x, bounds_.min.y + origin_m_.y, bounds_.max.x + origin_m_.x,
                        bounds_.max.y + origin_m_.y, sql_text(name_));
        if (auto done = database.execute(extent); !done.ok()) return done;
    }
    if (mixed_ || type_ == ShapeType::none) return {};
    // SQLite cannot alter a column's type, but lets the text of the table's definition be changed: the rows stay as
    // they are, since every geometry is a blob.
    return database.execute(fmt::format(
        "UPDATE gpkg_geometry_columns SET geometry_type_name = '{0}' WHERE table_name = {1}; "
        "PRAGMA writable_schema = ON; "
        "UPDATE sqlite_master SET sql = replace(sql, 'geom GEOMETRY', 'geom {0}') WHERE type = 'table' AND name = {1}; "
        "PRAGMA writable_schema = OFF;",
        gpkg_name_of(type_), sql_text(name_)));
}

}  // namespace twin::data
