#include "common/caller_flags.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "support/matchers.h"

ABSL_DECLARE_FLAG(std::string, callers_file);
ABSL_DECLARE_FLAG(bool, let_everybody_call);
ABSL_DECLARE_FLAG(bool, listen_without_tls);
ABSL_DECLARE_FLAG(std::string, tls_certificate_file);
ABSL_DECLARE_FLAG(std::string, tls_client_ca_file);
ABSL_DECLARE_FLAG(std::vector<std::string>, tls_allowed_peers);

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

TEST(CallerFlagsTest, LoopbackIsTold) {
  for (const char* listen : {"127.0.0.1:50051", "127.9.9.9:0", "localhost:1", "[::1]:50051",
                             "unix:/run/broadsheet/storage.sock"}) {
    EXPECT_TRUE(IsLoopback(listen)) << listen;
  }
  for (const char* listen : {"0.0.0.0:50051", "[::]:50051", "10.0.0.1:1", "storage:50051", ":50051",
                             "128.0.0.1:1", "localhost.example.com:1", ""}) {
    EXPECT_FALSE(IsLoopback(listen)) << listen;
  }
}

TEST(CallerFlagsTest, BeyondThisMachineTakesCallersOrAWord) {
  const absl::FlagSaver saver;
  EXPECT_OK(ReadCallerFlags("127.0.0.1:0"));
  EXPECT_THAT(ReadCallerFlags("0.0.0.0:50051"),
              IsError(absl::StatusCode::kFailedPrecondition,
                      "--listen: 0.0.0.0:50051 can be reached from other machines"));
  absl::SetFlag(&FLAGS_let_everybody_call, true);
  ASSERT_OK_AND_ASSIGN(const auto callers, ReadCallerFlags("0.0.0.0:50051"));
  EXPECT_EQ(callers, nullptr);
}

TEST(CallerFlagsTest, CertificatesSayWhoMayCall) {
  const absl::FlagSaver saver;
  absl::SetFlag(&FLAGS_tls_allowed_peers, {"ingest", " query"});
  EXPECT_THAT(ReadCallerFlags("127.0.0.1:0"),
              IsError(absl::StatusCode::kInvalidArgument, "--tls_client_ca_file beside it"));
  absl::SetFlag(&FLAGS_tls_client_ca_file, "/ca.pem");
  ASSERT_OK_AND_ASSIGN(const auto callers, ReadCallerFlags("0.0.0.0:50051"));
  EXPECT_OK(callers->Admit({std::nullopt, {"query"}}, auth::v1::ROLE_ADMIN));
  absl::SetFlag(&FLAGS_tls_allowed_peers, {});
  ASSERT_OK_AND_ASSIGN(const auto everybody, ReadCallerFlags("0.0.0.0:50051"));
  EXPECT_EQ(everybody, nullptr);
}

TEST(CallerFlagsTest, BeyondThisMachineTakesACertificateOrAWord) {
  const absl::FlagSaver saver;
  EXPECT_OK(ReadServerTlsFlags("127.0.0.1:0"));
  EXPECT_THAT(ReadServerTlsFlags("0.0.0.0:50051"),
              IsError(absl::StatusCode::kFailedPrecondition,
                      "--listen: 0.0.0.0:50051 can be reached from other machines, and it has no "
                      "certificate: give --tls_certificate_file, or --listen_without_tls"));
  absl::SetFlag(&FLAGS_tls_certificate_file, "/certificate.pem");
  EXPECT_OK(ReadServerTlsFlags("0.0.0.0:50051"));
  absl::SetFlag(&FLAGS_tls_certificate_file, "");
  absl::SetFlag(&FLAGS_listen_without_tls, true);
  EXPECT_OK(ReadServerTlsFlags("0.0.0.0:50051"));
}

TEST(CallerFlagsTest, ListThatIsNotThereIsNamedWithItsFlag) {
  const absl::FlagSaver saver;
  absl::SetFlag(&FLAGS_callers_file, "/nowhere/callers");
  EXPECT_THAT(ReadCallerFlags("127.0.0.1:0"),
              IsError(absl::StatusCode::kNotFound, "--callers_file: can't read /nowhere/callers"));
}

}  // namespace
}  // namespace broadsheet
