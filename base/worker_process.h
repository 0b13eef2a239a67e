#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/descriptor.h"
#include "base/result.h"
#include "base/worker_nursery.h"

namespace twin::base {

/// How a process came to its end.
struct ProcessEnd {
    bool exited = false;  ///< With `code`; otherwise killed by `signal`.
    int code = 0;
    int signal = 0;
    double cpu_s = 0;
    std::uint64_t peak_memory_bytes = 0;  ///< Resident.
};

/// The running worker as its parent holds it.
/// Owner: kills and reaps the process when destroyed.
class WorkerProcess {
  public:
    /// Born in the nursery of that name.  Errors: one sentence when the program cannot be started.
    static Result<WorkerProcess> start(const std::string& name);

    int socket() const { return socket_.get(); }
    int process() const { return process_.get(); }  ///< pidfd, readable once the process has ended.
    int words() const { return words_.get(); }      ///< Its stderr.

    void read_words();               ///< Without waiting; keeps the last of it.
    std::string last_words() const;  ///< Last line on stderr, valid UTF-8, short.
    void kill();
    ProcessEnd wait(std::chrono::milliseconds patience);  ///< Kills it when the time is up.
    void retire_nursery();                                ///< No further worker comes from where this one came from.

    WorkerProcess(WorkerProcess&& other) noexcept = default;
    WorkerProcess& operator=(WorkerProcess&&) = delete;
    ~WorkerProcess();

  private:
    WorkerProcess() = default;
    std::shared_ptr<Nursery> nursery_;
    Descriptor socket_, process_, words_, fate_;
    std::string said_;
};

}  // namespace twin::base
