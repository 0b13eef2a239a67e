#include "app/importer/plausibility.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/importer/reference.h"

namespace twin::app {

namespace {

using Outcome = Judgement::Outcome;

constexpr double border_deg = 1;  ///< Data of a border town may lie across the border.
constexpr double around_deg = 6;  ///< Zones are used beyond their edges, and still hold there.
constexpr double beside_km = 50;  ///< Files of one city.
constexpr double far_km = 100;    ///< A wrong zone of 3 degrees is 190 km and more.
constexpr double widest_city_deg = 5;

double km_between(const base::GeoPoint& a, const base::GeoPoint& b) {
    constexpr double km_per_deg = 111.2;
    const double shrink = std::cos((a.lat_deg + b.lat_deg) / 2 * std::numbers::pi / 180);
    const double east = std::remainder(a.lon_deg - b.lon_deg, 360) * shrink;
    return std::hypot(east, a.lat_deg - b.lat_deg) * km_per_deg;
}

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<long>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// A name for people: the code, or the start of the WKT.
std::string short_name(const data::CrsInfo& crs) {
    return crs.horizontal.substr(0, 40);
}

std::string with_area(const data::CrsInfo& crs, const data::CrsArea& area) {
    return area.name.empty() ? short_name(crs) : fmt::format("{} ({})", short_name(crs), area.name.substr(0, 60));
}

/// The country whose data this program meets most. Where the world gives no other hint, coordinates that would lie
/// there but for one usual mistake are doubted.
bool in_germany(const base::GeoPoint& place) {
    return place.lat_deg > 47.2 && place.lat_deg < 55.1 && place.lon_deg > 5.8 && place.lon_deg < 15.1;
}

bool in_degrees(const std::vector<glm::dvec3>& sample) {
    glm::dvec2 low(INFINITY), high(-INFINITY);
    const auto near_zero = [](const glm::dvec3& p) { return std::abs(p.x) < 1 && std::abs(p.y) < 1; };
    if (std::all_of(sample.begin(), sample.end(), near_zero)) return false;  // a plan that begins at 0, 0
    for (const glm::dvec3& p : sample) {
        if (std::abs(p.x) > 180 || std::abs(p.y) > 180) return false;
        low = glm::dvec2(std::fmin(low.x, p.x), std::fmin(low.y, p.y));
        high = glm::dvec2(std::fmax(high.x, p.x), std::fmax(high.y, p.y));
    }
    return high.x - low.x < widest_city_deg && high.y - low.y < widest_city_deg;
}

}  // namespace

double CrsJudge::Look::km_from(const base::GeoPoint& place) const {
    const base::GeoPoint nearest{std::clamp(place.lat_deg, low.lat_deg, high.lat_deg),
                                 std::clamp(place.lon_deg, low.lon_deg, high.lon_deg)};
    return km_between(nearest, place);
}

const CrsJudge::System& CrsJudge::system_of(const std::string& horizontal) {
    const auto found = systems_.find(horizontal);
    if (found != systems_.end()) return found->second;
    System& system = systems_[horizontal];
    data::CrsInfo plain;
    if (auto understood = data::understand_crs({.text = horizontal}); understood.ok()) plain = *understood;
    system.geographic = plain.geographic;
    plain.horizontal = horizontal;
    plain.vertical.clear();
    plain.swap_axes = false;
    plain.axes_settled = true;
    // A frame in degrees makes the placer a plain converter to longitude and
    // latitude.
    data::CityFrame degrees;
    degrees.horizontal = "EPSG:4326";
    degrees.vertical.clear();
    if (auto placer = data::Placer::make(plain, degrees); placer.ok()) system.to_degrees = std::move(placer).value();
    system.area = data::area_of_use(horizontal);
    return system;
}

CrsJudge::Look CrsJudge::look(const std::vector<glm::dvec3>& sample, const std::string& horizontal,
                              const Reading& reading) {
    const System& system = system_of(horizontal);
    Look seen;
    if (!system.to_degrees) return seen;
    std::vector<glm::dvec3> points;
    for (const glm::dvec3& p : sample) {
        glm::dvec3 read = reading.swap ? glm::dvec3(p.y, p.x, 0) : glm::dvec3(p.x, p.y, 0);
        read.x -= reading.east_offset;
        read *= reading.scale;
        if (!std::isfinite(read.x) || !std::isfinite(read.y)) continue;
        if (system.geographic && (std::abs(read.y) > 90.000001 || std::abs(read.x) > 360.000001))
            read = glm::dvec3(NAN);
        points.push_back(read);
    }
    if (points.empty()) return seen;
    system.to_degrees->place(points);
    std::vector<double> lon, lat;
    for (const glm::dvec3& p : points) {
        if (system.area.holds(p.x, p.y, border_deg)) seen.inside += 1;
        if (system.area.holds(p.x, p.y, around_deg)) seen.almost += 1;
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
        lon.push_back(p.x);
        lat.push_back(p.y);
    }
    seen.inside /= static_cast<double>(points.size());
    seen.almost /= static_cast<double>(points.size());
    if (lon.empty()) return seen;
    seen.any = true;
    const auto [west, east] = std::minmax_element(lon.begin(), lon.end());
    const auto [south, north] = std::minmax_element(lat.begin(), lat.end());
    seen.low = {*south, *west};
    seen.high = {*north, *east};
    seen.middle.lon_deg = median(lon);
    seen.middle.lat_deg = median(lat);
    return seen;
}

std::optional<base::GeoPoint> CrsJudge::place_of(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs) {
    const Look seen = look(sample, crs.horizontal, {crs.swap_axes, crs.east_offset, 1});
    return seen.fits() ? std::optional(seen.middle) : std::nullopt;
}

bool CrsJudge::try_swapped(const std::vector<glm::dvec3>& sample, const Neighbourhood& around, Judgement& judgement) {
    data::CrsInfo& crs = judgement.crs;
    const Look seen = look(sample, crs.horizontal, {!crs.swap_axes, crs.east_offset, 1});
    if (!seen.fits()) return false;
    if (around.place && seen.km_from(*around.place) > far_km) return false;
    crs.swap_axes = !crs.swap_axes;
    judgement.outcome = Outcome::repaired;
    judgement.what = crs.geographic ? "latitude and longitude exchanged" : "easting and northing exchanged";
    judgement.why = fmt::format("the coordinates fit {} only with their axes exchanged", short_name(crs));
    return true;
}

/// Zone numbers in front of eastings, or missing there.
bool CrsJudge::try_offsets(const std::vector<glm::dvec3>& sample, Judgement& judgement) {
    data::CrsInfo& crs = judgement.crs;
    if (crs.geographic) return false;
    for (const double millions : {31, 32, 33, -31, -32, -33}) {
        for (const bool swap : {crs.swap_axes, !crs.swap_axes}) {
            if (!look(sample, crs.horizontal, {swap, millions * 1e6, 1}).fits()) continue;
            crs.swap_axes = swap;
            crs.east_offset = millions * 1e6;
            judgement.outcome = Outcome::repaired;
            judgement.what = millions > 0 ? fmt::format("zone number {:.0f} taken off the eastings", millions)
                                          : fmt::format("zone number {:.0f} put in front of the eastings", -millions);
            judgement.why = fmt::format("only so the coordinates fit {}", short_name(crs));
            return true;
        }
    }
    return false;
}

/// Degrees under the label of a system in metres.
bool CrsJudge::try_degrees(const std::vector<glm::dvec3>& sample, Judgement& judgement) {
    data::CrsInfo& crs = judgement.crs;
    if (crs.geographic || !in_degrees(sample)) return false;
    const std::string below = data::degrees_below(crs.horizontal);
    const auto understood = data::understand_crs({.text = below});
    if (below.empty() || !understood.ok()) return false;
    const data::CrsArea area = system_of(crs.horizontal).area;
    for (const bool swap : {false, true}) {
        const auto holds = [&](const glm::dvec3& p) {
            return swap ? area.holds(p.y, p.x, border_deg) : area.holds(p.x, p.y, border_deg);
        };
        if (std::count_if(sample.begin(), sample.end(), holds) * 2 <= static_cast<long>(sample.size())) continue;
        judgement.outcome = Outcome::repaired;
        judgement.what = fmt::format("coordinates read as degrees ({})", below);
        judgement.why = fmt::format(
            "they are labelled {}, which is in metres, and "
            "lie in its area as degrees",
            short_name(crs));
        const std::string how = crs.how;
        const std::string vertical = crs.vertical;
        crs = *understood;
        crs.how = how;
        crs.vertical = vertical;
        crs.swap_axes = swap;
        return true;
    }
    return false;
}

bool CrsJudge::looks_like_feet(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs) {
    constexpr double foot_m = 0.3048;
    return !crs.geographic && look(sample, crs.horizontal, {crs.swap_axes, 0, foot_m}).fits();
}

/// Systems in which the coordinates lie where those are used, and beside the
/// other files where there are any.
std::vector<std::string> CrsJudge::others_that_fit(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs,
                                                   const Neighbourhood& around) {
    std::vector<std::string> usual{"EPSG:25832", "EPSG:25833", "EPSG:25831", "EPSG:4647",  "EPSG:5650",
                                   "EPSG:31466", "EPSG:31467", "EPSG:31468", "EPSG:31469", "EPSG:3068",
                                   "EPSG:28992", "EPSG:2056",  "EPSG:21781", "EPSG:31287", "EPSG:31254",
                                   "EPSG:31255", "EPSG:31256", "EPSG:27700", "EPSG:2154"};
    if (around.place) {
        usual.emplace_back("EPSG:3857");  // fits everywhere
        if (auto frame = data::make_city_frame(*around.place); frame.ok()) usual.push_back(frame->horizontal);
        if (!around.horizontal.empty()) usual.insert(usual.begin(), around.horizontal);
    }
    if (!around.place && in_germany(look(sample, "EPSG:3857", {}).middle)) usual.insert(usual.begin(), "EPSG:3857");
    if (in_degrees(sample)) usual = {"EPSG:4326"};
    std::vector<std::string> fitting;
    for (const std::string& other : usual) {
        if (other == crs.horizontal || std::find(fitting.begin(), fitting.end(), other) != fitting.end()) continue;
        const Look seen = look(sample, other, {});
        if (!seen.fits()) continue;
        if (around.place && seen.km_from(*around.place) > beside_km) continue;
        fitting.push_back(other);
    }
    return fitting;
}

void CrsJudge::judge_far(const std::vector<glm::dvec3>& sample, const Look& seen, const Neighbourhood& around,
                         Judgement& judgement) {
    const double km = seen.km_from(*around.place);
    if (km <= far_km) return;
    if (around.sure) {
        if (try_swapped(sample, around, judgement)) {
            judgement.why = "only so they lie beside the other files";
            return;
        }
    }
    judgement.outcome = Outcome::doubtful;
    judgement.what = fmt::format("lies {:.0f} km from the other files", km);
    const auto others = others_that_fit(sample, judgement.crs, around);
    if (!others.empty()) judgement.proposal = others.front();
    judgement.why = others.empty() ? fmt::format("its label {} may be wrong", short_name(judgement.crs))
                                   : fmt::format("its label {} may be wrong; as {} it would lie beside them",
                                                 short_name(judgement.crs), others.front());
}

void CrsJudge::judge_outside(const std::vector<glm::dvec3>& sample, const Look& seen, const Neighbourhood& around,
                             Judgement& judgement) {
    const data::CrsInfo& crs = judgement.crs;
    const data::CrsArea area = system_of(crs.horizontal).area;
    const bool beside = seen.any && around.place && seen.km_from(*around.place) <= beside_km;
    if (beside && seen.almost > 0.5) return;
    const auto others = others_that_fit(sample, crs, around);
    if (!others.empty()) judgement.proposal = others.front();
    const std::string fitting =
        others.empty()
            ? std::string()
            : fmt::format("; they fit {}",
                          fmt::join(others.begin(),
                                    others.begin() + std::min<long>(3, static_cast<long>(others.size())), " / "));
    const bool feet = looks_like_feet(sample, crs);
    const bool usable = seen.any && ((seen.almost > 0.5 && !feet) || crs.how == "recipe");
    judgement.outcome = usable ? Outcome::doubtful : Outcome::impossible;
    judgement.what = "the label of its coordinates may be wrong";
    const double x = sample.front().x, y = sample.front().y;
    if (crs.geographic)
        judgement.why =
            fmt::format("the coordinates (about {:.1f}, {:.1f}) are labelled {}, which is in degrees, and are metres",
                        x, y, short_name(crs));
    else if (feet)
        judgement.why =
            fmt::format("the coordinates (about {:.1f}, {:.1f}) lie in the area of {} only when they are feet", x, y,
                        short_name(crs));
    else
        judgement.why = fmt::format("the coordinates (about {:.1f}, {:.1f}) lie outside the area where {} is used", x,
                                    y, with_area(crs, area));
    judgement.why += fitting;
    // Another system that brings the file exactly beside the others can hardly be chance.
    if (!usable && around.sure && !others.empty()) {
        if (auto other = data::understand_crs({.text = others.front()}); other.ok()) {
            other->vertical = crs.vertical;
            other->how = "assumed";
            judgement.crs = *other;
            judgement.outcome = Outcome::repaired;
            judgement.what = fmt::format("reference system {} taken", others.front());
        }
    }
}

bool CrsJudge::holds_in_parts(const std::string& horizontal) {
    return !horizontal.empty() && !system_of(horizontal).area.whole_world;
}

/// A label that holds all over the world fits anything.
void CrsJudge::judge_worldwide(const std::vector<glm::dvec3>& sample, const Look& seen, Judgement& judgement) {
    const data::CrsInfo& crs = judgement.crs;
    if (crs.how == "recipe" || !system_of(crs.horizontal).area.whole_world || in_germany(seen.middle)) return;
    const auto doubt = [&](const base::GeoPoint& other, std::string why, std::string proposal) {
        judgement.outcome = Outcome::doubtful;
        judgement.what = "the label of its coordinates may be wrong";
        judgement.why =
            fmt::format("as {} they lie at {:.2f} N, {:.2f} E; {} they would lie at {:.2f} N, {:.2f} E",
                        short_name(crs), seen.middle.lat_deg, seen.middle.lon_deg, why, other.lat_deg, other.lon_deg);
        judgement.proposal = std::move(proposal);
    };
    if (crs.geographic) {
        const Look swapped = look(sample, crs.horizontal, {!crs.swap_axes, crs.east_offset, 1});
        if (swapped.fits() && in_germany(swapped.middle))
            doubt(swapped.middle, "with their axes exchanged",
                  crs.swap_axes ? "OGC:CRS84" : "urn:ogc:def:crs:EPSG::4326");
        return;
    }
    for (const char* other : {"EPSG:25832", "EPSG:25833"}) {
        const Look there = look(sample, other, {});
        if (!there.fits() || !in_germany(there.middle)) continue;
        return doubt(there.middle, fmt::format("as {}", other), other);
    }
}

Judgement CrsJudge::judge(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs,
                          const Neighbourhood& around) {
    Judgement judgement;
    judgement.crs = crs;
    if (crs.horizontal == "LOCAL" || sample.empty()) return judgement;
    const Look seen = look(sample, crs.horizontal, {crs.swap_axes, crs.east_offset, 1});
    if (seen.fits()) {
        if (around.place) judge_far(sample, seen, around, judgement);
        if (judgement.outcome == Outcome::fits && !around.told && !(around.sure && holds_in_parts(around.horizontal)))
            judge_worldwide(sample, seen, judgement);
    } else if (!try_swapped(sample, {}, judgement) && !try_offsets(sample, judgement) &&
               !try_degrees(sample, judgement)) {
        judge_outside(sample, seen, around, judgement);
    }
    judgement.crs.axes_settled = true;
    return judgement;
}

}  // namespace twin::app
