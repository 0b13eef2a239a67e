#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace twin::base {

/// Limits of one worker process.
struct WorkerLimits {
    std::uint64_t memory_bytes = 4ull << 30;  ///< Address space beyond the input file's size.
    int cpu_seconds = 600;
    std::chrono::milliseconds silence{20'000};  ///< Killed when it says nothing for so long.
    std::uint64_t message_bytes = 1ull << 30;   ///< Largest single message that is believed.
};

/// A message between the two processes: a type (1 .. 0xFFFFFEFF, chosen by the two sides), bytes, and at most one open
/// descriptor (-1: none).
struct WorkerMessage {
    std::uint32_t type = 0;
    std::vector<std::byte> payload;
    int descriptor = -1;  ///< Owned by whoever receives the message.
};

/// How a worker ended, in words that fit behind "FILE: ".
struct WorkerEnd {
    bool clean = false;  ///< It said goodbye and exited with 0.
    std::string reason;  ///< "the reader crashed (signal 11, segmentation fault)", "was silent for 20 s", ...
};

/// Parent side. Has a worker forked from this program started again as `stadtzwilling worker NAME` (worker_nursery.h;
/// its main calls `serve_as_worker`), with a socket as descriptor 3 and nothing else open but a pipe as stderr; feeds
/// each message it sends to `on_message` (false: cancel, the worker is killed within 250 ms). While the worker says
/// nothing, a message of type `tick` comes every 100 ms, so that a person can cancel a worker that is busy or hangs.
/// `on_message` may answer through `reply`; descriptors in `first` and in answers stay the caller's. The environment
/// variable STADTZWILLING_WORKER names another executable to start.
///
/// Thread: blocks the caller until the worker has ended.  Errors: cannot start at all.
class Worker {
  public:
    static constexpr std::uint32_t tick = 0;
    using Reply = std::function<void(const WorkerMessage&)>;
    using Handler = std::function<bool(WorkerMessage&, const Reply&)>;
    static Result<WorkerEnd> run(const std::string& name, const WorkerMessage& first, const WorkerLimits& limits,
                                 const Handler& on_message);
};

/// What the main of a program does that was started as `PROGRAM worker NAME`: calls `warm_up` once (loads what reading
/// will need; starts no thread, and what it leaves open is read-only and good for all forks at once), then forks for
/// every file that its parent wants read. The fork runs `work` and ends with its answer as exit code; enter_sandbox is
/// for `work` to call. Thread: the only one.
int serve_as_worker(void (*warm_up)(), int (*work)());

/// Worker side of the socket (descriptor 3).  Thread: one at a time.
class WorkerChannel {
  public:
    Result<WorkerMessage> receive();                                    ///< Blocks.
    bool send(std::uint32_t type, std::span<const std::byte> payload);  ///< false: the parent has gone.
    /// One message from two pieces, so that a large array need not be copied behind its header.
    bool send(std::uint32_t type, std::span<const std::byte> head, std::span<const std::byte> tail);
    bool goodbye();  ///< The last word; after it exit code 0 counts as a clean end.
};

/// Locks the calling process in, for good: no new files, no network, no new programs, no signals to others, memory and
/// CPU limits. Threads may still be made.  Errors: seccomp not available.
Result<void> enter_sandbox(const WorkerLimits& limits);

/// What a worker that talks to servers may do besides.
struct NetworkPermit {
    std::vector<std::string> readable;  ///< Files and folders that it may read: certificates, names of hosts.
    bool local_sockets = false;         ///< Sockets that are files (a database on this machine).
    std::uint64_t output_bytes = 0;     ///< Most that it may write into a descriptor that it was given.
};

/// Locks the calling process in as enter_sandbox does, but for connections to the network and for opening files to
/// read; where the kernel has Landlock, only those of the permit.  Errors: seccomp not available.
Result<void> enter_network_sandbox(const WorkerLimits& limits, const NetworkPermit& permit);

}  // namespace twin::base
