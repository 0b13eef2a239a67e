#pragma once

#include <filesystem>
#include <string>

#include "base/progress.h"
#include "base/result.h"

namespace twin::app {

/// The city file to open for anything a person names: a city file is itself; a recipe, a folder or a foreign file is
/// imported into the cache (once: the same files, unchanged, are found there again); nothing is the bundled city.
/// Thread: blocks while it imports.  Errors: not found; nothing could be imported; no bundled city.
base::Result<std::filesystem::path> resolve_thing(const std::string& thing, const base::ProgressSink& progress);

/// Whether resolve_thing() would have to import first.
bool needs_import(const std::string& thing);

/// Where the import of a thing is or will be kept. Depends on paths, sizes and times of all its files and on the
/// program. Errors: the recipe cannot be read.
base::Result<std::filesystem::path> cached_city_of(const std::string& thing);

}  // namespace twin::app
