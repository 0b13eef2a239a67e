#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "data/crs.h"
#include "data/crs_area.h"
#include "data/crs_chain.h"
#include "data/crs_names.h"
#include "data/crs_proj.h"
#include "data/geoid.h"

namespace twin::data {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

enum class HeightStep { none, to_sea_level, to_ellipsoid, other_sea_level };

/// How the first two numbers of the file's tuples become east and north.
struct AxisReading {
    bool swap = false;
    double east_offset_m = 0;  ///< Zone prefix in front of the easting (32 000 000).
};

glm::dvec2 east_north(const glm::dvec3& p, const AxisReading& reading) {
    glm::dvec2 out = reading.swap ? glm::dvec2(p.y, p.x) : glm::dvec2(p.x, p.y);
    out.x -= reading.east_offset_m;
    return out;
}

void transform(PJ* operation, PJ_DIRECTION direction, std::span<glm::dvec3> points) {
    if (points.empty()) return;
    proj_errno_reset(operation);
    proj_trans_generic(operation, direction, &points[0].x, sizeof(glm::dvec3), points.size(), &points[0].y,
                       sizeof(glm::dvec3), points.size(), nullptr, 0, 0, nullptr, 0, 0);
}

bool finite(const glm::dvec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

}  // namespace

struct Placer::State {
    proj::Context context;
    proj::Object operation;     ///< Source to the frame's plain eastings and northings.
    proj::Object to_degrees;    ///< Source to longitude and latitude, for the check of the first points.
    proj::Object from_degrees;  ///< Longitude and latitude to the frame, for the geoid.
    Geoid geoid;
    LevelShift levels;
    HeightStep height_step = HeightStep::none;
    CrsInfo from;
    CrsArea area;
    glm::dvec2 origin_m{0, 0};
    AxisReading axes;
    bool axes_checked = false;
    CrsChain chain;
    std::string description;  ///< The chain in words.
    std::optional<std::string> note;

    void add_note(const std::string& sentence) {
        if (sentence.empty()) return;
        note = note ? *note + "; " + sentence : sentence;
    }
    bool reads_plausibly(std::span<const glm::dvec3> points, const AxisReading& reading) const;
    void check_axes(std::span<const glm::dvec3> points);
    void shift_heights(std::span<glm::dvec3> points) const;
};

/// The first points, spread over the batch, lie where their CRS is used.
bool Placer::State::reads_plausibly(std::span<const glm::dvec3> points, const AxisReading& reading) const {
    constexpr std::size_t sample = 32;
    const std::size_t step = std::max<std::size_t>(1, points.size() / sample);
    std::size_t inside = 0, seen = 0;
    for (std::size_t i = 0; i < points.size(); i += step) {
        const glm::dvec2 p = east_north(points[i], reading);
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
        ++seen;
        if (from.geographic && (std::abs(p.y) > 90.000001 || std::abs(p.x) > 360.000001)) continue;
        glm::dvec3 lon_lat(p, 0);
        transform(to_degrees.get(), PJ_FWD, {&lon_lat, 1});
        constexpr double margin_deg = 1.0;  // data of a border town may lie across the border
        if (area.holds(lon_lat.x, lon_lat.y, margin_deg)) ++inside;
    }
    return inside * 2 > seen;
}

/// Files lie about the order of their axes and write zone numbers in front of eastings: the first points decide.
void Placer::State::check_axes(std::span<const glm::dvec3> points) {
    const bool any = std::ranges::any_of(points, [](const glm::dvec3& p) { return std::isfinite(p.x + p.y); });
    if (axes_checked || !any) return;
    axes_checked = true;
    if (reads_plausibly(points, axes)) return;
    AxisReading swapped{.swap = !axes.swap};
    if (reads_plausibly(points, swapped)) {
        axes = swapped;
        add_note(fmt::format("the coordinates fit {} only with their axes exchanged; exchanged",
                             from.horizontal.substr(0, 40)));
        return;
    }
    if (!from.geographic) {
        for (const double zone : {31e6, 32e6, 33e6}) {
            const AxisReading prefixed{.swap = axes.swap, .east_offset_m = zone};
            if (!reads_plausibly(points, prefixed)) continue;
            axes = prefixed;
            add_note(fmt::format("the eastings carry the zone number {:.0f} in front; taken off", zone / 1e6));
            return;
        }
    }
    add_note(fmt::format("the coordinates lie outside the area where {} is used{}; check `crs` in the recipe",
                         from.horizontal.substr(0, 40), area.name.empty() ? "" : " (" + area.name.substr(0, 60) + ")"));
}

/// Frame: full eastings and northings of the city's CRS in and out; only z changes.
void Placer::State::shift_heights(std::span<glm::dvec3> points) const {
    if (height_step == HeightStep::none) return;
    std::vector<glm::dvec3> degrees(points.begin(), points.end());
    transform(from_degrees.get(), PJ_INV, degrees);
    if (height_step == HeightStep::other_sea_level)
        levels.apply(degrees);
    else
        geoid.apply(degrees, height_step == HeightStep::to_ellipsoid);
    for (std::size_t i = 0; i < points.size(); ++i) points[i].z = degrees[i].z;
}

namespace {

/// What has to happen to heights, and what a person must know about it.
struct HeightPlan {
    HeightStep step = HeightStep::none;
    std::string note;
};

/// Between two heights above the sea.
HeightPlan plan_levels(const std::string& from, const std::string& to, const LevelShift& levels) {
    if (from == "sea level" || to == "sea level") return {};
    if (levels)
        return {HeightStep::other_sea_level,
                fmt::format("heights moved from {} to {} by the known difference of the two height systems, good to "
                            "about {:.1f} m",
                            from, to, levels.accuracy_m())};
    const bool german = from.starts_with("DHHN") && to.starts_with("DHHN");
    return {HeightStep::none, fmt::format("heights are given in {} and used as {} unchanged (they differ by {})", from,
                                          to, german ? "less than 0.2 m" : "some centimetres to decimetres")};
}

HeightPlan plan_heights(const std::string& from, const std::string& to, const Geoid& geoid, const LevelShift& levels) {
    if (from.empty() || to.empty() || from == to) return {};
    const bool from_ellipsoid = from == "ellipsoidal", to_ellipsoid = to == "ellipsoidal";
    if (!from_ellipsoid && !to_ellipsoid) return plan_levels(from, to, levels);
    HeightPlan plan;
    plan.step = from_ellipsoid ? HeightStep::to_sea_level : HeightStep::to_ellipsoid;
    const std::string& sea = from_ellipsoid ? to : from;
    if (!geoid) {
        plan.step = HeightStep::none;
        plan.note = fmt::format(
            "no geoid grid is installed: ellipsoidal heights are used as {0} unchanged, heights are too {1} by the "
            "geoid's "
            "height (46 to 50 m in south-west Germany, 36 to 50 m in all of Germany); install proj-data",
            sea, from_ellipsoid ? "high" : "low");
    } else if (!geoid.official()) {
        const std::string missing = sea == "DHHN2016" ? "the official grid GCG2016" : "a national grid";
        plan.note = fmt::format(
            "ellipsoidal heights turned into {} with the world model {} because {} is not installed: expected error "
            "about "
            "{:.1f} m",
            sea, geoid.grid(),
            geoid.missing_grid().empty() ? missing : fmt::format("{} ({})", missing, geoid.missing_grid()),
            geoid.accuracy_m());
    }
    return plan;
}

std::string normal_vertical(const std::string& text) {
    const std::string known = understand_vertical(text);
    return known.empty() ? text : known;
}

}  // namespace

base::Result<Placer> Placer::make(const CrsInfo& from, const CityFrame& frame, bool accept_missing_grid) {
    if (from.horizontal == "LOCAL")
        return base::Error{
            "coordinates: the file uses a plain grid without a place on the Earth; give a `placement` or `crs` in the "
            "recipe"};
    auto state = std::make_unique<State>();
    state->context = proj::make_context();
    state->from = from;
    state->origin_m = frame.origin_m;
    state->axes = {.swap = from.swap_axes, .east_offset_m = from.east_offset};
    state->axes_checked = from.axes_settled;
    PJ_CONTEXT* context = state->context.get();
    const proj::Object source(proj_create(context, from.horizontal.c_str()));
    const proj::Object target(proj_create(context, frame.horizontal.c_str()));
    const proj::Object degrees(proj_create(context, "EPSG:4326"));
    if (!source || !target || !degrees)
        return base::Error{fmt::format("coordinates: '{}' is not known to PROJ (is proj-data installed?)",
                                       (source ? frame.horizontal : from.horizontal).substr(0, 80))};
    std::string note, ignored;
    state->operation = proj::best_operation(context, source.get(), target.get(), frame.origin_geo, note);
    state->to_degrees = proj::best_operation(context, source.get(), degrees.get(), {}, ignored);
    // Looking for an operation takes 10 ms: for plain degrees it has just been found.
    const bool plain_degrees = from.horizontal == "EPSG:4326" && state->operation;
    state->from_degrees = plain_degrees
                              ? proj::Object(proj_clone(context, state->operation.get()))
                              : proj::best_operation(context, degrees.get(), target.get(), frame.origin_geo, ignored);
    if (!state->operation || !state->to_degrees || !state->from_degrees)
        return base::Error{fmt::format("coordinates: no way from '{}' to '{}'", from.horizontal.substr(0, 80),
                                       frame.horizontal.substr(0, 80))};
    state->add_note(note);
    state->area = area_of_use(from.horizontal);

    const std::string vertical = normal_vertical(from.vertical), wanted = normal_vertical(frame.vertical);
    if (vertical == "ellipsoidal" || wanted == "ellipsoidal")
        state->geoid = Geoid::find(context, vertical == "ellipsoidal" ? wanted : vertical);
    else if (!vertical.empty() && !(vertical.starts_with("DHHN") && wanted.starts_with("DHHN")))
        state->levels = LevelShift::find(context, vertical, wanted);
    const HeightPlan plan = plan_heights(vertical, wanted, state->geoid, state->levels);
    if (!accept_missing_grid && !plan.note.empty() && !state->geoid &&
        (vertical == "ellipsoidal") != (wanted == "ellipsoidal"))
        return base::Error{"heights: " + plan.note};
    state->height_step = plan.step;
    state->add_note(plan.note);

    const PJ_PROJ_INFO info = proj_pj_info(state->operation.get());
    state->chain.operation = info.description ? info.description : "";
    if (const double accuracy_m = proj_coordoperation_get_accuracy(context, state->operation.get()); accuracy_m >= 0)
        state->chain.accuracy_m = accuracy_m;
    if (state->height_step == HeightStep::other_sea_level) {
        state->chain.heights = state->levels.name();
        state->chain.height_accuracy_m = state->levels.accuracy_m();
    } else if (state->height_step != HeightStep::none) {
        state->chain.heights = state->geoid.grid();
        state->chain.height_accuracy_m = state->geoid.accuracy_m();
    }
    state->description = to_text(state->chain);
    return Placer(std::move(state));
}

std::size_t Placer::place(std::span<glm::dvec3> points) const {
    State& s = *state_;
    s.check_axes(points);
    for (glm::dvec3& p : points) p = {east_north(p, s.axes), p.z * s.from.height_unit_m};
    transform(s.operation.get(), PJ_FWD, points);
    s.shift_heights(points);
    std::size_t lost = 0;
    for (glm::dvec3& p : points) {
        p.x -= s.origin_m.x;
        p.y -= s.origin_m.y;
        if (finite(p)) continue;
        p = glm::dvec3(nan);
        ++lost;
    }
    return lost;
}

std::size_t Placer::unplace(std::span<glm::dvec3> points) const {
    const State& s = *state_;
    for (glm::dvec3& p : points) p += glm::dvec3(s.origin_m, 0);
    transform(s.operation.get(), PJ_INV, points);
    std::size_t lost = 0;
    for (glm::dvec3& p : points) {
        p.x += s.axes.east_offset_m;
        if (s.axes.swap) std::swap(p.x, p.y);
        if (finite(p)) continue;
        p = glm::dvec3(nan);
        ++lost;
    }
    return lost;
}

const std::string& Placer::operation() const {
    return state_->description;
}

const CrsChain& Placer::chain() const {
    return state_->chain;
}

const std::optional<std::string>& Placer::note() const {
    return state_->note;
}

Placer::Placer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Placer::Placer(Placer&&) noexcept = default;
Placer& Placer::operator=(Placer&&) noexcept = default;
Placer::~Placer() = default;

}  // namespace twin::data
