#include "data/city_file/city_patch.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "data/city_file/compress.h"
#include "data/city_file/database.h"
#include "data/city_file/feature_chunks.h"
#include "data/city_file/feature_table.h"
#include "data/city_file/schema.h"
#include "data/city_file/search_index.h"
#include "data/city_file/spatial_reference.h"
#include "data/city_file/tile_blob.h"
#include "data/city_file/tile_patch.h"
#include "data/feature_bytes.h"

namespace twin::data {

namespace {

namespace fs = std::filesystem;

constexpr double drawn_beyond_m = 50;  ///< What stands for an object reaches no farther beyond its box.

class Patch final : public CityPatch {
  public:
    Patch(fs::path path, std::shared_ptr<CityFile> old, Database database)
        : path_(std::move(path)), old_(std::move(old)), database_(std::move(database)) {}
    ~Patch() override {
        if (finished_) return;
        tables_.clear();
        chunks_.reset();
        { const Database closed = std::move(database_); }
        std::error_code ignored;
        fs::remove(part_of(path_), ignored);
    }
    static fs::path part_of(const fs::path& path) { return path.string() + ".part"; }

    base::Result<void> begin();
    const CityFile& old_city() const override { return *old_; }
    const Terrain& terrain() const override { return terrain_; }
    std::uint32_t last_number() const override { return last_number_; }
    base::Result<void> remove(std::span<const std::uint32_t> numbers) override;
    PreparedFeature prepare(Feature&& feature) const override {
        return prepare_feature(std::move(feature), terrain_, old_->frame().origin_m, srs_id_);
    }
    base::Result<std::uint32_t> add_prepared(int layer, const PreparedFeature& prepared) override;
    std::uint32_t number_of(std::uint32_t built) const override {
        const auto found = number_of_.find(built);
        return found == number_of_.end() ? built : found->second;
    }
    base::Result<std::size_t> replace_in_tiles(std::span<const Tile> fresh) override;
    base::Result<void> replace_report(const std::string& source, const ImportReport& report) override;
    base::Result<void> replace_source_file(const SourceFileRecord& record) override {
        return write_source_file(database_, record);
    }
    void set_meta(std::string_view key, std::string_view value) override {
        Statement set = database_.prepare_known("INSERT OR REPLACE INTO twin_meta VALUES (?,?)");
        set.bind(1, key).bind(2, value).run();
    }
    void set_order(std::span<const std::uint32_t> numbers) override {
        order_.clear();
        for (std::uint32_t i = 0; i < numbers.size(); ++i) order_.emplace(numbers[i], i);
    }
    base::Result<void> finish() override;

  private:
    base::Result<void> rewrite_chunk(std::int64_t chunk);
    base::Result<void> index_again();
    base::Result<void> measure_layers();
    base::Result<void> put_in_place();

    fs::path path_;
    std::shared_ptr<CityFile> old_;
    Database database_;
    Terrain terrain_;
    int srs_id_ = -1;
    bool finished_ = false;
    std::uint32_t last_number_ = 0;
    std::unordered_set<std::uint32_t> removed_;
    std::map<std::tuple<int, std::string, std::string>, std::uint32_t> freed_;  ///< Layer, kind, id.
    std::unordered_map<std::uint32_t, std::uint32_t> number_of_;
    std::unordered_map<std::uint32_t, std::uint32_t> order_;  ///< Of numbers; empty: as they count.
    std::set<int> layers_;                                    ///< Of what was removed or added.
    base::Box3 touched_;
    std::vector<base::Box3> removed_boxes_;
    std::optional<FeatureChunks> chunks_;
    std::map<int, FeatureTable> tables_;
};

base::Result<void> Patch::begin() {
    if (auto done = database_.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = "
                                      "EXCLUSIVE; BEGIN;");
        !done.ok())
        return done;
    auto terrain = old_->terrain();
    if (!terrain.ok()) return terrain.error();
    terrain_ = std::move(*terrain);
    auto srs = database_.prepare("SELECT srs_id FROM gpkg_geometry_columns LIMIT 1");
    if (!srs.ok()) return srs.error();
    if (srs->step()) srs_id_ = static_cast<int>(srs->integer(0));
    auto last = database_.prepare("SELECT max(number), (SELECT max(chunk) FROM twin_chunk) FROM twin_object");
    if (!last.ok()) return last.error();
    if (!last->step()) return database_.error();
    last_number_ = static_cast<std::uint32_t>(last->integer(0));
    chunks_.emplace(database_, last->integer(1));
    return {};
}

base::Result<void> Patch::rewrite_chunk(std::int64_t chunk) {
    std::vector<std::byte> kept;
    std::int64_t objects = 0;
    {
        auto select = database_.prepare("SELECT kind, features FROM twin_chunk WHERE chunk = ?");
        if (!select.ok()) return select.error();
        select->bind(1, chunk);
        if (!select->step()) return database_.error();
        const auto bytes = decompress(select->blob(1));
        if (!bytes.ok()) return bytes.error();
        const FeatureKind kind = kind_named(select->text(0));
        ByteReader in(*bytes);
        while (!in.at_end()) {
            const auto from = in.rest();
            const auto number = static_cast<std::uint32_t>(in.get_count());
            get_feature(in, kind);
            if (!in.ok()) return base::Error{"the features are damaged; import the city again"};
            if (removed_.contains(number)) continue;
            const auto own = from.first(from.size() - in.rest().size());
            kept.insert(kept.end(), own.begin(), own.end());
            ++objects;
        }
    }
    Statement change =
        objects == 0 ? database_.prepare_known("DELETE FROM twin_chunk WHERE chunk = ?")
                     : database_.prepare_known("UPDATE twin_chunk SET objects = ?2, features = ?3 WHERE chunk = ?1");
    const auto blob = compress(kept);
    change.bind(1, chunk);
    if (objects > 0) change.bind(2, objects).bind(3, std::span(blob));
    if (!change.run()) return database_.error();
    return {};
}

base::Result<void> Patch::remove(std::span<const std::uint32_t> numbers) {
    std::set<std::int64_t> chunks;
    std::map<int, Statement> from_layer;
    Statement select = database_.prepare_known(
        "SELECT layer, kind, id, chunk, min_x, min_y, min_z, max_x, max_y, max_z FROM twin_object WHERE number = ?");
    Statement forget = database_.prepare_known("DELETE FROM twin_object WHERE number = ?");
    for (const std::uint32_t number : numbers) {
        select.bind(1, std::int64_t{number});
        if (!select.step()) return base::Error{fmt::format("object {} is missing; import the city again", number)};
        const int layer = static_cast<int>(select.integer(0));
        freed_.emplace(std::tuple(layer, select.text(1), select.text(2)), number);
        chunks.insert(select.integer(3));
        base::Box3 box;
        box.add({select.real(4), select.real(5), select.real(6)});
        box.add({select.real(7), select.real(8), select.real(9)});
        removed_boxes_.push_back(box);
        touched_.add(box);
        select.reset();
        layers_.insert(layer);
        removed_.insert(number);
        auto found = from_layer.find(layer);
        if (found == from_layer.end()) {
            const std::string table = old_->layers()[static_cast<std::size_t>(layer) - 1].name;
            found = from_layer
                        .emplace(layer,
                                 database_.prepare_known(fmt::format("DELETE FROM {} WHERE fid = ?", sql_name(table))))
                        .first;
        }
        found->second.bind(1, std::int64_t{number});
        forget.bind(1, std::int64_t{number});
        if (!found->second.run() || !forget.run()) return database_.error();
    }
    for (const std::int64_t chunk : chunks)
        if (auto done = rewrite_chunk(chunk); !done.ok()) return done;
    return {};
}

base::Result<std::uint32_t> Patch::add_prepared(int layer, const PreparedFeature& prepared) {
    const Feature& feature = prepared.feature;
    const std::uint32_t built = ++last_number_;
    std::uint32_t number = built;
    if (const auto freed = freed_.find({layer, std::string(name_of(feature.kind)), feature.id});
        freed != freed_.end()) {
        number = freed->second;
        freed_.erase(freed);
        number_of_[built] = number;
    }
    auto table = tables_.find(layer);
    if (table == tables_.end())
        table = tables_
                    .emplace(layer,
                             FeatureTable::reopen(database_, old_->layers()[static_cast<std::size_t>(layer) - 1].name))
                    .first;
    if (!table->second.add(number, prepared)) return database_.error();
    const auto chunk = chunks_->add(layer, number, feature.kind, prepared.bytes);
    if (!chunk.ok()) return chunk.error();
    Statement insert = database_.prepare_known("INSERT INTO twin_object VALUES (?,?,?,?,?,NULL,?,?,?,?,?,?)");
    insert.bind(1, std::int64_t{number}).bind(2, name_of(feature.kind)).bind(3, std::int64_t{layer});
    insert.bind(4, *chunk).bind(5, feature.id);
    if (!prepared.bounds.empty())
        for (int axis = 0; axis < 3; ++axis)
            insert.bind(6 + axis, prepared.bounds.min[axis]).bind(9 + axis, prepared.bounds.max[axis]);
    if (!insert.run()) return database_.error();
    layers_.insert(layer);
    return built;
}

base::Result<std::size_t> Patch::replace_in_tiles(std::span<const Tile> fresh) {
    using Key = std::tuple<int, int, int, int>;
    const auto key_of = [](TileContent content, int layer, int column, int row) {
        return Key{static_cast<int>(content), layer, column, row};
    };
    std::map<Key, const Tile*> added;
    for (const Tile& tile : fresh) added[key_of(tile.content, tile.layer, tile.column, tile.row)] = &tile;
    const auto near_removed = [&](const base::Box3& box) {
        return std::any_of(removed_boxes_.begin(), removed_boxes_.end(), [&](const base::Box3& own) {
            return own.min.x - drawn_beyond_m <= box.max.x && own.max.x + drawn_beyond_m >= box.min.x &&
                   own.min.y - drawn_beyond_m <= box.max.y && own.max.y + drawn_beyond_m >= box.min.y;
        });
    };
    const auto numbered = [&](std::uint32_t built) { return number_of(built); };
    std::size_t changed = 0;
    for (const CityFile::TileEntry& entry : old_->tiles()) {
        if (entry.content == TileContent::terrain || !layers_.contains(entry.layer)) continue;
        const auto found = added.find(key_of(entry.content, entry.layer, entry.column, entry.row));
        if (found == added.end() && !near_removed(entry.bounds)) continue;
        auto tile = old_->read_tile(entry);
        if (!tile.ok()) return tile.error();
        const std::size_t taken_out = take_objects_out(*tile, removed_);
        if (taken_out == 0 && found == added.end()) continue;
        if (!tile->textured.empty()) return base::Error{"pictures on walls changed"};
        if (found != added.end()) {
            if (!found->second->textured.empty()) return base::Error{"pictures on walls changed"};
            add_to_tile(*tile, *found->second, numbered);
            added.erase(found);
        }
        ++changed;
        if (auto done = store_tile(database_, entry.id, *tile); !done.ok()) return done.error();
    }
    for (const auto& [key, tile] : added) {
        if (!tile->textured.empty()) return base::Error{"pictures on walls changed"};
        Tile own;
        own.content = tile->content;
        own.layer = tile->layer;
        own.column = tile->column;
        own.row = tile->row;
        own.origin = tile->origin;
        add_to_tile(own, *tile, numbered);
        ++changed;
        if (auto done = store_tile(database_, 0, own); !done.ok()) return done.error();
    }
    return changed;
}

base::Result<void> Patch::replace_report(const std::string& source, const ImportReport& report) {
    Statement forget = database_.prepare_known("DELETE FROM twin_report WHERE source = ?");
    forget.bind(1, source);
    if (!forget.run()) return database_.error();
    Statement insert = database_.prepare_known(
        "INSERT INTO twin_report (kind, object, what, why, source, object_number, x, y, z) VALUES (?,?,?,?,?,?,?,?,?)");
    for (const ReportItem& item : report.items) {
        insert.bind(1, std::string_view(base::name_of(item.complaint.kind))).bind(2, item.complaint.object);
        insert.bind(3, item.complaint.what).bind(4, item.complaint.why).bind(5, item.source);
        if (item.object_number) insert.bind(6, std::int64_t{number_of(item.object_number)});
        if (item.place) insert.bind(7, item.place->x_m).bind(8, item.place->y_m).bind(9, item.place->z_m);
        if (!insert.run()) return database_.error();
    }
    return {};
}

/// Parents and names are known of all objects only: they may lie in different chunks.
base::Result<void> Patch::index_again() {
    SearchIndex search;
    ParentIndex parents;
    const auto order_of = [&](std::uint32_t number) {
        const auto found = order_.find(number);
        return found == order_.end() ? static_cast<std::uint32_t>(order_.size()) + number : found->second;
    };
    Statement chunks = database_.prepare_known("SELECT kind, layer, features FROM twin_chunk ORDER BY chunk");
    while (chunks.step()) {
        const int layer = static_cast<int>(chunks.integer(1));
        const auto done =
            read_chunk(chunks.blob(2), kind_named(chunks.text(0)), [&](std::uint32_t number, Feature&& feature) {
                search.add(number, feature, bounds_of(feature, terrain_), order_of(number));
                parents.add(number, layer, feature);
                return true;
            });
        if (!done.ok()) return done;
    }
    if (chunks.failed()) return database_.error();
    chunks = Statement();
    if (auto done = database_.execute(
            "DELETE FROM twin_search; UPDATE twin_object SET parent = NULL WHERE parent IS NOT NULL;");
        !done.ok())
        return done;
    Statement update = database_.prepare_known("UPDATE twin_object SET parent = ? WHERE number = ?");
    for (const auto& [child, parent] : parents.links()) {
        update.bind(1, std::int64_t{parent}).bind(2, std::int64_t{child});
        if (!update.run()) return database_.error();
    }
    Statement insert = database_.prepare_known("INSERT INTO twin_search VALUES (NULL,?,?,?,?,?,?,?,?)");
    for (const SearchEntry& entry : search.finish()) {
        const SearchHit& hit = entry.hit;
        insert.bind(1, hit.name).bind(2, entry.folded).bind(3, hit.kind).bind(4, std::int64_t{hit.object});
        insert.bind(5, hit.position.x_m).bind(6, hit.position.y_m).bind(7, hit.position.z_m).bind(8, hit.extent_m);
        if (!insert.run()) return database_.error();
    }
    return {};
}

base::Result<void> Patch::measure_layers() {
    const glm::dvec2 origin = old_->frame().origin_m;
    for (const int layer : layers_) {
        const std::string table = sql_text(old_->layers()[static_cast<std::size_t>(layer) - 1].name);
        const auto done = database_.execute(fmt::format(
            "UPDATE twin_layer SET objects = (SELECT count(*) FROM twin_object WHERE layer = {0}) WHERE number = {0}; "
            "UPDATE gpkg_contents SET min_x = o.a + {2}, min_y = o.b + {3}, max_x = o.c + {2}, max_y = o.d + {3} FROM "
            "(SELECT min(min_x) a, min(min_y) b, max(max_x) c, max(max_y) d FROM twin_object WHERE layer = {0}) o "
            "WHERE table_name = {1};",
            layer, table, origin.x, origin.y));
        if (!done.ok()) return done;
    }
    Statement all = database_.prepare_known(
        "SELECT min(min_x), min(min_y), min(min_z), max(max_x), max(max_y), max(max_z) FROM twin_object");
    if (!all.step()) return database_.error();
    const std::string extent =
        fmt::format("{} {} {} {} {} {}", all.real(0), all.real(1), all.real(2), all.real(3), all.real(4), all.real(5));
    Statement set = database_.prepare_known("INSERT OR REPLACE INTO twin_meta VALUES ('extent', ?)");
    set.bind(1, extent);
    if (!set.run()) return database_.error();
    return {};
}

base::Result<void> Patch::put_in_place() {
    const fs::path part = part_of(path_);
    const auto failed = [&] {
        return base::Error{fmt::format("{}: cannot be completed ({})", path_.string(), std::strerror(errno))};
    };
    const int file = ::open(part.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return failed();
    const bool synced = ::fsync(file) == 0;
    ::close(file);
    if (!synced || ::rename(part.c_str(), path_.c_str()) != 0) return failed();
    return {};
}

base::Result<void> Patch::finish() {
    if (auto done = chunks_->finish(); !done.ok()) return done;
    if (auto done = index_again(); !done.ok()) return done;
    if (auto done = measure_layers(); !done.ok()) return done;
    chunks_.reset();
    tables_.clear();
    if (auto done = database_.execute("COMMIT"); !done.ok()) return done;
    {
        Statement check = database_.prepare_known("PRAGMA quick_check(1)");
        const std::string answer = check.step() ? check.text(0) : "no answer";
        if (answer != "ok")
            return base::Error{fmt::format("{}: what was written cannot be read back ({}); check the disk",
                                           part_of(path_).string(), answer)};
    }
    { const Database closed = std::move(database_); }
    if (auto done = put_in_place(); !done.ok()) return done;
    finished_ = true;
    return {};
}

}  // namespace

base::Result<std::unique_ptr<CityPatch>> CityPatch::open(const fs::path& path) {
    auto old = CityFile::open(path);
    if (!old.ok()) return old.error();
    std::error_code failure;
    const fs::path part = Patch::part_of(path);
    fs::copy_file(path, part, fs::copy_options::overwrite_existing, failure);
    if (failure) return base::Error{fmt::format("{}: cannot be written ({})", part.string(), failure.message())};
    auto database = Database::open_to_change(part);
    if (!database.ok()) return database.error();
    auto patch = std::make_unique<Patch>(path, std::move(*old), std::move(*database));
    if (auto done = patch->begin(); !done.ok()) return done.error();
    return std::unique_ptr<CityPatch>(std::move(patch));
}

}  // namespace twin::data
