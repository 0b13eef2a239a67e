#include "base/worker.h"
#include "base/worker_wire.h"

namespace twin::base {

Result<WorkerMessage> WorkerChannel::receive() {
    constexpr std::uint64_t largest_order_bytes = 16 << 20;
    wire::Assembler assembler(largest_order_bytes);
    while (true) {
        WorkerMessage message;
        switch (assembler.step(wire::worker_socket, true, true, message)) {
            case wire::Received::message:
                return message;
            case wire::Received::closed:
                return Error{"worker: the program that started it has gone"};
            case wire::Received::damaged:
                return Error{"worker: damaged message from the program that started it"};
            case wire::Received::nothing:
            case wire::Received::word:
                break;
        }
    }
}

bool WorkerChannel::send(std::uint32_t type, std::span<const std::byte> payload) {
    return send(type, payload, {});
}

bool WorkerChannel::send(std::uint32_t type, std::span<const std::byte> head, std::span<const std::byte> tail) {
    return wire::send(wire::worker_socket, type, head, tail, -1);
}

bool WorkerChannel::goodbye() {
    return wire::send(wire::worker_socket, wire::goodbye, {}, {}, -1);
}

}  // namespace twin::base
