#include "sample/land.h"

#include <algorithm>
#include <functional>

#include "sample/geometry.h"
#include "sample/rng.h"

namespace twin::sample {
namespace {

/// How much a place outside the town leans to being wood.
double wooded(Vec2 p, const Site& site, std::uint64_t seed) {
    const Vec2 slope = site.relief.gradient_at(p);
    const double h = site.relief.height_at(p), steep = length(slope);
    const double noise = fractal_noise(p * (1 / 620.0), 4, seed + 61);
    double lean = p.y < -600 ? 0.55 : p.x < -2900 ? 0.18 : -0.08;
    lean += std::min(0.5, steep * 2.2);
    if (h < 236 && p.y > 300) lean -= 0.5;  // The Lauter's meadows.
    if (p.y > 2100) lean -= 0.12;           // Fields around the villages on the plateau.
    return lean + noise * 0.55;
}

const char* block_use(Zone zone) {
    switch (zone) {
        case Zone::core:
            return "retail";
        case Zone::hall:
            return "industrial";
        case Zone::campus:
            return "education";
        case Zone::military:
            return "military";
        case Zone::hospital:
            return "institutional";
        default:
            return "residential";
    }
}

void write_blocks(const std::vector<Block>& blocks, OsmDocument& osm) {
    for (const Block& block : blocks) {
        if (block.plot.size() < 3) continue;
        osm.add_area(block.plot, {{"landuse", block_use(block.zone)}});
    }
}

void write_skeleton_areas(const Skeleton& skeleton, OsmDocument& osm) {
    for (const SkeletonArea& area : skeleton.areas) {
        Tags tags;
        if (area.kind == "cemetery" || area.kind == "forest" || area.kind == "grass" || area.kind == "meadow" ||
            area.kind == "farmland" || area.kind == "allotments") {
            tags = {{"landuse", area.kind}};
        } else if (area.kind == "park") {
            tags = {{"leisure", "park"}};
        } else if (area.kind == "recreation_ground") {
            tags = {{"leisure", "park"}};
        } else if (area.kind == "sports_centre" || area.kind == "water_park" || area.kind == "common") {
            tags = {{"landuse", "grass"}};
        } else {
            continue;
        }
        if (!area.name.empty()) tags.emplace_back("name", area.name);
        osm.add_area(smooth_curve(simplified(area.ring, 6), 400), std::move(tags));
    }
}

void write_pitches(const Skeleton& skeleton, Site& site, Rng& rng, OsmDocument& osm) {
    if (const LandmarkPlace* stadium = skeleton.landmark("stadium")) {
        const double heading = stadium->heading_deg * 3.14159265358979 / 180;
        const Vec2 along{std::sin(heading), std::cos(heading)};
        osm.add_area(rectangle(stadium->place, along, 105, 68), {{"leisure", "pitch"},
                                                                 {"sport", "soccer"},
                                                                 {"surface", "grass"},
                                                                 {"name", "Spielfeld Fritz-Walter-Stadion"}});
    }
    for (const SkeletonArea& area : skeleton.areas) {
        if (area.kind != "sports_centre" && area.kind != "school" && area.kind != "water_park") continue;
        const Box box = box_of(area.ring);
        std::vector<Polygon> laid;
        for (int k = 0; k < 60 && laid.size() < 4; ++k) {
            const Vec2 p{rng.range(box.min.x, box.max.x), rng.range(box.min.y, box.max.y)};
            const bool small = k > 25, pool = area.kind == "water_park" && laid.empty();
            const Polygon pitch = rectangle(p, direction_of_angle(rng.range(-0.3, 0.3)),
                                            pool    ? 50
                                            : small ? 36
                                                    : 100,
                                            pool    ? 22
                                            : small ? 18
                                                    : 64);
            bool inside = true;
            for (Vec2 q : pitch) inside = inside && contains(area.ring, q);
            if (!inside || !site.free(pitch, 3, 0) || site.highest_ground(pitch) - site.lowest_ground(pitch) > 5)
                continue;
            bool apart = true;
            for (const Polygon& other : laid) apart = apart && !convex_overlap(pitch, other, -4);
            if (!apart) continue;
            laid.push_back(pitch);
            site.occupy(pitch);
            osm.add_area(pitch, pool ? Tags{{"leisure", "swimming_pool"}}
                                     : Tags{{"leisure", "pitch"}, {"sport", small ? "tennis" : "soccer"}});
        }
    }
}

void write_water(const Skeleton& skeleton, OsmDocument& osm) {
    for (const SkeletonArea& area : skeleton.areas) {
        if (area.kind != "water") continue;
        Polyline closed = area.ring;
        closed.insert(closed.end(), {area.ring[0], area.ring[1]});
        // A bank without corners: the curve round the ring, less the piece that runs twice.
        Polygon bank = smooth_curve(closed, 9);
        while (bank.size() > 4 && distance(bank.back(), area.ring[0]) > 0.01) bank.pop_back();
        bank.pop_back();
        osm.add_area(bank, {{"natural", "water"}, {"water", "pond"}, {"name", area.name}});
    }
    for (const SkeletonCourse& course : skeleton.courses)
        if (course.kind == "water")
            osm.add_course(smooth_curve(course.course, 12), {{"waterway", course.size > 4 ? "river" : "stream"},
                                                             {"name", course.name},
                                                             {"width", course.size > 4 ? "6" : "2"}});
}

void write_squares(const Skeleton& skeleton, OsmDocument& osm) {
    for (const SkeletonArea& area : skeleton.areas) {
        if (area.kind == "square")
            osm.add_area(
                area.ring,
                {{"highway", "pedestrian"}, {"area", "yes"}, {"name", area.name}, {"surface", "paving_stones"}});
        if (area.kind == "parking")
            osm.add_area(area.ring, {{"amenity", "parking"}, {"surface", "asphalt"}, {"name", area.name}});
    }
}

void write_car_parks(const std::vector<Block>& blocks, Site& site, Rng& rng, OsmDocument& osm) {
    for (const Block& block : blocks) {
        const bool hall = block.zone == Zone::hall, slab = block.zone == Zone::slab || block.zone == Zone::campus;
        if ((!hall && !slab) || block.plot.size() < 3) continue;
        const Box box = box_of(block.plot);
        const Vec2 along = unit(block.plot[1] - block.plot[0]);
        int laid = 0;
        for (int k = 0; k < 30 && laid < (hall ? 3 : 2); ++k) {
            const Polygon park =
                rectangle({rng.range(box.min.x, box.max.x), rng.range(box.min.y, box.max.y)},
                          rng.chance(0.5) ? along : left_of(along),
                          hall ? rng.range(30.0, 70.0) : rng.range(24.0, 40.0), hall ? rng.range(17.0, 34.0) : 16);
            bool inside = true;
            for (Vec2 q : park) inside = inside && contains(block.plot, q);
            if (!inside || !site.free(park, 2, 0)) continue;
            site.occupy(park);
            ++laid;
            osm.add_area(park, {{"amenity", "parking"}, {"surface", "asphalt"}});
        }
    }
}

void write_fields(const Woods& woods, const Site& site, std::uint64_t seed, OsmDocument& osm) {
    const double wide = 125, deep = 80;
    const Vec2 along = direction_of_angle(0.42), across = left_of(along);
    auto corner = [&](int i, int j) {
        Rng rng(seed + 81, static_cast<std::uint64_t>((i + 500) * 2048 + j + 500));
        const Vec2 p = along * (i * wide + rng.range(-38.0, 38.0)) + across * (j * deep + rng.range(-20.0, 20.0));
        return p +
               Vec2{fractal_noise(p * (1 / 500.0), 2, seed + 82), fractal_noise(p * (1 / 500.0), 2, seed + 83)} * 90;
    };
    for (int j = -85; j < 85; ++j)
        for (int i = -60; i < 60; ++i) {
            const Polygon field{corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)};
            if (area_of(field) < 2500) continue;
            bool open = true;
            for (int k = 0; k < 16 && open; ++k) {
                const Vec2 q =
                    mix(mix(field[0], field[1], (k % 4) / 3.0), mix(field[3], field[2], (k % 4) / 3.0), (k / 4) / 3.0);
                open = q.x > model_west_m + 20 && q.x < model_east_m - 20 && q.y > model_south_m + 20 &&
                       q.y < model_north_m - 20 && woods.at(q) < 0 && site.zones.at(q) == Zone::open &&
                       site.zones.wildness(q) > 0.02 && !site.keep_off.blocks(q, 10) && !site.network.nearest(q, 12);
            }
            if (!open) continue;
            Rng rng(seed + 84, static_cast<std::uint64_t>((i + 500) * 2048 + j + 500));
            const double roll = rng.unit();
            if (const auto ring = inset(field, {2, 2, 2, 2}))
                osm.add_area(*ring, {{"landuse", roll < 0.55 ? "farmland" : roll < 0.9 ? "meadow" : "orchard"}});
        }
}

}  // namespace

Woods::Woods(const Skeleton& skeleton, const Site& site, std::uint64_t seed)
    : columns_(static_cast<int>((model_east_m - model_west_m) / step_m) + 1),
      rows_(static_cast<int>((model_north_m - model_south_m) / step_m) + 1) {
    const LandmarkPlace* tower = skeleton.landmark("humbergturm");
    for (int r = 0; r < rows_; ++r)
        for (int c = 0; c < columns_; ++c) {
            const Vec2 p{model_west_m + c * step_m, model_south_m + r * step_m};
            double v = std::min(wooded(p, site, seed), (site.zones.wildness(p) - 0.012) * 12);
            if (v > 0 && site.zones.at(p) != Zone::open) v = -0.5;
            if (v > 0) {
                if (site.keep_off.blocks(p, 9)) {
                    v = -0.3;
                } else if (const auto street = site.network.nearest(p, 40)) {
                    const double corridor = street_kind(site.network.streets()[street->street].street_class).corridor_m;
                    v = std::min(v, (street->fraction - corridor - 7) / 40);
                }
            }
            if (v > 0)
                for (const SkeletonArea& area : skeleton.areas)
                    if (area.kind == "water" && distance(p, area.ring[0]) < 400)
                        v = contains(area.ring, p) ? -0.5 : std::min(v, (distance_to_outline(p, area.ring) - 14) / 40);
            if (tower) v = std::min(v, (distance(p, tower->place) - 34) / 60);
            values_.push_back(static_cast<float>(v == 0 ? -1e-3 : v));
        }
}

double Woods::at(Vec2 p) const {
    const double x = std::clamp((p.x - model_west_m) / step_m, 0.0, columns_ - 1.001);
    const double y = std::clamp((p.y - model_south_m) / step_m, 0.0, rows_ - 1.001);
    const int c = static_cast<int>(x), r = static_cast<int>(y);
    const std::size_t i = static_cast<std::size_t>(r) * columns_ + c;
    return (values_[i] * (1 - (x - c)) + values_[i + 1] * (x - c)) * (1 - (y - r)) +
           (values_[i + columns_] * (1 - (x - c)) + values_[i + columns_ + 1] * (x - c)) * (y - r);
}

void Woods::write(OsmDocument& osm) const {
    // Near the town the woods are cut small, far away large: who plants trees in an area plants small ones denser.
    struct Part {
        int c0, r0, cells;
        double away_m;
    };
    std::vector<Part> parts;
    const auto away = [&](int c0, int r0, int cells) {
        const Vec2 middle{model_west_m + (c0 + cells / 2.0) * step_m, model_south_m + (r0 + cells / 2.0) * step_m};
        return distance(middle, {town_centre_x_m, town_centre_y_m - 500});
    };
    const std::function<void(int, int, int)> cut = [&](int c0, int r0, int cells) {
        if (c0 + 1 >= columns_ || r0 + 1 >= rows_) return;
        const double from = away(c0, r0, cells);
        const int wanted = from < 2300 ? 20 : from < 3300 ? 40 : 80;
        if (cells <= wanted) {
            parts.push_back({c0, r0, cells, from});
            return;
        }
        for (int dr : {0, cells / 2})
            for (int dc : {0, cells / 2}) cut(c0 + dc, r0 + dr, cells / 2);
    };
    for (int r0 = 0; r0 + 1 < rows_; r0 += 80)
        for (int c0 = 0; c0 + 1 < columns_; c0 += 80) cut(c0, r0, 80);
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.away_m < b.away_m; });
    for (const Part& part : parts) write_part(part.c0, part.r0, part.cells, osm);
}

void Woods::write_part(int c0, int r0, int cells, OsmDocument& osm) const {
    const int c1 = std::min(c0 + cells, columns_ - 1), r1 = std::min(r0 + cells, rows_ - 1);
    std::vector<float> values;
    for (int r = r0; r <= r1; ++r)
        for (int c = c0; c <= c1; ++c) values.push_back(values_[static_cast<std::size_t>(r) * columns_ + c]);
    const auto loops =
        contours(values, c1 - c0 + 1, r1 - r0 + 1, {model_west_m + c0 * step_m, model_south_m + r0 * step_m}, step_m);
    for (const Polygon& outer : loops) {
        if (area_of(outer) < 400) continue;
        std::vector<Polygon> holes;
        for (const Polygon& hole : loops)
            if (area_of(hole) < -300 && contains(outer, hole[0])) holes.push_back(hole);
        osm.add_area_with_holes(outer, holes, {{"landuse", "forest"}, {"leaf_type", "mixed"}});
    }
}

void write_land(const Skeleton& skeleton, const std::vector<Block>& blocks, const Woods& woods, Site& site,
                std::uint64_t seed, OsmDocument& osm) {
    Rng rng(seed, 60);
    write_blocks(blocks, osm);
    write_skeleton_areas(skeleton, osm);
    write_pitches(skeleton, site, rng, osm);
    write_water(skeleton, osm);
    write_squares(skeleton, osm);
    write_car_parks(blocks, site, rng, osm);
    write_fields(woods, site, seed, osm);
    woods.write(osm);
}

}  // namespace twin::sample
