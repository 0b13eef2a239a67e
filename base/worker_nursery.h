#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/descriptor.h"
#include "base/result.h"

namespace twin::base {

/// This program started once more as `PROGRAM worker NAME`, waiting with all its libraries loaded (which takes ten
/// times as long as reading a small file) and forking one worker for each file. It never sees a file itself, has no
/// descriptors but its own and its libraries' (read-only), one thread, and of the environment only what libraries need
/// to work. Forks of one nursery share its addresses; therefore a worker that came to a bad end is the last of its
/// nursery. Owner: the workers born there and, until retired, the program.  Thread: any.
class Nursery {
  public:
    /// What is left to the parent of a worker.
    struct Newborn {
        Descriptor process;  ///< pidfd.
        Descriptor fate;     ///< One birth::Fate once it has ended; nothing when the nursery has gone.
    };

    /// The running nursery of that name, or a new one.
    /// Errors: one sentence when the program cannot be started.
    static Result<std::shared_ptr<Nursery>> of(const std::string& name);

    /// The worker holds both descriptors, which stay the caller's.
    /// Errors: the nursery has gone or cannot fork.
    Result<Newborn> bear(int socket, int words);

    /// `of` starts a new one from now on; this one ends with its last worker.
    static void retire(const std::shared_ptr<Nursery>& nursery);

    Nursery(const Nursery&) = delete;
    ~Nursery();

  private:
    Nursery() = default;
    static Result<std::shared_ptr<Nursery>> start(const std::string& program, const std::string& name);

    std::string program_;
    std::mutex one_birth_at_a_time_;
    Descriptor control_;
    int id_ = -1;
};

}  // namespace twin::base
