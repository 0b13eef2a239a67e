#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <glm/vec3.hpp>

#include "base/frames.h"
#include "data/crs_proj.h"

namespace twin::data {

/// The height of sea level above the ellipsoid, from the best grid that is installed.
/// Thread: that of its context.
class Geoid {
  public:
    /// The grid that PROJ's database knows for height system `vertical`, else a world model, else none.
    static Geoid find(PJ_CONTEXT* context, std::string_view vertical);

    explicit operator bool() const { return shift_ != nullptr; }
    bool official() const { return official_; }        ///< The grid was made for the height system asked for.
    const std::string& grid() const { return grid_; }  ///< "egm96_15.gtx"
    const std::string& missing_grid() const { return missing_grid_; }  ///< The official one where it is not installed.
    double accuracy_m() const { return accuracy_m_; }                  ///< Expected error of a height.

    /// z becomes height above sea level (`up` false) or above the ellipsoid (`up` true).
    /// Units: x, y longitude and latitude in degrees, z metres.  Outside the grid z becomes NaN.
    void apply(std::span<glm::dvec3> lon_lat_z, bool up) const;

  private:
    bool find_official(PJ_CONTEXT* context, const std::string& code);
    bool find_world(PJ_CONTEXT* context);

    proj::Object shift_;
    bool forward_is_up_ = true;
    std::string grid_, missing_grid_;
    bool official_ = false;
    double accuracy_m_ = 0;
};

/// How far sea level lies above the ellipsoid at a place.
/// Units: metres.  Thread: any.  Errors: nullopt where no geoid grid is installed.
std::optional<double> undulation_m(const base::GeoPoint& place, std::string_view vertical = {});

/// "EPSG:7837" for "DHHN2016"; the text itself where it is a code; else empty.
std::string epsg_of_vertical(std::string_view vertical);

/// What turns heights of one national system into those of another (LN02 to DHHN92 by way of the European levelling
/// network), where PROJ's database knows it.
/// Thread: that of its context.
class LevelShift {
  public:
    static LevelShift find(PJ_CONTEXT* context, std::string_view from, std::string_view to);

    explicit operator bool() const { return shift_ != nullptr; }
    const std::string& name() const { return name_; }
    double accuracy_m() const { return accuracy_m_; }
    /// Units: as Geoid::apply.
    void apply(std::span<glm::dvec3> lon_lat_z) const;

  private:
    proj::Object shift_;
    std::string name_;
    double accuracy_m_ = 0;
};

}  // namespace twin::data
