#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/importer/collect.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/report.h"

namespace twin::app {

/// What to import.
struct ImportRequest {
    std::vector<std::filesystem::path> sources;  ///< Files, folders, patterns, a recipe, a city file to add to.
    std::filesystem::path output;
    std::filesystem::path recipe;  ///< Empty: none.
    std::string crs, vertical;     ///< Of all sources, as a recipe's would be; empty: as they say. Not with a recipe.
    bool reuse = false;            ///< Takes over from an existing output what has not changed since it was made.
    bool refresh = false;          ///< Services are asked anew.
    base::WorkerLimits limits;
    FileReader read;  ///< Empty: data::read_in_worker.
};

/// What came of it.
struct ImportResult {
    std::filesystem::path output;
    std::size_t files_read = 0;
    std::vector<std::string> errors;  ///< One sentence for each file that could not be read.
    data::ImportReport report;
    std::uint64_t objects = 0;
    std::uint64_t triangles = 0;
    std::string reused;  ///< What was taken over from the last import, or why nothing was; empty: there was none.

    std::size_t warnings() const;
};

/// Sources -> features -> tiles -> city file. An existing output is replaced only when the new one is complete.
/// `progress`: bytes count half when read and half when built.  Thread: blocks; any.
/// Errors: nothing could be imported (with the reasons), cancelled, or the output cannot be written.
base::Result<ImportResult> import_city(const ImportRequest& request, const base::ProgressSink& progress);

}  // namespace twin::app
