#pragma once

#include <string>

namespace twin::sample {

/// The sample's city.toml.
std::string recipe_text();

}  // namespace twin::sample
