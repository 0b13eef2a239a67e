#include "app/importer/reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "app/importer/plausibility.h"
#include "data/crs_names.h"

namespace twin::app {

std::vector<glm::dvec3> sample_of(const CollectedFile& file, std::size_t wanted) {
    std::vector<glm::dvec3> sample;
    const auto& points = file.survey.first_points;
    const std::size_t step = std::max<std::size_t>(1, points.size() / wanted);
    for (std::size_t i = 0; i < points.size(); i += step) sample.push_back(points[i]);
    for (const data::HeightGrid& grid : file.grids) {
        const auto& t = grid.transform;
        for (const auto& [u, v] : {std::pair(0.5, 0.5), {0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}}) {
            const double column = grid.columns * u, row = grid.rows * v;
            sample.emplace_back(t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0);
        }
    }
    constexpr std::size_t most_pictures = 50;
    const std::size_t pictures = file.pictures.size();
    for (std::size_t i = 0; i < pictures; i += std::max<std::size_t>(1, pictures / most_pictures)) {
        const StoredPicture& picture = file.pictures.at(i);
        const auto& t = picture.transform;
        const double column = picture.width_px / 2.0, row = picture.height_px / 2.0;
        sample.emplace_back(t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0);
    }
    for (const data::TrafficRecording& recording : file.recordings) {
        for (const data::EdgeSeries& edge : recording.edges)
            if (!edge.course_m.empty() && sample.size() < wanted)
                sample.emplace_back(recording.origin + glm::dvec2(edge.course_m.front()), 0);
        for (const data::VehicleTrack& track : recording.vehicles)
            if (!track.offset_m.empty() && sample.size() < wanted)
                sample.emplace_back(recording.origin + glm::dvec2(track.offset_m.front()), 0);
    }
    return sample;
}

namespace {

/// Town hall of the first city; where things without any place are put when they come alone.
constexpr base::GeoPoint kaiserslautern{49.4447, 7.7689};

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<long>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

glm::dvec2 middle_of(const std::vector<glm::dvec3>& points) {
    std::vector<double> x, y;
    for (const glm::dvec3& p : points) {
        x.push_back(p.x);
        y.push_back(p.y);
    }
    return {median(x), median(y)};
}

bool only_models(const CollectedFile& file) {
    return !file.features.empty() && file.survey.only_models;
}

bool between(double value, double least, double most) {
    return value >= least && value <= most;
}

/// The CRS that numbers like these are usually written in.
/// Errors: empty when there is none.
std::string guess_from(const CollectedFile& file, const glm::dvec2& middle, const std::string& neighbour) {
    if (std::fabs(middle.x) <= 180 && std::fabs(middle.y) <= 90) {
        // Nothing in a town is five degrees long, no building a twentieth of one, and in the sea around 0 N, 0 E is
        // none.
        const bool degrees = !only_models(file) && file.survey.widest <= (file.survey.only_buildings ? 0.05 : 5) &&
                             std::max(std::fabs(middle.x), std::fabs(middle.y)) > 1;
        return degrees ? "EPSG:4326" : "LOCAL";
    }
    const double east = std::min(middle.x, middle.y), north = std::max(middle.x, middle.y);
    // Zone numbers in front of eastings (32 410 000) are larger than northings.
    if (between(north, 31e6, 34e6)) return fmt::format("EPSG:{}", 25800 + static_cast<int>(north / 1e6));
    if (between(middle.y, 5.2e6, 6.2e6) && between(middle.x, 2.4e6, 5.8e6))
        return fmt::format("EPSG:{}", 31464 + static_cast<int>(middle.x / 1e6));
    if (!neighbour.empty() && between(north, 1e5, 1e7)) return neighbour;
    if (between(north, 5.2e6, 6.2e6) && between(east, 1.5e5, 9e5)) return "EPSG:25832";
    return only_models(file) || std::max(std::fabs(middle.x), std::fabs(middle.y)) < 1e5 ? "LOCAL" : "";
}

base::Result<data::CrsInfo> guess(CollectedFile& file, const std::string& neighbour, const std::string& why) {
    const auto sample = sample_of(file);
    data::CrsInfo info;
    info.how = "assumed";
    info.horizontal = "LOCAL";
    if (sample.empty()) return info;
    const glm::dvec2 middle = middle_of(sample);
    const std::string guessed = guess_from(file, middle, neighbour);
    if (guessed.empty())
        return base::Error{
            file.claim.text.empty()
                ? fmt::format("{}: reference: its coordinates (about {:.1f}, {:.1f}) fit no known system and it "
                              "names none; give --crs, or write into a recipe: {}",
                              file.name(), middle.x, middle.y, recipe_line(file, "EPSG:..."))
                : fmt::format("{}: reference: its coordinates (about {:.1f}, {:.1f}) fit no known system; {}",
                              file.name(), middle.x, middle.y, why)};
    if (guessed != "LOCAL") {
        auto understood = data::understand_crs({.text = guessed});
        if (!understood.ok()) return understood.error();
        info = std::move(understood).value();
        info.how = "assumed";
        info.note = why;
    }
    if (!only_models(file) || guessed != "LOCAL")
        file.complaints.push_back(
            {base::ComplaintKind::assumed, file.name(), fmt::format("reference system {} taken", guessed), why});
    return info;
}

/// What a .qpj or .prj beside a file that names no CRS says. QGIS writes the first because the second (of ESRI) leaves
/// codes out.
std::optional<data::CrsInfo> from_sidecar(CollectedFile& file) {
    namespace fs = std::filesystem;
    constexpr std::uintmax_t longest = 32 * 1024;
    for (const char* ending : {".qpj", ".prj", ".QPJ", ".PRJ"}) {
        for (const bool replaced : {true, false}) {
            fs::path beside = file.plan.path;
            replaced ? (void)beside.replace_extension(ending) : (void)(beside += ending);
            std::error_code failure;
            if (beside == file.plan.path || !fs::is_regular_file(beside, failure)) continue;
            if (fs::file_size(beside, failure) > longest || failure) continue;
            std::ifstream in(beside, std::ios::binary);
            const std::string text{std::istreambuf_iterator<char>(in), {}};
            auto understood = data::understand_crs({.text = text});
            if (!understood.ok()) {
                file.complaints.push_back({base::ComplaintKind::skipped, beside.filename().string(),
                                           "reference system taken as not given", understood.error().message});
                continue;
            }
            understood->note = fmt::format("reference system from {} beside the file", beside.filename().string());
            return *understood;
        }
    }
    return std::nullopt;
}

base::Result<data::CrsInfo> horizontal_of(CollectedFile& file, const std::string& neighbour) {
    const data::RecipeSource& settings = file.plan.settings;
    if (!settings.crs.empty()) {
        data::CrsClaim claim = file.claim;
        claim.text = settings.crs;
        auto info = data::understand_crs(claim);
        if (!info.ok()) return base::Error{file.name() + ": " + info.error().message};
        info->how = "recipe";
        return info;
    }
    if (file.claim.text.empty()) {
        if (auto beside = from_sidecar(file)) return *beside;
        return guess(file, neighbour, "the file names none");
    }
    auto info = data::understand_crs(file.claim);
    if (info.ok()) return info;
    return guess(file, neighbour, info.error().message);
}

/// Systems of our time, whose coordinates are kept as they are: UTM, and the metric ones of other countries. German
/// Gauss-Krueger coordinates move to ETRS89/UTM.
bool is_modern(const data::CrsInfo& crs) {
    return !crs.geographic && crs.horizontal.starts_with("EPSG:") && crs.horizontal != "EPSG:3857" &&
           !data::written_east_first_in_practice(crs.horizontal);
}

}  // namespace

base::Result<data::CrsInfo> resolve_reference(CollectedFile& file, const std::string& neighbour) {
    auto info = horizontal_of(file, neighbour);
    if (!info.ok()) return info;
    const data::RecipeSource& settings = file.plan.settings;
    if (!settings.vertical.empty()) {
        info->vertical = data::understand_vertical(settings.vertical);
        if (info->vertical.empty())
            return base::Error{
                fmt::format("{}: reference: the height system \"{}\" is not known; expected "
                            "\"DHHN2016\", \"ellipsoidal\" or an EPSG code",
                            file.name(), settings.vertical)};
    }
    if (settings.heights == "ellipsoidal") info->vertical = "ellipsoidal";
    if (!info->note.empty() && info->how != "assumed")
        file.complaints.push_back({base::ComplaintKind::assumed, file.name(), info->note, info->horizontal});
    return info;
}

std::optional<base::GeoPoint> centre_of(const CollectedFile& file, const data::CrsInfo& crs) {
    if (crs.horizontal == "LOCAL") return std::nullopt;
    std::vector<glm::dvec3> sample = sample_of(file);
    if (sample.empty()) return std::nullopt;
    // A frame in degrees makes the placer a plain converter to longitude and latitude.
    data::CityFrame degrees;
    degrees.horizontal = "EPSG:4326";
    degrees.vertical = crs.vertical;
    const auto placer = data::Placer::make(crs, degrees);
    if (!placer.ok()) return std::nullopt;
    placer.value().place(sample);
    std::erase_if(sample, [](const glm::dvec3& p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
    if (sample.empty()) return std::nullopt;
    const glm::dvec2 middle = middle_of(sample);
    return base::GeoPoint{middle.y, middle.x};
}

namespace {

/// The place that a recipe gives a model.
std::optional<base::GeoPoint> place_of(const data::RecipeSource& settings) {
    if (!settings.placement) return std::nullopt;
    const auto crs = data::understand_crs({.text = settings.placement->crs});
    if (!crs.ok()) return std::nullopt;
    CollectedFile point;
    point.survey.first_points.push_back(settings.placement->position);
    return centre_of(point, *crs);
}

/// Height system of the first file that has absolute heights above the sea.
std::string vertical_of(const std::vector<CollectedFile>& files, const std::vector<data::CrsInfo>& references) {
    for (std::size_t i = 0; i < files.size(); ++i)
        if (!references[i].vertical.empty() && references[i].vertical != "ellipsoidal") return references[i].vertical;
    return {};
}

}  // namespace

base::Result<data::CityFrame> choose_frame(const data::Recipe& recipe, const std::vector<CollectedFile>& files,
                                           const std::vector<data::CrsInfo>& references) {
    std::optional<base::GeoPoint> centre = recipe.origin;
    std::string wanted = recipe.crs;
    // Features say where the city is; rasters may reach far beyond it.
    for (const bool features_first : {true, false}) {
        for (std::size_t i = 0; i < files.size() && !centre; ++i) {
            if (files[i].features.empty() == features_first) continue;
            centre = files[i].plan.settings.placement ? place_of(files[i].plan.settings)
                                                      : centre_of(files[i], references[i]);
            if (centre && wanted.empty() && !files[i].plan.settings.placement && is_modern(references[i]))
                wanted = references[i].horizontal;
        }
    }
    auto frame = data::make_city_frame(centre.value_or(kaiserslautern), wanted);
    if (!frame.ok() && recipe.crs.empty()) frame = data::make_city_frame(centre.value_or(kaiserslautern));
    if (!frame.ok()) return frame;
    if (!recipe.vertical.empty()) {
        frame->vertical = data::understand_vertical(recipe.vertical);
        if (frame->vertical.empty())
            return base::Error{
                fmt::format("recipe: the city's height system \"{}\" is not known; expected \"DHHN2016\", "
                            "\"ellipsoidal\" or an EPSG code",
                            recipe.vertical)};
    } else if (const std::string vertical = vertical_of(files, references); !vertical.empty()) {
        frame->vertical = vertical;
    }
    if (!recipe.time_zone.empty()) frame->time_zone = recipe.time_zone;
    return frame;
}

}  // namespace twin::app
