#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/worker.h"
#include "data/import_file.h"
#include "data/messages.h"
#include "data/source.h"

namespace twin::data {

/// Files that travel in the same archive as the input; asked before the parent is.
class ArchiveFolder {
  public:
    virtual ~ArchiveFolder() = default;
    virtual std::optional<InputFile> find(std::string_view name) = 0;
};

/// What a source reads, sent to the parent as it comes; features in batches.
/// Thread: the one that reads.
class WorkerSink : public SourceSink {
  public:
    explicit WorkerSink(base::WorkerChannel& channel) : channel_(channel) {}

    void crs(CrsClaim claim) override;
    void feature(Feature&& feature) override;
    void height_grid(HeightGrid&& grid) override;
    void traffic(TrafficRecording&& recording) override;
    void complain(base::Complaint complaint) override;
    void image(Image&& image) override;
    void state(std::string iso_date) override;
    void ground_picture(GroundPicture&& picture) override;
    bool progress(std::uint64_t bytes_done, std::uint64_t objects) override;
    /// The bytes of a picture stay valid until the next picture is asked for: a ward has gigabytes of them.
    std::optional<InputFile> side_file(std::string_view relative_name, bool required) override;

    void stage(std::string_view what);
    bool flush();  ///< false: the parent has gone.
    /// Progress counts bytes as the source sees them; unpacking makes them more than the file has.
    void scale_progress(std::uint64_t from_packed, std::uint64_t to_packed, std::uint64_t unpacked_bytes);
    void use_archive(ArchiveFolder* archive) { archive_ = archive; }

  private:
    bool send(messages::Type type, std::span<const std::byte> bytes);

    base::WorkerChannel& channel_;
    ByteWriter batch_;
    std::vector<std::unique_ptr<MappedFile>> side_files_;
    std::unique_ptr<MappedFile> picture_;
    ArchiveFolder* archive_ = nullptr;
    std::chrono::steady_clock::time_point told_{};
    std::uint64_t packed_from_ = 0, packed_to_ = 0, unpacked_ = 0;
    bool connected_ = true;
};

}  // namespace twin::data
