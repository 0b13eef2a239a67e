#pragma once

#include <string>
#include <string_view>

struct sockaddr;

namespace twin::data {

/// Whether an address belongs to this machine or its local network (loopback, private, link-local, carrier's,
/// multicast). Source: IANA special-purpose address registries (RFC 6890); IPv4 inside of IPv6 counts as what it is.
bool is_private_address(const sockaddr* address);

/// The host of an http or https address, without user, port and brackets; empty: none.
std::string host_in(std::string_view address);

/// From now on this process connects to no private address, unless `host` or one of the machine's proxies (http_proxy
/// ...) has one itself: a server on the internet must not send us on into the local network. Sockets of files stay
/// free. Every library of the process is held to it: its connect() is ours. Thread: before others start.
void guard_addresses(const std::string& host);
void stop_guarding_addresses();

/// The private address that was refused last, or empty.
std::string refused_address();

}  // namespace twin::data
