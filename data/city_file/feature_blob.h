#pragma once

#include "data/city_file/bytes.h"
#include "data/feature.h"

namespace twin::data {

/// A placed feature as bytes, every value kept exactly. Its kind is kept beside them by name, so that the list of kinds
/// may grow.
void put_feature(ByteWriter& out, const Feature& feature);

/// Errors: the reader's ok() is false.
Feature get_feature(ByteReader& in, FeatureKind kind);

}  // namespace twin::data
