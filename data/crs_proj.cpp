#include "data/crs_proj.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <proj_experimental.h>

#include <fmt/format.h>

namespace twin::data::proj {

Context make_context() {
    Context context(proj_context_create());
    proj_log_level(context.get(), PJ_LOG_NONE);
    proj_context_set_enable_network(context.get(), 0);
    return context;
}

PJ_CONTEXT* thread_context() {
    thread_local const Context context = make_context();
    return context.get();
}

Object horizontal_of(PJ_CONTEXT* context, const PJ* crs) {
    switch (proj_get_type(crs)) {
        case PJ_TYPE_COMPOUND_CRS: {
            const Object first(proj_crs_get_sub_crs(context, crs, 0));
            return first ? horizontal_of(context, first.get()) : nullptr;
        }
        case PJ_TYPE_BOUND_CRS: {
            const Object source(proj_get_source_crs(context, crs));
            return source ? horizontal_of(context, source.get()) : nullptr;
        }
        case PJ_TYPE_GEOGRAPHIC_2D_CRS:
        case PJ_TYPE_GEOGRAPHIC_3D_CRS:
        case PJ_TYPE_PROJECTED_CRS:
            return Object(proj_crs_demote_to_2D(context, nullptr, crs));
        default:
            return nullptr;
    }
}

namespace {

std::string own_code(const PJ* crs) {
    const char* authority = proj_get_id_auth_name(crs, 0);
    const char* code = proj_get_id_code(crs, 0);
    return authority && code ? fmt::format("{}:{}", authority, code) : std::string();
}

bool is_in_database(PJ_CONTEXT* context, const std::string& code) {
    return !code.empty() && Object(proj_create(context, code.c_str()));
}

}  // namespace

std::string code_of(PJ_CONTEXT* context, const PJ* crs) {
    if (std::string code = own_code(crs); is_in_database(context, code)) return code;
    constexpr int sure_enough_percent = 70;  // parameters equivalent, only the name differs
    int* confidence = nullptr;
    const List found(proj_identify(context, crs, "EPSG", nullptr, &confidence));
    std::string code;
    if (found && proj_list_get_count(found.get()) > 0 && confidence[0] >= sure_enough_percent) {
        const Object best(proj_list_get(context, found.get(), 0));
        if (best) code = own_code(best.get());
    }
    proj_int_list_destroy(confidence);
    return code;
}

Axis axis_of(PJ_CONTEXT* context, const PJ* crs, int index) {
    Axis axis;
    const Object system(proj_crs_get_coordinate_system(context, crs));
    if (!system || index >= proj_cs_get_axis_count(context, system.get())) return axis;
    const char* direction = nullptr;
    double unit = 1;
    proj_cs_get_axis_info(context, system.get(), index, nullptr, nullptr, &direction, &unit, nullptr, nullptr, nullptr);
    if (direction) axis.direction = direction;
    axis.unit = unit;
    return axis;
}

namespace {

List candidates(PJ_CONTEXT* context, const PJ* from, const PJ* to, const base::GeoPoint& near,
                PROJ_GRID_AVAILABILITY_USE grids, bool through_wgs84 = false) {
    const Factory factory(proj_create_operation_factory_context(context, nullptr));
    if (!factory) return nullptr;
    if (near.lat_deg != 0 || near.lon_deg != 0) {
        constexpr double half_deg = 0.5;  // about the size of a city region
        proj_operation_factory_context_set_area_of_interest(
            context, factory.get(), std::max(near.lon_deg - half_deg, -180.0), std::max(near.lat_deg - half_deg, -90.0),
            std::min(near.lon_deg + half_deg, 180.0), std::min(near.lat_deg + half_deg, 90.0));
    }
    proj_operation_factory_context_set_spatial_criterion(context, factory.get(),
                                                         PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(context, factory.get(), grids);
    if (through_wgs84) {
        const char* pivot[] = {"EPSG", "4326", nullptr};
        proj_operation_factory_context_set_allow_use_intermediate_crs(context, factory.get(),
                                                                      PROJ_INTERMEDIATE_CRS_USE_ALWAYS);
        proj_operation_factory_context_set_allowed_intermediate_crs(context, factory.get(), pivot);
    }
    return List(proj_create_operations(context, from, to, factory.get()));
}

std::string missing_grid(PJ_CONTEXT* context, const PJ* operation) {
    for (int i = 0; i < proj_coordoperation_get_grid_used_count(context, operation); ++i) {
        const char* name = nullptr;
        int available = 0;
        proj_coordoperation_get_grid_used(context, operation, i, &name, nullptr, nullptr, nullptr, nullptr, nullptr,
                                          &available);
        if (!available && name) return name;
    }
    return {};
}

/// A sentence when the operation that PROJ would like best cannot run because its grid is not installed.
std::string lost_accuracy(PJ_CONTEXT* context, const PJ* from, const PJ* to, const base::GeoPoint& near,
                          double accuracy_m) {
    const List all = candidates(context, from, to, near, PROJ_GRID_AVAILABILITY_IGNORED);
    if (!all || proj_list_get_count(all.get()) == 0) return {};
    const Object ideal(proj_list_get(context, all.get(), 0));
    if (!ideal || proj_coordoperation_is_instantiable(context, ideal.get())) return {};
    const double ideal_m = proj_coordoperation_get_accuracy(context, ideal.get());
    if (accuracy_m >= 0 && ideal_m >= 0 && accuracy_m < ideal_m + 0.5) return {};
    return fmt::format("the grid {} is not installed, positions are good to {} instead of {:.1f} m",
                       missing_grid(context, ideal.get()),
                       accuracy_m < 0 ? "an unknown accuracy" : fmt::format("about {:.1f} m", accuracy_m), ideal_m);
}

}  // namespace

namespace {

/// First of PROJ's list that can be run here.
struct Runnable {
    Object operation, normalised;
    bool ballpark = true;
};

Runnable first_runnable(PJ_CONTEXT* context, const List& list) {
    const int count = list ? proj_list_get_count(list.get()) : 0;
    for (int i = 0; i < count; ++i) {
        Runnable found;
        found.operation.reset(proj_list_get(context, list.get(), i));
        if (!found.operation || !proj_coordoperation_is_instantiable(context, found.operation.get())) continue;
        found.normalised.reset(proj_normalize_for_visualization(context, found.operation.get()));
        if (!found.normalised) continue;
        found.ballpark = proj_coordoperation_has_ballpark_transformation(context, found.operation.get()) != 0;
        return found;
    }
    return {};
}

}  // namespace

Object best_operation(PJ_CONTEXT* context, const PJ* from, const PJ* to, const base::GeoPoint& near,
                      std::string& note) {
    Runnable best =
        first_runnable(context, candidates(context, from, to, near, PROJ_GRID_AVAILABILITY_USED_FOR_SORTING));
    // Where the direct operation lacks its grid, PROJ would rather ignore the datum than go by way of WGS 84
    // (OSGB36 to ETRS89: 120 m).
    if (best.ballpark) {
        Runnable round =
            first_runnable(context, candidates(context, from, to, near, PROJ_GRID_AVAILABILITY_USED_FOR_SORTING, true));
        if (round.normalised && !round.ballpark) best = std::move(round);
    }
    if (!best.normalised) return nullptr;
    if (best.ballpark)
        note = "no datum shift is known between the two systems, positions may be off by 100 m or more";
    else
        note = lost_accuracy(context, from, to, near, proj_coordoperation_get_accuracy(context, best.operation.get()));
    return std::move(best.normalised);
}

}  // namespace twin::data::proj
