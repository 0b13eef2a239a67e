#pragma once

#include <string_view>
#include <vector>

#include "data/city_file/city_file.h"
#include "data/city_file/database.h"

namespace twin::data {

/// The best answers of the table twin_search: all words must be found, beginnings of words count more than their
/// insides, then whole names, then the kind that a person most likely means. A house number that is not known falls
/// away.
std::vector<SearchHit> search_table(const Database& database, std::string_view text, int limit);

}  // namespace twin::data
