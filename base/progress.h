#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace twin::base {

/// How far a long job has come.  Units: bytes of input, objects made.
struct Progress {
    std::string stage;
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0;
    std::uint64_t objects = 0;
};

/// Takes a progress report; answers false to cancel the job.
using ProgressSink = std::function<bool(const Progress&)>;

}  // namespace twin::base
