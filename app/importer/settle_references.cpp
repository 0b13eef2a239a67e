#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "app/importer/plausibility.h"
#include "app/importer/reference.h"
#include "base/text.h"

namespace twin::app {

namespace {

using base::ComplaintKind;
using Outcome = Judgement::Outcome;

/// Where each file seems to lie by its own label.
struct Seen {
    std::vector<glm::dvec3> sample;
    std::optional<base::GeoPoint> place;
    bool limited = false;  ///< Its CRS holds in a part of the world only: fitting
                           ///< there is no chance.
};

bool is_judged(const CollectedFile& file, const data::CrsInfo& crs) {
    return crs.horizontal != "LOCAL" && !file.plan.is_city_file && !file.plan.settings.placement;
}

/// The place that most files agree on; labels that hold in a part of the world
/// only count twice.
Neighbourhood neighbourhood_of(const std::vector<Seen>& seen, const std::vector<data::CrsInfo>& references) {
    constexpr double cell_deg = 2;
    std::map<std::pair<long, long>, int> votes;
    const auto cell = [&](const base::GeoPoint& place) {
        return std::pair(std::lround(place.lat_deg / cell_deg), std::lround(place.lon_deg / cell_deg));
    };
    for (const Seen& file : seen)
        if (file.place) votes[cell(*file.place)] += file.limited ? 2 : 1;
    int most = 0, second = 0;
    std::pair<long, long> best{};
    for (const auto& [place, count] : votes) {
        if (count > most) {
            second = std::exchange(most, count);
            best = place;
        } else {
            second = std::max(second, count);
        }
    }
    Neighbourhood around;
    around.sure = most >= 2 && most > second;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (!seen[i].place || cell(*seen[i].place) != best) continue;
        if (!around.place) around.place = seen[i].place;
        if (around.horizontal.empty() && !references[i].geographic) around.horizontal = references[i].horizontal;
    }
    return around;
}

/// Surveys name their tiles by zone and kilometres: "LoD2_32_410_5477_1_RP.gml".
/// Errors: 0 where the name says none, or none that fits the coordinates.
int zone_in_name(const std::string& name, const glm::dvec3& point) {
    const auto digits = [](std::string_view word, std::size_t count) {
        return word.size() == count &&
               std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto words = base::split(std::string_view(name).substr(0, name.find('.')), '_');
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        if (!digits(words[i], 2) || !digits(words[i + 1], 3) || !digits(words[i + 2], 4)) continue;
        double zone = 0, east_km = 0, north_km = 0;
        constexpr double tile_km = 12;
        if (base::parse_number(words[i], zone) && base::parse_number(words[i + 1], east_km) &&
            base::parse_number(words[i + 2], north_km) && std::abs(point.x / 1000 - east_km) < tile_km &&
            std::abs(point.y / 1000 - north_km) < tile_km)
            return static_cast<int>(zone);
    }
    return 0;
}

/// A label in another zone than the file's name.
void judge_name(const CollectedFile& file, const glm::dvec3& point, Judgement& judgement) {
    if (judgement.outcome != Outcome::fits || judgement.crs.how == "recipe") return;
    const int zone = zone_in_name(file.name(), point);
    const std::string named = fmt::format("EPSG:{}", 25800 + zone);
    if (zone < 31 || zone > 33 || judgement.crs.horizontal == named ||
        !judgement.crs.horizontal.starts_with("EPSG:258"))
        return;
    judgement.outcome = Outcome::doubtful;
    judgement.what = "the label of its coordinates may be wrong";
    judgement.why = fmt::format("its name says UTM zone {}, its label says {}", zone, judgement.crs.horizontal);
    judgement.proposal = named;
}

std::string apply(const Judgement& judgement, CollectedFile& file, data::CrsInfo& crs) {
    const std::string proposed = recipe_line(file, judgement.proposal.empty() ? "EPSG:..." : judgement.proposal);
    if (judgement.outcome == Outcome::impossible)
        return fmt::format("{}: reference: {}; give --crs, or write into a recipe: {}", file.name(), judgement.why,
                           proposed);
    crs = judgement.crs;
    if (judgement.outcome == Outcome::fits) return {};
    const bool repaired = judgement.outcome == Outcome::repaired;
    file.complaints.push_back(
        {repaired ? ComplaintKind::repaired : ComplaintKind::warning, file.name(), judgement.what,
         repaired || crs.how == "recipe"
             ? judgement.why
             : fmt::format("{}; give --crs, or write into a recipe: {}", judgement.why, proposed)});
    crs.note += (crs.note.empty() ? "" : "; ") + judgement.what;
    return {};
}

}  // namespace

std::string recipe_line(const CollectedFile& file, const std::string& crs) {
    return fmt::format("source = [{{path = \"{}\", crs = \"{}\"}}]", file.name(), crs);
}

std::vector<std::string> settle_references(std::vector<CollectedFile>& files, std::vector<data::CrsInfo>& references,
                                           const std::optional<base::GeoPoint>& home) {
    CrsJudge judge;
    std::vector<Seen> seen(files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!is_judged(files[i], references[i])) continue;
        seen[i].sample = sample_of(files[i], 200);
        if (seen[i].sample.empty()) continue;
        seen[i].place = judge.place_of(seen[i].sample, references[i]);
        seen[i].limited = !data::area_of_use(references[i].horizontal).whole_world;
    }
    Neighbourhood around = neighbourhood_of(seen, references);
    if (home) {
        around.place = home;
        around.sure = around.told = true;
    }
    std::vector<std::string> errors(files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (seen[i].sample.empty()) continue;
        Judgement judgement = judge.judge(seen[i].sample, references[i], around);
        judge_name(files[i], seen[i].sample.front(), judgement);
        errors[i] = apply(judgement, files[i], references[i]);
    }
    return errors;
}

}  // namespace twin::app
