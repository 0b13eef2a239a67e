#pragma once

#include <string_view>
#include <vector>

namespace twin::data {

/// All numbers of a list that blanks or commas separate, into `out` (which is cleared first). Exact to the last bit.
/// Errors: false at the first word that is no finite number.
bool parse_numbers(std::string_view text, std::vector<double>& out);

}  // namespace twin::data
