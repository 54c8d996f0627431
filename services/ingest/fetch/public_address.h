// Which addresses a fetch may dial.
#pragma once

#include <sys/socket.h>

namespace broadsheet::ingest {

// Whether an IPv4 or IPv6 address is one of the public internet: not private,
// loopback, link-local, shared (RFC 6598), multicast, reserved or documentation,
// and no IPv6 form that leads to such an IPv4 address (mapped, NAT64, 6to4,
// Teredo). Any other family is not. Thread-safe.
bool IsPublicAddress(const sockaddr* address);

}  // namespace broadsheet::ingest
