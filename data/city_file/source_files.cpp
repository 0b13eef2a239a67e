#include "data/city_file/source_files.h"

#include <cstring>
#include <span>

#include <fmt/format.h>

#include "base/text.h"
#include "data/city_file/compress.h"
#include "data/city_file/database.h"

namespace twin::data {

base::Result<void> write_source_file(const Database& database, const SourceFileRecord& record) {
    Statement insert = database.prepare_known(
        "INSERT INTO twin_source_file VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11) ON CONFLICT (identity) DO UPDATE SET "
        "bytes = ?3, changed = ?4, hash = ?5, beside = ?6, reference = ?7, state = ?8, layers = ?9, numbers = ?10, "
        "notes = ?11");
    std::string layers;
    for (const auto& [kind, number] : record.layers) layers += fmt::format("{} {}\n", kind, number);
    const auto numbers = compress(std::as_bytes(std::span(record.numbers)));
    const auto notes = compress(record.notes);
    insert.bind(1, record.identity).bind(2, record.name).bind(3, static_cast<std::int64_t>(record.bytes));
    insert.bind(4, record.changed).bind(5, static_cast<std::int64_t>(record.hash));
    insert.bind(6, static_cast<std::int64_t>(record.beside)).bind(7, record.reference).bind(8, record.state);
    insert.bind(9, layers).bind(10, std::span(numbers)).bind(11, std::span(notes));
    if (!insert.run()) return database.error();
    return {};
}

base::Result<std::vector<SourceFileRecord>> read_source_files(const Database& database) {
    std::vector<SourceFileRecord> records;
    auto select = database.prepare(
        "SELECT identity, name, bytes, changed, hash, beside, reference, state, layers, numbers, notes "
        "FROM twin_source_file ORDER BY rowid");
    if (!select.ok()) return records;  // the table came later than the schema
    while (select->step()) {
        SourceFileRecord record;
        record.identity = select->text(0);
        record.name = select->text(1);
        record.bytes = static_cast<std::uint64_t>(select->integer(2));
        record.changed = select->integer(3);
        record.hash = static_cast<std::uint64_t>(select->integer(4));
        record.beside = static_cast<std::uint64_t>(select->integer(5));
        record.reference = select->text(6);
        record.state = select->text(7);
        const std::string layers = select->text(8);
        for (const std::string_view line : base::split(layers, '\n')) {
            const auto parts = base::split(line, ' ');
            double number = 0;
            if (parts.size() == 2 && base::parse_number(parts[1], number))
                record.layers[std::string(parts[0])] = static_cast<int>(number);
        }
        const auto numbers = decompress(select->blob(9));
        auto notes = decompress(select->blob(10));
        if (!numbers.ok()) return numbers.error();
        if (!notes.ok()) return notes.error();
        record.numbers.resize(numbers->size() / sizeof(std::uint32_t));
        std::memcpy(record.numbers.data(), numbers->data(), record.numbers.size() * sizeof(std::uint32_t));
        record.notes = std::move(*notes);
        records.push_back(std::move(record));
    }
    if (select->failed()) return database.error();
    return records;
}

}  // namespace twin::data
