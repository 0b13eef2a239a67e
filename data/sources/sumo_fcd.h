#pragma once

#include <string_view>

#include "base/result.h"
#include "data/source.h"
#include "data/sources/sumo_net.h"

namespace twin::data {

/// Reads floating-car data (<fcd-export>) into one recording: every vehicle and walker with its course, straight
/// stretches at constant speed reduced to their ends (0.3 m). A vehicle that vanishes and returns, or jumps, becomes
/// two tracks. Positions are moved from the front bumper to the middle of the vehicle.
/// `location`: of the network, or null. Coordinates in degrees (--fcd-output.geo) are noticed.
/// Errors: cancelled; nothing readable in the file.
base::Result<void> read_sumo_fcd(const InputFile& file, const SumoLocation* location, std::string_view crs_of_recipe,
                                 SourceSink& sink);

/// What kind of thing a SUMO type and id speak of.
VehicleKind vehicle_kind_of(std::string_view type, std::string_view id);
/// Length of such a vehicle in metres.
double usual_length_m(VehicleKind kind);

}  // namespace twin::data
