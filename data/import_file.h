#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/source.h"

namespace twin::data {

/// Reads one foreign file in a sandboxed worker and hands everything, checked (sizes, index ranges, finite numbers,
/// valid UTF-8), to `sink`. Side files are resolved here, inside the file's own folder only.
/// `format`: name of a Source or empty to recognise.
/// Errors: one sentence "FILE: STAGE: REASON" (not found, empty, not recognised, crashed, hung, out of memory,
/// truncated, cancelled). What was handed over before the error stays valid.
base::Result<void> read_in_worker(const std::filesystem::path& file, const std::string& format,
                                  const SourceOptions& options, const base::WorkerLimits& limits, SourceSink& sink,
                                  const base::ProgressSink& progress);

/// The worker's main: `stadtzwilling worker read`. Returns the exit code.
int run_read_worker();

/// Opens a file as InputFile (mmap) in this process. For tests of sources without a worker, and for the head that
/// recognition looks at.
class MappedFile {
  public:
    /// Errors: "FILE: opening: REASON" (not there, a folder, a device, not readable). An empty file is no error here.
    static base::Result<MappedFile> open(const std::filesystem::path& file);
    static base::Result<MappedFile> adopt(int descriptor, std::string name);  ///< Takes the descriptor.
    const InputFile& input() const { return input_; }

    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    ~MappedFile();

  private:
    MappedFile() = default;
    InputFile input_;
};

/// Collects everything in memory; side files come from `folder` under the same rules as in a worker.
/// For tests and for small files.
class CollectingSink : public SourceSink {
  public:
    explicit CollectingSink(std::filesystem::path folder = {}) : folder_(std::move(folder)) {}
    void crs(CrsClaim claim) override { crs_claim = std::move(claim); }
    void feature(Feature&& feature) override { features.push_back(std::move(feature)); }
    void height_grid(HeightGrid&& grid) override { grids.push_back(std::move(grid)); }
    void traffic(TrafficRecording&& recording) override { recordings.push_back(std::move(recording)); }
    void complain(base::Complaint complaint) override { complaints.push_back(std::move(complaint)); }
    void image(Image&& image) override { images.push_back(std::move(image)); }
    void ground_picture(GroundPicture&& picture) override { ground_pictures.push_back(std::move(picture)); }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<InputFile> side_file(std::string_view relative_name, bool required) override;

    CrsClaim crs_claim;
    std::vector<Feature> features;
    std::vector<HeightGrid> grids;
    std::vector<TrafficRecording> recordings;
    std::vector<base::Complaint> complaints;
    std::vector<Image> images;
    std::vector<GroundPicture> ground_pictures;

  private:
    std::filesystem::path folder_;
    std::vector<std::shared_ptr<MappedFile>> side_files_;
};

}  // namespace twin::data
