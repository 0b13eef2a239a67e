#include "data/city_file/database.h"

#include <cmath>

#include <fmt/format.h>
#include <sqlite3.h>

namespace twin::data {

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
    sqlite3_bind_int64(statement_, parameter, value);
    return *this;
}

Statement& Statement::bind(int parameter, double value) {
    if (std::isnan(value))
        sqlite3_bind_null(statement_, parameter);
    else
        sqlite3_bind_double(statement_, parameter, value);
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL, which an empty text is not.
    sqlite3_bind_text64(statement_, parameter, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int parameter, std::span<const std::byte> blob) {
    sqlite3_bind_blob64(statement_, parameter, blob.data() ? static_cast<const void*>(blob.data()) : "", blob.size(),
                        SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind_null(int parameter) {
    sqlite3_bind_null(statement_, parameter);
    return *this;
}

Statement& Statement::bind_text_or_null(int parameter, std::string_view text) {
    return text.empty() ? bind_null(parameter) : bind(parameter, text);
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    failed_ = code != SQLITE_ROW && code != SQLITE_DONE;
    return code == SQLITE_ROW;
}

bool Statement::run() {
    while (step()) {
    }
    const bool fine = !failed_;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    return fine;
}

void Statement::reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL ? std::nan("")
                                                                  : sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

std::span<const std::byte> Statement::blob(int column) const {
    const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return bytes ? std::span(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                 : std::span<const std::byte>();
}

void Database::Closer::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

base::Result<Database> Database::create(const std::filesystem::path& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    Database database;
    database.name_ = path.string();
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    database.handle_.reset(handle);
    if (code != SQLITE_OK) return database.error();
    return database;
}

base::Result<Database> Database::open_to_change(const std::filesystem::path& path) {
    Database database;
    database.name_ = path.string();
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
    database.handle_.reset(handle);
    if (code != SQLITE_OK) return database.error();
    return database;
}

base::Result<Database> Database::open_read_only(const std::filesystem::path& path) {
    Database database;
    database.name_ = path.string();
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
    database.handle_.reset(handle);
    if (code != SQLITE_OK) return database.error();
    return database;
}

base::Result<void> Database::execute(const std::string& sql) {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return error();
    return {};
}

base::Result<Statement> Database::prepare(std::string_view sql) const {
    Statement statement;
    if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement.statement_, nullptr) != SQLITE_OK)
        return error();
    return statement;
}

Statement Database::prepare_known(std::string_view sql) const {
    auto statement = prepare(sql);
    assert(statement.ok());
    return statement.ok() ? std::move(statement).value() : Statement();
}

base::Error Database::error() const {
    const int code = handle_ ? sqlite3_errcode(handle_.get()) : SQLITE_NOMEM;
    switch (code) {
        case SQLITE_FULL:
            return {name_ + ": the disk is full; free some space or choose another folder"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return {name_ + ": cannot be written, no permission; choose another folder"};
        case SQLITE_CANTOPEN:
            return {name_ + ": cannot be opened; check that the folder exists and that you may write or read there"};
        case SQLITE_NOTADB:
            return {name_ + ": is no database, so no city file"};
        case SQLITE_CORRUPT:
            return {name_ + ": is damaged; import the city again or take it from a copy"};
        default:
            return {fmt::format("{}: the database says: {}", name_,
                                handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory")};
    }
}

namespace {

std::string in_quotes(std::string_view text, char quote) {
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote) out += quote;
        out += c;
    }
    return out + quote;
}

}  // namespace

std::string sql_name(std::string_view identifier) {
    return in_quotes(identifier, '"');
}

std::string sql_text(std::string_view text) {
    return in_quotes(text, '\'');
}

}  // namespace twin::data
