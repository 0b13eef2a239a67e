#pragma once

#include "sample/vec2.h"

namespace twin::sample {

/// Longitude and latitude on GRS80.  Units: degrees.
struct Geo {
    double lat_deg = 0, lon_deg = 0;
};

/// Easting/northing of the sample's origin in EPSG:25832; all Vec2 are relative to it.
inline constexpr double origin_easting_m = 410800;
inline constexpr double origin_northing_m = 5477400;

/// ETRS89/UTM 32 and back, relative to the origin; a few millimetres over the model.
/// Written out here so that the sample is the same bytes whatever PROJ is installed.
/// Source: Karney 2011, "Transverse Mercator with an accuracy of a few nanometers", Krüger series (11), (36) to n^4.
Vec2 to_plane(Geo geo);
Geo to_geo(Vec2 point);

}  // namespace twin::sample
