#pragma once

#include <string_view>

#include "data/feature.h"

namespace twin::data {

/// What a type of CityJSON 1.0, 1.1 or 2.0 stands for.
struct CityJsonKind {
    std::string_view type;
    FeatureKind kind;
    enum class Role : unsigned char {
        object,
        part,      ///< Stands for its parent where it has the finer shape.
        interior,  ///< Behind walls; read on demand (option `interiors`).
        relief,    ///< Becomes a grid of heights.
        group,     ///< Only names what belongs together.
    } role = Role::object;
};

/// Null: of an extension, or unknown.
const CityJsonKind* cityjson_kind(std::string_view type);

/// The program's word for a ground cover in the words of the Dutch base registry, which the national 3D city is made
/// from; empty: not one of them.  Source: IMGeo 2.2, FysiekVoorkomenTerrein.
std::string_view land_use_of_imgeo(std::string_view word);

}  // namespace twin::data
