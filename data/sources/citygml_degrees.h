#pragma once

#include <string_view>

namespace twin::data {

/// What the numbers of a reference system are, as far as its name tells.
struct CoordinateKind {
    bool degrees = false;
    bool latitude_first = false;
};

/// From names such as "http://www.opengis.net/def/crs/EPSG/0/6697"; what it does not know counts as metres.
CoordinateKind coordinate_kind(std::string_view srs_name);

/// Whether a geometry that says `own` says nothing else than the file's envelope: the same map coordinates, and no
/// other heights ("EPSG:25832" under an envelope in ETRS89_UTM32*DE_DHHN2016_NH).
bool adds_nothing_to(std::string_view envelope, std::string_view own);

}  // namespace twin::data
