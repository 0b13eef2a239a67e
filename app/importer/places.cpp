#include "app/importer/places.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "app/importer/reference.h"

namespace twin::app {

namespace {

constexpr double together_km = 25;
constexpr double other_city_km = 200;
constexpr double raster_reach_km = 30;
constexpr double km_per_deg = 111.2;
constexpr std::size_t most_places_told = 12;

/// Between two boxes; 0 where they touch.
double km_between(const Place& a, const Place& b) {
    const double lat = std::max({0.0, a.low.lat_deg - b.high.lat_deg, b.low.lat_deg - a.high.lat_deg});
    const double lon = std::max({0.0, a.low.lon_deg - b.high.lon_deg, b.low.lon_deg - a.high.lon_deg});
    const double shrink = std::cos(a.middle().lat_deg * std::numbers::pi / 180);
    return std::hypot(lat, lon * shrink) * km_per_deg;
}

void add(Place& to, const Place& other) {
    to.low = {std::min(to.low.lat_deg, other.low.lat_deg), std::min(to.low.lon_deg, other.low.lon_deg)};
    to.high = {std::max(to.high.lat_deg, other.high.lat_deg), std::max(to.high.lon_deg, other.high.lon_deg)};
    to.files.insert(to.files.end(), other.files.begin(), other.files.end());
    to.objects += other.objects;
}

double share_of(std::vector<double>& values, double share) {
    const auto at = values.begin() + static_cast<long>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// Where one file lies; its outermost hundredths may be mistakes.
std::optional<Place> place_of(const CollectedFile& file, const data::CrsInfo& crs) {
    if (crs.horizontal == "LOCAL" || file.plan.settings.placement) return std::nullopt;
    std::vector<glm::dvec3> sample = sample_of(file, 500);
    if (sample.empty()) return std::nullopt;
    data::CityFrame degrees;
    degrees.horizontal = "EPSG:4326";
    degrees.vertical = crs.vertical;
    const auto placer = data::Placer::make(crs, degrees);
    if (!placer.ok()) return std::nullopt;
    placer.value().place(sample);
    std::vector<double> lon, lat;
    for (const glm::dvec3& p : sample)
        if (std::isfinite(p.x) && std::isfinite(p.y)) {
            lon.push_back(p.x);
            lat.push_back(p.y);
        }
    if (lon.empty()) return std::nullopt;
    const double outer = file.features.empty() ? 0 : 0.02;
    Place place;
    place.low = {share_of(lat, outer), share_of(lon, outer)};
    place.high = {share_of(lat, 1 - outer), share_of(lon, 1 - outer)};
    place.objects = file.features.size() + (file.recordings.empty() ? 0 : 1);
    return place;
}

/// Joins until nothing lies close enough to anything any more.
void join(std::vector<Place>& places) {
    for (bool joined = true; joined;) {
        joined = false;
        for (std::size_t i = 0; i < places.size(); ++i)
            for (std::size_t j = i + 1; j < places.size();) {
                if (km_between(places[i], places[j]) > together_km) {
                    ++j;
                    continue;
                }
                add(places[i], places[j]);
                places.erase(places.begin() + static_cast<long>(j));
                joined = true;
            }
    }
}

std::string in_words(const base::GeoPoint& point) {
    return fmt::format("{:.2f} {}, {:.2f} {}", std::fabs(point.lat_deg), point.lat_deg < 0 ? "S" : "N",
                       std::fabs(point.lon_deg), point.lon_deg < 0 ? "W" : "E");
}

std::string names_in(const Place& place, const std::vector<CollectedFile>& files) {
    const std::string first = files[place.files.front()].name();
    return place.files.size() == 1 ? first : fmt::format("{} and {} more", first, place.files.size() - 1);
}

void tell(const std::vector<Place>& places, const std::vector<CollectedFile>& files, Scatter& scatter) {
    scatter.complaints.push_back({base::ComplaintKind::warning, "",
                                  fmt::format("the data lie in {} places far from one another", places.size()),
                                  "the one with most objects is shown; import each place into a city of its own"});
    for (std::size_t i = 0; i < std::min(places.size(), most_places_told); ++i) {
        const Place& place = places[i];
        const double km = km_between(place, places.front());
        scatter.complaints.push_back(
            {base::ComplaintKind::warning, names_in(place, files),
             fmt::format("place {}: {}, {} objects", i + 1, in_words(place.middle()), place.objects),
             i == 0 ? "this one is shown" : fmt::format("lies {:.0f} km from the one that is shown", km)});
    }
}

}  // namespace

base::GeoPoint Place::middle() const {
    return {(low.lat_deg + high.lat_deg) / 2, (low.lon_deg + high.lon_deg) / 2};
}

std::vector<Place> places_of(const std::vector<CollectedFile>& files, const std::vector<data::CrsInfo>& references) {
    std::vector<Place> places;
    std::vector<std::pair<std::size_t, Place>> rasters;
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto place = place_of(files[i], references[i]);
        if (!place) continue;
        place->files.push_back(i);
        // Rasters reach far: they join what they lie under, and do not join places with one another.
        if (files[i].features.empty() && files[i].recordings.empty())
            rasters.emplace_back(i, *place);
        else
            places.push_back(*place);
    }
    join(places);
    const bool things = !places.empty();
    for (auto& [i, raster] : rasters) {
        Place* best = nullptr;
        for (Place& place : places)
            if (km_between(place, raster) <= (things ? raster_reach_km : together_km) &&
                (!best || place.objects > best->objects))
                best = &place;
        if (best && things)
            best->files.push_back(i);
        else if (best)
            add(*best, raster);
        else
            places.push_back(raster);
    }
    for (Place& place : places) std::sort(place.files.begin(), place.files.end());
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
        return std::tuple(b.objects, b.files.size()) < std::tuple(a.objects, a.files.size());
    });
    return places;
}

Scatter judge_scatter(const std::vector<CollectedFile>& files, const std::vector<data::CrsInfo>& references,
                      const std::optional<base::GeoPoint>& home) {
    Scatter scatter;
    scatter.left_out.resize(files.size());
    std::vector<Place> places = places_of(files, references);
    if (home) {
        Place there;
        there.low = there.high = *home;
        std::stable_sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
            return std::floor(km_between(a, there) / together_km) < std::floor(km_between(b, there) / together_km);
        });
    }
    if (places.size() < 2) return scatter;
    tell(places, files, scatter);
    scatter.main = places.front();
    for (std::size_t i = 1; i < places.size(); ++i) {
        const double km = km_between(places[i], places.front());
        for (const std::size_t file : places[i].files) {
            const bool raster = files[file].features.empty() && files[file].recordings.empty();
            if (km > (raster ? raster_reach_km : other_city_km))
                scatter.left_out[file] =
                    fmt::format("{}: lies {:.0f} km from the place that is shown; import it into a city of its own",
                                files[file].name(), km);
        }
    }
    return scatter;
}

}  // namespace twin::app
