#pragma once

#include <string>

namespace twin::data {

/// Where a reference system is meant to be used.
/// Units: degrees; an area over the antimeridian has west > east.
struct CrsArea {
    double west = -180, south = -90, east = 180, north = 90;
    std::string name;         ///< "Europe between 6°E and 12°E ..."; may be empty.
    bool whole_world = true;  ///< Also where nothing is known of it.

    bool holds(double lon_deg, double lat_deg, double margin_deg) const;
};

/// `horizontal`: as in CrsInfo.  Thread: any.
/// Errors: the whole world for a system that PROJ does not know, or whose area it does not know.
CrsArea area_of_use(const std::string& horizontal);

/// The system of degrees below a projected one ("EPSG:4258" for EPSG:25832); empty when there is none.
std::string degrees_below(const std::string& horizontal);

}  // namespace twin::data
