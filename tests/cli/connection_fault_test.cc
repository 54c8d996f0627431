#include "cli/connection_fault.h"

#include <gtest/gtest.h>

namespace broadsheet::cli {
namespace {

// What gRPC 1.51 says.
constexpr char kBefore[] = "connections to all backends failing; last error: ";

TEST(ConnectionFaultTest, FaultsOfTlsSayWhatToDo) {
  const auto of = [](const char* error, bool speaks_tls) {
    return ConnectionFault(std::string(kBefore) + error, speaks_tls);
  };
  EXPECT_EQ(of("UNKNOWN: ipv4:127.0.0.1:1: Ssl handshake failed: SSL_ERROR_SSL: error:0A00010B:SSL "
               "routines::wrong version number",
               true),
            "speaks no TLS, and is called with --tls-ca-file");
  EXPECT_EQ(of("UNKNOWN: ipv4:127.0.0.1:1: Ssl handshake failed: SSL_ERROR_SSL: error:0A000086:SSL "
               "routines::certificate verify failed",
               true),
            "shows a certificate that has ended, or is of no CA in --tls-ca-file");
  EXPECT_EQ(of("UNKNOWN: ipv4:127.0.0.2:1: Custom verification check failed with error: "
               "UNAUTHENTICATED: Hostname Verification Check failed.",
               true),
            "shows a certificate that is not for that name");
  EXPECT_EQ(of("UNAVAILABLE: ipv4:127.0.0.1:1: Socket closed", false),
            "takes no connection: does it speak TLS (--tls-ca-file)?");
  EXPECT_EQ(of("UNAVAILABLE: ipv4:127.0.0.1:1: Socket closed", true),
            "takes no connection: does it ask for a certificate of yours "
            "(--tls-certificate-file), or not take that one?");
}

TEST(ConnectionFaultTest, NobodyThereIsToldAsTheSystemDoes) {
  EXPECT_EQ(
      ConnectionFault(std::string(kBefore) + "UNKNOWN: ipv4:127.0.0.1:1: Failed to connect to "
                                             "remote host: Connection refused",
                      false),
      "can't be reached: Connection refused");
}

TEST(ConnectionFaultTest, ConnectionThatWasLostIsNoFaultOfTls) {
  EXPECT_EQ(ConnectionFault("Socket closed", false), "is unavailable: Socket closed");
}

}  // namespace
}  // namespace broadsheet::cli
