#include "ingest/fetch/public_address.h"

#include <netinet/in.h>

#include <cstdint>
#include <cstring>

namespace broadsheet::ingest {
namespace {

struct Range4 {
  uint32_t network;
  int bits;
};

constexpr uint32_t Ip4(int a, int b, int c, int d) {
  return static_cast<uint32_t>(a) << 24 | static_cast<uint32_t>(b) << 16 |
         static_cast<uint32_t>(c) << 8 | static_cast<uint32_t>(d);
}

// IANA's special-purpose registry, what is not globally reachable.
constexpr Range4 kSpecial4[] = {
    {Ip4(0, 0, 0, 0), 8},      {Ip4(10, 0, 0, 0), 8},     {Ip4(100, 64, 0, 0), 10},
    {Ip4(127, 0, 0, 0), 8},    {Ip4(169, 254, 0, 0), 16}, {Ip4(172, 16, 0, 0), 12},
    {Ip4(192, 0, 0, 0), 24},   {Ip4(192, 0, 2, 0), 24},   {Ip4(192, 88, 99, 0), 24},
    {Ip4(192, 168, 0, 0), 16}, {Ip4(198, 18, 0, 0), 15},  {Ip4(198, 51, 100, 0), 24},
    {Ip4(203, 0, 113, 0), 24}, {Ip4(224, 0, 0, 0), 3},
};

bool IsPublic4(uint32_t address) {
  for (const Range4& range : kSpecial4) {
    if ((address ^ range.network) >> (32 - range.bits) == 0) return false;
  }
  return true;
}

struct Range6 {
  uint16_t groups[3];
  int bits;
};

// Of 2000::/3, what is not a plain public address: Teredo and other protocol
// assignments, documentation, 6to4.
constexpr Range6 kSpecial6[] = {
    {{0x2001, 0x0000, 0}, 23},
    {{0x2001, 0x0db8, 0}, 32},
    {{0x2002, 0x0000, 0}, 16},
    {{0x3fff, 0x0000, 0}, 20},
};

// The first 48 bits, as a number.
uint64_t Prefix(const uint8_t* bytes) {
  uint64_t prefix = 0;
  for (int i = 0; i < 6; ++i) prefix = prefix << 8 | bytes[i];
  return prefix;
}

// Outside of 2000::/3 are NAT64 (64:ff9b::/96, 64:ff9b:1::/48), the mapped
// addresses, unique local, link-local and multicast ones.
bool IsPublic6(const in6_addr& address) {
  if (address.s6_addr[0] >> 5 != 1) return false;
  const uint64_t prefix = Prefix(address.s6_addr);
  for (const Range6& range : kSpecial6) {
    const uint64_t network = static_cast<uint64_t>(range.groups[0]) << 32 |
                             static_cast<uint64_t>(range.groups[1]) << 16 | range.groups[2];
    if ((prefix ^ network) >> (48 - range.bits) == 0) return false;
  }
  return true;
}

}  // namespace

bool IsPublicAddress(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, address, sizeof in);
    return IsPublic4(ntohl(in.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 in;
    std::memcpy(&in, address, sizeof in);
    return IsPublic6(in.sin6_addr);
  }
  return false;
}

}  // namespace broadsheet::ingest
