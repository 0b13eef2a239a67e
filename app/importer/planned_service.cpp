#include "app/importer/planned_service.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <glm/geometric.hpp>

#include "app/importer/reference.h"
#include "app/importer/sorting.h"
#include "data/crs.h"
#include "data/service_copy.h"

namespace twin::app {

namespace {

int rank_of(const PlannedFile& file) {
    if (!file.service) return 0;
    return data::needs_a_place(file.service->kind) ? 2 : 1;
}

/// Middle of each coordinate alone.
glm::dvec2 median_of(std::vector<glm::dvec3> points) {
    glm::dvec2 middle;
    const auto half = points.begin() + static_cast<long>(points.size() / 2);
    for (const int axis : {0, 1}) {
        std::nth_element(points.begin(), half, points.end(),
                         [&](const glm::dvec3& a, const glm::dvec3& b) { return a[axis] < b[axis]; });
        middle[axis] = (*half)[axis];
    }
    return middle;
}

void widen(std::optional<data::DegreeBox>& box, const base::GeoPoint& point) {
    if (!std::isfinite(point.lat_deg) || !std::isfinite(point.lon_deg)) return;
    if (!box) box = {point.lon_deg, point.lat_deg, point.lon_deg, point.lat_deg};
    *box = {std::min((*box)[0], point.lon_deg), std::min((*box)[1], point.lat_deg), std::max((*box)[2], point.lon_deg),
            std::max((*box)[3], point.lat_deg)};
}

/// Only what says where it is: assumptions come later, with all files at hand.
void add_extent(const CollectedFile& file, std::optional<data::DegreeBox>& box) {
    constexpr double farthest_m = 50'000;
    data::CrsClaim claim = file.claim;
    if (!file.plan.settings.crs.empty()) claim = {.text = file.plan.settings.crs};
    if (claim.text.empty() || file.plan.settings.placement) return;
    const auto info = data::understand_crs(claim);
    if (!info.ok() || info->horizontal == "LOCAL") return;
    const auto centre = centre_of(file, *info);
    if (!centre) return;
    const auto frame = data::make_city_frame(*centre);
    if (!frame.ok()) return;
    const auto placer = data::Placer::make(*info, *frame);
    const auto converter = data::GeoConverter::make(*frame);
    if (!placer.ok() || !converter.ok()) return;
    std::vector<glm::dvec3> points = sample_of(file);
    placer->place(points);
    std::erase_if(points, [](const glm::dvec3& p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
    if (points.empty()) return;
    const glm::dvec2 middle = median_of(points);
    for (const glm::dvec3& p : points)
        if (glm::distance(glm::dvec2(p), middle) < farthest_m) widen(box, converter->to_geo({p.x, p.y, 0}));
}

}  // namespace

void put_services_last(std::vector<PlannedFile>& files) {
    std::stable_sort(files.begin(), files.end(),
                     [](const PlannedFile& a, const PlannedFile& b) { return rank_of(a) < rank_of(b); });
}

std::optional<data::DegreeBox> extent_of(const std::vector<CollectedFile>& files) {
    std::optional<data::DegreeBox> box;
    // Features say where the city is; rasters may reach far beyond it.
    for (const bool features : {true, false})
        for (const CollectedFile& file : files)
            if ((features || !box) && file.features.empty() != features) add_extent(file, box);
    if (!box) return box;
    // Rounded, so that the same city asks for the same box and finds its copy.
    constexpr double margin_deg = 0.002, grid_deg = 0.001;
    const auto down = [&](double value) { return std::floor((value - margin_deg) / grid_deg) * grid_deg; };
    const auto up = [&](double value) { return std::ceil((value + margin_deg) / grid_deg) * grid_deg; };
    return data::DegreeBox{down((*box)[0]), down((*box)[1]), up((*box)[2]), up((*box)[3])};
}

base::Result<PlannedFile> fetch_planned(const PlannedFile& service, const std::optional<data::DegreeBox>& extent,
                                        bool refresh, const base::WorkerLimits& limits,
                                        const base::ProgressSink& progress, std::vector<base::Complaint>& complaints) {
    data::ServiceRequest request;
    request.address = *service.service;
    request.options = service.settings.options;
    request.bbox_deg = service.settings.bbox_deg ? service.settings.bbox_deg : extent;
    request.refresh = refresh || service.settings.refresh;
    auto copy = data::copy_of_service(request, limits, progress);
    if (!copy.ok()) return copy.error();
    for (base::Complaint& complaint : copy->complaints) complaints.push_back(std::move(complaint));
    PlannedFile file = service;
    file.path = copy->file;
    if (!copy->format.empty()) file.settings.format = copy->format;
    if (file.settings.format.empty()) file.settings.format = format_of(copy->file);
    if (file.settings.date.empty()) file.settings.date = copy->day;
    file.settings.options.more.erase("sql");  // the server has answered it
    return file;
}

}  // namespace twin::app
