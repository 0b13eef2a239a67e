#pragma once

#include "data/feature.h"

namespace twin::data {

/// KML says what its heights mean (altitudeMode); its display hints say nothing about the city and are dropped.
/// Answers how high above the ground, in metres, a level area is that is drawn down to it (extrude); 0: none is.
double settle_kml(Attributes& attributes, Feature& feature);

/// A KML area that is drawn down to the ground stands there as a block of that height.
/// `kind_given`: the recipe says what it is; otherwise what is of no kind becomes a building.
void stand_as_block(double height_m, bool kind_given, Feature& feature);

}  // namespace twin::data
