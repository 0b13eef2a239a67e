#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>
#include <thread>

#include <fmt/format.h>

#include "data/city_file/city_file.h"
#include "data/city_file/database.h"
#include "data/city_file/feature_chunks.h"
#include "data/city_file/imagery_table.h"
#include "data/city_file/imagery_tile.h"
#include "data/city_file/opening_check.h"
#include "data/city_file/picture_blob.h"
#include "data/city_file/search_query.h"
#include "data/city_file/terrain_blob.h"
#include "data/city_file/tile_blob.h"
#include "data/city_file/traffic_blob.h"

namespace twin::data {

namespace {

namespace fs = std::filesystem;

/// A tile as it lies in the file.
struct PackedTile {
    Tile tile;
    TileCounts counts;
    std::vector<std::byte> blob;
};

class Reader final : public CityFile {
  public:
    Reader(fs::path path, Database database) : path_(std::move(path)), database_(std::move(database)) {}
    base::Result<void> begin();

    const fs::path& path() const override { return path_; }
    const CityFrame& frame() const override { return frame_; }
    const std::vector<LayerInfo>& layers() const override { return layers_; }
    std::string meta(std::string_view key) const override;
    base::Box3 extent() const override { return extent_; }

    base::Result<Terrain> terrain() const override;
    const std::vector<ImageryInfo>& imagery() const override { return imagery_; }
    base::Result<Pixels> read_imagery_tile(const ImageryInfo& info, int level, int column, int row) const override;
    const std::vector<TileEntry>& tiles() const override { return tiles_; }
    base::Result<Tile> read_tile(const TileEntry& entry) const override;
    std::vector<base::Result<Tile>> read_tiles(std::span<const TileEntry> entries) const override;
    base::Result<std::vector<TrafficRecording>> traffic() const override;
    base::Result<void> visit(std::span<const FeatureKind> kinds,
                             const std::function<void(std::uint32_t, const Feature&)>& visitor) const override;
    base::Result<void> visit_layers(
        std::span<const FeatureKind> kinds,
        const std::function<void(std::uint32_t, int, const Feature&)>& visitor) const override;
    base::Result<void> visit_pictures(const std::function<void(Image&&)>& visitor) const override;
    base::Result<ObjectDetails> object(std::uint32_t number) const override;
    std::vector<SearchHit> search(std::string_view words, int limit) const override;
    std::map<std::string, std::uint64_t> objects_by_kind() const override;
    base::Result<ImportReport> report(std::size_t limit) const override;

  private:
    base::Result<PackedTile> read_packed(const TileEntry& entry) const;
    base::Result<Tile> unpack(base::Result<PackedTile>& packed) const;
    base::Error named(const base::Error& error) const { return {path_.string() + ": " + error.message}; }
    std::vector<double> numbers(std::string_view key) const;
    base::Result<void> read_frame();
    base::Result<void> read_layers();
    base::Result<void> read_tiles();
    base::Result<void> read_imagery();
    base::Result<void> read_complaints(ObjectDetails& details) const;

    fs::path path_;
    Database database_;
    CityFrame frame_;
    base::Box3 extent_;
    std::vector<LayerInfo> layers_;
    std::vector<TileEntry> tiles_;
    std::vector<ImageryInfo> imagery_;
    mutable Statement select_tile_;
};

std::string Reader::meta(std::string_view key) const {
    auto select = database_.prepare("SELECT value FROM twin_meta WHERE key = ?");
    if (!select.ok()) return {};
    select->bind(1, key);
    return select->step() ? select->text(0) : std::string();
}

std::vector<double> Reader::numbers(std::string_view key) const {
    std::istringstream in(meta(key));
    in.imbue(std::locale::classic());
    std::vector<double> values;
    for (double value = 0; in >> value;) values.push_back(value);
    return values;
}

base::Result<void> Reader::begin() {
    if (auto done = read_frame(); !done.ok()) return done;
    if (auto done = read_layers(); !done.ok()) return done;
    if (auto done = read_tiles(); !done.ok()) return done;
    if (auto done = read_imagery(); !done.ok()) return done;
    auto select = database_.prepare(
        "SELECT vertices, indices, plants, origin_x, origin_y, origin_z, geometry FROM twin_tile WHERE id = ?");
    if (!select.ok()) return select.error();
    select_tile_ = std::move(select).value();
    return {};
}

base::Result<void> Reader::read_frame() {
    const auto origin = numbers("frame.origin_m"), geo = numbers("frame.origin_geo");
    const auto convergence = numbers("frame.convergence_rad"), extent = numbers("extent");
    frame_.horizontal = meta("frame.horizontal");
    frame_.vertical = meta("frame.vertical");
    frame_.time_zone = meta("frame.time_zone");
    if (origin.size() != 2 || geo.size() != 2 || convergence.size() != 1 || frame_.horizontal.empty())
        return base::Error{path_.string() + ": is damaged (its frame is missing); import the city again"};
    frame_.origin_m = {origin[0], origin[1]};
    frame_.origin_geo = {geo[0], geo[1]};
    frame_.convergence_rad = convergence[0];
    if (extent.size() == 6) {
        extent_.add({extent[0], extent[1], extent[2]});
        extent_.add({extent[3], extent[4], extent[5]});
    }
    return {};
}

base::Result<void> Reader::read_layers() {
    auto select = database_.prepare("SELECT * FROM twin_layer ORDER BY number");
    if (!select.ok()) return select.error();
    while (select->step()) {
        LayerInfo info;
        info.number = static_cast<int>(select->integer(0));
        info.name = select->text(1);
        info.title = select->text(2);
        info.kind = select->text(3);
        info.objects = static_cast<std::uint64_t>(select->integer(4));
        parse_provenance(select->text(5), info.provenance);
        info.source = select->text(6);
        info.licence = select->text(7);
        info.date = select->text(8);
        info.crs.horizontal = select->text(9);
        info.crs.vertical = select->text(10);
        info.crs.how = select->text(11);
        info.crs.note = select->text(12);
        info.operation = select->text(13);
        if (info.number != static_cast<int>(layers_.size()) + 1)
            return base::Error{path_.string() +
                               ": is damaged (its layers are not numbered through); import the city again"};
        layers_.push_back(std::move(info));
    }
    if (select->failed()) return database_.error();
    return {};
}

base::Result<void> Reader::read_tiles() {
    auto select = database_.prepare(
        "SELECT id, content, layer, tile_column, tile_row, indices + textured_indices, plants, min_x, min_y, min_z, "
        "max_x, max_y, max_z FROM twin_tile ORDER BY id");
    if (!select.ok()) return select.error();
    while (select->step()) {
        TileEntry entry;
        entry.id = select->integer(0);
        const auto content = select->integer(1);
        entry.layer = static_cast<int>(select->integer(2));
        if (content < 0 || content >= tile_content_count || entry.layer < 0 ||
            entry.layer > static_cast<int>(layers_.size()))
            return base::Error{path_.string() + ": is damaged (a tile of an unknown layer); import the city again"};
        entry.content = static_cast<TileContent>(content);
        entry.column = static_cast<int>(select->integer(3));
        entry.row = static_cast<int>(select->integer(4));
        entry.triangles = static_cast<std::uint64_t>(select->integer(5)) / 3;
        entry.plants = static_cast<std::uint64_t>(select->integer(6));
        entry.bounds.add({select->real(7), select->real(8), select->real(9)});
        entry.bounds.add({select->real(10), select->real(11), select->real(12)});
        tiles_.push_back(entry);
    }
    if (select->failed()) return database_.error();
    return {};
}

base::Result<Terrain> Reader::terrain() const {
    auto select = database_.prepare("SELECT x0, y0, step, columns, rows, measured, heights FROM twin_terrain");
    if (!select.ok()) return select.error();
    Terrain terrain;
    if (!select->step()) {
        if (select->failed()) return database_.error();
        return terrain;
    }
    terrain.x0_m = select->real(0);
    terrain.y0_m = select->real(1);
    terrain.step_m = select->real(2);
    terrain.columns = static_cast<int>(select->integer(3));
    terrain.rows = static_cast<int>(select->integer(4));
    terrain.measured = select->integer(5) != 0;
    if (!(terrain.step_m > 0) || !std::isfinite(terrain.x0_m + terrain.y0_m))
        return named({"the terrain is damaged; import the city again"});
    auto heights = decode_heights(select->blob(6), terrain.columns, terrain.rows);
    if (!heights.ok()) return named(heights.error());
    terrain.heights_m = std::move(heights).value();
    return terrain;
}

base::Result<void> Reader::read_imagery() {
    for (const LayerInfo& layer : layers_) {
        if (layer.kind != "imagery") continue;
        auto info = read_imagery_info(database_, layer.name, layer.number, frame_.origin_m);
        if (!info.ok()) return named(info.error());
        imagery_.push_back(std::move(*info));
    }
    return {};
}

base::Result<Pixels> Reader::read_imagery_tile(const ImageryInfo& info, int level, int column, int row) const {
    if (info.layer < 1 || info.layer > static_cast<int>(layers_.size()) || level < 0 ||
        level >= static_cast<int>(info.levels.size()))
        return named({fmt::format("there is no picture of the ground of layer {}, level {}", info.layer, level)});
    const LayerInfo& layer = layers_[static_cast<std::size_t>(info.layer) - 1];
    auto select = database_.prepare(fmt::format(
        "SELECT tile_data FROM {} WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", sql_name(layer.name)));
    if (!select.ok()) return select.error();
    select->bind(1, std::int64_t{level}).bind(2, std::int64_t{column}).bind(3, std::int64_t{row});
    if (!select->step()) {
        if (select->failed()) return database_.error();
        const auto side = static_cast<std::size_t>(info.tile_px);
        return Pixels{info.tile_px, info.tile_px, std::vector<std::uint8_t>(4 * side * side, 0)};
    }
    auto pixels = decode_picture(select->blob(0), info.tile_px, info.tile_px);
    if (!pixels.ok()) return named(pixels.error());
    return pixels;
}

base::Result<PackedTile> Reader::read_packed(const TileEntry& entry) const {
    Statement& select = select_tile_;
    select.reset();
    select.bind(1, entry.id);
    if (!select.step())
        return select.failed() ? database_.error() : named({"a tile is missing; import the city again"});
    PackedTile packed;
    packed.counts = {static_cast<std::uint64_t>(select.integer(0)), static_cast<std::uint64_t>(select.integer(1)),
                     static_cast<std::uint64_t>(select.integer(2))};
    packed.tile.content = entry.content;
    packed.tile.layer = entry.layer;
    packed.tile.column = entry.column;
    packed.tile.row = entry.row;
    packed.tile.bounds = entry.bounds;
    packed.tile.origin = {select.real(3), select.real(4), select.real(5)};
    const auto blob = select.blob(6);
    packed.blob.assign(blob.begin(), blob.end());
    select.reset();
    return packed;
}

base::Result<Tile> Reader::unpack(base::Result<PackedTile>& packed) const {
    if (!packed.ok()) return packed.error();
    if (auto done = decode_tile(packed->blob, packed->counts, packed->tile); !done.ok()) return named(done.error());
    return std::move(packed->tile);
}

base::Result<Tile> Reader::read_tile(const TileEntry& entry) const {
    auto packed = read_packed(entry);
    return unpack(packed);
}

std::vector<base::Result<Tile>> Reader::read_tiles(std::span<const TileEntry> entries) const {
    std::vector<base::Result<PackedTile>> packed;
    for (const TileEntry& entry : entries) packed.push_back(read_packed(entry));
    std::vector<base::Result<Tile>> tiles(entries.size(), base::Result<Tile>(base::Error{}));
    std::atomic<std::size_t> next{0};
    const auto unpack_some = [&] {
        for (std::size_t i = next++; i < packed.size(); i = next++) tiles[i] = unpack(packed[i]);
    };
    const std::size_t threads = std::min<std::size_t>(std::thread::hardware_concurrency(), packed.size());
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(unpack_some);
    unpack_some();
    helpers.clear();  // waits for them
    return tiles;
}

base::Result<std::vector<TrafficRecording>> Reader::traffic() const {
    auto select = database_.prepare("SELECT recording FROM twin_traffic ORDER BY id");
    if (!select.ok()) return select.error();
    std::vector<TrafficRecording> recordings;
    while (select->step()) {
        auto recording = decode_traffic(select->blob(0));
        if (!recording.ok()) return named(recording.error());
        recordings.push_back(std::move(recording).value());
    }
    if (select->failed()) return database_.error();
    return recordings;
}

base::Result<void> Reader::visit(std::span<const FeatureKind> kinds,
                                 const std::function<void(std::uint32_t, const Feature&)>& visitor) const {
    return visit_layers(kinds, [&](std::uint32_t number, int, const Feature& feature) { visitor(number, feature); });
}

base::Result<void> Reader::visit_layers(std::span<const FeatureKind> kinds,
                                        const std::function<void(std::uint32_t, int, const Feature&)>& visitor) const {
    std::string names;
    for (const FeatureKind kind : kinds) names += (names.empty() ? "" : ",") + sql_text(name_of(kind));
    auto select =
        database_.prepare("SELECT kind, layer, features FROM twin_chunk WHERE kind IN (" + names + ") ORDER BY chunk");
    if (!select.ok()) return select.error();
    while (select->step()) {
        const auto layer = static_cast<int>(select->integer(1));
        if (layer < 1 || layer > static_cast<int>(layers_.size()))
            return named({"some features belong to no layer; import the city again"});
        auto done =
            read_chunk(select->blob(2), kind_named(select->text(0)), [&](std::uint32_t number, Feature&& feature) {
                visitor(number, layer, feature);
                return true;
            });
        if (!done.ok()) return named(done.error());
    }
    if (select->failed()) return database_.error();
    return {};
}

base::Result<void> Reader::visit_pictures(const std::function<void(Image&&)>& visitor) const {
    auto select = database_.prepare("SELECT name, width_px, height_px, blocks FROM twin_picture ORDER BY name");
    if (!select.ok()) return {};  // the table came later than the schema
    while (select->step()) {
        auto image = decode_picture(select->text(0), static_cast<int>(select->integer(1)),
                                    static_cast<int>(select->integer(2)), select->blob(3));
        if (!image.ok()) return named(image.error());
        visitor(std::move(*image));
    }
    if (select->failed()) return database_.error();
    return {};
}

base::Result<ObjectDetails> Reader::object(std::uint32_t number) const {
    auto select = database_.prepare(
        "SELECT o.kind, o.layer, o.id, o.parent, o.min_x, o.min_y, o.min_z, o.max_x, o.max_y, o.max_z, c.features "
        "FROM twin_object o JOIN twin_chunk c ON c.chunk = o.chunk WHERE o.number = ?");
    if (!select.ok()) return select.error();
    select->bind(1, std::int64_t{number});
    if (!select->step())
        return select->failed() ? database_.error() : named({fmt::format("there is no object {}", number)});
    ObjectDetails details;
    details.number = number;
    details.kind = kind_named(select->text(0));
    details.layer = static_cast<int>(select->integer(1));
    details.id = select->text(2);
    details.parent = static_cast<std::uint32_t>(select->integer(3));
    if (!std::isnan(select->real(4))) {
        details.bounds.add({select->real(4), select->real(5), select->real(6)});
        details.bounds.add({select->real(7), select->real(8), select->real(9)});
    }
    auto read = read_chunk(select->blob(10), details.kind, [&](std::uint32_t found, Feature&& feature) {
        if (found != number) return true;
        details.attributes = std::move(feature.attributes);
        return false;
    });
    if (!read.ok()) return named(read.error());

    auto parts = database_.prepare("SELECT number FROM twin_object WHERE parent = ? ORDER BY number");
    if (!parts.ok()) return parts.error();
    parts->bind(1, std::int64_t{number});
    while (parts->step()) details.parts.push_back(static_cast<std::uint32_t>(parts->integer(0)));
    if (auto done = read_complaints(details); !done.ok()) return done.error();
    return details;
}

base::ComplaintKind complaint_kind_named(std::string_view name) {
    for (const auto kind : {base::ComplaintKind::repaired, base::ComplaintKind::skipped, base::ComplaintKind::assumed,
                            base::ComplaintKind::undrawn})
        if (base::name_of(kind) == name) return kind;
    return base::ComplaintKind::warning;
}

/// Its own first, then its building's and its parts'.
base::Result<void> Reader::read_complaints(ObjectDetails& details) const {
    auto select =
        database_.prepare("SELECT kind, object, what, why FROM twin_report WHERE object_number = ? ORDER BY id");
    if (!select.ok()) return select.error();
    std::vector<std::uint32_t> numbers{details.number};
    if (details.parent) numbers.push_back(details.parent);
    numbers.insert(numbers.end(), details.parts.begin(), details.parts.end());
    for (const std::uint32_t number : numbers) {
        select->bind(1, std::int64_t{number});
        while (select->step())
            details.complaints.push_back(
                {complaint_kind_named(select->text(0)), select->text(1), select->text(2), select->text(3)});
        select->reset();
    }
    return {};
}

std::vector<SearchHit> Reader::search(std::string_view words, int limit) const {
    return search_table(database_, words, limit);
}

std::map<std::string, std::uint64_t> Reader::objects_by_kind() const {
    std::map<std::string, std::uint64_t> counts;
    auto select = database_.prepare("SELECT kind, sum(objects) FROM twin_chunk GROUP BY kind");
    if (!select.ok()) return counts;
    while (select->step()) counts[select->text(0)] = static_cast<std::uint64_t>(select->integer(1));
    return counts;
}

base::Result<ImportReport> Reader::report(std::size_t limit) const {
    auto select = database_.prepare(
        "SELECT kind, object, what, why, source, object_number, x, y, z FROM twin_report ORDER BY id LIMIT ?");
    // Written before items had places.
    if (!select.ok())
        select = database_.prepare(
            "SELECT kind, object, what, why, source, object_number, NULL, NULL, NULL FROM twin_report "
            "ORDER BY id LIMIT ?");
    if (!select.ok()) return select.error();
    select->bind(1, limit > INT64_MAX ? std::int64_t{-1} : static_cast<std::int64_t>(limit));
    ImportReport report;
    while (select->step()) {
        ReportItem item;
        item.complaint = {complaint_kind_named(select->text(0)), select->text(1), select->text(2), select->text(3)};
        item.source = select->text(4);
        item.object_number = static_cast<unsigned>(select->integer(5));
        if (!select->text(6).empty()) item.place = base::CityPoint(select->real(6), select->real(7), select->real(8));
        report.items.push_back(std::move(item));
    }
    if (select->failed()) return database_.error();
    return report;
}

}  // namespace

base::Result<std::shared_ptr<CityFile>> CityFile::open(const fs::path& path) {
    if (auto checked = check_header(path); !checked.ok()) return checked.error();
    auto database = Database::open_read_only(path);
    if (!database.ok()) return database.error();
    if (auto checked = check_schema(path, *database); !checked.ok()) return checked.error();
    auto reader = std::make_shared<Reader>(path, std::move(database).value());
    if (auto done = reader->begin(); !done.ok()) return done.error();
    return std::shared_ptr<CityFile>(std::move(reader));
}

}  // namespace twin::data
