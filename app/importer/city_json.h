#pragma once

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "data/city_file/city_file.h"

namespace twin::app {

/// What `info --json` and `import --json` print: "layers", "objects", "triangles", "extent", "crs", "report".
/// Errors: the file is damaged.
base::Result<nlohmann::ordered_json> describe_city(const data::CityFile& city);

/// The same for people, a line each.
std::string describe_city_in_words(const nlohmann::ordered_json& city);

}  // namespace twin::app
