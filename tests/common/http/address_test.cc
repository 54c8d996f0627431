#include "common/http/address.h"

#include <gtest/gtest.h>

#include "support/matchers.h"

namespace broadsheet::http {
namespace {

using ::broadsheet::testing::IsError;

TEST(AddressTest, SplitsHostAndPort) {
  EXPECT_EQ(ParseAddress("127.0.0.1:8080")->host, "127.0.0.1");
  EXPECT_EQ(ParseAddress("127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(ParseAddress("[::1]:0")->host, "::1");
  EXPECT_EQ(ParseAddress(":80")->host, "");
  for (const char* wrong : {"", "localhost", "localhost:", "localhost:x", "::1:65536", "a:-1"}) {
    EXPECT_THAT(ParseAddress(wrong), IsError(absl::StatusCode::kInvalidArgument, "host:port"));
  }
}

TEST(AddressTest, CountsANetworkOfIpv6AsOnePeer) {
  EXPECT_EQ(PeerOf("2001:db8::1"), PeerOf("2001:db8::ffff:1"));
  EXPECT_NE(PeerOf("2001:db8::1"), PeerOf("2001:db8:0:1::1"));
  EXPECT_NE(PeerOf("::ffff:192.0.2.1"), PeerOf("::ffff:192.0.2.2"));
  EXPECT_NE(PeerOf("192.0.2.1"), PeerOf("192.0.2.2"));
}

}  // namespace
}  // namespace broadsheet::http
