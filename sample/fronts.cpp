#include "sample/houses.h"

#include <algorithm>
#include <numeric>

namespace twin::sample {
namespace {

enum class Pattern { detached, twin, row, bungalow, flats, city };

struct Run {
    Pattern pattern = Pattern::detached;
    double width = 10, depth = 10, gap = 8, setback = 4;
    bool gable_to_street = false;
    int left_in_row = 0;
    HouseStyle style;
    bool same_style = false;
};

Run random_run(Zone zone, Rng& rng) {
    Run run;
    const double roll = rng.unit();
    if (zone == Zone::core || zone == Zone::perimeter) {
        run.pattern = Pattern::city;
    } else if (zone == Zone::mixed) {
        run.pattern = roll < 0.55 ? Pattern::city : roll < 0.8 ? Pattern::flats : Pattern::twin;
    } else if (zone == Zone::villa) {
        run.pattern = Pattern::detached;
    } else {
        run.pattern = roll < 0.58   ? Pattern::detached
                      : roll < 0.79 ? Pattern::twin
                      : roll < 0.87 ? Pattern::row
                      : roll < 0.93 ? Pattern::bungalow
                                    : Pattern::flats;
    }
    switch (run.pattern) {
        case Pattern::detached:
            run.width = zone == Zone::villa ? rng.range(12.0, 15.0) : rng.range(9.5, 12.0);
            run.depth = zone == Zone::villa ? rng.range(11.0, 13.0) : rng.range(9.0, 11.0);
            run.gap = zone == Zone::villa ? rng.range(10.0, 16.0) : rng.range(7.0, 12.5);
            run.setback = zone == Zone::villa ? rng.range(5.0, 9.0) : rng.range(2.5, 5.5);
            break;
        case Pattern::twin:
            run.width = rng.range(14.0, 17.0), run.depth = rng.range(9.5, 11.0), run.gap = rng.range(7.0, 10.0),
            run.setback = rng.range(2.5, 5.0);
            break;
        case Pattern::row:
            run.width = rng.range(5.8, 7.2), run.depth = rng.range(9.5, 11.5), run.gap = 0,
            run.setback = rng.range(3.0, 5.0);
            break;
        case Pattern::bungalow:
            run.width = rng.range(12.0, 15.0), run.depth = rng.range(9.5, 11.5), run.gap = rng.range(6.0, 8.0),
            run.setback = rng.range(4.0, 6.0);
            break;
        case Pattern::flats:
            run.width = rng.range(17.0, 24.0), run.depth = rng.range(11.0, 12.5), run.gap = rng.range(7.0, 11.0),
            run.setback = rng.range(3.0, 6.0);
            break;
        case Pattern::city:
            run.width = rng.range(9.0, 14.0), run.depth = rng.range(9.5, 12.0), run.gap = 0,
            run.setback = zone == Zone::mixed ? rng.range(0.0, 2.0) : 0;
            break;
    }
    run.gable_to_street = run.pattern == Pattern::detached && rng.chance(0.3);
    run.style = random_style(zone, rng);
    run.same_style =
        run.pattern == Pattern::row || (run.pattern == Pattern::flats && rng.chance(0.7)) || rng.chance(0.2);
    run.left_in_row = rng.range(4, 8);
    return run;
}

HouseStyle style_of(const Run& run, Zone zone, Rng& rng) {
    HouseStyle style = random_style(zone, rng);
    if (run.same_style) {
        const std::string wall = style.wall_colour;
        style = run.style;
        if (rng.chance(0.4)) style.wall_colour = wall;
    }
    if (run.pattern == Pattern::bungalow) style.storeys = 1, style.pitch = 0.55, style.roof = RoofKind::hip;
    if (run.pattern == Pattern::flats) style.storeys = 3, style.pitch = std::min(style.pitch, 0.75);
    if (run.pattern == Pattern::row && style.roof != RoofKind::flat) style.roof = RoofKind::gable, style.storeys = 2;
    if (run.pattern == Pattern::city && style.roof != RoofKind::flat && style.roof != RoofKind::mansard)
        style.roof = RoofKind::gable;
    return style;
}

class FrontBuilder {
  public:
    FrontBuilder(Site& site, Rng& rng, std::size_t limit, std::vector<Building>& out)
        : site_(site), rng_(rng), limit_(limit), out_(out) {}

    void build(const Street& street, const Polyline& course, double side) {
        const double corridor = street_kind(street.street_class).corridor_m, total = length_of(course);
        Run run;
        double at = 4, run_until = -1;
        Zone zone = Zone::open;
        while (at < total - 4 && out_.size() < limit_) {
            Vec2 along;
            const Vec2 probe = point_along(course, at, &along);
            const Zone here = site_.zones.at(probe + left_of(along) * (side * (corridor + 12)));
            if (here != Zone::core && here != Zone::perimeter && here != Zone::mixed && here != Zone::suburb &&
                here != Zone::villa) {
                at += 10;
                continue;
            }
            if (at > run_until || here != zone) {
                zone = here;
                run = random_run(zone, rng_);
                run_until = at + rng_.range(50.0, 140.0);
            }
            const bool city = zone == Zone::core || zone == Zone::perimeter;
            at += try_house(run, zone, course, at, side, corridor, total, city);
        }
    }

  private:
    double try_house(Run& run, Zone zone, const Polyline& course, double at, double side, double corridor, double total,
                     bool city) {
        double width = run.width * rng_.range(0.94, 1.06);
        const double depth = run.depth * rng_.range(0.95, 1.05);
        if (at + width > total - 1) return total;
        // The chord of the front keeps houses square to a bend.
        const Vec2 a = point_along(course, at), b = point_along(course, at + width);
        const Vec2 along = unit(b - a) * side, in = left_of(along);
        const Vec2 front = mix(a, b, 0.5) + in * (corridor + run.setback + (run.gap > 0 ? rng_.range(-0.4, 0.9) : 0));
        const Polygon house = rectangle(front + in * (depth / 2), along, width, depth);
        // An empty plot now and then.
        if (!city && rng_.chance(zone == Zone::suburb ? 0.10 : 0.05)) return width + run.gap;
        if (!site_.free(house, run.gap > 0 ? 3.0 : -0.35, city ? -0.5 : 0.2)) return 3;
        HouseStyle style = style_of(run, zone, rng_);
        Building building;
        if (run.pattern == Pattern::row || run.pattern == Pattern::city) {
            if (run.pattern == Pattern::row) style.overhang_m = 0.3;
            building = make_row_house({house[0], house[1]}, {house[3], house[2]}, style, site_, rng_);
        } else {
            Polygon turned = house;
            if (run.gable_to_street && style.roof != RoofKind::flat)
                std::rotate(turned.begin(), turned.begin() + 1, turned.end());
            building = make_free_house(turned, style, site_, rng_);
        }
        site_.give_address(building, front);
        site_.occupy(house);
        out_.push_back(std::move(building));
        if (run.gap > 5.5 && rng_.chance(0.42)) add_garage(front, along, in, width, run.gap);
        if (zone == Zone::suburb && rng_.chance(0.1)) add_shed(front, along, in, width, depth);
        if (run.gap == 0 && --run.left_in_row <= 0) {
            run.left_in_row = rng_.range(4, 9);
            return width + (city ? 0.0 : rng_.range(5.0, 8.0));
        }
        return width + run.gap * rng_.range(0.85, 1.2);
    }

    void add_garage(Vec2 front, Vec2 along, Vec2 in, double width, double gap) {
        if (out_.size() >= limit_) return;
        const double side = rng_.chance(0.5) ? 1 : -1;
        const double wide = gap > 7.5 && rng_.chance(0.3) ? 5.6 : 3.1;
        const Vec2 centre = front + along * (side * (width / 2 + 0.3 + wide / 2)) + in * rng_.range(3.5, 6.0);
        const Polygon garage = rectangle(centre, along, wide, rng_.range(5.8, 6.6));
        if (!site_.free(garage, 0.15, 0.5)) return;
        site_.occupy(garage);
        out_.push_back(make_annex(garage, rng_.chance(0.25) ? "carport" : "garage",
                                  rng_.chance(0.75) ? "flat" : "gabled", rng_.range(2.5, 3.4), site_, rng_));
    }

    void add_shed(Vec2 front, Vec2 along, Vec2 in, double width, double depth) {
        if (out_.size() >= limit_) return;
        const Vec2 centre = front + along * rng_.range(-width / 2, width / 2) + in * (depth + rng_.range(8.0, 15.0));
        const Polygon shed =
            rectangle(centre, rng_.chance(0.5) ? along : in, rng_.range(2.6, 4.5), rng_.range(2.2, 3.2));
        if (!site_.free(shed, 1.5, 1)) return;
        site_.occupy(shed);
        out_.push_back(
            make_annex(shed, "shed", rng_.chance(0.6) ? "gabled" : "skillion", rng_.range(2.3, 2.9), site_, rng_));
    }

    Site& site_;
    Rng& rng_;
    std::size_t limit_;
    std::vector<Building>& out_;
};

}  // namespace

void build_fronts(Site& site, Rng& rng, std::size_t limit, std::vector<Building>& out) {
    const auto& streets = site.network.streets();
    std::vector<std::size_t> order(streets.size());
    std::iota(order.begin(), order.end(), 0u);
    auto from_centre = [&](std::size_t i) {
        if (streets[i].nodes.empty()) return 1e9;
        return distance(site.network.nodes()[streets[i].nodes[streets[i].nodes.size() / 2]],
                        {town_centre_x_m, town_centre_y_m});
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return from_centre(a) < from_centre(b); });
    FrontBuilder builder(site, rng, limit, out);
    for (std::size_t i : order) {
        if (streets[i].nodes.size() < 2) continue;
        const Polyline course = site.network.course_of(streets[i]);
        for (double side : {1.0, -1.0}) builder.build(streets[i], course, side);
    }
}

}  // namespace twin::sample
