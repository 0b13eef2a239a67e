#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <future>
#include <map>
#include <thread>
#include <vector>

namespace twin::app {

/// What is known of a file's content. `changed`: its time of last writing when the import began. `hash` 0: it cannot be
/// read, or was written to since then.
struct ContentState {
    std::int64_t changed = 0;
    std::uint64_t hash = 0;
};

/// Hashes the files of an import beside it, in their order: the hashes are needed only at its end. Made before anything
/// is read, so that what is written to a file from then on is noticed by the next import.
/// Owner: one import.  Thread: of() from any.
class HashesAhead {
  public:
    explicit HashesAhead(std::vector<std::filesystem::path> files);
    ~HashesAhead();  ///< Stops within a block of a file.
    HashesAhead(const HashesAhead&) = delete;
    HashesAhead& operator=(const HashesAhead&) = delete;

    /// Waits for it; one that was not named is hashed at once.
    ContentState of(const std::filesystem::path& file) const;

  private:
    std::map<std::filesystem::path, std::shared_future<ContentState>> states_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

}  // namespace twin::app
