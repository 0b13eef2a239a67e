// libosmium reads an object's user name behind the object, which GCC 12 takes for an overrun when it inlines.
#pragma GCC diagnostic ignored "-Wstringop-overread"

#include "data/sources/osm_pass.h"

#include <exception>

#include <osmium/io/compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/thread/pool.hpp>

#include "data/sources/osm_decompressor.h"

namespace twin::data {

namespace {
osmium::io::File input_of(const OsmStream& stream, OsmFormat format) {
    StreamDecompressor::teach_osmium();
    return osmium::io::File{reinterpret_cast<const char*>(&stream), sizeof(OsmStream),
                            format == OsmFormat::pbf ? "pbf.gz" : "xml.gz"};
}
}  // namespace

OsmPass run_osm_pass(std::string_view file, OsmFormat format, const OsmXmlCare& care,
                     osmium::osm_entity_bits::type kinds,
                     const std::function<void(const osmium::io::Header&)>& take_header,
                     const std::function<bool(osmium::memory::Buffer&, std::uint64_t offset)>& visit) {
    OsmPass result;
    const auto stream = format == OsmFormat::pbf ? make_osm_pbf_stream(file) : make_osm_xml_stream(file, care);
    try {
        osmium::thread::Pool pool{2, 16};  // its own: the library's shared one outlives main()
        osmium::io::Reader reader{input_of(*stream, format), pool, kinds};
        take_header(reader.header());
        while (osmium::memory::Buffer buffer = reader.read()) {
            if (visit(buffer, reader.offset())) continue;
            result.cancelled = true;
            break;
        }
        reader.close();
    } catch (const osmium::xml_error& error) {
        result.trouble = error.what();
        result.broken_line = error.line;
    } catch (const std::exception& error) {
        result.trouble = error.what();
    }
    result.findings = stream->findings();
    return result;
}

bool osm_pbf_is_sorted(std::string_view file) {
    const auto stream = make_osm_pbf_stream(file);
    try {
        osmium::thread::Pool pool{1, 4};
        osmium::io::Reader reader{input_of(*stream, OsmFormat::pbf), pool, osmium::osm_entity_bits::nothing};
        const bool sorted = reader.header().get("sorting") == "Type_then_ID";
        reader.close();
        return sorted;
    } catch (const std::exception&) {
        return false;  // the pass itself will say what is wrong
    }
}

}  // namespace twin::data
