#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace twin::data {

/// A reference system's text, taken apart but not yet looked up.
struct CrsParts {
    std::string horizontal;   ///< "EPSG:25832", "OGC:CRS84", or text for PROJ (WKT, a name, "+proj=...").
    std::string vertical;     ///< "EPSG:7837", "DHHN2016", "ellipsoidal" or empty.
    bool east_first = false;  ///< The name itself promises easting before northing, whatever EPSG's order is.
    bool local = false;       ///< A plain grid without a place ("#local-CRS-1").
};

/// Takes a CRS text apart: AdV names (urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016), OGC URNs and URLs, compounds,
/// "EPSG:25832+7837", "25832", WKT, PROJ strings, plain names.
/// Errors: nullopt for an AdV name that is not in the table.
/// Source: GeoInfoDok 7.1, section "Koordinatenreferenzsysteme" (AdV); OGC 09-048r5 (URNs and URLs).
std::optional<CrsParts> take_apart_crs(std::string_view text);

/// The program's name of a height system: "DHHN2016", "DHHN92", "DHHN85", "DHHN12", "ellipsoidal", "sea level" or
/// "EPSG:5709"; from AdV names, EPSG codes and everyday words. Empty when `text` is none of them.
std::string understand_vertical(std::string_view text);

/// EPSG codes of projected systems whose official order is northing first while German practice writes easting first.
bool written_east_first_in_practice(std::string_view epsg);

}  // namespace twin::data
