#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data/feature.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// What is done with an element of CityGML.
enum class CityGmlRole : std::uint8_t {
    object,    ///< Becomes a feature.
    holder,    ///< Only holds objects: sections, intersections, traffic spaces, storeys, units, groups.
    interior,  ///< Becomes a feature when interiors are asked for.
    relief,
    unread,  ///< Known and not shown: counted.
};

struct CityGmlKind {
    std::string_view element;
    CityGmlRole role;
    FeatureKind kind = FeatureKind::generic;
};

/// Of all thematic modules of CityGML 1.0, 2.0 and 3.0; null: not a city object of CityGML.
const CityGmlKind* citygml_kind(const XmlName& name);

struct CityGmlSurfaceKind {
    std::string_view element;
    SurfaceKind kind;
    bool drawn = true;  ///< false: the bottom of a lake, the closed end of a river.
};
/// Of a thematic surface or opening; null: none.
const CityGmlSurfaceKind* citygml_surface_kind(const XmlName& name);

/// Level of detail in a property's name ("lod2Solid" gives 2); -1: none.
int lod_of(std::string_view property);
/// Whether a lodN property holds something with faces or a place (no curves, no networks).
bool holds_shape(std::string_view property);
bool is_boundary_property(std::string_view local);  ///< boundedBy, boundary
bool is_opening_property(std::string_view local);   ///< opening, fillingSurface, filling
bool lies_on_ground(FeatureKind kind);

/// "uro:buildingDetails" from its namespace; the name of an extension's element for a person.
std::string readable_name(const XmlName& name);
/// "uro" of it.
std::string readable_space(const XmlName& name);

}  // namespace twin::data
