#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "data/feature.h"

namespace twin::data {

/// Whether a value of [source.map] is an expression ("expr: stockwerke * 3.1").
bool is_expression(std::string_view mapped);

/// The expressions of a mapping, worked out for one feature after the other by SQLite (all its operators and functions:
/// CASE, coalesce, round, substr, printf, LIKE ...). Attributes are its columns, whatever their capitals; those a
/// feature lacks are NULL.
/// Source: https://www.sqlite.org/lang_expr.html.  Thread: one at a time per object.
class Expressions {
  public:
    /// `columns`: the attributes of the layer.
    /// Errors: one sentence: the key, what does not fit, and which attributes there are.
    static base::Result<Expressions> make(const std::map<std::string, std::string>& mapping,
                                          const std::vector<std::string>& columns);

    /// Sets the keys whose expression gives a value.
    void apply(const Attributes& as_in_file, Attributes& out);
    bool empty() const { return keys_.empty(); }

    Expressions();
    Expressions(Expressions&&) noexcept;
    Expressions& operator=(Expressions&&) noexcept;
    ~Expressions();

  private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
    std::vector<std::string> keys_;     ///< One per column of the answer.
    std::vector<std::string> columns_;  ///< Lower case, one per parameter.
};

}  // namespace twin::data
