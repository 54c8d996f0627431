#include "ingest/fetch/public_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

namespace broadsheet::ingest {
namespace {

bool IsPublic(const std::string& text) {
  sockaddr_in in4{};
  in4.sin_family = AF_INET;
  if (inet_pton(AF_INET, text.c_str(), &in4.sin_addr) == 1) {
    return IsPublicAddress(reinterpret_cast<sockaddr*>(&in4));
  }
  sockaddr_in6 in6{};
  in6.sin6_family = AF_INET6;
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &in6.sin6_addr), 1) << text;
  return IsPublicAddress(reinterpret_cast<sockaddr*>(&in6));
}

TEST(PublicAddressTest, AdmitsThePublicInternet) {
  for (const char* address : {"1.1.1.1", "8.8.8.8", "11.0.0.1", "100.63.255.255", "100.128.0.0",
                              "172.15.255.255", "172.32.0.0", "223.255.255.255", "192.0.1.1",
                              "2606:4700::1111", "2a00::1", "2001:200::1", "2003::1"}) {
    EXPECT_TRUE(IsPublic(address)) << address;
  }
}

TEST(PublicAddressTest, RefusesWhatIsNotOrLeadsElsewhere) {
  for (const char* address : {"0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "192.0.0.8",
                              "192.88.99.1",
                              "198.18.0.1",
                              "224.0.0.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:10.0.0.1",
                              "::ffff:8.8.8.8",
                              "64:ff9b::a00:1",
                              "64:ff9b:1::1",
                              "2002:a00:1::",
                              "2001::1",
                              "2001:db8::1",
                              "fc00::1",
                              "fd12::1",
                              "fe80::1",
                              "ff02::1"}) {
    EXPECT_FALSE(IsPublic(address)) << address;
  }
}

TEST(PublicAddressTest, RefusesOtherFamilies) {
  sockaddr address{};
  address.sa_family = AF_UNIX;
  EXPECT_FALSE(IsPublicAddress(&address));
}

}  // namespace
}  // namespace broadsheet::ingest
