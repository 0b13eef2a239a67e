#pragma once

#include <string_view>

#include "base/result.h"
#include "data/source.h"
#include "data/sources/osm_stream.h"

namespace twin::data {

/// Reads one OSM file into the sink in two passes: node places and relations first, then everything.
/// Errors: nothing complete was in it; cancelled. A file that ends early gives what was complete, with a complaint.
base::Result<void> read_osm(std::string_view file, OsmFormat format, SourceSink& sink);

}  // namespace twin::data
