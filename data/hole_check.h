#pragma once

#include <string_view>

#include "base/result.h"
#include "data/source.h"

namespace twin::data {

/// Refuses what was never written or downloaded to its end: a file that begins with thousands of zero bytes, and a text
/// format (OBJ, COLLADA, KML, XYZ ...) that goes over into them. Parsers chew on gigabytes of zeros for a long time.
/// `source`: name of the format that it was recognised as.
/// Errors: a sentence that says from which byte on nothing is there.
base::Result<void> refuse_holes(const InputFile& input, std::string_view source);

}  // namespace twin::data
