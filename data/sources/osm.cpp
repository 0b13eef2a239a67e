#include "data/sources/osm.h"

#include <exception>
#include <string>

#include "base/text.h"
#include "data/sources/osm_reader.h"
#include "data/sources/osm_stream.h"

namespace twin::data {

namespace {
bool has_osm_ending(std::string_view name) {
    for (const std::string_view ending : {".osm", ".osm.gz", ".osm.bz2", ".osm.xml", ".osm.pbf", ".pbf"})
        if (base::ends_with_ignoring_case(name, ending)) return true;
    return false;
}
}  // namespace

std::string_view OsmSource::description() const {
    return "OpenStreetMap XML (plain, gzip, bzip2) and PBF";
}

int OsmSource::recognises(const InputFile& head) const {
    const bool by_name = has_osm_ending(head.name);
    // The content of bzip2 shows only after a whole block: its name has to do.
    const bool bzip2 = head.head(3) == "BZh";
    if (!bzip2 && osm_format_of(head.head()) != OsmFormat::unknown) return 2;
    return by_name ? 1 : 0;
}

base::Result<void> OsmSource::read(const InputFile& file, const SourceOptions&, SourceSink& sink) const {
    if (file.bytes.empty())
        return base::Error{"reading OSM: expected OpenStreetMap data, found an empty file; fetch it again"};
    const OsmFormat format = osm_format_of(file.head());
    if (format == OsmFormat::unknown)
        return base::Error{
            "reading OSM: expected <osm ...> or a PBF header at the beginning, found neither; check that this is "
            "OpenStreetMap data and not a web page or another format"};
    try {
        return read_osm(file.text(), format, sink);
    } catch (const std::exception& error) {
        return base::Error{std::string("reading OSM: ") + error.what()};
    }
}

}  // namespace twin::data
