#pragma once

#include <span>
#include <string>
#include <string_view>

#include <glm/vec3.hpp>

#include "data/crs_proj.h"

namespace twin::data {

/// The height of sea level above the ellipsoid, from the best grid that is installed.
/// Thread: that of its context.
class Geoid {
  public:
    /// The grid made for height system `vertical`, else a world model, else none.
    static Geoid find(PJ_CONTEXT* context, std::string_view vertical);

    explicit operator bool() const { return shift_ != nullptr; }
    bool official() const { return official_; }        ///< The grid was made for the height system asked for.
    const std::string& grid() const { return grid_; }  ///< "egm96_15.gtx"
    double accuracy_m() const { return accuracy_m_; }  ///< Expected error of a height.

    /// z becomes height above sea level (`up` false) or above the ellipsoid (`up` true).
    /// Units: x, y longitude and latitude in degrees, z metres.  Outside the grid z becomes NaN.
    void apply(std::span<glm::dvec3> lon_lat_z, bool up) const;

  private:
    proj::Object shift_;
    std::string grid_;
    bool official_ = false;
    double accuracy_m_ = 0;
};

}  // namespace twin::data
