#include <fcntl.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <future>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include "base/version.h"
#include "data/city_file/city_file.h"
#include "data/city_file/database.h"
#include "data/city_file/feature_chunks.h"
#include "data/city_file/feature_table.h"
#include "data/city_file/imagery_table.h"
#include "data/city_file/picture_blob.h"
#include "data/city_file/schema.h"
#include "data/city_file/search_index.h"
#include "data/city_file/spatial_reference.h"
#include "data/city_file/terrain_blob.h"
#include "data/city_file/terrain_coverage.h"
#include "data/city_file/tile_blob.h"
#include "data/city_file/traffic_blob.h"

namespace twin::data {

namespace {

namespace fs = std::filesystem;

/// A layer while it is written.
struct LayerInWork {
    LayerInfo info;
    std::optional<FeatureTable> table;  ///< Terrain, imagery and traffic have none.
    Statement insert_picture;           ///< Imagery only.
};

class Writer final : public CityFileWriter {
  public:
    Writer(fs::path path, CityFrame frame, Database database)
        : path_(std::move(path)), part_(part_of(path_)), frame_(std::move(frame)), database_(std::move(database)) {}
    ~Writer() override;

    static fs::path part_of(const fs::path& path) { return path.string() + ".part"; }
    base::Result<void> begin();

    void set_meta(std::string_view key, std::string_view value) override;
    base::Result<int> add_layer(LayerInfo info) override;
    base::Result<std::uint32_t> add_feature(int layer, const Feature& feature) override;
    PreparedFeature prepare(Feature&& feature) const override {
        return prepare_feature(std::move(feature), terrain_, frame_.origin_m, srs_id_);
    }
    base::Result<std::uint32_t> add_prepared(int layer, const PreparedFeature& prepared) override;
    base::Result<void> add_terrain(int layer, const Terrain& terrain) override;
    base::Result<void> add_imagery(const ImageryInfo& info, const base::Box3& extent) override;
    base::Result<void> add_imagery_tile(int layer, int level, int column, int row,
                                        std::span<const std::byte> picture) override;
    base::Result<void> add_tile(const Tile& tile) override { return add_tiles({&tile, 1}); }
    base::Result<void> add_tiles(std::span<const Tile> tiles) override;
    base::Result<void> add_traffic(int layer, const TrafficRecording& recording) override;
    base::Result<void> add_picture(const Image& image) override;
    base::Result<void> add_report(const ImportReport& report) override;
    base::Result<void> add_source_file(const SourceFileRecord& record) override {
        return write_source_file(database_, record);
    }
    base::Result<void> finish() override;

  private:
    base::Result<void> insert_tile(const Tile& tile, std::span<const std::byte> blob);
    std::string unique_name(std::string wanted);
    base::Result<void> write_frame();
    base::Result<void> write_layers();
    base::Result<void> write_parents();
    base::Result<void> write_search();
    base::Result<void> check();
    base::Result<void> sync() const;
    base::Result<void> put_in_place();
    void drop_statements();

    fs::path path_, part_;
    CityFrame frame_;
    int srs_id_ = -1;
    bool finished_ = false;
    Database database_;
    Statement insert_meta_, insert_object_, insert_tile_, insert_report_;
    std::optional<FeatureChunks> chunks_;
    std::vector<LayerInWork> layers_;
    std::set<std::string> names_;
    Terrain terrain_;
    base::Box3 extent_;
    SearchIndex search_;
    ParentIndex parents_;
    std::uint32_t last_number_ = 0;
};

Writer::~Writer() {
    if (finished_) return;
    drop_statements();
    { const Database closed = std::move(database_); }
    std::error_code ignored;
    fs::remove(part_, ignored);
}

void Writer::drop_statements() {
    for (Statement* statement : {&insert_meta_, &insert_object_, &insert_tile_, &insert_report_})
        *statement = Statement();
    chunks_.reset();
    layers_.clear();
}

base::Result<void> Writer::begin() {
    // Half a file is thrown away, so nothing needs to be kept for undoing.
    if (auto done = database_.execute(fmt::format("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; "
                                                  "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; "
                                                  "PRAGMA application_id = {}; PRAGMA user_version = {}; BEGIN;",
                                                  gpkg_application_id, gpkg_user_version));
        !done.ok())
        return done;
    if (auto done = database_.execute(gpkg_tables_sql); !done.ok()) return done;
    if (auto done = database_.execute(twin_tables_sql); !done.ok()) return done;
    if (auto id = add_spatial_reference(database_, "EPSG:4326"); !id.ok()) return id.error();
    auto id = add_spatial_reference(database_, frame_.horizontal);
    if (!id.ok()) return id.error();
    srs_id_ = *id;
    insert_meta_ = database_.prepare_known("INSERT OR REPLACE INTO twin_meta VALUES (?,?)");
    insert_object_ = database_.prepare_known("INSERT INTO twin_object VALUES (?,?,?,?,?,NULL,?,?,?,?,?,?)");
    insert_tile_ = database_.prepare_known("INSERT INTO twin_tile VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    insert_report_ = database_.prepare_known(
        "INSERT INTO twin_report (kind, object, what, why, source, object_number, x, y, z) "
        "VALUES (?,?,?,?,?,?,?,?,?)");
    chunks_.emplace(database_);
    return write_frame();
}

base::Result<void> Writer::write_frame() {
    set_meta("schema_version", std::to_string(city_schema_version));
    set_meta("program_version", base::version);
    set_meta("materials", material_names());
    set_meta("frame.horizontal", frame_.horizontal);
    set_meta("frame.vertical", frame_.vertical);
    set_meta("frame.origin_m", fmt::format("{} {}", frame_.origin_m.x, frame_.origin_m.y));
    set_meta("frame.origin_geo", fmt::format("{} {}", frame_.origin_geo.lat_deg, frame_.origin_geo.lon_deg));
    set_meta("frame.convergence_rad", fmt::format("{}", frame_.convergence_rad));
    set_meta("frame.time_zone", frame_.time_zone);
    return {};
}

void Writer::set_meta(std::string_view key, std::string_view value) {
    insert_meta_.bind(1, key).bind(2, value);
    insert_meta_.run();
}

/// A table name that is one in any program: small letters, digits and _, none that GeoPackage or the program keep.
std::string Writer::unique_name(std::string wanted) {
    for (char& c : wanted) {
        const auto byte = static_cast<unsigned char>(c);
        c = byte < 0x80 && std::isalnum(byte) ? static_cast<char>(std::tolower(byte)) : '_';
    }
    if (wanted.empty()) wanted = "layer";
    for (const char* kept : {"gpkg_", "twin_", "rtree_", "sqlite_"})
        if (wanted.starts_with(kept)) wanted = "layer_" + wanted;
    std::string name = wanted;
    for (int i = 2; !names_.insert(name).second; ++i) name = fmt::format("{}_{}", wanted, i);
    return name;
}

base::Result<int> Writer::add_layer(LayerInfo info) {
    info.number = static_cast<int>(layers_.size()) + 1;
    info.name = unique_name(info.name.empty() ? info.kind : info.name);
    info.objects = 0;
    LayerInWork layer;
    if (info.kind != "terrain" && info.kind != "imagery" && info.kind != "traffic") {
        auto table = FeatureTable::create(database_, info.name, info.title, frame_.origin_m, srs_id_);
        if (!table.ok()) return table.error();
        layer.table.emplace(std::move(table).value());
    }
    layer.info = std::move(info);
    layers_.push_back(std::move(layer));
    return layers_.back().info.number;
}

base::Result<std::uint32_t> Writer::add_feature(int layer, const Feature& feature) {
    return add_prepared(layer, prepare(Feature(feature)));
}

base::Result<std::uint32_t> Writer::add_prepared(int layer, const PreparedFeature& prepared) {
    assert(layer >= 1 && layer <= static_cast<int>(layers_.size()));
    LayerInWork& home = layers_[static_cast<std::size_t>(layer) - 1];
    assert(home.table);
    const std::uint32_t number = ++last_number_;
    const Feature& feature = prepared.feature;
    const base::Box3& bounds = prepared.bounds;
    if (!home.table->add(number, prepared)) return database_.error();
    const auto chunk = chunks_->add(layer, number, feature.kind, prepared.bytes);
    if (!chunk.ok()) return chunk.error();

    insert_object_.bind(1, std::int64_t{number}).bind(2, name_of(feature.kind)).bind(3, std::int64_t{layer});
    insert_object_.bind(4, *chunk).bind(5, feature.id);
    if (!bounds.empty())
        for (int axis = 0; axis < 3; ++axis)
            insert_object_.bind(6 + axis, bounds.min[axis]).bind(9 + axis, bounds.max[axis]);
    if (!insert_object_.run()) return database_.error();

    ++home.info.objects;
    extent_.add(bounds);
    search_.add(number, feature, bounds);
    parents_.add(number, layer, feature);
    return number;
}

base::Result<void> Writer::add_terrain(int layer, const Terrain& terrain) {
    if (terrain.empty()) return {};
    assert(layer >= 1 && layer <= static_cast<int>(layers_.size()));
    LayerInfo& info = layers_[static_cast<std::size_t>(layer) - 1].info;
    Statement insert = database_.prepare_known("INSERT INTO twin_terrain VALUES (?,?,?,?,?,?,?,?)");
    const auto heights = encode_heights(terrain.heights_m, terrain.columns);
    insert.bind(1, std::int64_t{layer}).bind(2, terrain.x0_m).bind(3, terrain.y0_m).bind(4, terrain.step_m);
    insert.bind(5, std::int64_t{terrain.columns}).bind(6, std::int64_t{terrain.rows});
    insert.bind(7, std::int64_t{terrain.measured}).bind(8, std::span(heights));
    if (!insert.run()) return database_.error();
    info.objects = 1;
    terrain_ = terrain;
    return write_coverage(database_, info.name, info.name, terrain, frame_.origin_m, srs_id_);
}

base::Result<void> Writer::add_imagery(const ImageryInfo& info, const base::Box3& extent) {
    assert(info.layer >= 1 && info.layer <= static_cast<int>(layers_.size()));
    LayerInWork& home = layers_[static_cast<std::size_t>(info.layer) - 1];
    assert(home.info.kind == "imagery");
    if (auto done =
            make_imagery_table(database_, home.info.name, home.info.name, info, extent, frame_.origin_m, srs_id_);
        !done.ok())
        return done;
    home.info.objects = 1;
    home.insert_picture =
        database_.prepare_known(fmt::format("INSERT INTO {} VALUES (NULL,?,?,?,?)", sql_name(home.info.name)));
    return {};
}

base::Result<void> Writer::add_imagery_tile(int layer, int level, int column, int row,
                                            std::span<const std::byte> picture) {
    assert(layer >= 1 && layer <= static_cast<int>(layers_.size()));
    Statement& insert = layers_[static_cast<std::size_t>(layer) - 1].insert_picture;
    insert.bind(1, std::int64_t{level}).bind(2, std::int64_t{column}).bind(3, std::int64_t{row}).bind(4, picture);
    if (!insert.run()) return database_.error();
    return {};
}

base::Result<void> Writer::add_tiles(std::span<const Tile> tiles) {
    std::vector<std::vector<std::byte>> blobs(tiles.size());
    tbb::parallel_for(std::size_t{0}, tiles.size(), [&](std::size_t i) { blobs[i] = encode_tile(tiles[i]); });
    for (std::size_t i = 0; i < tiles.size(); ++i)
        if (auto done = insert_tile(tiles[i], blobs[i]); !done.ok()) return done;
    return {};
}

base::Result<void> Writer::insert_tile(const Tile& tile, std::span<const std::byte> blob) {
    Statement& insert = insert_tile_;
    insert.bind(1, std::int64_t{static_cast<int>(tile.content)}).bind(2, std::int64_t{tile.layer});
    insert.bind(3, std::int64_t{tile.column}).bind(4, std::int64_t{tile.row});
    for (int axis = 0; axis < 3; ++axis) {
        insert.bind(5 + axis, tile.bounds.min[axis]).bind(8 + axis, tile.bounds.max[axis]);
        insert.bind(11 + axis, tile.origin.vec()[axis]);
    }
    insert.bind(14, static_cast<std::int64_t>(tile.mesh.vertices.size()));
    insert.bind(15, static_cast<std::int64_t>(tile.mesh.triangles.size()));
    insert.bind(16, static_cast<std::int64_t>(tile.plants.size())).bind(17, blob);
    insert.bind(18, static_cast<std::int64_t>(tile.textured.triangles.size()));
    if (!insert.run()) return database_.error();
    return {};
}

base::Result<void> Writer::add_traffic(int layer, const TrafficRecording& recording) {
    assert(layer >= 1 && layer <= static_cast<int>(layers_.size()));
    const auto blob = encode_traffic(recording);
    Statement insert = database_.prepare_known("INSERT INTO twin_traffic VALUES (NULL,?,?,?,?,?,?,?)");
    insert.bind(1, std::int64_t{layer}).bind(2, recording.name).bind(3, recording.begin_s).bind(4, recording.end_s);
    insert.bind(5, static_cast<std::int64_t>(recording.vehicles.size()));
    insert.bind(6, static_cast<std::int64_t>(recording.edges.size())).bind(7, std::span(blob));
    if (!insert.run()) return database_.error();
    layers_[static_cast<std::size_t>(layer) - 1].info.objects += recording.vehicles.size() + recording.edges.size();
    return {};
}

base::Result<void> Writer::add_picture(const Image& image) {
    const auto blob = encode_picture(image);
    Statement insert = database_.prepare_known("INSERT OR REPLACE INTO twin_picture VALUES (?,?,?,?)");
    insert.bind(1, image.name).bind(2, std::int64_t{image.width_px}).bind(3, std::int64_t{image.height_px});
    insert.bind(4, std::span(blob));
    if (!insert.run()) return database_.error();
    return {};
}

base::Result<void> Writer::add_report(const ImportReport& report) {
    for (const ReportItem& item : report.items) {
        insert_report_.bind(1, std::string_view(base::name_of(item.complaint.kind))).bind(2, item.complaint.object);
        insert_report_.bind(3, item.complaint.what).bind(4, item.complaint.why).bind(5, item.source);
        if (item.object_number) insert_report_.bind(6, std::int64_t{item.object_number});
        if (item.place) insert_report_.bind(7, item.place->x_m).bind(8, item.place->y_m).bind(9, item.place->z_m);
        if (!insert_report_.run()) return database_.error();
    }
    return {};
}

base::Result<void> Writer::write_layers() {
    Statement insert = database_.prepare_known("INSERT INTO twin_layer VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (LayerInWork& layer : layers_) {
        const LayerInfo& info = layer.info;
        insert.bind(1, std::int64_t{info.number}).bind(2, info.name).bind(3, info.title).bind(4, info.kind);
        insert.bind(5, static_cast<std::int64_t>(info.objects)).bind(6, name_of(info.provenance));
        insert.bind(7, info.source).bind(8, info.licence).bind(9, info.date).bind(10, info.crs.horizontal);
        insert.bind(11, info.crs.vertical).bind(12, info.crs.how).bind(13, info.crs.note).bind(14, info.operation);
        if (!insert.run()) return database_.error();
        if (!layer.table) continue;
        if (auto done = layer.table->finish(database_); !done.ok()) return done;
    }
    return {};
}

base::Result<void> Writer::write_parents() {
    Statement update = database_.prepare_known("UPDATE twin_object SET parent = ? WHERE number = ?");
    for (const auto& [child, parent] : parents_.links()) {
        update.bind(1, std::int64_t{parent}).bind(2, std::int64_t{child});
        if (!update.run()) return database_.error();
    }
    return {};
}

base::Result<void> Writer::write_search() {
    Statement insert = database_.prepare_known("INSERT INTO twin_search VALUES (NULL,?,?,?,?,?,?,?,?)");
    for (const SearchEntry& entry : search_.finish()) {
        const SearchHit& hit = entry.hit;
        insert.bind(1, hit.name).bind(2, entry.folded).bind(3, hit.kind).bind(4, std::int64_t{hit.object});
        insert.bind(5, hit.position.x_m).bind(6, hit.position.y_m).bind(7, hit.position.z_m).bind(8, hit.extent_m);
        if (!insert.run()) return database_.error();
    }
    return {};
}

base::Result<void> Writer::check() {
    Statement integrity = database_.prepare_known("PRAGMA integrity_check(1)");
    const std::string answer = integrity.step() ? integrity.text(0) : "no answer";
    if (answer == "ok") return {};
    return base::Error{
        fmt::format("{}: what was written cannot be read back ({}); check the disk", part_.string(), answer)};
}

/// On the disk for good.
base::Result<void> Writer::sync() const {
    const auto failed = [&] {
        return base::Error{fmt::format("{}: cannot be completed ({})", path_.string(), std::strerror(errno))};
    };
    const int file = ::open(part_.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return failed();
    base::Result<void> outcome;
    if (::fsync(file) != 0) outcome = failed();
    ::close(file);
    return outcome;
}

base::Result<void> Writer::put_in_place() {
    if (::rename(part_.c_str(), path_.c_str()) != 0)
        return base::Error{fmt::format("{}: cannot be completed ({})", path_.string(), std::strerror(errno))};
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
    if (const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return {};
}

base::Result<void> Writer::finish() {
    assert(!finished_);
    if (extent_.empty() && !terrain_.empty()) {
        extent_.add({terrain_.x0_m, terrain_.y0_m, terrain_.height_at(terrain_.x0_m, terrain_.y0_m)});
        extent_.add({terrain_.x1_m(), terrain_.y1_m(), terrain_.height_at(terrain_.x1_m(), terrain_.y1_m())});
    }
    if (!extent_.empty())
        set_meta("extent", fmt::format("{} {} {} {} {} {}", extent_.min.x, extent_.min.y, extent_.min.z, extent_.max.x,
                                       extent_.max.y, extent_.max.z));
    if (auto done = chunks_->finish(); !done.ok()) return done;
    if (auto done = write_parents(); !done.ok()) return done;
    if (auto done = write_search(); !done.ok()) return done;
    if (auto done = write_layers(); !done.ok()) return done;
    drop_statements();
    if (auto done = database_.execute(twin_indexes_sql); !done.ok()) return done;
    if (auto done = database_.execute("COMMIT"); !done.ok()) return done;
    // Its last bytes go to the disk while the whole of it is read once more.
    auto synced = std::async(std::launch::async, [this] { return sync(); });
    const auto checked = check();
    const auto stored = synced.get();
    if (!checked.ok()) return checked;
    if (!stored.ok()) return stored;
    { const Database closed = std::move(database_); }
    if (auto done = put_in_place(); !done.ok()) return done;
    finished_ = true;
    return {};
}

}  // namespace

base::Result<std::unique_ptr<CityFileWriter>> CityFileWriter::create(const fs::path& path, const CityFrame& frame) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return base::Error{path.string() + ": is a folder; expected the name of a city file to write"};
    auto database = Database::create(Writer::part_of(path));
    if (!database.ok()) return database.error();
    auto writer = std::make_unique<Writer>(path, frame, std::move(database).value());
    if (auto done = writer->begin(); !done.ok()) return done.error();
    return std::unique_ptr<CityFileWriter>(std::move(writer));
}

}  // namespace twin::data
