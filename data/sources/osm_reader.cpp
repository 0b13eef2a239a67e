// libosmium reads an object's user name behind the object, which GCC 12 takes for an overrun when it inlines.
#pragma GCC diagnostic ignored "-Wstringop-overread"

#include "data/sources/osm_reader.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <osmium/io/compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm.hpp>
#include <osmium/thread/pool.hpp>

#include "data/sources/osm_map.h"
#include "data/sources/osm_parts.h"
#include "data/sources/osm_relations.h"

namespace twin::data {

namespace {

using osmium::memory::Buffer;

/// Lets libosmium draw its bytes from an OsmStream. libosmium makes its decompressors itself and passes nothing but the
/// address and size of the input; the address is that of the stream.
class StreamDecompressor final : public osmium::io::Decompressor {
  public:
    explicit StreamDecompressor(OsmStream& stream) : stream_(stream) {}
    std::string read() override {
        std::string piece = stream_.next();
        set_offset(static_cast<std::size_t>(stream_.offset()));
        return piece;
    }
    void close() override {}

    static void teach_osmium() {
        static const bool taught = osmium::io::CompressionFactory::instance().register_compression(
            osmium::io::file_compression::gzip,
            [](int, osmium::io::fsync) -> osmium::io::Compressor* {
                throw osmium::io_error{"writing is not supported"};
            },
            [](int) -> osmium::io::Decompressor* { throw osmium::io_error{"reading by descriptor is not supported"}; },
            [](const char* stream, std::size_t) -> osmium::io::Decompressor* {
                return new StreamDecompressor(*reinterpret_cast<OsmStream*>(const_cast<char*>(stream)));
            });
        (void)taught;
    }

  private:
    OsmStream& stream_;
};

/// Where the nodes lie, by id.
class NodePlaces {
  public:
    void add(std::int64_t id, const osmium::Location& location) {
        if (!places_.empty() && id < places_.back().first) sorted_ = false;
        places_.emplace_back(id, location);
    }
    osmium::Location at(std::int64_t id) {
        if (!sorted_) {
            std::stable_sort(places_.begin(), places_.end(),
                             [](const auto& a, const auto& b) { return a.first < b.first; });
            sorted_ = true;
        }
        const auto found =
            std::lower_bound(places_.begin(), places_.end(), id,
                             [](const auto& place, std::int64_t wanted) { return place.first < wanted; });
        return found != places_.end() && found->first == id ? found->second : osmium::Location{};
    }

  private:
    std::vector<std::pair<std::int64_t, osmium::Location>> places_;
    bool sorted_ = true;
};

/// What one run through the file met.
struct Run {
    std::string trouble;            ///< Empty: it went to the end.
    std::uint64_t broken_line = 0;  ///< Line of the XML where the parser stopped, 0: not known.
    bool cancelled = false;
    OsmStream::Findings findings;
};

class OsmReading {
  public:
    OsmReading(std::string_view file, OsmFormat format, SourceSink& sink) : file_(file), format_(format), sink_(sink) {}

    base::Result<void> read() {
        sink_.crs({"EPSG:4326", true, 0});
        Run first = first_pass();
        if (first.cancelled) return cancelled();
        const Run second = run(1, osmium::osm_entity_bits::nwr, [&](Buffer& buffer) { make_features(buffer); });
        if (second.cancelled) return cancelled();
        relations_.assemble([&](OsmThing& area) { emit(area); },
                            [&](base::Complaint c) { sink_.complain(std::move(c)); });
        relations_.for_each_way([&](const osmium::Way& way, bool area) { make_way(way, area); });
        hand_over_buildings();
        return conclude(!first.trouble.empty() ? first : second);
    }

  private:
    /// Reads again with more care where XML was broken, so that the second pass meets only what can be read.
    Run first_pass() {
        const auto kinds = nodes_come_first() ? osmium::osm_entity_bits::relation
                                              : osmium::osm_entity_bits::node | osmium::osm_entity_bits::relation;
        const auto visit = [&](Buffer& buffer) { learn(buffer); };
        Run first = run(0, kinds, visit);
        if (format_ != OsmFormat::xml || first.trouble.empty() || first.cancelled) return first;
        care_.stop_line = first.broken_line;
        care_.drop_history = first.broken_line == 0;
        forget();
        Run again = run(0, kinds, visit);
        if (care_.stop_line == 0) return again;
        first.cancelled = again.cancelled;
        return first;
    }

    void forget() {
        relations_ = OsmRelations();
        places_ = NodePlaces();
        seen_ = 0;
    }

    /// Whether the file promises nodes, ways, relations in that order, so that nodes need no pass of their own.
    bool nodes_come_first() {
        if (format_ != OsmFormat::pbf) return false;
        const auto stream = make_osm_pbf_stream(file_);
        try {
            osmium::thread::Pool pool{1, 4};
            osmium::io::Reader reader{input_of(*stream), pool, osmium::osm_entity_bits::nothing};
            places_in_second_pass_ = reader.header().get("sorting") == "Type_then_ID";
            reader.close();
        } catch (const std::exception&) {
            places_in_second_pass_ = false;  // the pass itself will say what is wrong
        }
        return places_in_second_pass_;
    }

    osmium::io::File input_of(const OsmStream& stream) const {
        StreamDecompressor::teach_osmium();
        return osmium::io::File{reinterpret_cast<const char*>(&stream), sizeof(OsmStream),
                                format_ == OsmFormat::pbf ? "pbf.gz" : "xml.gz"};
    }

    static base::Error cancelled() { return {"reading was cancelled"}; }

    /// Goes through the file once. Exceptions of the library end here.
    Run run(int pass, osmium::osm_entity_bits::type kinds, const std::function<void(Buffer&)>& visit) {
        Run result;
        const auto stream = format_ == OsmFormat::pbf ? make_osm_pbf_stream(file_) : make_osm_xml_stream(file_, care_);
        try {
            osmium::thread::Pool pool{2, 16};  // its own: the library's shared one outlives main()
            osmium::io::Reader reader{input_of(*stream), pool, kinds};
            while (Buffer buffer = reader.read()) {
                visit(buffer);
                const std::uint64_t done = (static_cast<std::uint64_t>(pass) * file_.size() + reader.offset()) / 2;
                if (sink_.progress(std::min<std::uint64_t>(done, file_.size()), objects_)) continue;
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

    /// First pass.
    void learn(Buffer& buffer) {
        for (const osmium::OSMObject& object : buffer.select<osmium::OSMObject>()) {
            if (!object.visible()) continue;
            ++seen_;
            if (object.type() == osmium::item_type::node) {
                const auto& node = static_cast<const osmium::Node&>(object);
                if (node.location().valid()) places_.add(node.id(), node.location());
            } else if (object.type() == osmium::item_type::relation) {
                relations_.collect(static_cast<const osmium::Relation&>(object));
            }
        }
    }

    /// Second pass.
    void make_features(Buffer& buffer) {
        for (osmium::OSMObject& object : buffer.select<osmium::OSMObject>()) {
            if (!object.visible()) continue;
            if (object.type() == osmium::item_type::node) {
                const auto& node = static_cast<const osmium::Node&>(object);
                if (places_in_second_pass_ && node.location().valid()) places_.add(node.id(), node.location());
                make_node(node);
            } else if (object.type() == osmium::item_type::way) {
                auto& way = static_cast<osmium::Way&>(object);
                for (osmium::NodeRef& node : way.nodes()) node.set_location(places_.at(node.ref()));
                if (relations_.wants(way.id()))
                    relations_.keep(way);
                else
                    make_way(way, true);
            }
        }
    }

    void make_node(const osmium::Node& node) {
        if (node.tags().empty() || !node.location().valid()) return;
        OsmThing thing;
        thing.type = OsmThing::Type::node;
        thing.id = node.id();
        thing.tags = osm_tags_of(node.tags());
        thing.point = {node.location().lon(), node.location().lat(), 0};
        emit(thing);
    }

    void make_way(const osmium::Way& way, bool area) {
        if (way.tags().empty()) return;
        OsmThing thing;
        thing.type = OsmThing::Type::way;
        thing.id = way.id();
        thing.tags = osm_tags_of(way.tags());
        if (is_not_there(thing.tags)) {
            ++not_there_;
            return;
        }
        const std::size_t missing = fill_line(way, thing.line);
        const bool ring = way.nodes().size() > 3 && way.nodes().front().ref() == way.nodes().back().ref();
        if (ring && area && thing.line.points.size() >= 3) {
            Surface surface;
            surface.outer = thing.line.points;
            if (surface.outer.front() == surface.outer.back()) surface.outer.pop_back();
            if (surface.outer.size() >= 3) thing.surfaces.push_back(std::move(surface));
        } else if (!ring && thing.tags.says_yes("building") && !thing.tags.is("building", "entrance"))
            close_building(thing);
        if (emit(thing) && missing > 0)
            sink_.complain({base::ComplaintKind::repaired, thing.id_text(), "shown without the points that are missing",
                            fmt::format("{} of its {} nodes are not in the file", missing, way.nodes().size())});
    }

    /// Mappers sometimes forget the last side of a house.
    void close_building(OsmThing& thing) {
        const std::size_t points = thing.line.points.size();
        if (points < 3) {
            sink_.complain({base::ComplaintKind::skipped, thing.id_text(), "building left out",
                            fmt::format("its outline has {} points, at least 3 are needed", points)});
            return;
        }
        thing.surfaces.emplace_back().outer = thing.line.points;
        thing.repairs.push_back("outline closed");
        sink_.complain({base::ComplaintKind::repaired, thing.id_text(), "outline closed", "its last side was missing"});
    }

    /// The nodes that are there; of an open way the longest run, so that no street jumps over a gap.
    static std::size_t fill_line(const osmium::Way& way, Line& line) {
        std::size_t missing = 0;
        const bool ring = !way.nodes().empty() && way.nodes().front().ref() == way.nodes().back().ref();
        Line current;
        const auto keep_longer = [&] {
            if (current.points.size() > line.points.size()) line = std::move(current);
            current = Line{};
        };
        for (const osmium::NodeRef& node : way.nodes()) {
            if (!node.location().valid()) {
                ++missing;
                if (!ring) keep_longer();
                continue;
            }
            if (!current.nodes.empty() && current.nodes.back() == node.ref()) continue;
            current.points.emplace_back(node.location().lon(), node.location().lat(), 0.0);
            current.nodes.push_back(node.ref());
        }
        keep_longer();
        return missing;
    }

    bool emit(const OsmThing& thing) {
        if (thing.tags.is("natural", "coastline")) ++coastlines_;
        made_.clear();
        map_osm_thing(thing, made_);
        for (Feature& feature : made_) {
            ++objects_;
            const bool building = feature.kind == FeatureKind::building || feature.kind == FeatureKind::building_part;
            if (building)
                buildings_.push_back(std::move(feature));
            else
                sink_.feature(std::move(feature));
        }
        return !made_.empty();
    }

    /// Buildings wait to the end: whether one is only the outline of its parts is known then.
    void hand_over_buildings() {
        link_building_parts(buildings_, relations_.building_parts());
        for (Feature& building : buildings_) sink_.feature(std::move(building));
        buildings_.clear();
    }

    base::Result<void> conclude(const Run& run) {
        const OsmStream::Findings& found = run.findings;
        const char* name = format_ == OsmFormat::pbf ? "OSM PBF" : "OSM XML";
        const bool whole = run.trouble.empty() && !found.truncated && found.damage.empty();
        const std::string reason = !found.damage.empty()  ? found.damage
                                   : !run.trouble.empty() ? run.trouble
                                                          : "the file ends before its last object";
        if (!whole && objects_ == 0)
            return base::Error{
                fmt::format("reading {}: expected at least one complete object before the damage, found none ({}); "
                            "fetch the file again",
                            name, reason)};
        if (!whole)
            warn(fmt::format("read up to the damage: {} objects", objects_), reason + "; fetch the file again");
        else if (objects_ == 0)
            warn("nothing of it can be shown",
                 fmt::format("none of its {} objects has a meaning that is drawn", seen_));
        if (found.bad_nodes > 0)
            sink_.complain({base::ComplaintKind::skipped, "node/" + found.first_bad_node,
                            fmt::format("{} nodes left out, this one first", found.bad_nodes),
                            "latitude, longitude or id are no numbers, or not on Earth"});
        if (not_there_ > 0)
            warn(fmt::format("{} ways left out", not_there_), "they are under construction, planned or gone");
        if (coastlines_ > 0)
            warn(fmt::format("{} coastlines not filled with sea", coastlines_),
                 "the sea has no outline of its own in OSM");
        return {};
    }

    void warn(std::string what, std::string why) {
        sink_.complain({base::ComplaintKind::warning, "", std::move(what), std::move(why)});
    }

    std::string_view file_;
    OsmFormat format_;
    SourceSink& sink_;
    NodePlaces places_;
    OsmRelations relations_;
    std::vector<Feature> buildings_, made_;
    OsmXmlCare care_;
    bool places_in_second_pass_ = false;
    std::uint64_t objects_ = 0, seen_ = 0, not_there_ = 0, coastlines_ = 0;
};

}  // namespace

base::Result<void> read_osm(std::string_view file, OsmFormat format, SourceSink& sink) {
    return OsmReading(file, format, sink).read();
}

}  // namespace twin::data
