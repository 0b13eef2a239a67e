#pragma once

#include <string>

#include "data/feature.h"

namespace twin::data {

/// All attributes as one JSON object, in the order read, for people who open the city file with other programs.
std::string attributes_json(const Attributes& attributes);

}  // namespace twin::data
