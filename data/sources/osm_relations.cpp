// libosmium reads an object's user name behind the object, which GCC 12 takes for an overrun when it inlines.
#pragma GCC diagnostic ignored "-Wstringop-overread"

#include "data/sources/osm_relations.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <osmium/area/assembler.hpp>
#include <osmium/area/problem_reporter.hpp>
#include <osmium/builder/osm_object_builder.hpp>
#include <osmium/memory/buffer.hpp>
#include <osmium/osm.hpp>

#include "data/keys.h"
#include "data/sources/osm_map.h"

namespace twin::data {

namespace {

using osmium::memory::Buffer;

/// Remembers in words what the assembler found wrong.
class Problems final : public osmium::area::ProblemReporter {
  public:
    void report_intersection(osmium::object_id_type way1, osmium::Location, osmium::Location,
                             osmium::object_id_type way2, osmium::Location, osmium::Location,
                             osmium::Location) override {
        note(fmt::format("ways {} and {} cross each other", way1, way2));
    }
    void report_duplicate_segment(const osmium::NodeRef&, const osmium::NodeRef&) override {
        repairs_.push_back("doubled edge removed");
    }
    void report_ring_not_closed(const osmium::NodeRef& node, const osmium::Way*) override {
        note(fmt::format("its ring is open at node {}", node.ref()));
    }
    void report_duplicate_way(const osmium::Way& way) override {
        repairs_.push_back(fmt::format("way {} counted once instead of twice", way.id()));
    }
    const std::string& first() const { return first_; }
    const std::vector<std::string>& repairs() const { return repairs_; }

  private:
    void note(std::string words) {
        if (first_.empty()) first_ = std::move(words);
    }
    std::string first_;
    std::vector<std::string> repairs_;
};

template <class NodeList>
Ring ring_of(const NodeList& nodes) {
    Ring ring;
    for (const osmium::NodeRef& node : nodes)
        if (node.location().valid()) ring.emplace_back(node.location().lon(), node.location().lat(), 0.0);
    if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    return ring;
}

std::vector<Surface> surfaces_of(const osmium::Area& area) {
    std::vector<Surface> surfaces;
    for (const osmium::OuterRing& outer : area.outer_rings()) {
        Surface surface;
        surface.outer = ring_of(outer);
        for (const osmium::InnerRing& inner : area.inner_rings(outer)) surface.holes.push_back(ring_of(inner));
        if (surface.outer.size() >= 3) surfaces.push_back(std::move(surface));
    }
    return surfaces;
}

bool is_closed(const osmium::Way& way) {
    return way.nodes().size() > 3 && way.nodes().front().ref() == way.nodes().back().ref();
}

/// The rings that are whole, where the relation as such cannot be put together.
std::vector<Surface> closed_members(const std::vector<const osmium::Way*>& ways, const std::vector<bool>& inner) {
    std::vector<Surface> surfaces;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        if (inner[i] || !is_closed(*ways[i])) continue;
        Surface surface;
        surface.outer = ring_of(ways[i]->nodes());
        if (surface.outer.size() >= 3) surfaces.push_back(std::move(surface));
    }
    if (surfaces.size() != 1) return surfaces;  // whose hole it is can be told only where there is one outline
    for (std::size_t i = 0; i < ways.size(); ++i)
        if (inner[i] && is_closed(*ways[i])) surfaces.front().holes.push_back(ring_of(ways[i]->nodes()));
    return surfaces;
}

bool same_tags(const OsmTags& a, const OsmTags& b) {
    return a.size() == b.size() &&
           std::all_of(a.all().begin(), a.all().end(), [&](const auto& tag) { return b[tag.first] == tag.second; });
}

/// What the way would be as an area of its own, compared with what the relation is.
bool stands_for(const std::vector<Feature>& area, const osmium::Way& way) {
    OsmThing thing;
    thing.type = OsmThing::Type::way;
    thing.id = way.id();
    thing.tags = osm_tags_of(way.tags());
    thing.surfaces.resize(1);
    thing.surfaces.front().outer = ring_of(way.nodes());
    if (thing.surfaces.front().outer.size() < 3) return false;
    std::vector<Feature> own;
    map_osm_thing(thing, own);
    if (own.empty() || area.empty() || own.front().kind != area.front().kind) return false;
    return own.front().attributes.text(keys::land_use) == area.front().attributes.text(keys::land_use);
}

bool says_something(const OsmTags& tags) {
    return std::any_of(tags.all().begin(), tags.all().end(), [](const auto& tag) {
        return tag.first != "type" && tag.first != "created_by" && tag.first != "source" && tag.first != "note" &&
               tag.first != "name";
    });
}

}  // namespace

OsmTags osm_tags_of(const osmium::TagList& list) {
    // Keys and values stand one after the other, each with a NUL behind it. Those of a damaged PBF may hold NULs of
    // their own: then the library's iterator steps beyond the end.
    OsmTags tags;
    const char* at = reinterpret_cast<const char*>(list.data()) + sizeof(osmium::TagList);
    const char* const end = reinterpret_cast<const char*>(list.data()) + list.byte_size();
    const auto end_of = [end](const char* from) { return std::find(from, end, '\0'); };
    while (at < end) {
        const char* const key_end = end_of(at);
        if (key_end == end) break;
        const char* const value_end = end_of(key_end + 1);
        if (value_end == end) break;
        tags.add(at, key_end + 1);
        at = value_end + 1;
    }
    return tags;
}

struct OsmRelations::State {
    Buffer relations{1 << 16, Buffer::auto_grow::yes};
    Buffer ways{1 << 16, Buffer::auto_grow::yes};
    std::unordered_map<std::int64_t, std::size_t> way_offsets;
};

OsmRelations::OsmRelations() : state_(std::make_unique<State>()) {}
OsmRelations::~OsmRelations() = default;
OsmRelations::OsmRelations(OsmRelations&&) noexcept = default;
OsmRelations& OsmRelations::operator=(OsmRelations&&) noexcept = default;

void OsmRelations::collect(const osmium::Relation& relation) {
    const OsmTags tags = osm_tags_of(relation.tags());
    if (tags.is("type", "building")) {
        std::string outline;
        for (const osmium::RelationMember& member : relation.members())
            if (std::strcmp(member.role(), "outline") == 0)
                outline =
                    (member.type() == osmium::item_type::way ? "way/" : "relation/") + std::to_string(member.ref());
        for (const osmium::RelationMember& member : relation.members())
            if (std::strcmp(member.role(), "part") == 0 && !outline.empty())
                building_parts_[(member.type() == osmium::item_type::way ? "way/" : "relation/") +
                                std::to_string(member.ref())] = outline;
        return;
    }
    if (!tags.is("type", "multipolygon")) return;
    state_->relations.add_item(relation);
    state_->relations.commit();
    for (const osmium::RelationMember& member : relation.members())
        if (member.type() == osmium::item_type::way) wanted_.insert(member.ref());
}

void OsmRelations::keep(const osmium::Way& way) {
    if (state_->way_offsets.count(way.id()) != 0) return;
    state_->ways.add_item(way);
    state_->way_offsets[way.id()] = state_->ways.commit();
}

void OsmRelations::assemble(const std::function<void(OsmThing& area)>& on_area,
                            const std::function<void(base::Complaint)>& complain) {
    for (const osmium::Relation& relation : state_->relations.select<osmium::Relation>())
        assemble_one(relation, on_area, complain);
}

void OsmRelations::assemble_one(const osmium::Relation& relation, const std::function<void(OsmThing& area)>& on_area,
                                const std::function<void(base::Complaint)>& complain) {
    // The assembler wants ways and members to go together one to one: a relation of those that are here.
    Buffer scratch{1 << 14, Buffer::auto_grow::yes};
    std::vector<const osmium::Way*> ways;
    std::vector<bool> inner;
    std::size_t missing = 0;
    {
        osmium::builder::RelationBuilder builder{scratch};
        builder.set_id(relation.id());
        osmium::builder::RelationMemberListBuilder members{scratch, &builder};
        for (const osmium::RelationMember& member : relation.members()) {
            if (member.type() != osmium::item_type::way) continue;
            const auto known = state_->way_offsets.find(member.ref());
            if (known == state_->way_offsets.end()) {
                ++missing;
                continue;
            }
            members.add_member(osmium::item_type::way, member.ref(), member.role());
            ways.push_back(&state_->ways.get<osmium::Way>(known->second));
            inner.push_back(std::strcmp(member.role(), "inner") == 0);
        }
    }
    scratch.commit();

    OsmThing thing;
    thing.type = OsmThing::Type::relation;
    thing.id = relation.id();
    thing.tags = osm_tags_of(relation.tags());
    const bool old_style = !says_something(thing.tags);
    for (std::size_t i = 0; old_style && i < ways.size(); ++i) {
        OsmTags donor = osm_tags_of(ways[i]->tags());
        if (inner[i] || !says_something(donor)) continue;
        thing.tags = std::move(donor);
        break;
    }
    if (!says_something(thing.tags)) return;

    Buffer areas{1 << 14, Buffer::auto_grow::yes};
    Problems problems;
    osmium::area::AssemblerConfig config;
    config.problem_reporter = &problems;
    config.create_empty_areas = false;
    config.ignore_invalid_locations = true;
    osmium::area::Assembler assembler{config};
    const bool whole = !ways.empty() && assembler(scratch.get<osmium::Relation>(0), ways, areas);
    if (whole)
        for (const osmium::Area& area : areas.select<osmium::Area>()) thing.surfaces = surfaces_of(area);
    if (!whole || thing.surfaces.empty()) thing.surfaces = closed_members(ways, inner);

    std::vector<Feature> meaning;
    if (thing.surfaces.empty()) {
        // A boundary or a route would be dropped anyway and is worth no line of the report.
        OsmThing probe = thing;
        probe.surfaces.resize(1);
        probe.surfaces.front().outer.resize(3);
        map_osm_thing(probe, meaning);
        if (meaning.empty()) return;
        complain({base::ComplaintKind::skipped, thing.id_text(), "area left out",
                  missing > 0 ? fmt::format("{} of its {} ways are not in the file", missing, missing + ways.size())
                  : problems.first().empty() ? "no ring can be made of its ways"
                                             : problems.first()});
        return;
    }
    if (!whole) thing.repairs.push_back("only its closed rings are shown");
    thing.repairs.insert(thing.repairs.end(), problems.repairs().begin(), problems.repairs().end());

    map_osm_thing(thing, meaning);
    if (meaning.empty()) return;
    if (missing > 0 && incomplete_++ == 0) first_incomplete_ = thing.id_text();
    for (const std::string& repair : thing.repairs)
        complain({base::ComplaintKind::repaired, thing.id_text(), repair,
                  !problems.first().empty() ? problems.first()
                  : missing > 0             ? fmt::format("{} of its ways are not in the file", missing)
                                            : "the relation is not clean"});
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const bool doubled =
            inner[i] ? old_style && same_tags(thing.tags, osm_tags_of(ways[i]->tags())) : stands_for(meaning, *ways[i]);
        if (doubled) covered_.insert(ways[i]->id());
    }
    on_area(thing);
}

void OsmRelations::for_each_way(const std::function<void(const osmium::Way& way, bool area)>& visitor) const {
    for (const osmium::Way& way : state_->ways.select<osmium::Way>()) visitor(way, covered_.count(way.id()) == 0);
}

}  // namespace twin::data
