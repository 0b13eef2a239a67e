#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "data/sources/archive_contents.h"

namespace twin::app {

/// Where the archives of one import are unpacked: a folder in the cache that goes when this goes. Folders that a killed
/// import left behind are removed by the next one.
/// Owner: ImportPlan.  Thread: one at a time.
class UnpackedFolder {
  public:
    UnpackedFolder();
    ~UnpackedFolder();
    UnpackedFolder(const UnpackedFolder&) = delete;
    UnpackedFolder& operator=(const UnpackedFolder&) = delete;

    /// A new folder for one archive; its name ends in the archive's, so that it reads well in messages.
    std::filesystem::path next(const std::string& archive);
    /// What is left of the limits that hold for all archives together.
    data::ArchiveLimits limits_left() const { return limits_; }
    void count(const std::filesystem::path& unpacked);

  private:
    std::filesystem::path folder_;
    data::ArchiveLimits limits_;
    int archives_ = 0;
};

}  // namespace twin::app
