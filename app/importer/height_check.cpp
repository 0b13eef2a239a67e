#include "app/importer/height_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/geoid.h"

namespace twin::app {

namespace {

using Cause = HeightCheck::Cause;

constexpr std::size_t few = 3;  ///< One villa on a slope proves nothing.

constexpr std::array<std::pair<Cause, std::string_view>, 9> names{
    {{Cause::none, "none"},
     {Cause::few, "few"},
     {Cause::from_ground, "from_ground"},
     {Cause::buildings_ellipsoidal, "buildings_ellipsoidal"},
     {Cause::terrain_ellipsoidal, "terrain_ellipsoidal"},
     {Cause::buildings_in_feet, "buildings_in_feet"},
     {Cause::terrain_in_feet, "terrain_in_feet"},
     {Cause::constant, "constant"},
     {Cause::scatter, "scatter"}}};

/// Linear between the values around it.
double quantile(const std::vector<double>& sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (sorted[high] - sorted[low]) * (at - static_cast<double>(low));
}

std::vector<double> sorted(const std::vector<BaseHeight>& heights, double (*value)(const BaseHeight&)) {
    std::vector<double> values;
    for (const BaseHeight& height : heights) values.push_back(value(height));
    std::sort(values.begin(), values.end());
    return values;
}

double foot_of(const BaseHeight& height) {
    return height.base_m;
}
double ground_of(const BaseHeight& height) {
    return height.terrain_m;
}
double step_of(const BaseHeight& height) {
    return height.base_m - height.terrain_m;
}

/// A coarse terrain of a hilly town leaves metres; what counts is far beyond them.
Cause cause_of(const HeightCheck& check, const std::vector<BaseHeight>& heights,
               const std::optional<double>& undulation_m) {
    constexpr double usual_m = 2.5, least_geoid_m = 8, feet_per_metre = 1 / 0.3048;
    const double tolerance_m = std::max(usual_m, check.spread_m());
    if (std::fabs(check.median_m) <= tolerance_m && check.spread_m() < 15) return Cause::none;
    const auto feet = sorted(heights, foot_of), ground = sorted(heights, ground_of);
    const double foot_m = quantile(feet, 0.5), ground_m = quantile(ground, 0.5);
    if (heights.size() < few && std::fabs(check.median_m) < 15) return Cause::few;
    if (std::fabs(foot_m) < 1 && quantile(feet, 0.75) - quantile(feet, 0.25) < 1 && ground_m > usual_m)
        return Cause::from_ground;
    const double geoid_tolerance_m = std::min(tolerance_m, 5.0);
    if (undulation_m && std::fabs(*undulation_m) > least_geoid_m) {
        if (std::fabs(check.median_m - *undulation_m) < geoid_tolerance_m) return Cause::buildings_ellipsoidal;
        if (std::fabs(check.median_m + *undulation_m) < geoid_tolerance_m) return Cause::terrain_ellipsoidal;
    }
    if (ground_m > 20 && foot_m > 20) {
        // The same factor everywhere, not only in the middle.
        std::vector<double> ratios;
        for (const BaseHeight& height : heights) ratios.push_back(height.base_m / height.terrain_m);
        std::sort(ratios.begin(), ratios.end());
        const double ratio = quantile(ratios, 0.5);
        if (std::fabs(ratio / feet_per_metre - 1) < 0.04) return Cause::buildings_in_feet;
        if (std::fabs(ratio * feet_per_metre - 1) < 0.04) return Cause::terrain_in_feet;
    }
    return std::fabs(check.median_m) > 2 * check.spread_m() ? Cause::constant : Cause::scatter;
}

/// Every literal on its own, so that each finds its translation.
std::string reason_for(const HeightCheck& check) {
    switch (check.cause) {
        case Cause::none:
            return "buildings and terrain fit one another";
        case Cause::few:
            return "too few buildings to tell a cause";
        case Cause::from_ground:
            return "the buildings' heights seem to count from the ground; write heights = \"above_ground\" under their "
                   "[[source]] in the recipe";
        case Cause::buildings_ellipsoidal:
            return "that is the height of the geoid here: the buildings seem to have ellipsoidal heights; write "
                   "heights = \"ellipsoidal\" under their [[source]] in the recipe";
        case Cause::terrain_ellipsoidal:
            return "that is the height of the geoid here: the terrain seems to have ellipsoidal heights; write "
                   "vertical = \"ellipsoidal\" under its [[source]] in the recipe";
        case Cause::buildings_in_feet:
            return "the buildings' heights seem to be in feet; convert them to metres";
        case Cause::terrain_in_feet:
            return "the terrain's heights seem to be in feet; convert them to metres";
        case Cause::constant:
            return "everything is off by about the same, as when two height systems are mixed; write `vertical` under "
                   "the [[source]] in the recipe";
        case Cause::scatter:
            return "no common offset: the terrain is coarse here, or buildings and terrain lie in different places";
    }
    return {};
}

}  // namespace

std::string_view name_of(Cause cause) {
    for (const auto& [known, name] : names)
        if (known == cause) return name;
    return "none";
}

std::vector<BaseHeight> base_heights(const PlacedFile& file, const data::Terrain& terrain) {
    std::vector<BaseHeight> heights;
    if (file.on_terrain || terrain.empty()) return heights;
    for (const FeatureNote& note : file.notes) {
        // Parts may stand on other parts; their building has the lowest foot, or none of its own.
        const bool building = note.kind == data::FeatureKind::building ||
                              (note.kind == data::FeatureKind::building_part && !note.has_parent);
        if (!building || note.fate != Fate::kept || note.heights != data::HeightMode::absolute) continue;
        if (note.bounds.empty() || !note.has_surfaces) continue;
        const glm::dvec3 middle = note.bounds.centre();
        if (middle.x < terrain.x0_m || middle.x > terrain.x1_m() || middle.y < terrain.y0_m ||
            middle.y > terrain.y1_m())
            continue;
        heights.push_back({note.bounds.min.z, terrain.height_at(middle.x, middle.y)});
    }
    if (!heights.empty()) return heights;
    for (const FeatureNote& note : file.notes)  // buildings that consist of parts only
        if (note.kind == data::FeatureKind::building_part && note.fate == Fate::kept && !note.bounds.empty() &&
            note.heights == data::HeightMode::absolute)
            heights.push_back({note.bounds.min.z, terrain.height_at(note.bounds.centre().x, note.bounds.centre().y)});
    return heights;
}

HeightCheck check_heights(std::vector<BaseHeight> heights, const std::optional<double>& undulation_m) {
    std::erase_if(heights, [](const BaseHeight& h) { return !std::isfinite(h.base_m) || !std::isfinite(h.terrain_m); });
    HeightCheck check;
    check.buildings = heights.size();
    if (heights.empty()) return check;
    const std::vector<double> steps = sorted(heights, step_of);
    check.median_m = quantile(steps, 0.5);
    check.lower_quartile_m = quantile(steps, 0.25);
    check.upper_quartile_m = quantile(steps, 0.75);
    check.cause = cause_of(check, heights, undulation_m);
    return check;
}

base::Complaint complaint_of(const HeightCheck& check, const std::string& file) {
    return {check.stands() ? base::ComplaintKind::assumed : base::ComplaintKind::warning, file,
            fmt::format("bases of {} buildings lie {:.2f} m above the terrain (median; interquartile spread {:.2f} m)",
                        check.buildings, check.median_m, check.spread_m()),
            reason_for(check)};
}

std::string to_json(const HeightCheck& check) {
    const auto rounded = [](double value) { return std::round(value * 1000) / 1000; };
    return nlohmann::ordered_json{{"buildings", check.buildings},
                                  {"median_m", rounded(check.median_m)},
                                  {"lower_quartile_m", rounded(check.lower_quartile_m)},
                                  {"upper_quartile_m", rounded(check.upper_quartile_m)},
                                  {"spread_m", rounded(check.spread_m())},
                                  {"cause", name_of(check.cause)}}
        .dump();
}

std::optional<HeightCheck> parse_height_check(std::string_view json) {
    const auto parsed = nlohmann::json::parse(json, nullptr, false);
    if (!parsed.is_object()) return std::nullopt;
    const auto number = [&](const char* key) {
        const auto found = parsed.find(key);
        return found != parsed.end() && found->is_number() ? found->get<double>() : NAN;
    };
    HeightCheck check;
    const double buildings = number("buildings");
    check.median_m = number("median_m");
    check.lower_quartile_m = number("lower_quartile_m");
    check.upper_quartile_m = number("upper_quartile_m");
    if (!(buildings >= 0 && buildings < 1e12) || !std::isfinite(check.median_m + check.spread_m())) return std::nullopt;
    check.buildings = static_cast<std::size_t>(buildings);
    const auto cause = parsed.find("cause");
    for (const auto& [known, name] : names)
        if (cause != parsed.end() && cause->is_string() && cause->get_ref<const std::string&>() == name)
            check.cause = known;
    return check;
}

std::optional<HeightCheck> check_heights(std::vector<PlacedFile>& files, const data::Terrain& terrain,
                                         const data::CityFrame& frame) {
    if (!terrain.measured || terrain.empty()) return std::nullopt;
    std::optional<double> undulation_m;
    bool asked = false;
    std::vector<BaseHeight> all;
    for (PlacedFile& file : files) {
        std::vector<BaseHeight> own = base_heights(file, terrain);
        if (own.empty()) continue;
        if (!std::exchange(asked, true) && frame.vertical != "ellipsoidal")
            undulation_m = data::undulation_m(frame.origin_geo, frame.vertical);
        const HeightCheck check = check_heights(own, undulation_m);
        if (check.buildings > 0) file.file.complaints.push_back(complaint_of(check, file.file.name()));
        all.insert(all.end(), own.begin(), own.end());
    }
    if (all.empty()) return std::nullopt;
    return check_heights(std::move(all), undulation_m);
}

}  // namespace twin::app
