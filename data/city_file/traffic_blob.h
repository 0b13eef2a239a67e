#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "data/traffic.h"

namespace twin::data {

/// A traffic recording as compressed bytes, every value kept exactly.
std::vector<std::byte> encode_traffic(const TrafficRecording& recording);

/// Errors: damaged, or samples that do not belong together.
base::Result<TrafficRecording> decode_traffic(std::span<const std::byte> blob);

}  // namespace twin::data
