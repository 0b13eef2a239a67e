#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/importer/place.h"
#include "base/complaint.h"
#include "data/raster.h"

namespace twin::app {

/// The foot of one building and the terrain below its middle.
/// Units: metres above sea level, as imported.
struct BaseHeight {
    double base_m = 0, terrain_m = 0;
};

/// How well buildings stand on the terrain.
/// Units: metres; differences are base minus terrain.
struct HeightCheck {
    enum class Cause {
        none,
        few,                    ///< Too few buildings to say more than the numbers.
        from_ground,            ///< The buildings' heights count from the ground.
        buildings_ellipsoidal,  ///< The offset is the local height of the geoid.
        terrain_ellipsoidal,
        buildings_in_feet,
        terrain_in_feet,
        constant,  ///< Everything is off by the same: another height system.
        scatter,   ///< No common offset: the terrain is of another place, or coarse.
    };
    std::size_t buildings = 0;
    double median_m = 0, lower_quartile_m = 0, upper_quartile_m = 0;
    Cause cause = Cause::none;

    double spread_m() const { return upper_quartile_m - lower_quartile_m; }  ///< Interquartile.
    bool stands() const { return cause == Cause::none || cause == Cause::few; }
};

/// Of all buildings of a file that have absolute heights and are kept.
std::vector<BaseHeight> base_heights(const PlacedFile& file, const data::Terrain& terrain);

/// `undulation_m`: of the geoid at the place, where it is known.
HeightCheck check_heights(std::vector<BaseHeight> heights, const std::optional<double>& undulation_m);

/// What the report says of it: the numbers and, where there is one, the likely cause with what to do.
base::Complaint complaint_of(const HeightCheck& check, const std::string& file);

/// Name of a cause in JSON and in the catalogues ("buildings_ellipsoidal").
std::string_view name_of(HeightCheck::Cause cause);

/// As kept with the city (meta "height_check"), and back.  Errors: nullopt for another text.
std::string to_json(const HeightCheck& check);
std::optional<HeightCheck> parse_height_check(std::string_view json);

/// Checks each file's buildings and all together against a measured terrain; complaints go to the files.
/// Errors: nullopt where the terrain is no measured one, or no building has a height of its own.
std::optional<HeightCheck> check_heights(std::vector<PlacedFile>& files, const data::Terrain& terrain,
                                         const data::CityFrame& frame);

}  // namespace twin::app
