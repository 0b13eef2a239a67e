#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "data/crs.h"
#include "data/crs_proj.h"

namespace twin::data {

struct GeoConverter::State {
    proj::Context context;
    proj::Object operation;  ///< Longitude, latitude in degrees to easting, northing.
    glm::dvec2 origin_m{0, 0};
};

base::Result<GeoConverter> GeoConverter::make(const CityFrame& frame) {
    auto state = std::make_unique<State>();
    state->context = proj::make_context();
    state->origin_m = frame.origin_m;
    PJ_CONTEXT* context = state->context.get();
    const proj::Object degrees(proj_create(context, "EPSG:4326"));
    const proj::Object projected(proj_create(context, frame.horizontal.c_str()));
    if (!degrees || !projected)
        return base::Error{fmt::format("city frame: '{}' is not known to PROJ (is proj-data installed?)",
                                       frame.horizontal.substr(0, 80))};
    std::string ignored;
    state->operation = proj::best_operation(context, degrees.get(), projected.get(), frame.origin_geo, ignored);
    if (!state->operation)
        return base::Error{fmt::format("city frame: no way from degrees to '{}'", frame.horizontal.substr(0, 80))};
    return GeoConverter(std::move(state));
}

namespace {

PJ_COORD through(PJ* operation, PJ_DIRECTION direction, double x, double y) {
    proj_errno_reset(operation);
    PJ_COORD out = proj_trans(operation, direction, proj_coord(x, y, 0, 0));
    if (std::isfinite(out.xy.x) && std::isfinite(out.xy.y)) return out;
    out.xy.x = out.xy.y = std::numeric_limits<double>::quiet_NaN();
    return out;
}

}  // namespace

base::CityPoint GeoConverter::to_city(const base::GeoPoint& geo, double z_m) const {
    const PJ_COORD p = through(state_->operation.get(), PJ_FWD, geo.lon_deg, geo.lat_deg);
    return {p.xy.x - state_->origin_m.x, p.xy.y - state_->origin_m.y, z_m};
}

base::GeoPoint GeoConverter::to_geo(const base::CityPoint& point) const {
    const PJ_COORD p =
        through(state_->operation.get(), PJ_INV, point.x_m + state_->origin_m.x, point.y_m + state_->origin_m.y);
    return {.lat_deg = p.xy.y, .lon_deg = p.xy.x};
}

GeoConverter::GeoConverter(std::unique_ptr<State> state) : state_(std::move(state)) {}
GeoConverter::GeoConverter(GeoConverter&&) noexcept = default;
GeoConverter& GeoConverter::operator=(GeoConverter&&) noexcept = default;
GeoConverter::~GeoConverter() = default;

}  // namespace twin::data
