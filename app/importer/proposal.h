#pragma once

#include <filesystem>
#include <string>

#include "app/importer/importer.h"
#include "base/progress.h"
#include "base/result.h"

namespace twin::app {

/// A recipe for what `request.sources` name, for a person to correct: one [[source]] for each group of files that
/// belong together, what the files say of themselves beside each key, and what was left out and why. It imports to the
/// same city as the sources without it. Looks into the first file of each group only. `folder`: where the recipe will
/// lie; paths below it are written relative to it. Thread: blocks; any.  Errors: nothing to import; a recipe was named
/// as a source; cancelled.
base::Result<std::string> propose_recipe(const ImportRequest& request, const std::filesystem::path& folder,
                                         const base::ProgressSink& progress);

}  // namespace twin::app
