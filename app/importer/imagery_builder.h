#pragma once

#include <cstdint>
#include <functional>

#include "app/importer/imagery_layout.h"
#include "base/result.h"
#include "data/city_file/city_file.h"

namespace twin::app {

/// Paints the pyramid of one layer on all cores and writes it, block by block: the memory needed does not grow with the
/// town. `layout.info.layer` is set.  `progress`: share done, 0..1; false: cancelled.
/// Errors: cancelled, or the city file cannot be written.
base::Result<void> build_imagery(const ImageryLayout& layout, const data::CityFrame& frame,
                                 data::CityFileWriter& writer, const std::function<bool(double share)>& progress);

}  // namespace twin::app
