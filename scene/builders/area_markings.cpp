#include "scene/builders/area_markings.h"

#include <cmath>
#include <string>
#include <string_view>

#include "data/keys.h"
#include "scene/builders/courses.h"
#include "scene/builders/outline.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;

constexpr double line_m = 0.12, least_filling = 0.85;

struct Named {
    std::string_view name;
    std::uint32_t colour;
};
constexpr std::uint32_t clay = 0xFF4A6AB8, tartan = 0xFF4B66B8, asphalt = 0xFF969690, sand = 0xFFA0C8DC,
                        blue = 0xFF9A7A5A, turf = 0;
constexpr Named by_surface[] = {{"clay", clay},        {"tartan", tartan},       {"asphalt", asphalt},
                                {"concrete", asphalt}, {"paved", asphalt},       {"paving_stones", asphalt},
                                {"sand", sand},        {"fine_gravel", clay},    {"gravel", clay},
                                {"compacted", clay},   {"acrylic", blue},        {"hard", asphalt},
                                {"grass", turf},       {"artificial_turf", turf}};
constexpr Named by_sport[] = {{"tennis", clay},          {"basketball", tartan},  {"beachvolleyball", sand},
                              {"skateboard", asphalt},   {"streetball", asphalt}, {"boules", sand},
                              {"table_tennis", asphalt}, {"athletics", tartan},   {"multi", tartan},
                              {"volleyball", sand},      {"ice_hockey", asphalt}, {"skating", asphalt}};

/// The line between two places of a box, in shares of its half sizes from -1 to 1.
class Court {
  public:
    Court(const TurnedBox& box, double inset_m, std::vector<glm::dvec3>& out) : box_(box), out_(out) {
        half_ = {box.half_along_m - inset_m, box.half_across_m - inset_m};
    }
    const glm::dvec2& half_m() const { return half_; }
    glm::dvec2 at(double u, double v) const {
        return box_.centre + box_.along * (u * half_.x) + box_.across * (v * half_.y);
    }
    void line(double u0, double v0, double u1, double v1) const {
        add_ribbon({at(u0, v0), at(u1, v1)}, line_m, false, out_);
    }
    void rectangle(double u0, double v0, double u1, double v1) const {
        line(u0, v0, u1, v0);
        line(u1, v0, u1, v1);
        line(u1, v1, u0, v1);
        line(u0, v1, u0, v0);
    }
    void circle(double radius_m) const {
        Course round;
        for (int i = 0; i <= 24; ++i) {
            const double angle = i * 6.283185307179586 / 24;
            round.push_back(box_.centre + box_.along * (radius_m * std::cos(angle)) +
                            box_.across * (radius_m * std::sin(angle)));
        }
        add_ribbon(round, line_m, false, out_);
    }

  private:
    const TurnedBox& box_;
    std::vector<glm::dvec3>& out_;
    glm::dvec2 half_{0, 0};
};

void mark_soccer(const Court& court) {
    court.rectangle(-1, -1, 1, 1);
    court.line(0, -1, 0, 1);
    const glm::dvec2 half = court.half_m();
    if (half.x < 30) return;
    court.circle(9.15);
    const double deep = 1 - 16.5 / half.x, wide = std::fmin(20.15 / half.y, 0.9);
    court.rectangle(deep, -wide, 1, wide);
    court.rectangle(-1, -wide, -deep, wide);
}

/// As many courts side by side as the pitch is wide for. Source: ITF rules, 23.77 m by 10.97 m.
void mark_tennis(const Court& court) {
    const glm::dvec2 half = court.half_m();
    if (half.x < 11 || half.y < 5) return;
    const double u = std::fmin(11.885 / half.x, 1), v = std::fmin(5.485 / half.y, 1);
    court.rectangle(-u, -v, u, v);
    court.line(-u, -v * 0.75, u, -v * 0.75);
    court.line(-u, v * 0.75, u, v * 0.75);
    court.line(-u * 0.54, -v * 0.75, -u * 0.54, v * 0.75);
    court.line(u * 0.54, -v * 0.75, u * 0.54, v * 0.75);
    court.line(-u * 0.54, 0, u * 0.54, 0);
    court.line(0, -v, 0, v);
}

}  // namespace

std::uint32_t pitch_colour(const data::Feature& area) {
    if (area.attributes.text(keys::land_use) != "pitch") return 0;
    const std::string surface = area.attributes.text(keys::surface), sport = area.attributes.text(keys::sport);
    for (const Named& known : by_surface)
        if (known.name == surface) return known.colour;
    for (const Named& known : by_sport)
        if (known.name == sport) return known.colour;
    return 0;
}

void add_area_markings(const data::Feature& area, const data::Surface& surface, std::vector<glm::dvec3>& out) {
    const std::string use = area.attributes.text(keys::land_use);
    const bool space = use == "parking_space";
    if (use != "pitch" && !space) return;
    const Outline outline = outline_of(surface.outer);
    const TurnedBox box = turned_box(outline);
    const double own = std::abs(signed_area_m2(outline));
    if (!(own > least_filling * box.area_m2()) || box.half_across_m < 0.8 || box.half_along_m > 90) return;
    const Court court(box, space ? line_m / 2 : std::fmin(1.0, box.half_across_m * 0.08), out);
    const std::string sport = area.attributes.text(keys::sport);
    if (space)
        court.rectangle(-1, -1, 1, 1);
    else if (sport == "soccer" || sport == "multi" || sport == "field_hockey" || sport == "handball" ||
             sport == "american_football" || sport == "rugby")
        mark_soccer(court);
    else if (sport == "tennis")
        mark_tennis(court);
    else if (sport == "basketball" || sport == "volleyball" || sport == "beachvolleyball" || sport == "streetball") {
        court.rectangle(-1, -1, 1, 1);
        court.line(0, -1, 0, 1);
    }
}

}  // namespace twin::scene
