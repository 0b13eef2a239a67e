#include "data/city_file/opening_check.h"

#include <array>
#include <cstdint>
#include <fstream>

#include <fmt/format.h>

#include "base/text.h"
#include "data/city_file/schema.h"

namespace twin::data {

namespace fs = std::filesystem;

namespace {

std::uint32_t big_endian(const unsigned char* bytes, int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | bytes[i];
    return value;
}

std::string meta(const Database& database, std::string_view key) {
    auto statement = database.prepare("SELECT value FROM twin_meta WHERE key = ?");
    if (!statement.ok()) return {};
    statement->bind(1, key);
    return statement->step() ? statement->text(0) : std::string();
}

}  // namespace

base::Result<void> check_header(const fs::path& path) {
    const std::string name = path.string();
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (!fs::exists(status)) return base::Error{name + ": not found; expected a city file (NAME.gpkg)"};
    if (fs::is_directory(status)) return base::Error{name + ": is a folder; expected a city file (NAME.gpkg)"};
    const std::uintmax_t size = fs::file_size(path, failure);
    if (!failure && size == 0) return base::Error{name + ": is empty; expected a city file, import the city again"};

    std::array<unsigned char, 100> header{};
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::Error{name + ": cannot be read; check its permissions"};
    file.read(reinterpret_cast<char*>(header.data()), header.size());
    constexpr std::string_view magic("SQLite format 3\0", 16);
    const std::string_view found(reinterpret_cast<const char*>(header.data()), magic.size());
    if (file.gcount() < static_cast<std::streamsize>(header.size()) || found != magic)
        return base::Error{name + ": is no city file (no SQLite header); import it with `stadtzwilling import`"};

    const std::uint32_t page_field = big_endian(&header[16], 2);
    const std::uint64_t page_bytes = page_field == 1 ? 65536 : page_field;
    const std::uint64_t expected = page_bytes * big_endian(&header[28], 4);
    if (size < expected)
        return base::Error{fmt::format("{}: is cut off after {} of {}; copy it again or import the city again", name,
                                       base::format_bytes(size), base::format_bytes(expected))};
    if (big_endian(&header[68], 4) != gpkg_application_id)
        return base::Error{name + ": is an SQLite database, but no GeoPackage and so no city file"};
    return {};
}

bool looks_like_city_file(const fs::path& path) {
    std::array<char, 16> head{};
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), head.size());
    if (file.gcount() < 16 || std::string_view(head.data(), 15) != "SQLite format 3") return false;
    const auto database = Database::open_read_only(path);
    if (!database.ok()) return false;
    auto select = database.value().prepare("SELECT value FROM twin_meta WHERE key = 'schema_version'");
    return select.ok() && select->step();
}

base::Result<void> check_schema(const fs::path& path, const Database& database) {
    const std::string name = path.string();
    Statement has_table;
    {
        auto statement = database.prepare("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?");
        if (!statement.ok()) return base::Error{name + ": is damaged; import the city again or take it from a copy"};
        has_table = std::move(statement).value();
    }
    const auto has = [&](std::string_view table) {
        has_table.bind(1, table);
        const bool found = has_table.step() && has_table.integer(0) > 0;
        has_table.reset();
        return found;
    };
    if (!has("twin_meta"))
        return base::Error{name + ": is a GeoPackage, but no city file; import it with `stadtzwilling import`"};

    double version = 0;
    const std::string text = meta(database, "schema_version");
    if (!base::parse_number(text, version))
        return base::Error{name + ": is damaged (no schema version); import the city again"};
    const std::string made_by = meta(database, "program_version");
    if (version > city_schema_version)
        return base::Error{
            fmt::format("{}: is of schema version {} (made by Stadtzwilling {}), this program reads {}; "
                        "install a newer Stadtzwilling",
                        name, text, made_by, city_schema_version)};
    if (version < city_schema_version || meta(database, "materials") != material_names())
        return base::Error{
            fmt::format("{}: was made by Stadtzwilling {} in an older schema (version {}, expected {}); "
                        "import the city again",
                        name, made_by, text, city_schema_version)};
    for (const char* table : needed_tables)
        if (!has(table))
            return base::Error{fmt::format("{}: is damaged (table {} is missing); import the city again", name, table)};
    return {};
}

}  // namespace twin::data
