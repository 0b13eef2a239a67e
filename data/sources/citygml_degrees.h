#pragma once

#include <string_view>

namespace twin::data {

/// What the numbers of a reference system are, as far as its name tells.
struct CoordinateKind {
    bool degrees = false;
    bool latitude_first = false;
};

/// From names such as "http://www.opengis.net/def/crs/EPSG/0/6697"; what it does not know counts as metres.
CoordinateKind coordinate_kind(std::string_view srs_name);

}  // namespace twin::data
