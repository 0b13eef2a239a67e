#include "data/geoid.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace twin::data {

namespace {

struct Grid {
    std::string_view file;
    std::string_view vertical;  ///< Empty: a world model, good for every sea level.
    double accuracy_m;
};

/// Best first. World models miss the local zero level by some decimetres.
constexpr Grid grids[] = {
    {"de_bkg_gcg2016.tif", "DHHN2016", 0.02}, {"de_bkg_GCG2016.tif", "DHHN2016", 0.02},
    {"GCG2016.tif", "DHHN2016", 0.02},        {"gcg2016.gtx", "DHHN2016", 0.02},
    {"GCG2016.gtx", "DHHN2016", 0.02},        {"nl_nsgi_nlgeo2018.tif", "EPSG:5709", 0.02},
    {"us_nga_egm08_25.tif", "", 0.5},         {"egm08_25.gtx", "", 0.5},
    {"us_nga_egm96_15.tif", "", 1.0},         {"egm96_15.gtx", "", 1.0},
};

}  // namespace

Geoid Geoid::find(PJ_CONTEXT* context, std::string_view vertical) {
    Geoid geoid;
    for (const Grid& grid : grids) {
        if (!grid.vertical.empty() && grid.vertical != vertical) continue;
        geoid.shift_.reset(
            proj_create(context, fmt::format("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step "
                                             "+proj=vgridshift +grids={} +multiplier=1 +step +proj=unitconvert "
                                             "+xy_in=rad +xy_out=deg",
                                             grid.file)
                                     .c_str()));
        if (!geoid.shift_) continue;
        geoid.grid_ = grid.file;
        geoid.official_ = !grid.vertical.empty();
        geoid.accuracy_m_ = grid.accuracy_m;
        break;
    }
    return geoid;
}

void Geoid::apply(std::span<glm::dvec3> lon_lat_z, bool up) const {
    if (lon_lat_z.empty()) return;
    proj_errno_reset(shift_.get());
    proj_trans_generic(shift_.get(), up ? PJ_FWD : PJ_INV, &lon_lat_z[0].x, sizeof(glm::dvec3), lon_lat_z.size(),
                       &lon_lat_z[0].y, sizeof(glm::dvec3), lon_lat_z.size(), &lon_lat_z[0].z, sizeof(glm::dvec3),
                       lon_lat_z.size(), nullptr, 0, 0);
    for (glm::dvec3& p : lon_lat_z)
        if (!std::isfinite(p.z)) p.z = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace twin::data
