#include "data/sources/cityjson_kinds.h"

namespace twin::data {

namespace {

using Role = CityJsonKind::Role;
constexpr CityJsonKind kinds_by_type[] = {
    {"Building", FeatureKind::building},
    {"BuildingPart", FeatureKind::building_part, Role::part},
    {"BuildingInstallation", FeatureKind::building_installation},
    {"BuildingConstructiveElement", FeatureKind::building_installation},
    {"BuildingFurniture", FeatureKind::building_installation, Role::interior},
    {"BuildingRoom", FeatureKind::building_installation, Role::interior},
    {"BuildingStorey", FeatureKind::building_installation, Role::interior},
    {"BuildingUnit", FeatureKind::building_installation, Role::interior},
    {"Bridge", FeatureKind::bridge},
    {"BridgePart", FeatureKind::bridge, Role::part},
    {"BridgeInstallation", FeatureKind::bridge},
    {"BridgeConstructionElement", FeatureKind::bridge},  // 1.0
    {"BridgeConstructiveElement", FeatureKind::bridge},
    {"BridgeFurniture", FeatureKind::building_installation, Role::interior},
    {"BridgeRoom", FeatureKind::building_installation, Role::interior},
    {"Tunnel", FeatureKind::tunnel},
    {"TunnelPart", FeatureKind::tunnel, Role::part},
    {"TunnelInstallation", FeatureKind::tunnel},
    {"TunnelConstructiveElement", FeatureKind::tunnel},
    {"TunnelFurniture", FeatureKind::building_installation, Role::interior},
    {"TunnelHollowSpace", FeatureKind::building_installation, Role::interior},
    {"Road", FeatureKind::street_area},
    {"TransportSquare", FeatureKind::street_area},
    {"Railway", FeatureKind::street_area},
    {"Waterway", FeatureKind::water},
    {"WaterBody", FeatureKind::water},
    {"LandUse", FeatureKind::land_use},
    {"PlantCover", FeatureKind::land_use},
    {"SolitaryVegetationObject", FeatureKind::tree},
    {"CityFurniture", FeatureKind::furniture},
    {"TINRelief", FeatureKind::generic, Role::relief},
    {"OtherConstruction", FeatureKind::generic},
    {"GenericCityObject", FeatureKind::generic},
    {"CityObjectGroup", FeatureKind::generic, Role::group},
};

}  // namespace

const CityJsonKind* cityjson_kind(std::string_view type) {
    for (const CityJsonKind& kind : kinds_by_type)
        if (kind.type == type) return &kind;
    return nullptr;
}

std::string_view land_use_of_imgeo(std::string_view word) {
    struct Cover {
        std::string_view word, land_use;
    };
    static constexpr Cover covers[] = {{"erf", "residential"},
                                       {"open verharding", "pavement"},
                                       {"gesloten verharding", "pavement"},
                                       {"half verhard", "pavement"},
                                       {"zand", "sand"},
                                       {"gras- en kruidachtigen", "grass"},
                                       {"groenvoorziening", "grass"},
                                       {"grasland agrarisch", "meadow"},
                                       {"grasland overig", "grass"},
                                       {"bouwland", "farmland"},
                                       {"fruitteelt", "orchard"},
                                       {"heesters", "scrub"},
                                       {"bosplantsoen", "scrub"},
                                       {"struiken", "scrub"},
                                       {"loofbos", "forest"},
                                       {"naaldbos", "forest"},
                                       {"gemengd bos", "forest"}};
    for (const Cover& cover : covers)
        if (cover.word == word) return cover.land_use;
    return {};
}

}  // namespace twin::data
