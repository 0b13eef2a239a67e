#include "scene/builders/vegetation.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "base/text.h"
#include "data/keys.h"
#include "scene/builders/courses.h"
#include "scene/builders/lots.h"
#include "scene/builders/outline.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::PlantKind;

constexpr double row_distance_m = 8;

/// How a kind of land is planted.
struct Planting {
    std::string_view name;
    double area_per_plant_m2;
    double low_m, high_m;  ///< Heights.
    bool shrubs;
};
constexpr Planting plantings[] = {
    {"forest", 220, 14, 24, false},    {"wood", 220, 14, 24, false},     {"scrub", 110, 1.5, 4, true},
    {"park", 420, 8, 20, false},       {"garden", 350, 4, 10, false},    {"cemetery", 450, 6, 16, false},
    {"grave_yard", 450, 6, 16, false}, {"orchard", 90, 3.5, 6.5, false}, {"zoo", 400, 8, 18, false},
    {"allotments", 350, 3, 6, false},  {"shrubbery", 30, 1, 2, true},    {"golf_course", 1500, 6, 14, false},
};

/// A smooth hilly field of numbers in [0,1], the same everywhere; hills are about `size_m` apart.
double patch_at(const glm::dvec2& at, double size_m) {
    const double u = at.x / size_m, v = at.y / size_m;
    const double i = std::floor(u), j = std::floor(v);
    const auto corner = [&](double x, double y) {
        const auto column = static_cast<std::uint64_t>(static_cast<std::int64_t>(x));
        const auto row = static_cast<std::uint64_t>(static_cast<std::int64_t>(y));
        return share_of(mix(column * 7919) ^ mix(row), 5);
    };
    const auto ease = [](double t) { return t * t * (3 - 2 * t); };
    const double s = ease(u - i), t = ease(v - j);
    return std::lerp(std::lerp(corner(i, j), corner(i + 1, j), s), std::lerp(corner(i, j + 1), corner(i + 1, j + 1), s),
                     t);
}

/// Pines and beeches share the woods of the Palatinate, in stands of their own with a mixed seam.
double share_of_conifers(const glm::dvec2& at) {
    const double hill = 0.7 * patch_at(at, 260) + 0.3 * patch_at(at, 70);
    return 0.06 + 0.88 * std::clamp((hill - 0.44) / 0.16, 0.0, 1.0);
}

bool is_wood(const data::Feature& feature) {
    const std::string use = feature.attributes.text(keys::land_use);
    return use == "forest" || use == "wood";
}

PlantKind kind_of(const data::Feature& feature, const glm::dvec2& at, std::uint64_t lot) {
    const std::string given = feature.attributes.text(keys::tree_kind, feature.attributes.text("leaf_type"));
    if (given == "needleleaved") return PlantKind::needleleaved;
    if (given == "broadleaved") return PlantKind::broadleaved;
    const std::string species = base::to_lower_ascii(feature.attributes.text(keys::species));
    for (const char* conifer : {"picea", "pinus", "abies", "larix", "pseudotsuga", "taxus", "thuja", "fichte", "kiefer",
                                "tanne", "eibe", "douglasie"})
        if (species.find(conifer) != std::string::npos) return PlantKind::needleleaved;
    if (!species.empty() || feature.kind == FeatureKind::tree || feature.kind == FeatureKind::tree_row)
        return PlantKind::broadleaved;
    const double needles = is_wood(feature) ? share_of_conifers(at) : 0.08;
    return share_of(lot, 3) < needles ? PlantKind::needleleaved : PlantKind::broadleaved;
}

/// Puts one plant; sizes that are not given come from the lot.
class Planter {
  public:
    Planter(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
            TileAssembler& out)
        : feature_(feature), object_(object), layer_(layer), terrain_(terrain), out_(out) {
        height_ = feature.attributes.number(keys::height_m);
        crown_ = feature.attributes.number(keys::crown_m);
        // Seen from above a wood is closed; a tree by itself stands in a street.
        in_wood_ = feature.kind == FeatureKind::land_use && is_wood(feature);
    }

    void plant(const glm::dvec2& at, std::uint64_t lot, double low_m, double high_m, bool shrub, double spread = 1) {
        const double height = height_ > 0.3 && height_ < 130 ? height_ : low_m + (high_m - low_m) * share_of(lot, 1);
        const PlantKind kind = shrub ? PlantKind::shrub : kind_of(feature_, at, lot);
        double crown = height;
        if (kind == PlantKind::needleleaved) crown *= in_wood_ ? 0.42 : 0.30;
        if (kind == PlantKind::broadleaved) crown *= in_wood_ ? 0.72 : 0.55;
        crown *= (0.85 + 0.3 * share_of(lot, 2)) * spread;
        if (crown_ > 0.3 && crown_ < 60) crown = crown_;
        out_.add_plant(layer_, object_, {at.x, at.y, terrain_.height_at(at.x, at.y)}, static_cast<float>(height),
                       static_cast<float>(crown), kind, static_cast<std::uint8_t>(mix(lot) >> 56));
    }

  private:
    const data::Feature& feature_;
    std::uint32_t object_;
    int layer_;
    const data::Terrain& terrain_;
    TileAssembler& out_;
    double height_ = 0, crown_ = 0;
    bool in_wood_ = false;
};

bool sane(const glm::dvec3& p) {
    return std::abs(p.x) < 1e7 && std::abs(p.y) < 1e7;
}

/// Where the even-odd border of a surface crosses a line of constant y, ascending in x.
std::vector<double> crossings(const data::Surface& surface, double y) {
    std::vector<double> xs;
    const auto cut = [&](const data::Ring& ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const glm::dvec3 &a = ring[i], &b = ring[(i + 1) % ring.size()];
            if (!sane(a) || !sane(b) || (a.y > y) == (b.y > y)) continue;
            xs.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
        }
    };
    cut(surface.outer);
    for (const data::Ring& hole : surface.holes) cut(hole);
    std::sort(xs.begin(), xs.end());
    return xs;
}

double area_m2(const data::Surface& surface) {
    double area = std::abs(signed_area_m2(outline_of(surface.outer)));
    for (const data::Ring& hole : surface.holes) area -= std::abs(signed_area_m2(outline_of(hole)));
    return std::isfinite(area) ? std::max(area, 0.0) : 0;
}

/// One plant a cell of a square lattice, moved about within it; cells are the same for every area, so that two areas
/// side by side do not plant twice along their border.
int fill(const data::Surface& surface, double cell_m, const Planting& planting, double spread, Planter& planter) {
    double low = 1e300, high = -1e300;
    for (const glm::dvec3& p : surface.outer) {
        if (!sane(p)) continue;
        low = std::min(low, p.y);
        high = std::max(high, p.y);
    }
    int count = 0;
    for (long row = std::lround(std::floor(low / cell_m)); row <= std::lround(std::floor(high / cell_m)); ++row) {
        const std::uint64_t row_lot = mix(static_cast<std::uint64_t>(row) * 7919);
        // A few lines for all cells of a row: one sorted list of borders answers for many plants, yet none stand in
        // line.
        constexpr unsigned lines = 5;
        for (unsigned line = 0; line < lines; ++line) {
            const double y = (row + (line + 0.2 + 0.6 * share_of(row_lot, line)) / lines) * cell_m;
            const std::vector<double> xs = crossings(surface, y);
            for (std::size_t k = 0; k + 1 < xs.size(); k += 2) {
                for (long column = std::lround(std::floor(xs[k] / cell_m)); column * cell_m < xs[k + 1]; ++column) {
                    const std::uint64_t lot = mix(row_lot ^ mix(static_cast<std::uint64_t>(column)));
                    const double x = (column + 0.1 + 0.8 * share_of(lot, 4)) * cell_m;
                    if (lot % lines != line || x <= xs[k] || x >= xs[k + 1]) continue;
                    planter.plant({x, y}, lot, planting.low_m, planting.high_m, planting.shrubs, spread);
                    ++count;
                }
            }
        }
    }
    return count;
}

const Planting* planting_of(const data::Feature& feature) {
    const std::string use = base::to_lower_ascii(feature.attributes.text(keys::land_use));
    const auto* found = std::find_if(std::begin(plantings), std::end(plantings),
                                     [&](const Planting& known) { return known.name == use; });
    return found == std::end(plantings) ? nullptr : found;
}

bool fill_areas(const data::Feature& feature, double share, Planter& planter,
                std::vector<base::Complaint>& complaints) {
    const Planting* planting = planting_of(feature);
    if (!planting) return true;
    // A single area that wants more than a whole city is thinned by itself.
    share = std::min(share, PlantingBudget::of(plants_wanted(feature)).share);
    if (!(share > 0)) return true;
    const double cell = std::sqrt(planting->area_per_plant_m2 / share);
    // Fewer trees are wider ones, so that a wood stays closed.
    const double spread = std::clamp(std::sqrt(1 / share), 1.0, 1.6);
    int count = 0;
    for (const data::Surface& surface : feature.surfaces) count += fill(surface, cell, *planting, spread, planter);
    if (count > 0)
        complaints.push_back({base::ComplaintKind::assumed, feature.id,
                              fmt::format("{} {} set", count, planting->shrubs ? "shrubs" : "trees"),
                              fmt::format("only the area is given ({}); their places are invented", planting->name)});
    return true;
}

bool plant_rows(const data::Feature& feature, Planter& planter) {
    bool any = false;
    for (const data::Line& line : feature.lines) {
        const Course course = clean_course(line.points);
        if (course.empty()) continue;
        const double length = length_m(course);
        const int count = static_cast<int>(std::clamp(std::round(length / row_distance_m), 1.0, 2000.0));
        for (int k = 0; k <= count; ++k) {
            const Course start = part_of(course, 0, std::max(length * k / count, 1e-3));
            planter.plant(start.back(), lot_of(feature.id) + static_cast<std::uint64_t>(k), 8, 14, false);
        }
        any = true;
    }
    return any;
}

}  // namespace

double plants_wanted(const data::Feature& feature) {
    const Planting* planting = feature.kind == FeatureKind::land_use ? planting_of(feature) : nullptr;
    if (!planting) return 0;
    double area = 0;
    for (const data::Surface& surface : feature.surfaces) area += area_m2(surface);
    return area / planting->area_per_plant_m2;
}

bool build_vegetation(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                      TileAssembler& out, std::vector<base::Complaint>& complaints, const PlantingBudget& budget) {
    Planter planter(feature, object, layer, terrain, out);
    if (feature.kind == FeatureKind::land_use) return fill_areas(feature, budget.share, planter, complaints);
    bool any = feature.kind == FeatureKind::tree_row && plant_rows(feature, planter);
    for (std::size_t i = 0; i < feature.points.size(); ++i) {
        if (!sane(feature.points[i])) continue;
        planter.plant(glm::dvec2(feature.points[i]), lot_of(feature.id) + i, 7, 14, false);
        any = true;
    }
    if (!any) complaints.push_back({base::ComplaintKind::skipped, feature.id, "plant left out", "it has no place"});
    return any;
}

}  // namespace twin::scene
