#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/frames.h"
#include "data/feature.h"

namespace twin::app {

/// What is known of a file's coordinates while its features are packed away, before anyone knows where they lie.
/// Frame: CRS of the file.  Owner: CollectedFile.
struct Survey {
    std::vector<glm::dvec3> first_points;  ///< Of each feature that has a finite one.
    base::Box3 box;                        ///< Of all finite points.
    double widest = 0;                     ///< Longest side of a feature's box, to tell metres from degrees.
    bool only_models = true;               ///< Nothing but models, or nothing.
    bool only_buildings = true;            ///< Nothing but buildings and their parts, or nothing.

    void add(const data::Feature& feature);
};

/// Whether a feature becomes a part of the city.
enum class Fate : std::uint8_t {
    kept,
    nowhere,   ///< Some of its points lie nowhere on the earth.
    far_away,  ///< Farther from the rest than any city is wide.
    repeated,  ///< Another of its kind and id came before.
};

/// What must be known of every feature at once while the features themselves are packed away.
/// Frame: city.
struct FeatureNote {
    data::FeatureKind kind = data::FeatureKind::generic;
    data::HeightMode heights = data::HeightMode::flat;
    Fate fate = Fate::kept;
    bool has_surfaces = false;
    bool has_parent = false;
    std::uint32_t before = 0;           ///< Fate::repeated: number of the file that had it first.
    std::array<std::uint64_t, 2> id{};  ///< Of kind and id.
    std::uint64_t whole = 0;            ///< Of the building that it is or is a part of.
    base::Box3 bounds;                  ///< z as its height mode says.
    glm::dvec2 first{0, 0};             ///< Its first point.
    double plants_wanted = 0;
};

FeatureNote note_of(const data::Feature& feature);

}  // namespace twin::app
