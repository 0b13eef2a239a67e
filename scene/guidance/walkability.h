#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data/feature.h"

namespace twin::scene {

/// How one gets over a street.
struct CrossingTraits {
    enum class Kind : std::uint8_t { signals, zebra, marked, island, unmarked };
    Kind kind = Kind::unmarked;
    bool sound = false;  ///< The signal can be heard.
    bool vibration = false;
    bool tactile = false;  ///< Ground indicators lead to it.
    bool island = false;
};

enum class WayKind : std::uint8_t { street, footway, cycleway, steps, plaza };
enum class Footing : std::uint8_t { smooth, setts, unpaved };
enum class Kerb : std::uint8_t { unknown, flush, lowered, raised };

inline constexpr int lowest_carriageway_rank = 2;

/// What a way means to somebody on foot.
struct WayTraits {
    WayKind kind = WayKind::street;
    /// How much traffic to expect: 0 none, 1 service and living streets, 2 residential, 3 tertiary, 4 secondary, 5
    /// primary, 6 trunk.
    int rank = 0;
    Footing footing = Footing::smooth;
    bool tactile = false;
    bool shared_with_cycles = false;
    bool sidewalk = false;     ///< Known to have one, on one side at least.
    bool no_sidewalk = false;  ///< Known to have none.
    /// Known to have none there, in drawing direction.
    bool no_sidewalk_left = false, no_sidewalk_right = false;
    bool barred = false;  ///< Nobody walks on it, but it has to be crossed (trunk road, foot=no).
    bool oneway = false;
    double width_m = 0;  ///< Kerb to kerb, as the street is drawn; 0 for what is no street.
    bool handrail = false;
    int step_count = 0;                      ///< Of the whole way; 0: not known.
    int incline = 0;                         ///< +1 up in drawing direction, -1 down, 0 not known.
    std::optional<CrossingTraits> crossing;  ///< The way itself leads over a street (footway=crossing).
    std::string name;
    std::uint32_t object = 0;  ///< Number in the city file.

    /// A street with traffic, which has two sides to walk on: residential and above. Living streets, service ways,
    /// tracks and all ways for walkers are walked in the middle.
    bool carriageway() const { return kind == WayKind::street && rank >= lowest_carriageway_rank; }
};

/// From here up a crossing is one of a main street (tertiary).
inline constexpr int main_street_rank = 3;

/// Whether the feature is a way that may be walked. Streets are, but for motorways, trunk roads and what is closed to
/// walkers or private.
bool is_walkable(const data::Feature& feature);
/// Whether it is a street with traffic that nobody walks on and that still has to be crossed: motorways and trunk roads
/// at grade, foot=no. Not what is private.
bool is_barred_street(const data::Feature& feature);
WayTraits way_traits(const data::Feature& feature, std::uint32_t object);

CrossingTraits crossing_traits(const data::Attributes& attributes);
Kerb kerb_of(const data::Attributes& attributes);

}  // namespace twin::scene
