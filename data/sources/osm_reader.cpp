// libosmium reads an object's user name behind the object, which GCC 12 takes for an overrun when it inlines.
#pragma GCC diagnostic ignored "-Wstringop-overread"

#include "data/sources/osm_reader.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <osmium/io/header.hpp>
#include <osmium/osm.hpp>

#include "data/keys.h"
#include "data/sources/osm_age.h"
#include "data/sources/osm_coast.h"
#include "data/sources/osm_completeness.h"
#include "data/sources/osm_crossings.h"
#include "data/sources/osm_driving_side.h"
#include "data/sources/osm_map.h"
#include "data/sources/osm_node_places.h"
#include "data/sources/osm_parts.h"
#include "data/sources/osm_pass.h"
#include "data/sources/osm_relations.h"
#include "data/sources/osm_way.h"

namespace twin::data {

namespace {

using osmium::memory::Buffer;

class OsmReading {
  public:
    OsmReading(std::string_view file, OsmFormat format, SourceSink& sink) : file_(file), format_(format), sink_(sink) {}

    base::Result<void> read() {
        sink_.crs({"EPSG:4326", true, 0});
        places_in_second_pass_ = format_ == OsmFormat::pbf && osm_pbf_is_sorted(file_);
        const bool at_once = places_in_second_pass_ && file_.size() <= most_at_once_bytes;
        OsmPass first;
        if (!at_once) first = first_pass();
        if (first.cancelled) return cancelled();
        const OsmPass second = run(1, osmium::osm_entity_bits::nwr, [&](Buffer& buffer) {
            if (at_once)
                take(std::move(buffer));
            else
                make_features(buffer);
        });
        for (Buffer& buffer : waiting_)
            for (osmium::Way& way : buffer.select<osmium::Way>())
                if (way.visible()) place_way(way);
        waiting_.clear();
        if (second.cancelled) return cancelled();
        relations_.assemble([&](OsmThing& area) { emit(area); },
                            [&](base::Complaint c) { sink_.complain(std::move(c)); });
        relations_.for_each_way([&](const osmium::Way& way, bool area) { make_way(way, area); });
        for (Feature& crossing : crossings_.take()) sink_.feature(std::move(crossing));
        hand_over_buildings();
        hand_over_sea();
        if (const std::string date = age_.date(); !date.empty()) sink_.state(date);
        if (auto told = completeness_.told()) sink_.complain(std::move(*told));
        return conclude(!first.trouble.empty() ? first : second);
    }

  private:
    /// Reads again with more care where XML was broken, so that the second pass meets only what can be read.
    OsmPass first_pass() {
        const auto kinds = places_in_second_pass_ ? osmium::osm_entity_bits::relation
                                                  : osmium::osm_entity_bits::node | osmium::osm_entity_bits::relation;
        const auto visit = [&](Buffer& buffer) { learn(buffer); };
        OsmPass first = run(0, kinds, visit);
        if (format_ != OsmFormat::xml || first.trouble.empty() || first.cancelled) return first;
        care_.stop_line = first.broken_line;
        care_.drop_history = first.broken_line == 0;
        forget();
        OsmPass again = run(0, kinds, visit);
        if (care_.stop_line == 0) return again;
        first.cancelled = again.cancelled;
        return first;
    }

    void forget() {
        relations_ = OsmRelations();
        driving_ = OsmDrivingSide();
        places_ = NodePlaces();
        extent_ = {};
        seen_ = 0;
    }

    static base::Error cancelled() { return {"reading was cancelled"}; }

    OsmPass run(int pass, osmium::osm_entity_bits::type kinds, const std::function<void(Buffer&)>& visit) {
        const auto go_on = [&](Buffer& buffer, std::uint64_t offset) {
            visit(buffer);
            const std::uint64_t done = (static_cast<std::uint64_t>(pass) * file_.size() + offset) / 2;
            return sink_.progress(std::min<std::uint64_t>(done, file_.size()), objects_);
        };
        return run_osm_pass(
            file_, format_, care_, kinds, [&](const osmium::io::Header& header) { take_header(header); }, go_on);
    }

    void add_place(const osmium::Node& node) {
        places_.add(node.id(), node.location());
        extent_.add({node.location().lon(), node.location().lat(), 0});
    }

    void collect(const osmium::Relation& relation) {
        driving_.note_relation(osm_tags_of(relation.tags()));
        relations_.collect(relation);
    }

    /// First pass.
    void learn(Buffer& buffer) {
        for (const osmium::OSMObject& object : buffer.select<osmium::OSMObject>()) {
            if (!object.visible()) continue;
            ++seen_;
            if (object.type() == osmium::item_type::node) {
                const auto& node = static_cast<const osmium::Node&>(object);
                if (node.location().valid()) add_place(node);
            } else if (object.type() == osmium::item_type::relation) {
                collect(static_cast<const osmium::Relation&>(object));
            }
        }
    }

    /// The only pass over a small file in order: its ways wait for the relations that come behind them.
    void take(Buffer&& buffer) {
        bool ways = false;
        for (osmium::OSMObject& object : buffer.select<osmium::OSMObject>()) {
            if (object.type() == osmium::item_type::way) {
                ways = true;
                continue;
            }
            if (!object.visible()) continue;
            ++seen_;
            age_.note(object.timestamp());
            if (object.type() == osmium::item_type::relation) {
                collect(static_cast<const osmium::Relation&>(object));
            } else if (object.type() == osmium::item_type::node) {
                const auto& node = static_cast<const osmium::Node&>(object);
                if (node.location().valid()) add_place(node);
                make_node(node);
            }
        }
        if (!ways) return;
        waiting_.push_back(std::move(buffer));
    }

    /// Second pass.
    void make_features(Buffer& buffer) {
        for (osmium::OSMObject& object : buffer.select<osmium::OSMObject>()) {
            if (!object.visible()) continue;
            age_.note(object.timestamp());
            if (object.type() == osmium::item_type::node) {
                const auto& node = static_cast<const osmium::Node&>(object);
                if (places_in_second_pass_ && node.location().valid()) add_place(node);
                make_node(node);
            } else if (object.type() == osmium::item_type::way) {
                place_way(static_cast<osmium::Way&>(object));
            }
        }
    }

    void place_way(osmium::Way& way) {
        age_.note(way.timestamp());
        for (osmium::NodeRef& node : way.nodes()) node.set_location(places_.at(node.ref()));
        if (relations_.wants(way.id()))
            relations_.keep(way);
        else
            make_way(way, true);
    }

    void make_node(const osmium::Node& node) {
        if (node.tags().empty() || !node.location().valid()) return;
        OsmThing thing;
        thing.type = OsmThing::Type::node;
        thing.id = node.id();
        thing.tags = osm_tags_of(node.tags());
        driving_.note_address(thing.tags);
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
        const std::size_t missing = fill_osm_line(way, thing.line);
        const bool ring = way.nodes().size() > 3 && way.nodes().front().ref() == way.nodes().back().ref();
        if (ring && area && thing.line.points.size() >= 3) {
            Surface surface;
            surface.outer = thing.line.points;
            if (surface.outer.front() == surface.outer.back()) surface.outer.pop_back();
            if (surface.outer.size() >= 3) thing.surfaces.push_back(std::move(surface));
        } else if (!ring && thing.tags.says_yes("building") && !thing.tags.is("building", "entrance"))
            close_building(thing);
        if (thing.tags.is("natural", "coastline") && thing.line.points.size() >= 2) coast_.add(thing.line);
        if (emit(thing) && missing > 0 && incomplete_ways_++ == 0) first_incomplete_way_ = thing.id_text();
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

    bool emit(const OsmThing& thing) {
        made_.clear();
        map_osm_thing(thing, made_);
        for (Feature& feature : made_) {
            ++objects_;
            completeness_.look_at(feature);
            say_driving_side(feature);
            const bool building = feature.kind == FeatureKind::building || feature.kind == FeatureKind::building_part;
            if (building)
                buildings_.push_back(std::move(feature));
            else if (OsmCrossings::waits(feature))
                crossings_.add(std::move(feature));
            else {
                crossings_.look_at(feature);
                sink_.feature(std::move(feature));
            }
        }
        return !made_.empty();
    }

    /// What is usual is not said; a street's own tag goes first.
    void say_driving_side(Feature& feature) const {
        if (feature.kind == FeatureKind::street && driving_.side() == "left" &&
            !feature.attributes.has(keys::driving_side))
            feature.attributes.set(keys::driving_side, std::string("left"));
    }

    /// Buildings wait to the end: whether one is only the outline of its parts is known then.
    void hand_over_buildings() {
        for (base::Complaint& assumed : link_building_parts(buildings_, relations_.building_parts()))
            sink_.complain(std::move(assumed));
        for (Feature& building : buildings_) sink_.feature(std::move(building));
        buildings_.clear();
    }

    void take_header(const osmium::io::Header& header) {
        const osmium::Box box = header.box();
        promised_ = {};
        if (box.valid()) {
            promised_.add({box.bottom_left().lon(), box.bottom_left().lat(), 0});
            promised_.add({box.top_right().lon(), box.top_right().lat(), 0});
        }
        age_.note(header);
    }

    void hand_over_sea() {
        if (coast_.empty()) return;
        std::vector<base::Complaint> told;
        auto sea = coast_.sea_feature(promised_.empty() ? extent_ : promised_, told);
        for (base::Complaint& complaint : told) sink_.complain(std::move(complaint));
        if (!sea) return;
        ++objects_;
        sink_.feature(std::move(*sea));
    }

    base::Result<void> conclude(const OsmPass& run) {
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
        if (incomplete_ways_ > 0)
            sink_.complain(
                {base::ComplaintKind::repaired, first_incomplete_way_,
                 fmt::format("{} ways shown without the points that are missing, this one first", incomplete_ways_),
                 "some of their nodes are not in the file"});
        if (const auto& [count, first] = relations_.incomplete(); count > 0)
            sink_.complain({base::ComplaintKind::warning, first,
                            fmt::format("{} areas shown as far as they are there, this one first", count),
                            "some of their member ways are not in the file"});
        return {};
    }

    void warn(std::string what, std::string why) {
        sink_.complain({base::ComplaintKind::warning, "", std::move(what), std::move(why)});
    }

    /// Its ways take about twelve times as much memory.
    static constexpr std::size_t most_at_once_bytes = std::size_t{48} << 20;

    std::string_view file_;
    OsmFormat format_;
    SourceSink& sink_;
    NodePlaces places_;
    OsmRelations relations_;
    std::vector<Buffer> waiting_;
    std::vector<Feature> buildings_, made_;
    OsmXmlCare care_;
    bool places_in_second_pass_ = false;
    OsmCoast coast_;
    OsmCrossings crossings_;
    base::Box3 extent_, promised_;  ///< Of the nodes that are there; as the header says.
    OsmAge age_;
    OsmCompleteness completeness_;
    OsmDrivingSide driving_;
    std::string first_incomplete_way_;
    std::uint64_t objects_ = 0, seen_ = 0, not_there_ = 0, incomplete_ways_ = 0;
};

}  // namespace

base::Result<void> read_osm(std::string_view file, OsmFormat format, SourceSink& sink) {
    return OsmReading(file, format, sink).read();
}

}  // namespace twin::data
