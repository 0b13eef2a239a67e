#pragma once

#include <optional>
#include <vector>

#include "scene/guidance/cost.h"
#include "scene/guidance/street_sides.h"

namespace twin::scene {

/// Getting from one walk into the next at the node between them: round the node from corner to corner, one way or the
/// other, over the carriageway arms between.
struct Crossover {
    double cost = 0;        ///< Metres or seconds, as the profile counts.
    bool clockwise = true;  ///< Seen from above.
    std::vector<int> arms;  ///< Crossed, in walking order; indices into StreetSides::arms. Empty: no street is crossed.
};

/// The cheaper way round; nothing when mapped crossings farther on have to be used both ways. On the shortest way a
/// crossing costs the width that the centre lines do not contain already.
std::optional<Crossover> find_crossover(RouteProfile profile, const PedestrianNetwork& network, Walk in, Walk out);

/// What crossing costs, in metres or seconds. `walked_m`: of its width that is walked besides the centre lines.
double crossing_cost(RouteProfile profile, const ArmCrossing& crossing, double walked_m);

}  // namespace twin::scene
