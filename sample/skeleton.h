#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "sample/vec2.h"

namespace twin::sample {

struct SkeletonStreet {
    std::string name, street_class, ref;
    Polyline course;
};
struct SkeletonCourse {
    std::string kind, name;  ///< kind: rail | water
    double size = 1;         ///< rail: number of tracks; water: width in metres.
    Polyline course;
};
struct SkeletonArea {
    std::string kind, name;
    Polygon ring;
};
struct ReliefPoint {
    Vec2 place;
    double height_m = 0;
    bool measured = false;  ///< From a GPS recording: honoured loosely.
};
struct LandmarkPlace {
    std::string key, name, address;
    Vec2 place;
    double heading_deg = 0;  ///< Of the long axis, clockwise from grid north.
};
struct ProjectRow {
    std::vector<std::string> values;  ///< In the order of Skeleton::project_columns.
    Vec2 place;
};

/// What was written by hand: the facts that the generator fills in between.
/// Frame: metres of the sample's plane.
struct Skeleton {
    std::vector<SkeletonStreet> streets;
    std::vector<SkeletonCourse> courses;
    std::vector<SkeletonArea> areas;
    std::vector<ReliefPoint> relief;
    std::vector<Vec2> signals;
    std::vector<LandmarkPlace> landmarks;
    std::vector<std::string> street_names;
    std::vector<std::string> project_columns;
    std::vector<ProjectRow> projects;

    const LandmarkPlace* landmark(std::string_view key) const;
};

/// Errors: a file is missing or a line has too few fields; the sentence names file and line.
base::Result<Skeleton> read_skeleton(const std::filesystem::path& folder);

}  // namespace twin::sample
