#include "data/crs.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "base/text.h"
#include "data/crs_names.h"
#include "data/crs_proj.h"

namespace twin::data {

namespace {

constexpr std::size_t longest_text = 32 * 1024;
constexpr std::size_t longest_name = 256;  ///< Of what is no WKT, PROJJSON, PROJ string or compound of URLs.

std::string shown(std::string_view text) {
    std::string clean = base::to_valid_utf8(text.substr(0, 80));
    std::ranges::replace(clean, '\n', ' ');
    return text.size() > 80 ? clean + "..." : clean;
}

base::Error not_understood(std::string_view text, std::string_view found) {
    return {fmt::format(
        "coordinate reference system '{}': expected an EPSG code, an AdV name, a URN, a URL or WKT of a projected or "
        "geographic system, found {}; give `crs` in the recipe",
        shown(text), found)};
}

/// A PROJ string may name files (grids, init files): a foreign file must not choose what is opened here.
bool names_files(std::string_view text) {
    const std::string lower = base::to_lower_ascii(text);
    const auto init = lower.find("+init=");
    if (init != std::string::npos && (init != 0 || !lower.starts_with("+init=epsg:"))) return true;
    for (const char* word : {"file=", "+proj=pipeline", "proj4_grids"})
        if (lower.find(word) != std::string::npos) return true;
    for (const char* path : {"\"/", "\"\\", "../", "..\\"})  // WKT and PROJJSON name files in quotes
        if (lower.find(path) != std::string::npos) return true;
    const auto grids = lower.find("grids=");
    return grids != std::string::npos && lower.find_first_of("/\\", grids) != std::string::npos;
}

bool is_horizontal(PJ_TYPE type) {
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_PROJECTED_CRS;
}

void fill_vertical(PJ_CONTEXT* context, const PJ* crs, CrsInfo& info) {
    const PJ_TYPE type = proj_get_type(crs);
    if (type == PJ_TYPE_BOUND_CRS) {
        const proj::Object source(proj_get_source_crs(context, crs));
        if (source) fill_vertical(context, source.get(), info);
    } else if (type == PJ_TYPE_VERTICAL_CRS) {
        const std::string code = proj::code_of(context, crs);
        info.vertical = code.empty() ? "sea level" : understand_vertical(code);
        info.height_unit_m = proj::axis_of(context, crs, 0).unit;
    } else if (type == PJ_TYPE_COMPOUND_CRS) {
        const proj::Object vertical(proj_crs_get_sub_crs(context, crs, 1));
        if (vertical) fill_vertical(context, vertical.get(), info);
    } else if (type == PJ_TYPE_GEOGRAPHIC_3D_CRS ||
               (type == PJ_TYPE_PROJECTED_CRS && !proj::axis_of(context, crs, 2).direction.empty())) {
        info.vertical = "ellipsoidal";
        info.height_unit_m = proj::axis_of(context, crs, 2).unit;
    }
}

/// Errors: false when `name` is no height system.
bool fill_named_vertical(PJ_CONTEXT* context, const std::string& name, CrsInfo& info) {
    const std::string known = understand_vertical(name);
    if (!known.starts_with("EPSG:")) {
        info.vertical = known;
        return !known.empty();
    }
    const proj::Object vertical(proj_create(context, known.c_str()));
    if (!vertical || proj_get_type(vertical.get()) != PJ_TYPE_VERTICAL_CRS) return false;
    fill_vertical(context, vertical.get(), info);
    return true;
}

void fill_axes(PJ_CONTEXT* context, const PJ* horizontal, const CrsClaim& claim, bool east_first, CrsInfo& info) {
    info.geographic = proj_get_type(horizontal) == PJ_TYPE_GEOGRAPHIC_2D_CRS;
    const bool north_first = proj::axis_of(context, horizontal, 0).direction == "north";
    if (claim.xy_order || !north_first || east_first) return;
    if (written_east_first_in_practice(info.horizontal)) {
        info.note = "easting taken first, as is the practice, although the system's official order is northing first";
        return;
    }
    info.swap_axes = true;
    info.note = info.geographic ? "axis order latitude first, swapped" : "axis order northing first, swapped";
}

}  // namespace

base::Result<CrsInfo> understand_crs(const CrsClaim& claim) {
    const std::string_view text = base::trim(claim.text);
    if (text.empty()) return not_understood(text, "nothing");
    if (text.size() > longest_text) return not_understood(text, "more than 32 kB of text");
    if (names_files(text)) return not_understood(text, "a text that would open files");
    const std::optional<CrsParts> parts = take_apart_crs(text);
    if (!parts) return not_understood(text, "an AdV name that is not in the table");

    CrsInfo info;
    info.how = "declared";
    if (parts->local) {
        info.horizontal = "LOCAL";
        info.note = "a plain grid without a place on the Earth";
        return info;
    }
    if (parts->horizontal.size() > longest_name && parts->horizontal.find_first_of("[{=") == std::string::npos)
        return not_understood(text, "a name of more than 256 letters");
    PJ_CONTEXT* context = proj::thread_context();
    const proj::Object crs(proj_create(context, parts->horizontal.c_str()));
    if (!crs) return not_understood(text, "a name that PROJ does not know");
    const proj::Object horizontal = proj::horizontal_of(context, crs.get());
    if (!horizontal || !is_horizontal(proj_get_type(horizontal.get())))
        return not_understood(text, fmt::format("'{}', which gives no position on a map", proj_get_name(crs.get())));

    info.horizontal = proj::code_of(context, horizontal.get());
    if (info.horizontal.empty()) {
        const char* wkt =
            proj_as_wkt(context, proj_get_type(crs.get()) == PJ_TYPE_BOUND_CRS ? crs.get() : horizontal.get(),
                        PJ_WKT2_2019, nullptr);
        info.horizontal = wkt ? wkt : parts->horizontal;
    }
    fill_vertical(context, crs.get(), info);
    if (!parts->vertical.empty() && !fill_named_vertical(context, parts->vertical, info))
        return not_understood(text, fmt::format("'{}' where a height system was expected", shown(parts->vertical)));
    fill_axes(context, horizontal.get(), claim, parts->east_first, info);
    return info;
}

namespace {

bool in_etrs89_europe(const base::GeoPoint& p) {
    return p.lat_deg >= 34.5 && p.lat_deg <= 84 && p.lon_deg >= -25 && p.lon_deg < 36 &&
           !(p.lat_deg < 37.5 && p.lon_deg < 12 && p.lon_deg > -6);  // the north of Africa
}

/// Source: zones of 6 degrees from 180 W; Norway's south-west belongs to zone 32.
int utm_zone(const base::GeoPoint& p) {
    if (p.lat_deg >= 56 && p.lat_deg < 64 && p.lon_deg >= 3 && p.lon_deg < 6) return 32;
    return std::clamp(static_cast<int>(std::floor((p.lon_deg + 180) / 6)) + 1, 1, 60);
}

std::string utm_for(const base::GeoPoint& p) {
    const int zone = utm_zone(p);
    if (in_etrs89_europe(p) && zone >= 28 && zone <= 38) return fmt::format("EPSG:{}", 25800 + zone);
    return fmt::format("EPSG:{}", (p.lat_deg < 0 ? 32700 : 32600) + zone);
}

std::string vertical_for(const base::GeoPoint& p) {
    const bool german = p.lat_deg > 47.2 && p.lat_deg < 55.1 && p.lon_deg > 5.86 && p.lon_deg < 15.1;
    return german ? "DHHN2016" : "sea level";
}

/// A neighbour's national system (EPSG:2056 of Switzerland) has heights of its own, also where its land lies as far
/// north as Germany's south.
bool holds_in_germany(const std::string& horizontal) {
    PJ_CONTEXT* context = proj::thread_context();
    const proj::Object crs(proj_create(context, horizontal.c_str()));
    double west = 0, south = 0, east = 0, north = 0;
    const char* area = nullptr;
    if (!crs || !proj_get_area_of_use(context, crs.get(), &west, &south, &east, &north, &area) || !area) return true;
    const std::string_view words = area;
    return words.starts_with("World") || words.find("German") != std::string_view::npos;
}

std::string time_zone_for(const base::GeoPoint& p) {
    if (in_etrs89_europe(p)) {
        const bool british = p.lat_deg > 49.8 && p.lon_deg > -11 && p.lon_deg < 1.8;
        return british ? "Europe/London" : "Europe/Berlin";
    }
    const int hours = static_cast<int>(std::lround(p.lon_deg / 15));
    return hours == 0 ? "Etc/GMT" : fmt::format("Etc/GMT{:+d}", -hours);  // POSIX counts west as positive
}

/// Grid convergence, clockwise positive.  Units: radians.
double convergence_at(PJ_CONTEXT* context, PJ* projected, const base::GeoPoint& p) {
    constexpr double rad = std::numbers::pi / 180;
    const PJ_FACTORS factors = proj_factors(projected, proj_coord(p.lon_deg * rad, p.lat_deg * rad, 0, 0));
    proj_context_errno(context);
    return std::isfinite(factors.meridian_convergence) ? factors.meridian_convergence : 0;
}

}  // namespace

base::Result<CityFrame> make_city_frame(const base::GeoPoint& centre, std::string_view wanted) {
    if (!(std::abs(centre.lat_deg) <= 84 && std::abs(centre.lon_deg) <= 180))
        return base::Error{fmt::format(
            "city frame: expected a place between 84° S and 84° N, found latitude {:.4f}, longitude {:.4f}; check the "
            "coordinate reference system and its axis order",
            centre.lat_deg, centre.lon_deg)};
    CityFrame frame;
    frame.horizontal = utm_for(centre);
    frame.vertical = vertical_for(centre);
    frame.time_zone = time_zone_for(centre);
    if (!base::trim(wanted).empty()) {
        const auto info = understand_crs({.text = std::string(wanted)});
        if (!info) return info.error();
        if (info->geographic || info->horizontal == "LOCAL")
            return base::Error{fmt::format("city frame: expected a projected system in metres (EPSG:25832), found '{}'",
                                           shown(wanted))};
        frame.horizontal = info->horizontal;
        if (!info->vertical.empty())
            frame.vertical = info->vertical;
        else if (!holds_in_germany(info->horizontal))
            frame.vertical = "sea level";
    }
    PJ_CONTEXT* context = proj::thread_context();
    const proj::Object projected(proj_create(context, frame.horizontal.c_str()));
    if (!projected || std::abs(proj::axis_of(context, projected.get(), 0).unit - 1) > 1e-9)
        return base::Error{
            fmt::format("city frame: expected a projected system in metres (EPSG:25832), found '{}'", shown(wanted))};
    auto converter = GeoConverter::make(frame);  // with the origin still at 0,0 it gives plain eastings and northings
    if (!converter) return converter.error();
    const base::CityPoint middle = converter->to_city(centre);
    if (!std::isfinite(middle.x_m) || !std::isfinite(middle.y_m))
        return base::Error{fmt::format("city frame: {} cannot hold the place {:.4f} N, {:.4f} E", frame.horizontal,
                                       centre.lat_deg, centre.lon_deg)};
    frame.origin_m = {std::round(middle.x_m / 1000) * 1000, std::round(middle.y_m / 1000) * 1000};
    frame.origin_geo = converter->to_geo({frame.origin_m.x, frame.origin_m.y, 0});
    frame.convergence_rad = convergence_at(context, projected.get(), frame.origin_geo);
    return frame;
}

}  // namespace twin::data
