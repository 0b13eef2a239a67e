#include "data/sources/vector_expression.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <set>
#include <type_traits>

#include "base/text.h"
#include "data/sources/vector_values.h"

namespace twin::data {

namespace {

constexpr std::string_view mark = "expr:";
constexpr std::size_t most_columns = 2000;  ///< SQLite's own limit.

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

/// Expressions reckon; they attach nothing and change nothing.
int only_reading(void*, int action, const char*, const char* function, const char*, const char*) {
    if (action == SQLITE_FUNCTION)
        return function && std::string_view(function) == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    return action == SQLITE_SELECT || action == SQLITE_READ ? SQLITE_OK : SQLITE_DENY;
}

void bind(sqlite3_stmt* statement, int place, const AttributeValue& value) {
    std::visit(
        [&](const auto& v) {
            using Type = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<Type, bool>)
                sqlite3_bind_int(statement, place, v ? 1 : 0);
            else if constexpr (std::is_same_v<Type, std::int64_t>)
                sqlite3_bind_int64(statement, place, v);
            else if constexpr (std::is_same_v<Type, double>)
                sqlite3_bind_double(statement, place, v);
            else if constexpr (std::is_same_v<Type, std::string>)
                sqlite3_bind_text(statement, place, v.data(), static_cast<int>(v.size()), SQLITE_STATIC);
        },
        value);
}

AttributeValue value_in(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_TEXT:
            return base::to_valid_utf8({reinterpret_cast<const char*>(sqlite3_column_text(statement, column)),
                                        static_cast<std::size_t>(sqlite3_column_bytes(statement, column))});
        default:
            return {};
    }
}

}  // namespace

struct Expressions::Engine {
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    ~Engine() {
        sqlite3_finalize(statement);
        sqlite3_close(database);
    }
};

Expressions::Expressions(Expressions&&) noexcept = default;
Expressions& Expressions::operator=(Expressions&&) noexcept = default;
Expressions::Expressions() = default;
Expressions::~Expressions() = default;

bool is_expression(std::string_view mapped) {
    return mapped.starts_with(mark);
}

base::Result<Expressions> Expressions::make(const std::map<std::string, std::string>& mapping,
                                            const std::vector<std::string>& columns) {
    Expressions made;
    std::string wanted, table;
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& [key, mapped] : mapping)
        if (is_expression(mapped)) texts.emplace_back(key, base::trim(std::string_view(mapped).substr(mark.size())));
    if (texts.empty()) return made;
    std::set<std::string> seen;
    for (const std::string& column : columns) {
        std::string lower = base::to_lower_ascii(column);
        if (made.columns_.size() >= most_columns || !seen.insert(lower).second) continue;
        made.columns_.push_back(std::move(lower));
        table += fmt::format("{}?{} AS {}", table.empty() ? "" : ", ", made.columns_.size(), quoted(column));
    }
    if (table.empty()) table = "NULL";
    made.engine_ = std::make_unique<Engine>();
    Engine& engine = *made.engine_;
    if (sqlite3_open_v2(":memory:", &engine.database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr) != SQLITE_OK)
        return base::Error{"reading: expressions cannot be worked out: no memory"};
    sqlite3_db_config(engine.database, SQLITE_DBCONFIG_DQS_DML, 0,
                      nullptr);  // "hoehe" is a column or an error, no text
    sqlite3_set_authorizer(engine.database, only_reading, nullptr);
    const auto prepare = [&](const std::string& list) {
        const std::string sql = fmt::format("SELECT {} FROM (SELECT {})", list, table);
        const char* tail = nullptr;
        const int code = sqlite3_prepare_v2(engine.database, sql.c_str(), -1, &engine.statement, &tail);
        return code == SQLITE_OK && engine.statement && tail && !*tail;
    };
    const auto problem = [&](const std::string& key, const std::string& text) {
        const bool closed = sqlite3_errcode(engine.database) != SQLITE_OK;
        return base::Error{
            fmt::format("reading: the recipe's expression \"{}\" for {} does not fit: {}; the attributes "
                        "are {}",
                        text, key, closed ? sqlite3_errmsg(engine.database) : "it is more than one value",
                        fmt::join(columns, ", "))};
    };
    for (const auto& [key, text] : texts) {
        const bool fits = prepare("(" + text + ")") && sqlite3_column_count(engine.statement) == 1;
        if (!fits) return problem(key, text);
        sqlite3_finalize(engine.statement);
        engine.statement = nullptr;
        wanted += (wanted.empty() ? "(" : ", (") + text + ")";
        made.keys_.push_back(key);
    }
    if (!prepare(wanted)) return problem(texts.front().first, texts.front().second);
    return made;
}

void Expressions::apply(const Attributes& as_in_file, Attributes& out) {
    if (!engine_) return;
    sqlite3_stmt* statement = engine_->statement;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    for (const auto& [name, value] : as_in_file) {
        const auto found = std::ranges::find(columns_, base::to_lower_ascii(name));
        if (found != columns_.end()) bind(statement, static_cast<int>(found - columns_.begin()) + 1, value);
    }
    if (sqlite3_step(statement) != SQLITE_ROW) return;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        const AttributeValue value = value_for_key(keys_[i], value_in(statement, static_cast<int>(i)));
        if (!std::holds_alternative<std::monostate>(value)) out.set(keys_[i], value);
    }
    sqlite3_reset(statement);
}

}  // namespace twin::data
