#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/data/red_and_blue.h"

namespace twin::test {

/// A file of that format ("png", "jpg", "bmp", "tga", "tif") with these pixels.
std::vector<std::byte> picture_file(const data::Pixels& pixels, const std::string& format);

}  // namespace twin::test
