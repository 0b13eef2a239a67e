#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <osmium/io/header.hpp>
#include <osmium/memory/buffer.hpp>
#include <osmium/osm/entity_bits.hpp>

#include "data/sources/osm_stream.h"

namespace twin::data {

/// What one run through an OSM file met.
struct OsmPass {
    std::string trouble;            ///< Empty: it went to the end.
    std::uint64_t broken_line = 0;  ///< Line of the XML where the parser stopped, 0: not known.
    bool cancelled = false;
    OsmStream::Findings findings;
};

/// Goes through the file once and shows the objects of these kinds, buffer by buffer, with the bytes read so far; stops
/// where `visit` answers false. Exceptions of the library end here.  Thread: `visit` is called on the caller's.
OsmPass run_osm_pass(std::string_view file, OsmFormat format, const OsmXmlCare& care,
                     osmium::osm_entity_bits::type kinds,
                     const std::function<void(const osmium::io::Header&)>& take_header,
                     const std::function<bool(osmium::memory::Buffer&, std::uint64_t offset)>& visit);

/// Whether the file promises nodes, ways, relations in that order, so that nodes need no pass of their own.
bool osm_pbf_is_sorted(std::string_view file);

}  // namespace twin::data
