#pragma once

#include <string>

#include "scene/guidance/cost.h"
#include "scene/overlay.h"

namespace twin::scene {

/// "die Mainzer Straße" / "Mainzer Straße": a way as something one goes into or over (accusative in German); without a
/// name what it is ("den Fußweg" / "the footpath").
Words way_in_words(const WayTraits& way);

/// "in die Mainzer Straße", "auf den Fußweg" / "into Mainzer Straße", "onto the footpath"
Words into_way_in_words(const WayTraits& way);

/// Hour of the clock face for a direction relative to walking (12: straight on, 3: right).
int clock_hour(double turn_rad);

/// "links auf 9 Uhr" / "left at 9 o'clock"
Words turn_in_words(double turn_rad);

/// "Nordosten" / "north-east"
Words compass_in_words(double bearing_rad);

/// "40 m", rounded so that it can be said.
std::string distance_in_words(double distance_m);

/// "Fußgängerampel mit Ton über die Mainzer Straße" / "Signalled crossing with sound over Mainzer Straße"
Words crossing_in_words(const CrossingTraits& crossing, const WayTraits& street);

/// "Treppe abwärts, 14 Stufen, mit Handlauf"; `incline` +1 up, -1 down, 0 not known.
Words stairs_in_words(int steps, bool counted, int incline, bool handrail);

}  // namespace twin::scene
