#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/importer/feature_store.h"
#include "app/importer/imagery_store.h"
#include "app/importer/import_plan.h"
#include "app/importer/survey.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/crs_claim.h"
#include "data/feature.h"
#include "data/image_shelf.h"
#include "data/raster.h"
#include "data/source.h"
#include "data/traffic.h"

namespace twin::app {

/// Everything one file (or one layer of a city file) had to say, in its own CRS.
struct CollectedFile {
    PlannedFile plan;
    data::CrsClaim claim;
    FeatureStore features;
    Survey survey;  ///< Of its features.
    std::vector<data::HeightGrid> grids;
    ImageryStore pictures;  ///< Of the ground.
    std::vector<data::TrafficRecording> recordings;
    data::ImageShelf images;  ///< That the features show.
    std::vector<base::Complaint> complaints;
    std::string operation;  ///< How it came into its city file, when it was in one.

    void add(const data::Feature& feature) {
        survey.add(feature);
        features.add(feature);
    }
    std::string name() const { return plan.path.filename().string(); }
    bool empty() const { return features.empty() && grids.empty() && pictures.empty() && recordings.empty(); }
};

/// Reads a foreign file; data::read_in_worker, or another one in tests.
using FileReader = std::function<base::Result<void>(
    const std::filesystem::path& file, const std::string& format, const data::SourceOptions& options,
    const base::WorkerLimits& limits, data::SourceSink& sink, const base::ProgressSink& progress)>;

/// Reads one planned file. A file that fails half way gives what came before and complains; one that gives nothing is
/// an error. A city file gives one entry per layer, so that an import can add to it. Pictures that would take more than
/// `most_image_bytes` become smaller, with one complaint.
/// `spool`: where features go that the memory cannot hold; null: it holds them all.
base::Result<std::vector<CollectedFile>> collect(const PlannedFile& plan, const FileReader& read,
                                                 const base::WorkerLimits& limits, const base::ProgressSink& progress,
                                                 std::uint64_t most_image_bytes = data::ImageShelf::usual_bytes,
                                                 const std::shared_ptr<Spool>& spool = nullptr);

}  // namespace twin::app
