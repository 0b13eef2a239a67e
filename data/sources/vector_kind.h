#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "data/feature.h"

namespace twin::data {

enum class GeometryShape : unsigned char { none, point, line, area };

/// The kind a recipe names: "building", "Building", "land_use" ... (feature_kind_list.inc; capitals do not matter).
/// Errors: one sentence that lists the allowed words.
base::Result<FeatureKind> parse_feature_kind(std::string_view word);

/// What a feature without a stated kind is: by the layer when it is named exactly like a kind, by its attributes
/// (OpenStreetMap's tags, a project's title and theme, the register of buildings), by words in the layer's name.
/// Where nothing speaks, it is generic. Pure.
FeatureKind guess_feature_kind(const Attributes& as_in_file, GeometryShape shape, std::string_view layer_name);

}  // namespace twin::data
