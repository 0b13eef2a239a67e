#pragma once

#include "data/bytes.h"
#include "data/feature.h"

namespace twin::data {

/// A feature as bytes: the one encoding, on the way from a worker and in the city file. Its kind goes beside them (as a
/// number to a parent of the same program, by name in the file), so that the list of kinds may grow.
/// A change here raises `city_schema_version`.
void put_feature(ByteWriter& out, const Feature& feature);

/// Every value as it was put, but texts are valid UTF-8 and attributes that are not finite have no value. What the
/// numbers say is for feature_check.h to judge.
/// Errors: the reader's ok() is false.
Feature get_feature(ByteReader& in, FeatureKind kind);

}  // namespace twin::data
