#include "data/crs_area.h"

#include <cmath>

#include "data/crs_proj.h"

namespace twin::data {

bool CrsArea::holds(double lon_deg, double lat_deg, double margin_deg) const {
    if (!std::isfinite(lon_deg) || !std::isfinite(lat_deg)) return false;
    if (lat_deg < south - margin_deg || lat_deg > north + margin_deg) return false;
    const bool after_west = lon_deg >= west - margin_deg, before_east = lon_deg <= east + margin_deg;
    return west <= east ? after_west && before_east : after_west || before_east;
}

CrsArea area_of_use(const std::string& horizontal) {
    PJ_CONTEXT* context = proj::thread_context();
    const proj::Object crs(proj_create(context, horizontal.c_str()));
    if (!crs) return {};
    CrsArea area;
    const char* name = nullptr;
    if (!proj_get_area_of_use(context, crs.get(), &area.west, &area.south, &area.east, &area.north, &name) ||
        area.west < -900)
        return {};
    area.whole_world = area.east - area.west >= 359 && area.north - area.south >= 160;
    if (name) area.name = name;
    return area;
}

std::string degrees_below(const std::string& horizontal) {
    PJ_CONTEXT* context = proj::thread_context();
    const proj::Object crs(proj_create(context, horizontal.c_str()));
    if (!crs || proj_get_type(crs.get()) != PJ_TYPE_PROJECTED_CRS) return {};
    const proj::Object below(proj_crs_get_geodetic_crs(context, crs.get()));
    return below ? proj::code_of(context, below.get()) : std::string();
}

}  // namespace twin::data
