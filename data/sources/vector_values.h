#pragma once

#include <string_view>

#include "data/feature.h"

namespace twin::data {

/// `value` as the key of data/keys.h wants it: lengths in metres ("12,5 m", "1,2 km", "30 ft", "5'11\""), speeds in
/// km/h ("30 mph", "walk"), directions in degrees ("NNW"), counts as numbers, flags as bool, roof shapes in the
/// program's words ("Satteldach", the register's code 3100). Other keys take it as it is.
/// Errors: monostate when it cannot be read as that.
AttributeValue value_for_key(std::string_view key, const AttributeValue& value);

}  // namespace twin::data
