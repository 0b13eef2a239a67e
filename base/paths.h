#pragma once

#include <filesystem>

namespace twin::base {

/// The running program's own file, for starting it again as a worker.
std::filesystem::path own_executable();

/// Folder that holds `shaders/` and `assets/`: STADTZWILLING_HOME, else the first parent of the executable that has
/// both, else the source tree it was built from.
std::filesystem::path resource_root();

/// Folder of the city files that the build made (the bundled city): `city/` beside the executable.
std::filesystem::path bundled_city();

/// Where imported files are kept between runs: STADTZWILLING_CACHE, else $XDG_CACHE_HOME/stadtzwilling, else
/// ~/.cache/stadtzwilling. Created when missing.
std::filesystem::path cache_folder();

/// Where the settings live: $XDG_CONFIG_HOME/stadtzwilling or ~/.config/stadtzwilling. Created when missing.
std::filesystem::path settings_folder();

}  // namespace twin::base
