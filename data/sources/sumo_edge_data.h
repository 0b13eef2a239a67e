#pragma once

#include "base/result.h"
#include "data/source.h"

namespace twin::data {

/// Reads edge data (<meandata>, <edgedata>: speeds and counts per street and interval) and lays it on the streets of
/// the network `net`. A street without a speed in an interval gets NaN.
/// Errors: cancelled; no interval, no speed and no count at all; none of the streets is in the network.
base::Result<void> read_sumo_edge_data(const InputFile& file, const InputFile& net, SourceSink& sink);

}  // namespace twin::data
