#include "app/importer/reuse_record.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include <fmt/format.h>

#include "app/importer/content_hash.h"
#include "base/paths.h"
#include "base/version.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

// Only a program of the same build reads them again (fingerprint_of).
static_assert(std::is_trivially_copyable_v<FeatureNote>);

std::string stamp_of(const fs::path& path) {
    std::error_code failure;
    const auto bytes = fs::file_size(path, failure);
    if (failure) return "none";
    return fmt::format("{} {}", bytes, fs::last_write_time(path, failure).time_since_epoch().count());
}

std::string words_of(const data::RecipeSource& s) {
    std::string words =
        fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|", s.path, s.format, s.title, data::name_of(s.provenance),
                    s.provenance_given, s.credit, s.licence, s.crs, s.vertical, s.heights);
    const data::SourceOptions& o = s.options;
    words +=
        fmt::format("{}|{}|{}|{}|{}|{}|", o.lod, o.kind, o.sql_filter, o.layer, static_cast<int>(o.up_axis), o.unit_m);
    for (const auto* map : {&o.mapping, &o.more})
        for (const auto& [key, value] : *map) words += key + "=" + value + ";";
    if (s.placement) {
        const data::Placement& p = *s.placement;
        words += fmt::format("{} {} {} {} {} {} {}", p.crs, p.position.x, p.position.y, p.position.z,
                             static_cast<int>(p.heights), p.heading_deg, p.scale);
    }
    return words;
}

}  // namespace

std::uint64_t fingerprint_of(const ImportPlan& plan) {
    const data::Recipe& r = plan.recipe;
    std::string words = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|", base::version, stamp_of(base::own_executable()),
                                    r.name, r.crs, r.vertical, r.time_zone, r.note, r.start_time, r.terrain_step_m);
    if (r.origin) words += fmt::format("{} {}|", r.origin->lat_deg, r.origin->lon_deg);
    if (r.home)
        for (const double number : *r.home) words += fmt::format("{} ", number);
    for (const PlannedFile& file : plan.files)
        words += fmt::format("\n{}\n{}\n{}", file.identity, file.group, words_of(file.settings));
    for (const std::string& error : plan.errors) words += "\n" + error;
    return hash_of(words);
}

BesideStamps stamps_beside(const ImportPlan& plan) {
    std::vector<fs::path> sources;
    for (const PlannedFile& file : plan.files)
        if (!file.service) sources.push_back(file.path);
    return BesideStamps(sources);
}

data::SourceFileRecord glance_at_source(const PlannedFile& file, BesideStamps& stamps) {
    data::SourceFileRecord record;
    record.identity = file.identity;
    record.name = file.path.filename().string();
    record.bytes = file.bytes;
    std::error_code failure;
    record.changed = fs::last_write_time(file.path, failure).time_since_epoch().count();
    std::string beside;
    const fs::path bare = fs::path(file.path).replace_extension();
    for (const char* ending : {".prj", ".qpj", ".dbf", ".shx", ".cpg", ".mtl", ".bin", ".tfw", ".pgw", ".jgw", ".wld"})
        beside += stamp_of(bare.string() + ending) + ";";
    for (const char* key : {"net"})
        if (const auto net = file.settings.options.more.find(key); net != file.settings.options.more.end())
            beside += stamp_of(file.path.parent_path() / net->second);
    if (file.settings.format != "osm") beside += fmt::format(";{}", stamps.of(file.path));
    record.beside = hash_of(beside);
    return record;
}

data::SourceFileRecord look_at_source(const PlannedFile& file, BesideStamps& stamps) {
    data::SourceFileRecord record = glance_at_source(file, stamps);
    record.hash = hash_of_file(file.path);
    return record;
}

std::string words_of(const data::CrsInfo& crs) {
    return fmt::format("{}|{}|{}|{}|{}|{}", crs.horizontal, crs.vertical, crs.how, crs.swap_axes, crs.height_unit_m,
                       crs.east_offset);
}

bool is_only_features(const PlacedFile& placed) {
    const CollectedFile& file = placed.file;
    return placed.grids.empty() && file.recordings.empty() && file.pictures.empty() && file.images.empty() &&
           !file.plan.is_city_file && placed.crs.horizontal != "LOCAL" && !placed.on_terrain;
}

void record_result(const PlacedFile& placed, std::uint32_t first_number, data::SourceFileRecord& record) {
    for (const FeatureNote& note : placed.notes)
        if (note.fate == Fate::kept) record.numbers.push_back(first_number++);
    record.notes = bytes_of(placed.notes);
}

std::vector<std::byte> bytes_of(const std::vector<FeatureNote>& notes) {
    std::vector<std::byte> bytes(notes.size() * sizeof(FeatureNote));
    if (!notes.empty()) std::memcpy(bytes.data(), static_cast<const void*>(notes.data()), bytes.size());
    return bytes;
}

std::vector<FeatureNote> notes_from(const std::vector<std::byte>& bytes) {
    std::vector<FeatureNote> notes(bytes.size() / sizeof(FeatureNote));
    if (!notes.empty()) std::memcpy(static_cast<void*>(notes.data()), bytes.data(), notes.size() * sizeof(FeatureNote));
    return notes;
}

}  // namespace twin::app
