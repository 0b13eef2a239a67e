#pragma once

#include <vector>

#include "base/complaint.h"
#include "data/bytes.h"
#include "data/traffic.h"

namespace twin::data {

/// A recording as bytes: the one encoding, on the way from a worker and in the city file.
/// A change here raises `city_schema_version`.
void put_traffic(ByteWriter& out, const TrafficRecording& recording);

/// Vehicles and edges whose series do not fit together or are no numbers are left out, with a complaint each.
/// Errors: the reader's ok() is false.
TrafficRecording get_traffic(ByteReader& in, std::vector<base::Complaint>& complaints);

}  // namespace twin::data
