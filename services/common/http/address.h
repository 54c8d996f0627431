// Addresses to listen on.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace broadsheet::http {

struct Address {
  // Without the brackets of IPv6; empty is any address.
  std::string host;
  int port = 0;
};

// "127.0.0.1:8080", "[::1]:8080", ":8080". INVALID_ARGUMENT where it is none.
absl::StatusOr<Address> ParseAddress(const std::string& listen);

// What connections are counted by: the address of a client, or the /64 of an IPv6 one,
// as whoever has one of its addresses has all. `host` is numeric.
std::string PeerOf(const std::string& host);

}  // namespace broadsheet::http
