#pragma once

/// Attribute names that the program understands. A source maps its own names to these where the meaning is the same;
/// a recipe's [source.map] does it for any vector file. Values in the unit that the name ends in.
namespace twin::data::keys {

// any feature
inline constexpr const char* name = "name";
inline constexpr const char* description = "description";
inline constexpr const char* address = "address";    ///< "Pariser Straße 12, 67655 Kaiserslautern"
inline constexpr const char* assumed = "assumed";    ///< Comma-separated keys whose values were assumed.
inline constexpr const char* repaired = "repaired";  ///< What was repaired in the geometry, for the inspector.

// buildings
inline constexpr const char* function = "function";            ///< Building use ("31001_1000", "residential").
inline constexpr const char* building_type = "building_type";  ///< OSM building=* or recipe ("house", "church").
inline constexpr const char* height_m = "height_m";            ///< Ground to highest point.
inline constexpr const char* height_source = "height_source";  ///< "surface model": height_m was measured in one.
inline constexpr const char* min_height_m = "min_height_m";  ///< Ground to the lowest point (building:part in the air).
inline constexpr const char* ground_m =
    "ground_m";  ///< Sea level height that height_m counts from; for parts: their building's.
inline constexpr const char* storeys = "storeys";  ///< Above ground, without the roof.
inline constexpr const char* min_storey = "min_storey";
inline constexpr const char* roof_shape = "roof_shape";  ///< flat gabled hipped pyramidal skillion half-hipped gambrel
                                                         ///< mansard dome onion round cone saltbox cross_gabled
                                                         ///< side_hipped side_half-hipped gabled_row sawtooth butterfly
inline constexpr const char* volume_m3 = "volume_m3";    ///< Of a closed body, as measured from its faces.
inline constexpr const char* roof_height_m = "roof_height_m";
inline constexpr const char* roof_angle_deg = "roof_angle_deg";  ///< Pitch; counts where no height is given.
inline constexpr const char* roof_storeys = "roof_storeys";
inline constexpr const char* roof_direction_deg = "roof_direction_deg";  ///< Clockwise from north, downhill.
inline constexpr const char* roof_orientation = "roof_orientation";      ///< along | across
inline constexpr const char* roof_colour = "roof_colour";                ///< "#rrggbb" or CSS name
inline constexpr const char* wall_colour = "wall_colour";
inline constexpr const char* roof_material = "roof_material";
inline constexpr const char* wall_material = "wall_material";
inline constexpr const char* outline_only = "outline_only";  ///< true: building:parts stand for it, do not draw it.

// streets, rail, paths
inline constexpr const char* street_class = "street_class";  ///< OSM highway=* value ("primary", "residential").
inline constexpr const char* rail_class = "rail_class";      ///< OSM railway=* value.
inline constexpr const char* lanes = "lanes";
inline constexpr const char* width_m = "width_m";
inline constexpr const char* surface = "surface";
inline constexpr const char* maxspeed_kmh = "maxspeed_kmh";
inline constexpr const char* oneway = "oneway";
inline constexpr const char* bridge = "bridge";      ///< flag
inline constexpr const char* tunnel = "tunnel";      ///< flag
inline constexpr const char* layer = "layer";        ///< Integer, 0 = ground.
inline constexpr const char* foot = "foot";          ///< OSM access for walkers: yes no designated private
inline constexpr const char* sidewalk = "sidewalk";  ///< both left right no separate
inline constexpr const char* step_count = "step_count";
inline constexpr const char* handrail = "handrail";
inline constexpr const char* lit = "lit";
inline constexpr const char* incline = "incline";
inline constexpr const char* access = "access";
inline constexpr const char* turn_lanes = "turn:lanes";      ///< "left|through|through;right", from left to right.
inline constexpr const char* driving_side = "driving_side";  ///< left right; not there: right.
inline constexpr const char* parking_left = "parking_left";  ///< lane street_side on_kerb half_on_kerb no
inline constexpr const char* parking_right = "parking_right";
inline constexpr const char* parking_angle = "parking_angle";  ///< parallel diagonal perpendicular

// guidance
inline constexpr const char* crossing = "crossing";       ///< traffic_signals marked uncontrolled unmarked zebra island
inline constexpr const char* kerb = "kerb";               ///< flush lowered raised rolled no
inline constexpr const char* tactile = "tactile_paving";  ///< yes no contrasted incorrect partial
inline constexpr const char* signal_sound = "signal_sound";  ///< yes no locate walk
inline constexpr const char* signal_vibration = "signal_vibration";
inline constexpr const char* island = "crossing_island";
inline constexpr const char* bearing_deg = "bearing_deg";  ///< Of the street that a crossing point lies on, from north.
inline constexpr const char* street_width_m = "street_width_m";  ///< Of that street.

// areas, trees, barriers, furniture
inline constexpr const char* land_use = "land_use";  ///< forest grass residential farmland ... (see docs/RECIPE.md)
inline constexpr const char* water_class = "water_class";  ///< river stream canal lake pond basin
inline constexpr const char* tree_kind = "tree_kind";      ///< broadleaved needleleaved
inline constexpr const char* species = "species";
inline constexpr const char* crown_m = "crown_m";          ///< Crown diameter.
inline constexpr const char* barrier = "barrier";          ///< wall fence hedge bollard gate ...
inline constexpr const char* furniture = "furniture";      ///< bench street_lamp fountain ...
inline constexpr const char* direction_deg = "direction";  ///< Where it looks, clockwise from north.
inline constexpr const char* sport = "sport";              ///< soccer tennis basketball ...
inline constexpr const char* place = "place";              ///< suburb village square landmark ...

// projects
inline constexpr const char* title = "title";
inline constexpr const char* title_en = "title_en";
inline constexpr const char* theme = "theme";
inline constexpr const char* status = "status";
inline constexpr const char* text = "text";
inline constexpr const char* text_en = "text_en";
inline constexpr const char* figures = "figures";
inline constexpr const char* source = "source";
inline constexpr const char* years = "years";

}  // namespace twin::data::keys
