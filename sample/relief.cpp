#include "sample/relief.h"

#include <algorithm>

#include "sample/erosion.h"
#include "sample/geometry.h"
#include "sample/rng.h"

namespace twin::sample {
namespace {

/// Thin plate spline with smoothing through scattered heights.  Source: Wahba 1990, "Spline models", eq. (2.4.24).
class ThinPlate {
  public:
    explicit ThinPlate(const std::vector<ReliefPoint>& points) : points_(points) {
        const std::size_t n = points.size(), m = n + 3;
        std::vector<std::vector<double>> a(m, std::vector<double>(m + 1, 0.0));
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) a[i][j] = kernel(points[i].place, points[j].place);
            a[i][i] += points[i].measured ? 0.03 : 0.002;
            const double row[3] = {1, points[i].place.x / 1000, points[i].place.y / 1000};
            for (std::size_t k = 0; k < 3; ++k) a[i][n + k] = a[n + k][i] = row[k];
            a[i][m] = points[i].height_m;
        }
        solve(a);
        for (const auto& row : a) weights_.push_back(row[m]);
    }

    double at(Vec2 p) const {
        const std::size_t n = points_.size();
        double h = weights_[n] + weights_[n + 1] * p.x / 1000 + weights_[n + 2] * p.y / 1000;
        for (std::size_t i = 0; i < n; ++i) h += weights_[i] * kernel(p, points_[i].place);
        return h;
    }

  private:
    static double kernel(Vec2 a, Vec2 b) {
        const double r2 = dot(a - b, a - b) * 1e-6;
        return r2 < 1e-12 ? 0 : r2 * std::log(r2);
    }
    static void solve(std::vector<std::vector<double>>& a) {
        const std::size_t m = a.size();
        for (std::size_t column = 0; column < m; ++column) {
            std::size_t pivot = column;
            for (std::size_t r = column + 1; r < m; ++r)
                if (std::abs(a[r][column]) > std::abs(a[pivot][column])) pivot = r;
            std::swap(a[column], a[pivot]);
            for (std::size_t r = 0; r < m; ++r) {
                if (r == column || a[r][column] == 0) continue;
                const double f = a[r][column] / a[column][column];
                for (std::size_t k = column; k <= m; ++k) a[r][k] -= f * a[column][k];
            }
        }
        for (std::size_t r = 0; r < m; ++r) a[r][m] /= a[r][r];
    }

    std::vector<ReliefPoint> points_;
    std::vector<double> weights_;
};

double cubic(double p0, double p1, double p2, double p3, double t) {
    return p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
}

double bicubic(const ErosionGrid& grid, double x, double y) {
    const int c = static_cast<int>(std::floor(x)), r = static_cast<int>(std::floor(y));
    auto at = [&](int cc, int rr) {
        cc = std::clamp(cc, 0, grid.columns - 1);
        rr = std::clamp(rr, 0, grid.rows - 1);
        return grid.height_m[static_cast<std::size_t>(rr) * grid.columns + cc];
    };
    double rows[4];
    for (int k = 0; k < 4; ++k)
        rows[k] = cubic(at(c - 1, r - 1 + k), at(c, r - 1 + k), at(c + 1, r - 1 + k), at(c + 2, r - 1 + k), x - c);
    return cubic(rows[0], rows[1], rows[2], rows[3], y - r);
}

}  // namespace

Relief::Relief(const Skeleton& skeleton, const Zones& zones, std::uint64_t seed)
    : columns_(static_cast<int>((model_east_m - model_west_m) / step_m) + 1),
      rows_(static_cast<int>((model_north_m - model_south_m) / step_m) + 1) {
    heights_.resize(static_cast<std::size_t>(columns_) * rows_);
    raise_surface(skeleton, zones, seed);
    for (const SkeletonCourse& course : skeleton.courses)
        if (course.kind == "rail") even_along(smooth_curve(course.course, 20), course.size > 1 ? 26 : 9, 45);
    for (const SkeletonStreet& street : skeleton.streets)
        if (street.street_class != "motorway" && street.street_class != "pedestrian")
            even_along(smooth_curve(street.course, 20), 8, 25);
    for (const SkeletonCourse& course : skeleton.courses)
        if (course.kind == "water")
            cut_channel(smooth_curve(course.course, 15), course.size, course.size > 4 ? 2.2 : 1.2);
    if (const LandmarkPlace* stadium = skeleton.landmark("stadium")) flatten(stadium->place, 286.0, 135, 110);
    if (const LandmarkPlace* tower = skeleton.landmark("humbergturm")) flatten(tower->place, 424.0, 14, 60);
}

void Relief::raise_surface(const Skeleton& skeleton, const Zones& zones, std::uint64_t seed) {
    const ThinPlate plate(skeleton.relief);
    ErosionGrid coarse;
    coarse.step_m = 40;
    coarse.columns = static_cast<int>((model_east_m - model_west_m) / coarse.step_m) + 1;
    coarse.rows = static_cast<int>((model_north_m - model_south_m) / coarse.step_m) + 1;
    std::vector<double> intended;
    for (int r = 0; r < coarse.rows; ++r)
        for (int c = 0; c < coarse.columns; ++c) {
            const Vec2 p{model_west_m + c * coarse.step_m, model_south_m + r * coarse.step_m};
            const double base = plate.at(p), wild = zones.wildness(p);
            // Sandstone hills: steeper and more broken the higher they rise above the basin.
            const double rise = smooth_step(245, 400, base);
            const double ridges = 1 - 2 * std::abs(fractal_noise(p * (1 / 900.0), 4, seed + 11));
            const double bumps = fractal_noise(p * (1 / 350.0), 3, seed + 12);
            coarse.height_m.push_back(base + wild * ((10 + 55 * rise) * (ridges - 0.35) + (4 + 9 * rise) * bumps));
            coarse.wear.push_back(wild * (0.25 + 0.75 * rise));
            intended.push_back(base);
        }
    erode(coarse, 16, 0.03);
    // What the water took away on average is given back, so that the skeleton's heights still hold.
    std::vector<double> taken(intended.size());
    for (std::size_t i = 0; i < taken.size(); ++i) taken[i] = intended[i] - coarse.height_m[i];
    for (int pass = 0; pass < 2; ++pass) {
        const int reach = 9;
        for (bool across : {true, false}) {
            std::vector<double> mean(taken.size());
            for (int r = 0; r < coarse.rows; ++r)
                for (int c = 0; c < coarse.columns; ++c) {
                    double sum = 0;
                    int n = 0;
                    for (int k = -reach; k <= reach; ++k) {
                        const int cc = across ? c + k : c, rr = across ? r : r + k;
                        if (cc < 0 || rr < 0 || cc >= coarse.columns || rr >= coarse.rows) continue;
                        sum += taken[static_cast<std::size_t>(rr) * coarse.columns + cc];
                        ++n;
                    }
                    mean[static_cast<std::size_t>(r) * coarse.columns + c] = sum / n;
                }
            taken = std::move(mean);
        }
    }
    for (int r = 0; r < coarse.rows; ++r)
        for (int c = 0; c < coarse.columns; ++c) {
            const std::size_t i = static_cast<std::size_t>(r) * coarse.columns + c;
            coarse.height_m[i] += coarse.wear[i] > 0 ? taken[i] * std::min(1.0, coarse.wear[i] * 2) : 0;
        }
    for (int r = 0; r < rows_; ++r)
        for (int c = 0; c < columns_; ++c) {
            const Vec2 p{model_west_m + c * step_m, model_south_m + r * step_m};
            const double fine = zones.wildness(p) * 1.4 * fractal_noise(p * (1 / 70.0), 3, seed + 13);
            cell(c, r) =
                static_cast<float>(bicubic(coarse, c * step_m / coarse.step_m, r * step_m / coarse.step_m) + fine);
        }
}

void Relief::even_along(const Polyline& course, double half_width_m, double fade_m) {
    std::vector<double> profile;
    for (Vec2 p : course) profile.push_back(height_at(p));
    for (int pass = 0; pass < 12; ++pass) {
        std::vector<double> next = profile;
        for (std::size_t i = 1; i + 1 < profile.size(); ++i)
            next[i] = (profile[i - 1] + 2 * profile[i] + profile[i + 1]) / 4;
        profile = std::move(next);
    }
    const std::vector<float> before = heights_;
    std::vector<float> strongest(heights_.size(), 0.f);
    for (std::size_t i = 0; i + 1 < course.size(); ++i) {
        Box box;
        box.add(course[i]);
        box.add(course[i + 1]);
        box = box.grown(half_width_m + fade_m);
        const int c0 = std::max(0, static_cast<int>((box.min.x - model_west_m) / step_m));
        const int c1 = std::min(columns_ - 1, static_cast<int>((box.max.x - model_west_m) / step_m) + 1);
        const int r0 = std::max(0, static_cast<int>((box.min.y - model_south_m) / step_m));
        const int r1 = std::min(rows_ - 1, static_cast<int>((box.max.y - model_south_m) / step_m) + 1);
        for (int r = r0; r <= r1; ++r)
            for (int c = c0; c <= c1; ++c) {
                double t = 0;
                const double d = distance_to_segment({model_west_m + c * step_m, model_south_m + r * step_m}, course[i],
                                                     course[i + 1], &t);
                const float share = static_cast<float>(1 - smooth_step(half_width_m, half_width_m + fade_m, d));
                const std::size_t k = static_cast<std::size_t>(r) * columns_ + c;
                if (share <= strongest[k]) continue;
                strongest[k] = share;
                const double wanted = profile[i] + (profile[i + 1] - profile[i]) * t;
                heights_[k] = before[k] + share * static_cast<float>(wanted - before[k]);
            }
    }
}

void Relief::flatten(Vec2 centre, double height_m, double radius_m, double fade_m) {
    for (int r = 0; r < rows_; ++r)
        for (int c = 0; c < columns_; ++c) {
            const double d = distance(centre, {model_west_m + c * step_m, model_south_m + r * step_m});
            if (d > radius_m + fade_m) continue;
            const double share = 1 - smooth_step(radius_m, radius_m + fade_m, d);
            cell(c, r) += static_cast<float>(share * (height_m - cell(c, r)));
        }
}

void Relief::cut_channel(const Polyline& course, double width_m, double depth_m) {
    const double reach = width_m / 2 + 12;
    const std::vector<float> before = heights_;
    for (std::size_t i = 0; i + 1 < course.size(); ++i) {
        Box box;
        box.add(course[i]);
        box.add(course[i + 1]);
        box = box.grown(reach);
        for (int r = std::max(0, static_cast<int>((box.min.y - model_south_m) / step_m));
             r <= std::min(rows_ - 1, static_cast<int>((box.max.y - model_south_m) / step_m) + 1); ++r)
            for (int c = std::max(0, static_cast<int>((box.min.x - model_west_m) / step_m));
                 c <= std::min(columns_ - 1, static_cast<int>((box.max.x - model_west_m) / step_m) + 1); ++c) {
                const double d = distance_to_segment({model_west_m + c * step_m, model_south_m + r * step_m}, course[i],
                                                     course[i + 1]);
                const double deep = depth_m * (1 - smooth_step(width_m / 2, reach, d));
                const float cut = before[static_cast<std::size_t>(r) * columns_ + c] - static_cast<float>(deep);
                cell(c, r) = std::min(cell(c, r), cut);
            }
    }
}

double Relief::height_at(Vec2 p) const {
    const double x = std::clamp((p.x - model_west_m) / step_m, 0.0, columns_ - 1.001);
    const double y = std::clamp((p.y - model_south_m) / step_m, 0.0, rows_ - 1.001);
    const int c = static_cast<int>(x), r = static_cast<int>(y);
    const std::size_t i = static_cast<std::size_t>(r) * columns_ + c;
    const double tx = x - c, ty = y - r;
    return (heights_[i] * (1 - tx) + heights_[i + 1] * tx) * (1 - ty) +
           (heights_[i + columns_] * (1 - tx) + heights_[i + columns_ + 1] * tx) * ty;
}

Vec2 Relief::gradient_at(Vec2 p) const {
    const double d = 15;
    return {(height_at({p.x + d, p.y}) - height_at({p.x - d, p.y})) / (2 * d),
            (height_at({p.x, p.y + d}) - height_at({p.x, p.y - d})) / (2 * d)};
}

}  // namespace twin::sample
