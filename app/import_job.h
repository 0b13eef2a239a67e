#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace twin::app {

/// How an import stands; plain, for the screen.
struct ImportStatus {
    bool running = false;
    bool cancelling = false;
    std::string title;  ///< File names.
    std::string stage;  ///< As the importer says it.
    double share = -1;  ///< 0..1; -1: not known yet.
    std::uint64_t objects = 0;
    double left_s = -1;  ///< -1: not known yet.
};

/// One line of `stadtzwilling import --progress`: a JSON object with "stage", "bytes_done", "bytes_total", "objects"
/// and, where known, "left_s". Returns false for any other line.
bool parse_progress_line(const std::string& line, ImportStatus& status);

/// This program started again as `stadtzwilling import`, watched without blocking.
/// Owner: Application.  Thread: main.  Errors: cannot be started.
class ImportJob {
  public:
    enum class Outcome { running, done, failed, cancelled };

    /// `arguments` follow the word "import" ("a.gml", "b.osm", "-o", "x.gpkg").
    static base::Result<std::unique_ptr<ImportJob>> start(const std::filesystem::path& program,
                                                          const std::vector<std::string>& arguments,
                                                          std::filesystem::path target, std::string title);
    ~ImportJob();  ///< Ends the child.
    ImportJob(const ImportJob&) = delete;
    ImportJob& operator=(const ImportJob&) = delete;

    Outcome poll();  ///< Call once a frame.
    void cancel();   ///< Asks it to stop; insists after two seconds.
    const ImportStatus& status() const { return status_; }
    const std::filesystem::path& target() const { return target_; }
    const std::string& reason() const { return reason_; }                   ///< Why it failed: its last words.
    const std::vector<std::string>& warnings() const { return warnings_; }  ///< Files that were left out.

  private:
    ImportJob() = default;
    void read_pipe(int descriptor, std::string& pending);
    void take_line(const std::string& line);
    void close_pipes();

    pid_t child_ = -1;
    int output_ = -1, errors_ = -1;
    std::string output_pending_, errors_pending_;
    ImportStatus status_;
    std::filesystem::path target_;
    std::string reason_;
    std::vector<std::string> warnings_;
    Outcome outcome_ = Outcome::running;
    std::chrono::steady_clock::time_point cancelled_at_;
};

}  // namespace twin::app
