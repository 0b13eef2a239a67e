#pragma once

#include <cstdint>
#include <optional>

#include "scene/guidance/pedestrian_network.h"

namespace twin::scene {

/// What counts on a walk. `shortest`: metres. `guided`: what is hard for somebody who sees little or nothing, in
/// seconds.
enum class RouteProfile : std::uint8_t { shortest, guided };

/// A street on the way: one carriageway that is crossed.
struct CrossingEvent {
    CrossingTraits traits;
    int rank = 0;            ///< Of the street crossed, as WayTraits::rank.
    std::uint32_t edge = 0;  ///< An edge of the street crossed.
    double width_m = 0;      ///< Kerb to kerb.
};

/// Own weights of the program, put together from published ones: routing profile "accessibility1" of PPR
/// (github.com/motis-project/ppr), Valhalla's pedestriancost.cc, and the finding that unmarked crossings and unpaved
/// ground weigh most (Cohen & Dalyot 2021, doi 10.1177/2399808320933907). Defaults, no norm.
struct GuidedWeights {
    double speed_m_s = 1.0;  ///< Blind walker; 1.4 is usual for others.
    double setts_factor = 1.2;
    double unpaved_factor = 1.5;
    double tactile_factor = 0.8;                                     ///< Guide strip to follow.
    double shared_factor = 1.5;                                      ///< With cyclists.
    double plaza_factor = 1.3;                                       ///< Open square without a line to follow.
    double sidewalk_factor = 1.1;                                    ///< Street known to have a sidewalk.
    double street_factor[7] = {1.0, 1.1, 1.15, 1.3, 1.5, 1.7, 2.0};  ///< By rank, sidewalk not known.
    double no_sidewalk_factor = 1.3;                                 ///< On top, on a side that has none.
    /// Signals before zebras, which waiting alone would put the other way round: at lights the cars stand.
    double signals_sound_s = 20, signals_s = 40, zebra_s = 50, marked_s = 55, island_s = 60;
    double unmarked_s[7] = {0, 10, 30, 120, 160, 200, 200};  ///< By rank.
    double primary_factor = 1.5;                             ///< All crossings of primary streets.
    double stairs_s = 10, stairs_handrail_s = 8, step_s = 2;
    double turn_s = 7;  ///< Every change of direction at a junction has to be found.
    double obstacle_s = 5;
};

/// Steps of a flight that nobody counted: one every 35 cm of its length.
inline constexpr double assumed_tread_m = 0.35;
int step_count_of(const PedestrianNetwork& network, std::uint32_t edge);

/// Metres of the centre line, or seconds; the shortest way searches with the length on the pavement (walk_graph.cpp).
double edge_cost(RouteProfile profile, const PedestrianNetwork& network, Walk walk);
/// Seconds for finding a change of direction, and for what stands in the way, between two walks (guided profile).
double turn_cost_s(const PedestrianNetwork& network, Walk in, Walk out);
double crossing_cost_s(const CrossingEvent& event, const GuidedWeights& weights = {});

/// Turn from one walk to the next, clockwise positive, -pi to pi.
double turn_rad(const PedestrianNetwork& network, Walk in, Walk out);

/// How long it takes on average: 1.0 m/s, 1 s a step, 20 s of waiting at lights and 10 s at other crossings.
double walking_time_s(double length_m, int steps, int crossings, int signalled);

}  // namespace twin::scene
