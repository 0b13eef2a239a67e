#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "base/frames.h"
#include "base/result.h"
#include "data/feature.h"
#include "data/source.h"

namespace twin::data {

/// Where a model without a place of its own is put.
struct Placement {
    std::string crs = "EPSG:4326";  ///< CRS of `position` (x east / longitude first, whatever the CRS says).
    glm::dvec3 position{0, 0, 0};   ///< z used with HeightMode::absolute only.
    HeightMode heights = HeightMode::above_ground;
    double heading_deg = 0;  ///< Turn clockwise seen from above.
    double scale = 1;
};

/// One [[source]] of a recipe.
struct RecipeSource {
    std::string path;    ///< Relative to the recipe; may be a folder or end in a pattern (*.gml); or a service.h.
    std::string format;  ///< Name of a Source; empty: recognised.
    std::string title;   ///< Shown in the layer list; empty: the layer's own name.
    Provenance provenance = Provenance::official;
    bool provenance_given = false;
    std::string credit;  ///< "Source" in credits: "© OpenStreetMap contributors".
    std::string licence;
    std::string date;
    std::string crs;  ///< Overrides what the file says.
    std::string vertical;
    std::string heights;  ///< absolute | ellipsoidal | above_ground; empty: as the source says.
    std::optional<Placement> placement;
    std::optional<std::array<double, 4>> bbox_deg;  ///< Services: west, south, east, north of what is asked for.
    bool refresh = false;                           ///< Services: ask anew, whatever copy there is.
    SourceOptions options;
};

/// A city.toml: what to import and how. Every field has a default; a bare list of files is a recipe too.
struct Recipe {
    std::filesystem::path folder;  ///< Relative paths start here.
    std::string name;              ///< Of the city; empty: the output file's name.
    std::string crs;               ///< Of the city frame; empty: chosen from the place.
    std::string vertical;
    std::optional<base::GeoPoint> origin;
    std::string time_zone;                      ///< IANA name; empty: from the place (Europe/Berlin).
    std::string note;                           ///< Shown on the start screen ("schematic").
    double terrain_step_m = 0;                  ///< 0: chosen from the data.
    std::string start_time;                     ///< "2026-06-21T15:00" in the city's zone.
    std::optional<std::array<double, 5>> home;  ///< lat, lon, height above sea level m, heading deg, pitch deg.
    std::vector<RecipeSource> sources;
};

/// Errors: one sentence with file, line and what was expected; unknown keys are errors too (a typo must not pass).
base::Result<Recipe> read_recipe(const std::filesystem::path& file);
/// The same from its text; `file` names it and its folder, and is not opened.
base::Result<Recipe> parse_recipe(std::string_view text, const std::filesystem::path& file);

}  // namespace twin::data
