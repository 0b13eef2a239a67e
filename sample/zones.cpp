#include "sample/zones.h"

#include <algorithm>
#include <string_view>

#include "sample/geometry.h"

namespace twin::sample {
namespace {

/// Zone of an area kind; `open` for kinds that leave what lies below as it is.
Zone zone_of(std::string_view kind, double from_centre_m) {
    if (kind == "residential")
        return from_centre_m < 900 ? Zone::perimeter : from_centre_m < 1400 ? Zone::mixed : Zone::suburb;
    if (kind == "commercial" || kind == "retail") return from_centre_m < 850 ? Zone::perimeter : Zone::hall;
    if (kind == "industrial" || kind == "zone_hall") return Zone::hall;
    if (kind == "military") return Zone::military;
    if (kind == "school" || kind == "zone_campus") return Zone::campus;
    if (kind == "zone_core") return Zone::core;
    if (kind == "zone_slab") return Zone::slab;
    if (kind == "zone_villa") return Zone::villa;
    if (kind == "zone_hospital") return Zone::hospital;
    if (kind == "common") return Zone::open;
    return Zone::green;
}

int rank_of(std::string_view kind) {
    if (kind.starts_with("zone_")) return 3;
    if (kind == "residential") return 0;
    if (kind == "commercial" || kind == "retail" || kind == "industrial" || kind == "military" || kind == "school")
        return 1;
    return 2;
}

}  // namespace

bool is_built(Zone zone) {
    return zone != Zone::open && zone != Zone::green;
}

Zones::Zones(const Skeleton& skeleton)
    : columns_(static_cast<int>((model_east_m - model_west_m) / step_m_)),
      rows_(static_cast<int>((model_north_m - model_south_m) / step_m_)),
      cells_(static_cast<std::size_t>(columns_) * rows_, Zone::open) {
    auto centre_of = [&](int c, int r) {
        return Vec2{model_west_m + (c + 0.5) * step_m_, model_south_m + (r + 0.5) * step_m_};
    };
    for (int rank = 0; rank <= 3; ++rank)
        for (const SkeletonArea& area : skeleton.areas) {
            if (rank_of(area.kind) != rank) continue;
            const Box box = box_of(area.ring);
            const int c0 = std::max(0, static_cast<int>((box.min.x - model_west_m) / step_m_));
            const int c1 = std::min(columns_ - 1, static_cast<int>((box.max.x - model_west_m) / step_m_));
            const int r0 = std::max(0, static_cast<int>((box.min.y - model_south_m) / step_m_));
            const int r1 = std::min(rows_ - 1, static_cast<int>((box.max.y - model_south_m) / step_m_));
            for (int r = r0; r <= r1; ++r)
                for (int c = c0; c <= c1; ++c) {
                    const Vec2 p = centre_of(c, r);
                    if (!contains(area.ring, p)) continue;
                    const double from_centre = distance(p, {town_centre_x_m, town_centre_y_m});
                    cells_[static_cast<std::size_t>(r) * columns_ + c] = zone_of(area.kind, from_centre);
                }
        }
    // Slivers between neighbouring areas belong to the town: built zones grow into them.
    for (int round = 0; round < 3; ++round) {
        std::vector<Zone> grown = cells_;
        for (int r = 1; r + 1 < rows_; ++r)
            for (int c = 1; c + 1 < columns_; ++c) {
                const std::size_t i = static_cast<std::size_t>(r) * columns_ + c;
                if (cells_[i] != Zone::open) continue;
                for (std::size_t j : {i - 1, i + 1, i - columns_, i + columns_})
                    if (is_built(cells_[j])) {
                        grown[i] = cells_[j];
                        break;
                    }
            }
        cells_ = std::move(grown);
    }
    // Distance to the town by two sweeps (chamfer), then smoothed into the wildness.
    std::vector<float> away(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i) away[i] = cells_[i] == Zone::open ? 1e6f : 0.f;
    auto relax = [&](int r, int c, int dr, int dc) {
        const int rr = r + dr, cc = c + dc;
        if (rr < 0 || cc < 0 || rr >= rows_ || cc >= columns_) return;
        const float d =
            away[static_cast<std::size_t>(rr) * columns_ + cc] + static_cast<float>(step_m_ * std::hypot(dr, dc));
        float& here = away[static_cast<std::size_t>(r) * columns_ + c];
        here = std::min(here, d);
    };
    for (int r = 0; r < rows_; ++r)
        for (int c = 0; c < columns_; ++c)
            for (auto [dr, dc] : {std::pair{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}}) relax(r, c, dr, dc);
    for (int r = rows_ - 1; r >= 0; --r)
        for (int c = columns_ - 1; c >= 0; --c)
            for (auto [dr, dc] : {std::pair{0, 1}, {1, 1}, {1, 0}, {1, -1}}) relax(r, c, dr, dc);
    wild_.resize(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i) wild_[i] = static_cast<float>(smooth_step(40, 420, away[i]));
}

Zone Zones::at(Vec2 p) const {
    const int c = static_cast<int>(std::floor((p.x - model_west_m) / step_m_));
    const int r = static_cast<int>(std::floor((p.y - model_south_m) / step_m_));
    if (c < 0 || r < 0 || c >= columns_ || r >= rows_) return Zone::open;
    return cells_[static_cast<std::size_t>(r) * columns_ + c];
}

double Zones::wildness(Vec2 p) const {
    const int c = std::clamp(static_cast<int>((p.x - model_west_m) / step_m_), 0, columns_ - 1);
    const int r = std::clamp(static_cast<int>((p.y - model_south_m) / step_m_), 0, rows_ - 1);
    return wild_[static_cast<std::size_t>(r) * columns_ + c];
}

}  // namespace twin::sample
