#include <algorithm>

#include <fmt/format.h>

#include "sample/street_writer.h"

namespace twin::sample {

void write_rail(const Skeleton& skeleton, OsmDocument& osm) {
    const LandmarkPlace* station = skeleton.landmark("station");
    for (const SkeletonCourse& course : skeleton.courses) {
        if (course.kind != "rail") continue;
        const Polyline middle = smooth_curve(course.course, 14);
        const int tracks = static_cast<int>(course.size);
        for (int k = 0; k < tracks; ++k)
            osm.add_course(
                parallel_to(middle, (k - (tracks - 1) / 2.0) * 4.5),
                {{"railway", "rail"}, {"name", course.name}, {"gauge", "1435"}, {"electrified", "contact_line"}});
        if (!station || course.name != "Ludwigsbahn") continue;
        // The station: more tracks that fan out from the line, platforms with roofs between them.
        Polyline yard, platform;
        for (Vec2 p : middle) {
            if (p.x > station->place.x - 720 && p.x < station->place.x + 420) yard.push_back(p);
            if (p.x > station->place.x - 150 && p.x < station->place.x + 190) platform.push_back(p);
        }
        for (double offset : {-22.0, -17.5, -10.5, 11.5, 16.0, 25.0}) {
            Polyline track;
            for (std::size_t i = 0; i < yard.size(); ++i) {
                const double share = static_cast<double>(i) / static_cast<double>(yard.size() - 1);
                const double open = smooth_step(0, 0.22, share) * smooth_step(0, 0.22, 1 - share);
                const Vec2 along = unit(yard[std::min(i + 1, yard.size() - 1)] - yard[i > 0 ? i - 1 : 0]);
                track.push_back(yard[i] + left_of(along) * (offset * open));
            }
            osm.add_course(track, {{"railway", "rail"}, {"service", "yard"}, {"gauge", "1435"}});
        }
        int number = 1;
        for (double offset : {-14.0, -6.3, 6.9, 20.5}) {
            const Polyline near = parallel_to(platform, offset - 2.0), far = parallel_to(platform, offset + 2.0);
            Polygon ring = near;
            ring.insert(ring.end(), far.rbegin(), far.rend());
            osm.add_area(ring, {{"railway", "platform"},
                                {"name", fmt::format("Bahnsteig {}", number)},
                                {"height", "0.55"},
                                {"surface", "paving_stones"},
                                {"tactile_paving", "yes"}});
            const std::size_t a = near.size() / 4, b = near.size() * 3 / 4;
            Polygon roof{near.begin() + static_cast<std::ptrdiff_t>(a), near.begin() + static_cast<std::ptrdiff_t>(b)};
            roof.insert(roof.end(), far.rend() - static_cast<std::ptrdiff_t>(b),
                        far.rend() - static_cast<std::ptrdiff_t>(a));
            osm.add_area(roof, {{"building", "roof"},
                                {"name", fmt::format("Bahnsteigdach {}", number++)},
                                {"height", "5.2"},
                                {"min_height", "4.6"},
                                {"roof:shape", "flat"},
                                {"roof:colour", "#8d9296"}});
        }
    }
}

void write_annexes(const std::vector<Building>& buildings, OsmDocument& osm) {
    for (const Building& b : buildings) {
        if (b.solid()) continue;
        Tags tags{{"building", b.type},           {"height", fmt::format("{:.1f}", b.height_m)},
                  {"building:levels", "1"},       {"roof:shape", b.roof_shape},
                  {"roof:colour", b.roof_colour}, {"building:colour", b.wall_colour}};
        if (b.roof_height_m > 0) tags.emplace_back("roof:height", fmt::format("{:.1f}", b.roof_height_m));
        osm.add_area(b.footprints[0], std::move(tags));
    }
}

}  // namespace twin::sample
