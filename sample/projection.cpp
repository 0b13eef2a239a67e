#include "sample/projection.h"

#include <array>
#include <numbers>

namespace twin::sample {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double semi_major_m = 6378137.0;
constexpr double flattening = 1 / 298.257222101;
constexpr double scale = 0.9996;
constexpr double central_meridian_rad = 9.0 * pi / 180;
constexpr double n = flattening / (2 - flattening);
constexpr double n2 = n * n, n3 = n2 * n, n4 = n3 * n;
constexpr double rectifying_radius_m = semi_major_m / (1 + n) * (1 + n2 / 4 + n4 / 64);
const double eccentricity = std::sqrt(flattening * (2 - flattening));

constexpr std::array<double, 4> alpha = {n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180,
                                         13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1440, 61 * n3 / 240 - 103 * n4 / 140,
                                         49561 * n4 / 161280};
constexpr std::array<double, 4> beta = {n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360,
                                        n2 / 48 + n3 / 15 - 437 * n4 / 1440, 17 * n3 / 480 - 37 * n4 / 840,
                                        4397 * n4 / 161280};

double conformal_tangent(double tau) {
    const double sigma = std::sinh(eccentricity * std::atanh(eccentricity * tau / std::hypot(1.0, tau)));
    return tau * std::hypot(1.0, sigma) - sigma * std::hypot(1.0, tau);
}

}  // namespace

Vec2 to_plane(Geo geo) {
    const double tau = std::tan(geo.lat_deg * pi / 180);
    const double lambda = geo.lon_deg * pi / 180 - central_meridian_rad;
    const double t = conformal_tangent(tau);
    const double xi = std::atan2(t, std::cos(lambda));
    const double eta = std::asinh(std::sin(lambda) / std::hypot(t, std::cos(lambda)));
    double x = eta, y = xi;
    for (int j = 0; j < 4; ++j) {
        const double k = 2.0 * (j + 1);
        x += alpha[j] * std::cos(k * xi) * std::sinh(k * eta);
        y += alpha[j] * std::sin(k * xi) * std::cosh(k * eta);
    }
    return {500000 + scale * rectifying_radius_m * x - origin_easting_m,
            scale * rectifying_radius_m * y - origin_northing_m};
}

Geo to_geo(Vec2 point) {
    const double eta0 = (point.x + origin_easting_m - 500000) / (scale * rectifying_radius_m);
    const double xi0 = (point.y + origin_northing_m) / (scale * rectifying_radius_m);
    double xi = xi0, eta = eta0;
    for (int j = 0; j < 4; ++j) {
        const double k = 2.0 * (j + 1);
        xi -= beta[j] * std::sin(k * xi0) * std::cosh(k * eta0);
        eta -= beta[j] * std::cos(k * xi0) * std::sinh(k * eta0);
    }
    const double t = std::sin(xi) / std::hypot(std::sinh(eta), std::cos(xi));
    double tau = t;
    for (int i = 0; i < 5; ++i) {  // Newton, Karney (19) to (21)
        const double ti = conformal_tangent(tau), e2 = eccentricity * eccentricity;
        tau += (t - ti) / std::hypot(1.0, ti) * (1 + (1 - e2) * tau * tau) / ((1 - e2) * std::hypot(1.0, tau));
    }
    return {std::atan(tau) * 180 / pi, (std::atan2(std::sinh(eta), std::cos(xi)) + central_meridian_rad) * 180 / pi};
}

}  // namespace twin::sample
