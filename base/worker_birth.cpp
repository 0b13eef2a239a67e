#include "base/worker_birth.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace twin::base::birth {

namespace {

constexpr std::size_t most_descriptors = request_descriptors;

}  // namespace

bool send(int socket, std::span<const std::byte> bytes, std::span<const int> descriptors) {
    if (descriptors.size() > most_descriptors) return false;
    iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(most_descriptors * sizeof(int))> control{};
    if (!descriptors.empty()) {
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        cmsghdr* along = CMSG_FIRSTHDR(&message);
        along->cmsg_level = SOL_SOCKET;
        along->cmsg_type = SCM_RIGHTS;
        along->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(along), descriptors.data(), descriptors.size_bytes());
    }
    while (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
        if (errno != EINTR) return false;
    return true;
}

bool receive(int socket, std::span<std::byte> bytes, std::span<Descriptor> descriptors) {
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(most_descriptors * sizeof(int))> control{};
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t got = 0;
    do got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    const cmsghdr* along = got > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (along && along->cmsg_level == SOL_SOCKET && along->cmsg_type == SCM_RIGHTS) {
        const std::size_t count = (along->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int number = -1;
            std::memcpy(&number, CMSG_DATA(along) + i * sizeof(int), sizeof number);
            Descriptor received(number);
            if (i < descriptors.size()) descriptors[i] = std::move(received);
        }
    }
    return got == static_cast<ssize_t>(bytes.size()) && !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
}

}  // namespace twin::base::birth
