#include "scene/guidance/route.h"

#include <utility>

#include <fmt/format.h>

#include "scene/guidance/instructions.h"

namespace twin::scene {

namespace {

base::Error no_way_near(const char* which) {
    return {fmt::format(
        "expected a footpath or street within {:.0f} m of the {}, found none; choose a place closer to a street",
        snap_reach_m, which)};
}

base::Result<std::pair<NetworkPlace, NetworkPlace>> snap(const PedestrianNetwork& network, const glm::dvec2& from,
                                                         const glm::dvec2& to) {
    auto first = network.nearest(from, snap_reach_m), second = network.nearest(to, snap_reach_m);
    if (!first) return no_way_near("start");
    if (!second) return no_way_near("destination");
    const auto component = [&](const NetworkPlace& place) {
        return network.nodes()[network.edges()[place.edge].from].component;
    };
    if (component(*first) == component(*second)) return std::pair{*first, *second};
    // A courtyard or a cut-off path: the network that all others hang on may lie near, too.
    first = network.nearest(from, snap_reach_m, network.main_component());
    second = network.nearest(to, snap_reach_m, network.main_component());
    if (first && second) return std::pair{*first, *second};
    return base::Error{
        "start and destination lie on ways that are not connected; choose places on the same network of streets"};
}

}  // namespace

base::Result<FoundRoutes> find_routes(const PedestrianNetwork& network, const base::CityPoint& from,
                                      const base::CityPoint& to, const data::Terrain& terrain) {
    const glm::dvec2 finish(to.x_m, to.y_m);
    const auto places = snap(network, {from.x_m, from.y_m}, finish);
    if (!places) return places.error();
    auto shortest = find_path(network, RouteProfile::shortest, places->first, places->second);
    auto guided = find_path(network, RouteProfile::guided, places->first, places->second);
    if (!shortest || !guided)
        return base::Error{
            "there is no way on foot from the start to the destination; choose places on the same network of streets"};
    FoundRoutes found;
    found.shortest_trail = make_trail(network, *shortest, places->first, places->second);
    found.guided_trail = make_trail(network, *guided, places->first, places->second);
    // Bends within a street count by their centre line in the search, so a way may turn out a few metres longer.
    if (found.guided_trail.length_m() < found.shortest_trail.length_m()) {
        shortest->pieces = guided->pieces;
        shortest->crosses_at_start = guided->crosses_at_start;
        shortest->crosses_at_finish = guided->crosses_at_finish;
        found.shortest_trail = make_trail(network, *shortest, places->first, places->second);
    }
    found.routes.push_back(tell_route(network, *shortest, found.shortest_trail, finish, terrain));
    found.routes.push_back(tell_route(network, *guided, found.guided_trail, finish, terrain));
    found.shortest = std::move(*shortest);
    found.guided = std::move(*guided);
    return found;
}

}  // namespace twin::scene
