#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/importer/import_plan.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/crs_claim.h"
#include "data/feature.h"
#include "data/raster.h"
#include "data/source.h"
#include "data/traffic.h"

namespace twin::app {

/// Everything one file (or one layer of a city file) had to say, in its own CRS.
struct CollectedFile {
    PlannedFile plan;
    data::CrsClaim claim;
    std::vector<data::Feature> features;
    std::vector<data::HeightGrid> grids;
    std::vector<data::TrafficRecording> recordings;
    std::vector<base::Complaint> complaints;
    std::string operation;  ///< How it came into its city file, when it was in one.

    std::string name() const { return plan.path.filename().string(); }
    bool empty() const { return features.empty() && grids.empty() && recordings.empty(); }
};

/// Reads a foreign file; data::read_in_worker, or another one in tests.
using FileReader = std::function<base::Result<void>(
    const std::filesystem::path& file, const std::string& format, const data::SourceOptions& options,
    const base::WorkerLimits& limits, data::SourceSink& sink, const base::ProgressSink& progress)>;

/// Reads one planned file. A file that fails half way gives what came before and complains; one that gives nothing is
/// an error. A city file gives one entry per layer, so that an import can add to it.
base::Result<std::vector<CollectedFile>> collect(const PlannedFile& plan, const FileReader& read,
                                                 const base::WorkerLimits& limits, const base::ProgressSink& progress);

}  // namespace twin::app
