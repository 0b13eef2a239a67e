#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/city_file/city_file.h"
#include "data/feature.h"

namespace twin::app {

/// Names of the city's things in the language of the screen.
/// Thread: main.
std::string attribute_label(std::string_view key);  ///< "height_m" -> "Höhe"; unknown keys as the file spells them.
/// Value with its unit in the language's notation ("12,5 m"); known words translated ("gabled" -> "Satteldach").
std::string attribute_text(std::string_view key, const data::AttributeValue& value);
std::string kind_title(data::FeatureKind kind);
/// The recipe's title where it belongs to this layer alone, else what the layer holds.
std::string layer_title(const data::LayerInfo& layer, const std::vector<data::LayerInfo>& all);

/// Material Icons code point for a FeatureKind's or a search hit's kind ("street", "address", "Building").
std::uint32_t icon_of_kind(std::string_view kind);
std::uint32_t icon_of_layer(std::string_view layer_kind);

}  // namespace twin::app
