#include "data/address_guard.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace twin::data {

namespace {

std::atomic<bool> guarding = false;
std::array<char, INET6_ADDRSTRLEN> refused{};  ///< Written by one thread after the other: fetching has one.

struct Range {
    std::uint32_t first;
    int bits;
};
constexpr Range private_ranges[] = {{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},
                                    {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0A80000, 16},
                                    {0xC6120000, 15}, {0xE0000000, 3}};

bool is_private_v4(std::uint32_t address) {
    return std::ranges::any_of(private_ranges, [&](const Range& range) {
        return (address ^ range.first) >> static_cast<unsigned>(32 - range.bits) == 0;
    });
}

bool is_private_v6(const std::uint8_t* bytes) {
    const auto word_at = [&](int i) {
        return static_cast<std::uint32_t>(bytes[i]) << 24u | static_cast<std::uint32_t>(bytes[i + 1]) << 16u |
               static_cast<std::uint32_t>(bytes[i + 2]) << 8u | bytes[i + 3];
    };
    const bool ten_zeros = std::all_of(bytes, bytes + 10, [](std::uint8_t b) { return b == 0; });
    if (ten_zeros && (word_at(8) == 0xFFFF || word_at(8) == 0)) return is_private_v4(word_at(12));  // ::1 is 0.0.0.1
    if (word_at(0) == 0x0064FF9B) return is_private_v4(word_at(12));                                // NAT64
    return (bytes[0] & 0xFEu) == 0xFC || (bytes[0] == 0xFE && (bytes[1] & 0x80u) != 0) || bytes[0] == 0xFF;
}

bool has_private_address(const std::string& host) {
    if (host.empty()) return false;
    addrinfo* found = nullptr;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return false;
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    for (const addrinfo* at = found; at; at = at->ai_next)
        if (is_private_address(at->ai_addr)) return true;
    return false;
}

}  // namespace

bool is_private_address(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return is_private_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        return is_private_v6(v6.sin6_addr.s6_addr);
    }
    return false;
}

std::string host_in(std::string_view address) {
    const auto scheme = address.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string_view host = address.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (const auto user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
    if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
    return std::string(host.substr(0, host.find(':')));
}

void guard_addresses(const std::string& host) {
    refused.fill(0);
    bool free = has_private_address(host);
    for (const char* proxy : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
        const char* value = std::getenv(proxy);
        if (!value || !*value) continue;
        const std::string text = value;
        free = free || has_private_address(host_in(text.find("://") == std::string::npos ? "http://" + text : text));
    }
    guarding = !free;
}

void stop_guarding_addresses() {
    guarding = false;
}

std::string refused_address() {
    return refused.data();
}

namespace {

/// Errors: true when the address is refused.
bool refuses(const sockaddr* address) {
    if (!guarding || !address || !is_private_address(address)) return false;
    const void* at = address->sa_family == AF_INET
                         ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr)
                         : &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    ::inet_ntop(address->sa_family, at, refused.data(), refused.size());
    return true;
}

}  // namespace

}  // namespace twin::data

/// Stands before the C library's own for all libraries of the process.
extern "C" __attribute__((used, visibility("default"))) int connect(int socket, const sockaddr* address,
                                                                    socklen_t length) {
    if (twin::data::refuses(address)) {
        errno = EACCES;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_connect, socket, address, length));
}
