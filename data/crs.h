#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/frames.h"
#include "base/result.h"
#include "data/crs_chain.h"
#include "data/crs_claim.h"

namespace twin::data {

/// A reference system that the program has understood.
struct CrsInfo {
    std::string horizontal;   ///< "EPSG:25832"; WKT where it has no code; "LOCAL" for a plain metre grid without place.
    std::string vertical;     ///< "DHHN2016", "EPSG:5709", "ellipsoidal" or "" (not said).
    std::string how;          ///< declared | recipe | assumed
    std::string note;         ///< One sentence where something is worth saying ("axis order latitude first, swapped").
    bool geographic = false;  ///< Coordinates in degrees.
    bool swap_axes = false;   ///< The file's tuples come north/latitude first and are swapped on placing.
    double height_unit_m = 1;   ///< Metres per unit of z.
    double east_offset = 0;     ///< Taken off the file's eastings on placing (zone number in front: 32 000 000).
    bool axes_settled = false;  ///< Order and offset were judged by the whole file; a Placer does not judge again.
};

/// The frame every placed coordinate is in.
/// Frame: metres east/north of `origin` in the projected CRS `horizontal`, z in `vertical`.
struct CityFrame {
    std::string horizontal = "EPSG:25832";
    std::string vertical = "DHHN2016";
    glm::dvec2 origin_m{0, 0};   ///< Easting/northing of the city's origin in `horizontal`.
    base::GeoPoint origin_geo;   ///< The same place in degrees.
    double convergence_rad = 0;  ///< Grid convergence at the origin: direction of grid north minus true north,
                                 ///< clockwise positive (about -0.93 degrees in Kaiserslautern, UTM 32).
    std::string time_zone = "Europe/Berlin";
};

/// Understands a claim: EPSG codes, OGC URNs and URLs, compound "urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::7837",
/// AdV names (urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016), WKT, PROJ strings, "WGS84".
/// Errors: a sentence that names the text and what was expected; an empty claim is an error too (the caller assumes).
base::Result<CrsInfo> understand_crs(const CrsClaim& claim);

/// A frame for a city around `centre`: ETRS89/UTM in Europe (EPSG:25828..25838), WGS84/UTM elsewhere, unless `wanted`
/// names a projected CRS. The origin is rounded to a full kilometre near the centre.
base::Result<CityFrame> make_city_frame(const base::GeoPoint& centre, std::string_view wanted = {});

/// Places coordinates of one CRS into the city frame, and back.
/// Thread: one at a time per object (PROJ contexts are not shared).
class Placer {
  public:
    /// Errors: no operation between the two systems; a vertical grid is missing and the heights would silently jump by
    /// tens of metres (ellipsoidal to sea level): then `note()` of a Placer made with `accept_missing_grid` says so.
    static base::Result<Placer> make(const CrsInfo& from, const CityFrame& frame, bool accept_missing_grid = true);

    /// In place. Points that cannot be placed become NaN; returns how many.  Units: as `from` in, city metres out.
    std::size_t place(std::span<glm::dvec3> points) const;
    /// City frame back to the CRS it was made for (z unchanged); NaN where impossible.
    std::size_t unplace(std::span<glm::dvec3> points) const;

    const std::string& operation() const;            ///< PROJ's words, accuracy, grids: to_text(chain()).
    const CrsChain& chain() const;                   ///< The same in parts.
    const std::optional<std::string>& note() const;  ///< What a person must know (missing grid and expected error).

    Placer(Placer&&) noexcept;
    Placer& operator=(Placer&&) noexcept;
    ~Placer();

  private:
    struct State;
    explicit Placer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Degrees to city metres and back, for the camera, the sun and the screen.
/// Thread: one at a time per object.
class GeoConverter {
  public:
    static base::Result<GeoConverter> make(const CityFrame& frame);
    base::CityPoint to_city(const base::GeoPoint& geo, double z_m = 0) const;
    base::GeoPoint to_geo(const base::CityPoint& point) const;

    GeoConverter(GeoConverter&&) noexcept;
    GeoConverter& operator=(GeoConverter&&) noexcept;
    ~GeoConverter();

  private:
    struct State;
    explicit GeoConverter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace twin::data
