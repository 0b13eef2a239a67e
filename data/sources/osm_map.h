#pragma once

#include <vector>

#include "data/sources/osm_tags.h"

namespace twin::data {

/// What the tags of an OSM object mean, as features. Each adds at most one feature to `out` and says whether it did.
/// Frame: longitude, latitude.  Pure.  Source of the meanings: https://wiki.openstreetmap.org/wiki/Map_features.
bool map_building(const OsmThing& thing, std::vector<Feature>& out);        ///< building, building:part, towers.
bool map_street(const OsmThing& thing, std::vector<Feature>& out);          ///< highway=* ways and areas.
bool map_rail(const OsmThing& thing, std::vector<Feature>& out);            ///< railway=* ways.
bool map_platform(const OsmThing& thing, std::vector<Feature>& out);        ///< Platforms as ways and areas.
bool map_waterway(const OsmThing& thing, std::vector<Feature>& out);        ///< waterway=* ways.
bool map_bridge_outline(const OsmThing& thing, std::vector<Feature>& out);  ///< man_made=bridge areas.
bool map_power_line(const OsmThing& thing, std::vector<Feature>& out);      ///< Cables; their towers are points.
bool map_water(const OsmThing& thing, std::vector<Feature>& out);           ///< Water areas.
bool map_running_track(const OsmThing& thing, std::vector<Feature>& out);   ///< leisure=track drawn as a line.
bool map_land_use(const OsmThing& thing, std::vector<Feature>& out);        ///< landuse, leisure, natural ... areas.
bool map_barrier(const OsmThing& thing, std::vector<Feature>& out);         ///< Walls, fences, hedges, bollards, gates.
bool map_tactile_way(const OsmThing& thing, std::vector<Feature>& out);  ///< Guide strips drawn as ways of their own.
bool map_tree(const OsmThing& thing, std::vector<Feature>& out);         ///< Trees and rows of trees.
bool map_crossing(const OsmThing& thing, std::vector<Feature>& out);
bool map_guidance_point(const OsmThing& thing, std::vector<Feature>& out);  ///< Kerb, tactile paving, signal, stop.
bool map_furniture(const OsmThing& thing, std::vector<Feature>& out);
bool map_place(const OsmThing& thing, std::vector<Feature>& out);  ///< place=*, landmarks, addresses, the rest.

/// All features of one object. A closed way whose area belongs to a multipolygon comes without its surface.
void map_osm_thing(const OsmThing& thing, std::vector<Feature>& out);

/// The word for a crossing that routing and drawing know, out of three generations of tagging; empty: not said.
/// Source: https://wiki.openstreetmap.org/wiki/Key:crossing.
std::string_view osm_crossing_of(const OsmTags& tags);

/// Ways that only people who build or plan know: construction, proposed, demolished.
bool is_not_there(const OsmTags& tags);

/// Empty feature with kind, id and geometry of the thing taken over.
Feature feature_of_point(const OsmThing& thing, FeatureKind kind);
Feature feature_of_line(const OsmThing& thing, FeatureKind kind);
Feature feature_of_area(const OsmThing& thing, FeatureKind kind);

}  // namespace twin::data
