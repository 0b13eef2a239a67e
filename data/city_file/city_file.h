#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/frames.h"
#include "base/result.h"
#include "data/city_file/prepared_feature.h"
#include "data/city_file/source_files.h"
#include "data/crs.h"
#include "data/feature.h"
#include "data/image.h"
#include "data/imagery.h"
#include "data/raster.h"
#include "data/report.h"
#include "data/tile.h"
#include "data/traffic.h"

struct sqlite3;

namespace twin::data {

/// One layer of the city: the features of one kind from one source.
struct LayerInfo {
    int number = 0;     ///< Given by the writer, 1 and up.
    std::string name;   ///< GeoPackage table: "buildings", "buildings_2", "terrain".
    std::string title;  ///< For people; may be empty.
    std::string kind;   ///< gpkg_layer_of(FeatureKind), "terrain", "imagery" or "traffic".
    std::uint64_t objects = 0;
    Provenance provenance = Provenance::official;
    std::string source;  ///< Credit line.
    std::string licence;
    std::string date;
    CrsInfo crs;            ///< What the source's coordinates were in.
    std::string operation;  ///< How they came into the city frame (PROJ's words, grids, accuracy).
};

/// What a click on an object shows.
struct ObjectDetails {
    std::uint32_t number = 0;
    FeatureKind kind = FeatureKind::generic;
    std::string id;
    int layer = 0;
    Attributes attributes;
    base::Box3 bounds;  ///< City frame.
    std::vector<base::Complaint> complaints;
    std::vector<std::uint32_t> parts;  ///< Numbers of its building parts.
    std::uint32_t parent = 0;
};

/// One hit of a search.
struct SearchHit {
    std::string name;
    std::string kind;  ///< "street", "address", "place", "building", "project" ...
    std::uint32_t object = 0;
    base::CityPoint position;
    double extent_m = 100;  ///< How large the thing is, for the camera's distance.
};

/// Writes a city file as `path` + ".part" and renames it at finish(): complete, or not there.
/// Owner: the importer.  Thread: one at a time.  Errors: disk full, no permission: one sentence; the destructor removes
/// what is unfinished.
class CityFileWriter {
  public:
    static base::Result<std::unique_ptr<CityFileWriter>> create(const std::filesystem::path& path,
                                                                const CityFrame& frame);
    virtual ~CityFileWriter() = default;

    virtual void set_meta(std::string_view key, std::string_view value) = 0;  ///< name, note, home, start_time ...
    virtual base::Result<int> add_layer(LayerInfo info) = 0;  ///< Answers its number; makes `name` unique.
    /// The feature as placed in the city frame. Answers its object number (1 and up, unique in the file).
    virtual base::Result<std::uint32_t> add_feature(int layer, const Feature& feature) = 0;
    /// The same in two steps: the first, on any thread, does most of the work (after add_terrain).
    virtual PreparedFeature prepare(Feature&& feature) const = 0;
    virtual base::Result<std::uint32_t> add_prepared(int layer, const PreparedFeature& prepared) = 0;
    virtual base::Result<void> add_terrain(int layer, const Terrain& terrain) = 0;
    /// The pyramid of a layer of kind "imagery": finer levels last, each with twice the columns and rows of the one
    /// before. `extent`: what its pictures cover (city frame). Its tiles follow in any order.
    virtual base::Result<void> add_imagery(const ImageryInfo& info, const base::Box3& extent) = 0;
    /// A tile as JPEG or PNG (encode_imagery_tile); what is wholly transparent need not be added.
    virtual base::Result<void> add_imagery_tile(int layer, int level, int column, int row,
                                                std::span<const std::byte> picture) = 0;
    virtual base::Result<void> add_tile(const Tile& tile) = 0;
    virtual base::Result<void> add_tiles(std::span<const Tile> tiles) = 0;  ///< Packed on all cores.
    virtual base::Result<void> add_traffic(int layer, const TrafficRecording& recording) = 0;
    /// A picture that features show, under the name that they call it by; once per name.
    virtual base::Result<void> add_picture(const Image& image) = 0;
    virtual base::Result<void> add_report(const ImportReport& report) = 0;
    /// What an import was made from, so that the next one can take over what has not changed.
    virtual base::Result<void> add_source_file(const SourceFileRecord& record) {
        (void)record;
        return {};
    }
    virtual base::Result<void> finish() = 0;
};

/// An open city file. Checked on opening: application id, schema version, needed tables; damage gives an error.
/// Thread: one at a time per object; open a second one for a second thread.
class CityFile {
  public:
    static base::Result<std::shared_ptr<CityFile>> open(const std::filesystem::path& path);
    virtual ~CityFile() = default;

    virtual const std::filesystem::path& path() const = 0;
    virtual const CityFrame& frame() const = 0;
    virtual const std::vector<LayerInfo>& layers() const = 0;
    virtual std::string meta(std::string_view key) const = 0;
    virtual base::Box3 extent() const = 0;  ///< City frame, of everything but the terrain's rim.

    virtual base::Result<Terrain> terrain() const = 0;
    /// Pyramids of pictures on the ground, in the order of their layers; `layer` is the number in layers().
    virtual const std::vector<ImageryInfo>& imagery() const = 0;
    /// tile_px x tile_px pixels; one that is missing is wholly transparent.
    /// Errors: a level that is not there, a damaged picture.
    virtual base::Result<Pixels> read_imagery_tile(const ImageryInfo& info, int level, int column, int row) const = 0;
    struct TileEntry {
        std::int64_t id = 0;
        TileContent content = TileContent::buildings;
        int layer = 0;
        int column = 0, row = 0;
        base::Box3 bounds;
        std::uint64_t triangles = 0;
        std::uint64_t plants = 0;
    };
    virtual const std::vector<TileEntry>& tiles() const = 0;
    virtual base::Result<Tile> read_tile(const TileEntry& entry) const = 0;
    /// Several at once, unpacked on all cores; in the order of `entries`.
    virtual std::vector<base::Result<Tile>> read_tiles(std::span<const TileEntry> entries) const = 0;

    virtual base::Result<std::vector<TrafficRecording>> traffic() const = 0;  ///< City frame.
    /// Visits the features of the given kinds as they were added (city frame).
    virtual base::Result<void> visit(
        std::span<const FeatureKind> kinds,
        const std::function<void(std::uint32_t number, const Feature&)>& visitor) const = 0;
    /// The same, with the number of the layer each feature is in.
    virtual base::Result<void> visit_layers(
        std::span<const FeatureKind> kinds,
        const std::function<void(std::uint32_t number, int layer, const Feature&)>& visitor) const = 0;
    /// The pictures that features show, each by its name. A file of an older program has none.
    virtual base::Result<void> visit_pictures(const std::function<void(Image&&)>& visitor) const = 0;
    virtual base::Result<ObjectDetails> object(std::uint32_t number) const = 0;
    virtual std::vector<SearchHit> search(std::string_view words, int limit) const = 0;
    virtual std::map<std::string, std::uint64_t> objects_by_kind() const = 0;
    virtual base::Result<ImportReport> report(std::size_t limit = SIZE_MAX) const = 0;
};

}  // namespace twin::data
