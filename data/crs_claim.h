#pragma once

#include <string>

namespace twin::data {

/// What a file says about its own reference system, before anyone believes it.
struct CrsClaim {
    std::string text;  ///< As in the file: "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016", "EPSG:4326", WKT; empty:
                       ///< nothing said.
    bool xy_order = true;  ///< false: coordinates come in the CRS's official axis order and still need swapping.
    double epoch = 0;      ///< Coordinate epoch (decimal year) or 0.
};

}  // namespace twin::data
