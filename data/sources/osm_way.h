#pragma once

#include <cstddef>

#include "data/feature.h"

namespace osmium {
class Way;
}

namespace twin::data {

/// Takes over the nodes of a way that are there; of an open way the longest run, so that no street jumps over a gap.
/// Answers how many are missing.  Frame: longitude, latitude.  Pure.
std::size_t fill_osm_line(const osmium::Way& way, Line& line);

}  // namespace twin::data
