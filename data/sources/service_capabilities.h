#pragma once

#include <string>

#include "base/result.h"
#include "data/sources/service_talk.h"

namespace twin::data {

/// GDAL's description of a template of tiles in web Mercator.  Source: GDAL, WMS driver, minidriver TMS.
std::string xyz_description(const FetchOrder& order, int max_zoom);

/// Asks a WMS for what it can do and describes just the picture that is wanted: the order's box at `pixel_m`
/// (0: about 4000 pixels wide) in a system that is true to measure there, where the server has one.
/// Source: OGC 06-042 (WMS 1.3.0), OGC 01-068r3 (1.1.1).  Errors: no capabilities, no such layer, no usable system.
base::Result<std::string> wms_description(ServiceTalk& talk, double pixel_m);

}  // namespace twin::data
