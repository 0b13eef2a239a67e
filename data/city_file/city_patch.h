#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "data/city_file/city_file.h"
#include "data/city_file/source_files.h"

namespace twin::data {

/// Changes some objects of a city file and leaves all else byte for byte as it was: works on a copy (NAME.gpkg.part)
/// that takes the file's place at finish(). Objects that come back with the same kind, layer and id keep their number.
/// Order of calls: remove(), add_prepared(), replace_in_tiles(), reports, finish().
/// Owner: the importer.  Thread: one at a time.  Errors: as CityFileWriter; textured tiles and layers that are not
/// there yet are refused, so that the caller imports anew.
class CityPatch {
  public:
    static base::Result<std::unique_ptr<CityPatch>> open(const std::filesystem::path& path);
    virtual ~CityPatch() = default;

    virtual const CityFile& old_city() const = 0;
    virtual const Terrain& terrain() const = 0;
    /// Greatest object number so far; add_prepared() counts from there.
    virtual std::uint32_t last_number() const = 0;
    virtual base::Result<void> remove(std::span<const std::uint32_t> numbers) = 0;
    virtual PreparedFeature prepare(Feature&& feature) const = 0;
    /// Answers the number that the object is built with; number_of() says which it has in the file.
    virtual base::Result<std::uint32_t> add_prepared(int layer, const PreparedFeature& prepared) = 0;
    virtual std::uint32_t number_of(std::uint32_t built) const = 0;
    /// Takes the removed objects out of the tiles they were drawn in and adds what `fresh` holds.
    /// Answers how many drawn tiles are other than before.
    virtual base::Result<std::size_t> replace_in_tiles(std::span<const Tile> fresh) = 0;
    /// `source`: name of a file whose lines go.
    virtual base::Result<void> replace_report(const std::string& source, const ImportReport& report) = 0;
    virtual base::Result<void> replace_source_file(const SourceFileRecord& record) = 0;
    virtual void set_meta(std::string_view key, std::string_view value) = 0;
    /// `numbers`: of all objects in the order of a whole import, which decides what stands for many in the search.
    virtual void set_order(std::span<const std::uint32_t> numbers) = 0;
    virtual base::Result<void> finish() = 0;
};

}  // namespace twin::data
