#pragma once

#include <cstdint>
#include <span>
#include <type_traits>

#include "base/descriptor.h"

/// What a program and its nursery (worker_nursery.h) say to each other.
namespace twin::base::birth {

/// Program to nursery, with three descriptors: the new worker's socket, its stderr, and a pipe for its Fate.
struct Request {
    std::uint32_t magic = 0x42495254;  // "BIRT"
};

/// The answer, with the worker's pidfd unless it failed.
struct Answer {
    std::int32_t error = 0;  ///< errno.
};

/// How a worker ended, as its nursery saw it.
struct Fate {
    std::int32_t status = 0;  ///< As wait(2) tells it.
    double cpu_s = 0;
    std::uint64_t peak_memory_bytes = 0;  ///< Resident.
};

inline constexpr std::size_t request_descriptors = 3;

/// One packet with descriptors.  Errors: false.
bool send(int socket, std::span<const std::byte> bytes, std::span<const int> descriptors);

/// Waits for one packet of just this size. Descriptors that did not come stay empty, those too many are closed.
/// Errors: false when the other side has gone or sent something else.
bool receive(int socket, std::span<std::byte> bytes, std::span<Descriptor> descriptors);

template <class Message>
bool send(int socket, const Message& message, std::span<const int> descriptors = {}) {
    static_assert(std::is_trivially_copyable_v<Message>);
    return send(socket, std::as_bytes(std::span(&message, 1)), descriptors);
}
template <class Message>
bool receive(int socket, Message& message, std::span<Descriptor> descriptors) {
    static_assert(std::is_trivially_copyable_v<Message>);
    return receive(socket, std::as_writable_bytes(std::span(&message, 1)), descriptors);
}

}  // namespace twin::base::birth
