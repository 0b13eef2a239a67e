#pragma once

#include <optional>
#include <string>

#include "app/importer/importer.h"
#include "base/progress.h"
#include "base/result.h"

namespace twin::app {

/// An import into a city file that was made from the same files: reads only those that have changed and touches only
/// the chunks and drawn tiles that their objects are in.
/// `why_not`: set where that is not possible, and everything has to be imported anew: the program, the recipe or the
/// list of files changed, the ground would become another, a file holds more than objects ... Errors: nullopt with
/// `why_not`; cancelled; the city file cannot be written.
base::Result<std::optional<ImportResult>> import_changes(const ImportRequest& request, const ImportPlan& plan,
                                                         const base::ProgressSink& progress, std::string& why_not);

}  // namespace twin::app
