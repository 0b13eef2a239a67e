#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace twin::data {

/// A prepared SQL statement. Parameters and columns count from 1 and 0 as in SQLite.
/// Owner: whoever prepared it; must go before its Database.  Thread: that of its Database.
class Statement {
  public:
    Statement() = default;
    Statement(Statement&& other) noexcept : statement_(other.statement_) { other.statement_ = nullptr; }
    Statement& operator=(Statement&& other) noexcept {
        std::swap(statement_, other.statement_);
        return *this;
    }
    ~Statement();
    explicit operator bool() const { return statement_ != nullptr; }

    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, double value);  ///< NaN becomes NULL.
    Statement& bind(int parameter, std::string_view text);
    Statement& bind(int parameter, std::span<const std::byte> blob);  ///< Must live until run() or the last step().
    Statement& bind_null(int parameter);
    Statement& bind_text_or_null(int parameter, std::string_view text);

    bool step();  ///< true: a row is there.
    bool failed() const { return failed_; }
    /// Steps to the end and resets. false: it failed; Database::error() says why.
    bool run();
    void reset();

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::span<const std::byte> blob(int column) const;  ///< Valid until the next step() or reset().

  private:
    friend class Database;
    sqlite3_stmt* statement_ = nullptr;
    bool failed_ = false;
};

/// An SQLite file.
/// Thread: one at a time.
class Database {
  public:
    static base::Result<Database> create(const std::filesystem::path& path);  ///< Replaces what is there.
    static base::Result<Database> open_to_change(const std::filesystem::path& path);
    static base::Result<Database> open_read_only(const std::filesystem::path& path);

    /// Several statements, parted by semicolons.
    base::Result<void> execute(const std::string& sql);
    base::Result<Statement> prepare(std::string_view sql) const;
    /// For SQL that only our own mistake can break.
    Statement prepare_known(std::string_view sql) const;
    /// What went wrong last, for a person: "the disk is full".
    base::Error error() const;
    sqlite3* handle() const { return handle_.get(); }

  private:
    struct Closer {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Closer> handle_;
    std::string name_;
};

/// For SQL: "name" and 'text', with quotes inside doubled.
std::string sql_name(std::string_view identifier);
std::string sql_text(std::string_view text);

}  // namespace twin::data
