#include "base/worker_wire.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/descriptor.h"

namespace twin::base::wire {

namespace {

constexpr std::size_t packet_bytes = 64 * 1024;  // fits the default socket buffer several times

struct Header {
    std::uint32_t magic = 0x5457494E;  // "TWIN"
    std::uint32_t type = 0;
    std::uint64_t total_bytes = 0;
    std::uint64_t offset_bytes = 0;
};

bool send_packet(int socket, iovec* parts, std::size_t count, int descriptor) {
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = count;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    if (descriptor >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* along = CMSG_FIRSTHDR(&message);
        along->cmsg_level = SOL_SOCKET;
        along->cmsg_type = SCM_RIGHTS;
        along->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(along), &descriptor, sizeof(int));
    }
    while (true) {
        if (::sendmsg(socket, &message, MSG_NOSIGNAL) >= 0) return true;
        if (errno != EINTR) return false;
    }
}

std::span<const std::byte> take(std::span<const std::byte>& from, std::size_t most) {
    const auto piece = from.first(std::min(most, from.size()));
    from = from.subspan(piece.size());
    return piece;
}

iovec part(std::span<const std::byte> bytes) {
    return {const_cast<std::byte*>(bytes.data()), bytes.size()};
}

}  // namespace

bool send(int socket, std::uint32_t type, std::span<const std::byte> head, std::span<const std::byte> tail,
          int descriptor) {
    Header header;
    header.type = type;
    header.total_bytes = head.size() + tail.size();
    do {
        const auto first = take(head, packet_bytes);
        const auto second = take(tail, packet_bytes - first.size());
        std::array<iovec, 3> parts{iovec{&header, sizeof header}, part(first), part(second)};
        if (!send_packet(socket, parts.data(), parts.size(), descriptor)) return false;
        descriptor = -1;
        header.offset_bytes += first.size() + second.size();
    } while (!head.empty() || !tail.empty());
    return true;
}

namespace {

struct Packet {
    Header header;
    std::array<std::byte, packet_bytes> bytes;
    std::size_t size = 0;
    Descriptor descriptor;
};

Received receive_packet(int socket, bool wait, bool take_descriptors, Packet& packet) {
    std::array<iovec, 2> parts{iovec{&packet.header, sizeof packet.header},
                               iovec{packet.bytes.data(), packet.bytes.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    if (take_descriptors) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
    }
    ssize_t got = 0;
    do got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
    while (got < 0 && errno == EINTR);
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? Received::nothing : Received::closed;
    if (got == 0) return Received::closed;
    if (take_descriptors) {
        const cmsghdr* along = CMSG_FIRSTHDR(&message);
        if (along && along->cmsg_level == SOL_SOCKET && along->cmsg_type == SCM_RIGHTS &&
            along->cmsg_len == CMSG_LEN(sizeof(int))) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(along), sizeof(int));
            packet.descriptor.reset(number);
        }
    }
    if (static_cast<std::size_t>(got) < sizeof packet.header || packet.header.magic != Header{}.magic ||
        (message.msg_flags & MSG_TRUNC))
        return Received::damaged;
    packet.size = static_cast<std::size_t>(got) - sizeof packet.header;
    return Received::message;
}

}  // namespace

Received Assembler::step(int socket, bool wait, bool take_descriptors, WorkerMessage& out) {
    static thread_local Packet packet;
    const Received received = receive_packet(socket, wait, take_descriptors, packet);
    if (received != Received::message) return received;
    const Header& header = packet.header;
    if (header.type >= first_reserved_type) {
        packet.descriptor.reset();
        out = {};
        out.type = header.type;
        return header.total_bytes == 0 && packet.size == 0 ? Received::word : Received::damaged;
    }
    if (!inside_) {
        if (header.offset_bytes != 0 || header.total_bytes > largest_bytes_) return Received::damaged;
        partial_ = {};
        partial_.type = header.type;
        partial_.descriptor = packet.descriptor.release();
        partial_.payload.reserve(header.total_bytes);
        total_bytes_ = header.total_bytes;
        inside_ = true;
    }
    const bool fits = header.type == partial_.type && header.total_bytes == total_bytes_ &&
                      header.offset_bytes == partial_.payload.size() &&
                      packet.size <= total_bytes_ - partial_.payload.size() && (packet.size > 0 || total_bytes_ == 0);
    if (!fits) return Received::damaged;
    partial_.payload.insert(partial_.payload.end(), packet.bytes.data(), packet.bytes.data() + packet.size);
    if (partial_.payload.size() < total_bytes_) return Received::nothing;
    out = std::move(partial_);
    inside_ = false;
    return Received::message;
}

}  // namespace twin::base::wire
