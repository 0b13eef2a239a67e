#include "app/importer/open_thing.h"

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "app/importer/import_plan.h"
#include "app/importer/importer.h"
#include "base/paths.h"
#include "base/version.h"
#include "data/city_file/city_file.h"
#include "data/city_file/opening_check.h"
#include "data/service.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

/// Source: Fowler, Noll, Vo: FNV-1a, 64 bits.
class Fingerprint {
  public:
    void add(std::string_view text) {
        for (const char c : text) add_byte(static_cast<unsigned char>(c));
        add_byte(0xFF);
    }
    void add_file(const fs::path& path) {
        std::error_code failure;
        add(fs::absolute(path, failure).string());
        add(std::to_string(fs::file_size(path, failure)));
        add(std::to_string(fs::last_write_time(path, failure).time_since_epoch().count()));
    }
    std::uint64_t value() const { return hash_; }

  private:
    void add_byte(unsigned char byte) {
        hash_ ^= byte;
        hash_ *= 0x100000001B3ull;
    }
    std::uint64_t hash_ = 0xCBF29CE484222325ull;
};

}  // namespace

bool needs_import(const std::string& thing) {
    return !thing.empty() && !data::looks_like_city_file(thing);
}

base::Result<fs::path> cached_city_of(const std::string& thing) {
    const auto plan = plan_import({thing}, {}, {.unpack = false, .progress = {}});
    if (!plan.ok()) return plan.error();
    Fingerprint fingerprint;
    fingerprint.add(base::version);
    // A newly built program may read the same file differently.
    fingerprint.add_file(base::own_executable());
    fingerprint.add_file(thing);
    for (const PlannedFile& file : plan.value().files) fingerprint.add_file(file.path);
    fs::path name = fs::path(thing).filename();
    if (const auto service = data::understand_service(thing, {}); data::names_service(thing) && service.ok())
        name = service->shown;  // the address may hold a password
    if (name.empty()) name = fs::path(thing).parent_path().filename();
    return base::cache_folder() / fmt::format("{}-{:016x}.gpkg", name.stem().string(), fingerprint.value());
}

base::Result<fs::path> resolve_thing(const std::string& thing, const base::ProgressSink& progress) {
    std::error_code failure;
    if (thing.empty()) {
        const fs::path bundled = base::bundled_city();
        if (fs::exists(bundled, failure)) return bundled;
        return base::Error{bundled.string() +
                           ": the bundled city is not there; build the program again or name a city"};
    }
    if (!needs_import(thing)) return fs::path(thing);
    auto cached = cached_city_of(thing);
    if (!cached.ok()) return cached;
    if (data::CityFile::open(*cached).ok()) return cached;
    ImportRequest request;
    request.sources = {thing};
    request.output = *cached;
    const auto imported = import_city(request, progress);
    if (!imported.ok()) return imported.error();
    return cached;
}

}  // namespace twin::app
