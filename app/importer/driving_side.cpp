#include "app/importer/driving_side.h"

#include <cmath>
#include <cstddef>
#include <string>

#include "data/keys.h"

namespace twin::app {
namespace {

namespace keys = data::keys;

constexpr double full_turn_rad = 6.283185307179586;

/// How far a course turns to the left in all.
double turn_rad(const data::Ring& points) {
    const std::size_t n = points.size();
    if (n < 3) return 0;
    const bool closed = points.front() == points.back();
    const std::size_t corners = closed ? n - 1 : n - 2;
    double sum = 0;
    for (std::size_t i = 0; i < corners; ++i) {
        const glm::dvec3 &a = points[i], &b = points[i + 1], &c = points[i + 2 < n ? i + 2 : 1];
        const double x1 = b.x - a.x, y1 = b.y - a.y, x2 = c.x - b.x, y2 = c.y - b.y;
        const double turn = std::atan2(x1 * y2 - y1 * x2, x1 * x2 + y1 * y2);
        if (std::isfinite(turn)) sum += turn;
    }
    return sum;
}

}  // namespace

DrivingSide::DrivingSide(const data::RecipeSource& settings) {
    const auto found = settings.options.more.find("drive_on");
    if (found != settings.options.more.end()) wanted_ = found->second;
}

void DrivingSide::look_at(const data::Feature& street) {
    if (street.kind != data::FeatureKind::street || street.attributes.text("junction") != "roundabout") return;
    for (const data::Line& line : street.lines) {
        const double turn = turn_rad(line.points);
        (turn < 0 ? clockwise_rad_ : counter_clockwise_rad_) += std::abs(turn);
    }
}

/// Some are drawn the wrong way round: nearly all have to agree.
bool DrivingSide::turns_clockwise() const {
    return clockwise_rad_ > 0.9 * full_turn_rad && clockwise_rad_ > 4 * counter_clockwise_rad_;
}

void DrivingSide::tell(data::Feature& street) const {
    if (street.kind != data::FeatureKind::street) return;
    const std::string own = street.attributes.text(keys::driving_side);
    if (!wanted_.empty()) {
        if (wanted_ == "left" || own == "left") street.attributes.set(keys::driving_side, wanted_);
    } else if (own.empty() && turns_clockwise()) {
        street.attributes.set(keys::driving_side, std::string("left"));
    }
}

}  // namespace twin::app
