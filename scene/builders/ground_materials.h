#pragma once

#include <optional>
#include <string_view>

#include "data/feature.h"
#include "data/tile.h"

namespace twin::scene {

/// Lane of a running track.  Source: World Athletics, 1.22 m.
inline constexpr double track_lane_m = 1.22;

/// What an area is laid with (by its kind and keys::land_use, surface ...); none: it has no look of its own.  Pure.
std::optional<data::Material> area_material(const data::Feature& area);

/// What a street, path, rail or waterway is laid with; none: it is not to be seen (planned, razed, indoors).  Pure.
std::optional<data::Material> course_material(const data::Feature& course);

/// How a course's width is known.
enum class WidthSource : unsigned char { given, lanes, by_class };
struct CourseWidth {
    double width_m = 0;
    WidthSource source = WidthSource::by_class;
};
CourseWidth course_width(const data::Feature& course);

/// Number of lanes as given, or as usual for the class.
int lane_count(const data::Feature& street);
bool is_oneway(const data::Feature& street);

}  // namespace twin::scene
