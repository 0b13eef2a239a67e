#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/source.h"

namespace twin::data {

/// A folder that exists only in memory and that GDAL can open files in: the input under its own name, its side files
/// beside it, and room for the small files that GDAL likes to write (a missing .shx, a .gfs). Nothing reaches the disk.
/// Every few megabytes that GDAL reads become a heartbeat, so that a long opening is not taken for a hang.
/// Owner: the read() that made it; the mounted bytes must outlive it.  Thread: the one that made it.
class MemoryFolder {
  public:
    /// Answers false to cancel: every read after that fails.  Units: bytes read so far, counted once per read.
    using Heartbeat = std::function<bool(std::uint64_t bytes_read)>;

    explicit MemoryFolder(Heartbeat heartbeat = {});
    ~MemoryFolder();
    MemoryFolder(const MemoryFolder&) = delete;
    MemoryFolder& operator=(const MemoryFolder&) = delete;

    /// Makes `bytes` readable; answers the path to hand to GDAL.
    std::string mount(const std::string& name, std::span<const std::byte> bytes);
    /// The same with bytes of its own.
    std::string keep(const std::string& name, std::vector<std::byte> bytes);
    /// Fetches `name` through the sink and mounts it. False: not there.
    bool mount_side_file(SourceSink& sink, const std::string& name);

    std::string path(const std::string& name) const;
    bool cancelled() const { return cancelled_; }
    std::uint64_t bytes_read() const { return bytes_read_; }

    struct File {
        std::span<const std::byte> bytes;
        std::vector<std::byte> own;
        bool writable = false;
    };
    std::shared_ptr<File> find(const std::string& name) const;
    std::shared_ptr<File> create(const std::string& name);
    bool remove(const std::string& name);
    std::vector<std::string> names() const;
    bool count_read(std::uint64_t bytes);  ///< Beats; false when cancelled.

  private:
    int number_ = 0;
    std::map<std::string, std::shared_ptr<File>> files_;  ///< Shared with handles that GDAL has not closed yet.
    Heartbeat heartbeat_;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t last_beat_ = 0;
    bool cancelled_ = false;
};

/// `name` with another ending: ("a.shp", "dbf") gives "a.dbf"; an ending in capitals stays in capitals.
std::string with_ending(const std::string& name, std::string_view ending);
/// Lower-case ending without the dot; "" when there is none.
std::string ending_of(std::string_view name);

}  // namespace twin::data
