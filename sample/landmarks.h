#pragma once

#include <vector>

#include "sample/building.h"
#include "sample/site.h"
#include "sample/skeleton.h"

namespace twin::sample {

/// The buildings that everybody in town knows, by hand: town hall, stadium, churches, station, university.
/// Heights: facts of the skeleton's landmarks; forms are schematic.
void build_landmarks(const Skeleton& skeleton, Site& site, std::vector<Building>& out);

/// The stadium's stands, a part of build_landmarks.
Building make_stadium(const LandmarkPlace& place, const Site& site);
/// A church of a kind; parts of build_landmarks.
Building make_church(const LandmarkPlace& place, const Site& site);

/// Helpers shared by the landmark files.
/// A frame that stands at `place` with its first axis along `heading_deg`.
struct LandmarkFrame {
    Vec2 origin, along, across;
    explicit LandmarkFrame(const LandmarkPlace& place);
    Vec2 at(double along_m, double across_m) const { return origin + along * along_m + across * across_m; }
    Polygon box(double along_m, double across_m, double length_m, double width_m) const;
};
Building start_landmark(const LandmarkPlace& place, const std::string& function, int storeys, double ground_m);
Body& add_body(Building& building, const char* wall, const char* roof, const char* roof_type = "1000");
void finish_landmark(Building& building);

}  // namespace twin::sample
