#include "data/sources/citygml_kinds.h"

#include <fmt/format.h>

namespace twin::data {

namespace {

using Role = CityGmlRole;
using Kind = FeatureKind;

constexpr CityGmlKind kinds[] = {
    {"Building", Role::object, Kind::building},
    {"BuildingPart", Role::object, Kind::building_part},
    {"BuildingInstallation", Role::object, Kind::building_installation},
    {"BuildingConstructiveElement", Role::object, Kind::building_installation},
    {"BuildingUnit", Role::holder},
    {"Storey", Role::holder},
    {"Room", Role::interior, Kind::building_installation},
    {"BuildingRoom", Role::interior, Kind::building_installation},
    {"IntBuildingInstallation", Role::interior, Kind::building_installation},
    {"BuildingFurniture", Role::interior, Kind::building_installation},
    {"Bridge", Role::object, Kind::bridge},
    {"BridgePart", Role::object, Kind::bridge},
    {"BridgeConstructionElement", Role::object, Kind::bridge},
    {"BridgeConstructiveElement", Role::object, Kind::bridge},
    {"BridgeInstallation", Role::object, Kind::bridge},
    {"BridgeRoom", Role::interior, Kind::building_installation},
    {"BridgeFurniture", Role::interior, Kind::building_installation},
    {"IntBridgeInstallation", Role::interior, Kind::building_installation},
    {"Tunnel", Role::object, Kind::tunnel},
    {"TunnelPart", Role::object, Kind::tunnel},
    {"TunnelInstallation", Role::object, Kind::tunnel},
    {"TunnelConstructiveElement", Role::object, Kind::tunnel},
    {"HollowSpace", Role::interior, Kind::building_installation},
    {"TunnelFurniture", Role::interior, Kind::building_installation},
    {"IntTunnelInstallation", Role::interior, Kind::building_installation},
    {"OtherConstruction", Role::object, Kind::generic},
    {"SolitaryVegetationObject", Role::object, Kind::tree},
    {"PlantCover", Role::object, Kind::land_use},
    {"WaterBody", Role::object, Kind::water},
    {"LandUse", Role::object, Kind::land_use},
    {"Road", Role::object, Kind::street_area},
    {"Track", Role::object, Kind::street_area},
    {"Square", Role::object, Kind::street_area},
    {"Railway", Role::object, Kind::street_area},
    {"Waterway", Role::object, Kind::water},
    {"TransportationComplex", Role::object, Kind::street_area},
    {"TrafficArea", Role::object, Kind::street_area},
    {"AuxiliaryTrafficArea", Role::object, Kind::street_area},
    {"Marking", Role::object, Kind::street_area},
    {"Section", Role::holder},
    {"Intersection", Role::holder},
    {"TrafficSpace", Role::holder},
    {"AuxiliaryTrafficSpace", Role::holder},
    {"CityFurniture", Role::object, Kind::furniture},
    {"GenericCityObject", Role::object, Kind::generic},
    {"GenericOccupiedSpace", Role::object, Kind::generic},
    {"GenericUnoccupiedSpace", Role::object, Kind::generic},
    {"GenericThematicSurface", Role::object, Kind::generic},
    {"CityObjectGroup", Role::holder},
    {"ReliefFeature", Role::relief},
    {"GenericLogicalSpace", Role::unread},
    {"Dynamizer", Role::unread},
    {"Version", Role::unread},
    {"VersionTransition", Role::unread},
    {"PointCloud", Role::unread},
};

constexpr CityGmlSurfaceKind surface_kinds[] = {
    {"RoofSurface", SurfaceKind::roof},
    {"WallSurface", SurfaceKind::wall},
    {"GroundSurface", SurfaceKind::ground},
    {"ClosureSurface", SurfaceKind::closure},
    {"OuterFloorSurface", SurfaceKind::outer_floor},
    {"OuterCeilingSurface", SurfaceKind::outer_ceiling},
    {"InteriorWallSurface", SurfaceKind::interior},
    {"CeilingSurface", SurfaceKind::interior},
    {"FloorSurface", SurfaceKind::interior},
    {"Window", SurfaceKind::window},
    {"WindowSurface", SurfaceKind::window},
    {"Door", SurfaceKind::door},
    {"DoorSurface", SurfaceKind::door},
    {"WaterSurface", SurfaceKind::unknown},
    {"WaterGroundSurface", SurfaceKind::ground, false},
    {"WaterClosureSurface", SurfaceKind::closure, false},
};

/// Last word of a namespace without its version: where it begins and ends.
std::string_view last_word(const std::string& uri) {
    const auto tail = uri.find_last_not_of("/0123456789.");
    if (tail == std::string::npos) return {};
    const auto cut = uri.find_last_of("/:", tail);
    return cut == std::string::npos ? std::string_view{} : std::string_view(uri).substr(cut + 1, tail - cut);
}

}  // namespace

const CityGmlKind* citygml_kind(const XmlName& name) {
    if (name.space == XmlSpace::foreign || name.space == XmlSpace::gml || name.local.empty()) return nullptr;
    if (name.local[0] < 'A' || name.local[0] > 'Z') return nullptr;  // A property.
    for (const CityGmlKind& kind : kinds)
        if (kind.element == name.local) return &kind;
    return nullptr;
}

const CityGmlSurfaceKind* citygml_surface_kind(const XmlName& name) {
    if (name.space == XmlSpace::foreign) return nullptr;
    for (const CityGmlSurfaceKind& surface : surface_kinds)
        if (surface.element == name.local) return &surface;
    return nullptr;
}

int lod_of(std::string_view property) {
    if (property.size() < 4 || !property.starts_with("lod") || property[3] < '0' || property[3] > '4') return -1;
    return property[3] - '0';
}

bool holds_shape(std::string_view property) {
    return !property.ends_with("Curve") && !property.ends_with("Intersection") && !property.ends_with("Network") &&
           !property.ends_with("RoofPrint");
}

bool is_boundary_property(std::string_view local) {
    return local == "boundedBy" || local == "boundary";
}

bool is_opening_property(std::string_view local) {
    return local == "opening" || local == "fillingSurface" || local == "filling";
}

bool lies_on_ground(FeatureKind kind) {
    return kind == FeatureKind::land_use || kind == FeatureKind::water || kind == FeatureKind::street_area;
}

std::string readable_space(const XmlName& name) {
    return std::string(last_word(name.uri));
}

std::string readable_name(const XmlName& name) {
    const std::string_view space = last_word(name.uri);
    return space.empty() ? name.local : fmt::format("{}:{}", space, name.local);
}

}  // namespace twin::data
