#include "data/geoid.h"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace twin::data {

namespace {

struct Grid {
    std::string_view file;
    double accuracy_m;
};

/// Best first. World models miss the local zero level by some decimetres, and EGM96's cells of 15' smooth the geoid of
/// mountains.
/// Source: EPSG operations 3859 (EGM2008, 0.5 m at 1', 1 m at 2.5') and 10084 (EGM96, 1 m).
constexpr Grid world_grids[] = {
    {"us_nga_egm08_25.tif", 0.5},
    {"egm08_25.gtx", 0.5},
    {"us_nga_egm96_15.tif", 1.0},
    {"egm96_15.gtx", 1.0},
};

/// Ellipsoidal and flat degrees of the datums that national geoids are given in.
struct Degrees {
    const char* with_height;
    const char* flat;
};
constexpr Degrees datums[] = {
    {"EPSG:4937", "EPSG:4258"},  // ETRS89
    {"EPSG:4965", "EPSG:4171"},  // RGF93 (France)
    {"EPSG:6667", "EPSG:6668"},  // JGD2011 (Japan)
    {"EPSG:6319", "EPSG:6318"},  // NAD83(2011)
    {"EPSG:7843", "EPSG:7844"},  // GDA2020 (Australia)
    {"EPSG:4979", "EPSG:4326"},  // WGS 84
};

void run(PJ* operation, PJ_DIRECTION direction, std::span<glm::dvec3> points) {
    if (points.empty()) return;
    proj_errno_reset(operation);
    proj_trans_generic(operation, direction, &points[0].x, sizeof(glm::dvec3), points.size(), &points[0].y,
                       sizeof(glm::dvec3), points.size(), &points[0].z, sizeof(glm::dvec3), points.size(), nullptr, 0,
                       0);
    for (glm::dvec3& p : points)
        if (!std::isfinite(p.z)) p.z = std::numeric_limits<double>::quiet_NaN();
}

/// Operations that really change heights, longitude first; PROJ would also offer to leave z alone ("ballpark").
struct Found {
    proj::Object operation;
    std::string name, grid, missing_grid;
    double accuracy_m = -1;
};

Found find_operation(PJ_CONTEXT* context, const std::string& from, const std::string& to) {
    Found found;
    const proj::Object source(proj_create(context, from.c_str())), target(proj_create(context, to.c_str()));
    const proj::Factory factory(proj_create_operation_factory_context(context, nullptr));
    if (!source || !target || !factory) return found;
    proj_operation_factory_context_set_spatial_criterion(context, factory.get(),
                                                         PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(context, factory.get(),
                                                             PROJ_GRID_AVAILABILITY_USED_FOR_SORTING);
    const proj::List list(proj_create_operations(context, source.get(), target.get(), factory.get()));
    const int count = list ? proj_list_get_count(list.get()) : 0;
    for (int i = 0; i < count; ++i) {
        const proj::Object operation(proj_list_get(context, list.get(), i));
        if (!operation || proj_coordoperation_has_ballpark_transformation(context, operation.get())) continue;
        const char* grid = nullptr;
        int available = 1;
        if (proj_coordoperation_get_grid_used_count(context, operation.get()) > 0)
            proj_coordoperation_get_grid_used(context, operation.get(), 0, &grid, nullptr, nullptr, nullptr, nullptr,
                                              nullptr, &available);
        if (!proj_coordoperation_is_instantiable(context, operation.get())) {
            if (grid && found.missing_grid.empty()) found.missing_grid = grid;
            continue;
        }
        found.operation.reset(proj_normalize_for_visualization(context, operation.get()));
        if (!found.operation) continue;
        if (grid) found.grid = grid;
        found.accuracy_m = proj_coordoperation_get_accuracy(context, operation.get());
        if (const char* name = proj_get_name(operation.get())) found.name = name;
        return found;
    }
    return found;
}

}  // namespace

std::string epsg_of_vertical(std::string_view vertical) {
    for (const auto& [name, code] : {std::pair<std::string_view, const char*>{"DHHN2016", "EPSG:7837"},
                                     {"DHHN92", "EPSG:5783"},
                                     {"DHHN85", "EPSG:5784"},
                                     {"DHHN12", "EPSG:7699"}})
        if (vertical == name) return code;
    return vertical.starts_with("EPSG:") ? std::string(vertical) : std::string();
}

bool Geoid::find_official(PJ_CONTEXT* context, const std::string& code) {
    for (const Degrees& datum : datums) {
        Found found = find_operation(context, datum.with_height,
                                     fmt::format("{}+{}", datum.flat, code.substr(code.find(':') + 1)));
        if (missing_grid_.empty()) missing_grid_ = found.missing_grid;
        if (!found.operation) continue;
        shift_ = std::move(found.operation);
        forward_is_up_ = false;
        grid_ = found.grid.empty() ? found.name : found.grid;
        accuracy_m_ = found.accuracy_m >= 0 ? found.accuracy_m : 0.1;
        official_ = true;
        missing_grid_.clear();
        return true;
    }
    return false;
}

bool Geoid::find_world(PJ_CONTEXT* context) {
    for (const Grid& grid : world_grids) {
        shift_.reset(
            proj_create(context, fmt::format("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step "
                                             "+proj=vgridshift +grids={} +multiplier=1 +step +proj=unitconvert "
                                             "+xy_in=rad +xy_out=deg",
                                             grid.file)
                                     .c_str()));
        if (!shift_) continue;
        grid_ = grid.file;
        accuracy_m_ = grid.accuracy_m;
        return true;
    }
    return false;
}

Geoid Geoid::find(PJ_CONTEXT* context, std::string_view vertical) {
    Geoid geoid;
    const std::string code = epsg_of_vertical(vertical);
    if (code.empty() || !geoid.find_official(context, code)) geoid.find_world(context);
    return geoid;
}

void Geoid::apply(std::span<glm::dvec3> lon_lat_z, bool up) const {
    run(shift_.get(), up == forward_is_up_ ? PJ_FWD : PJ_INV, lon_lat_z);
}

std::optional<double> undulation_m(const base::GeoPoint& place, std::string_view vertical) {
    const proj::Context context = proj::make_context();
    const Geoid geoid = Geoid::find(context.get(), vertical);
    if (!geoid) return std::nullopt;
    glm::dvec3 point(place.lon_deg, place.lat_deg, 0);
    geoid.apply({&point, 1}, true);
    return std::isfinite(point.z) ? std::optional(point.z) : std::nullopt;
}

LevelShift LevelShift::find(PJ_CONTEXT* context, std::string_view from, std::string_view to) {
    LevelShift shift;
    constexpr double good_enough_m = 0.5;
    const std::string source = epsg_of_vertical(from), target = epsg_of_vertical(to);
    if (source.empty() || target.empty() || source == target) return shift;
    // Not every system is tied to the same European network; DHHN92 and DHHN2016 lie within centimetres of each other.
    const auto other_german = [](const std::string& code) {
        return code == "EPSG:7837" ? "EPSG:5783" : code == "EPSG:5783" ? "EPSG:7837" : "";
    };
    for (const auto& [a, b] : {std::pair(source, target), std::pair(source, std::string(other_german(target))),
                               std::pair(std::string(other_german(source)), target)}) {
        if (a.empty() || b.empty()) continue;
        Found found = find_operation(context, "EPSG:4258+" + a.substr(5), "EPSG:4258+" + b.substr(5));
        if (!found.operation || found.accuracy_m < 0 || found.accuracy_m > good_enough_m) continue;
        shift.shift_ = std::move(found.operation);
        shift.name_ = found.name;
        shift.accuracy_m_ = found.accuracy_m;
        break;
    }
    return shift;
}

void LevelShift::apply(std::span<glm::dvec3> lon_lat_z) const {
    run(shift_.get(), PJ_FWD, lon_lat_z);
}

}  // namespace twin::data
