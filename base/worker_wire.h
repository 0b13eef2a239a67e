#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/worker.h"

/// How messages travel between parent and worker: cut into packets of a SOCK_SEQPACKET socket, each with a header, so
/// that a large message is streamed under the socket's back-pressure and a short word (out of memory, goodbye) fits
/// between any two packets.
namespace twin::base::wire {

inline constexpr int worker_socket = 3;

/// Words of the worker's own run-time; the two sides' message types stay below.
inline constexpr std::uint32_t first_reserved_type = 0xFFFFFF00u;
inline constexpr std::uint32_t out_of_memory = 0xFFFFFF01u;
inline constexpr std::uint32_t goodbye = 0xFFFFFF02u;

/// Sends head and tail as one message.  Errors: false when the other side is gone or does not listen.
/// Thread: safe in a new-handler for empty messages (allocates nothing).
bool send(int socket, std::uint32_t type, std::span<const std::byte> head, std::span<const std::byte> tail,
          int descriptor);

enum class Received { nothing, message, word, closed, damaged };

/// Puts packets together again; believes no length.
class Assembler {
  public:
    explicit Assembler(std::uint64_t largest_bytes) : largest_bytes_(largest_bytes) {}

    /// Reads at most one packet. `message`: a whole one is in `out`; `word`: a reserved type is in `out.type`.
    /// `take_descriptors` false: descriptors sent along are thrown away.
    Received step(int socket, bool wait, bool take_descriptors, WorkerMessage& out);

  private:
    std::uint64_t largest_bytes_;
    WorkerMessage partial_;
    std::uint64_t total_bytes_ = 0;
    bool inside_ = false;
};

}  // namespace twin::base::wire
