#include "common/auth/tls_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "support/certificates.h"
#include "support/matchers.h"
#include "support/temporary_directory.h"

namespace broadsheet {
namespace {

using absl::StatusCode;
using ::broadsheet::testing::CertificateAndKey;
using ::broadsheet::testing::CertificateAuthority;
using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TemporaryDirectory;
using ::broadsheet::testing::WriteSecret;

class TlsFilesTest : public ::testing::Test {
 protected:
  TlsFilesTest() {
    Write(ca_.Issue({"storage"}));
    WriteSecret(files_.ca.path, ca_.pem());
  }

  void Write(const CertificateAndKey& pair) {
    WriteSecret(files_.certificate.path, pair.certificate);
    WriteSecret(files_.key.path, pair.key);
  }

  absl::Status CheckAt(absl::Time time) { return CheckTlsFiles(files_, ManualClock(time)); }

  const TemporaryDirectory directory_;
  const CertificateAuthority ca_;
  TlsFiles files_{{"--tls_certificate_file", directory_.path() + "/certificate.pem"},
                  {"--tls_key_file", directory_.path() + "/key.pem"},
                  {"--tls_ca_file", directory_.path() + "/ca.pem"}};
};

TEST_F(TlsFilesTest, GoodOnesAndNoneAreFine) {
  EXPECT_OK(CheckTlsFiles(files_));
  EXPECT_OK(CheckTlsFiles({}));
  EXPECT_OK(CheckTlsFiles({{}, {}, files_.ca}));
  EXPECT_OK(CheckTlsFiles({files_.certificate, files_.key, {}}));
}

TEST_F(TlsFilesTest, CertificateAndKeyComeTogether) {
  TlsFiles alone = files_;
  alone.key.path.clear();
  EXPECT_THAT(CheckTlsFiles(alone),
              IsError(StatusCode::kInvalidArgument,
                      "--tls_certificate_file takes --tls_key_file beside it"));
  std::swap(alone.key.path, alone.certificate.path);
  EXPECT_THAT(CheckTlsFiles(alone), IsError(StatusCode::kInvalidArgument,
                                            "--tls_key_file takes --tls_certificate_file beside"));
}

TEST_F(TlsFilesTest, FileThatIsAwayIsNamedWithItsFlag) {
  for (const TlsFiles::File* file : {&files_.certificate, &files_.key, &files_.ca}) {
    const std::string away = file->path + ".away";
    std::filesystem::rename(file->path, away);
    EXPECT_THAT(
        CheckTlsFiles(files_),
        IsError(StatusCode::kNotFound, absl::StrCat(file->flag, ": can't read ", file->path)));
    std::filesystem::rename(away, file->path);
  }
}

TEST_F(TlsFilesTest, WhatIsNoPemIsNamedWithItsFlag) {
  for (const TlsFiles::File* file : {&files_.certificate, &files_.key, &files_.ca}) {
    const std::string away = file->path + ".away";
    std::filesystem::rename(file->path, away);
    for (const std::string& garbage :
         {std::string(), std::string("storage\n"), std::string(100'000, '\xff'),
          std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
          std::string("-----BEGIN PRIVATE KEY-----\n")}) {
      WriteSecret(file->path, garbage);
      EXPECT_THAT(CheckTlsFiles(files_),
                  IsError(StatusCode::kInvalidArgument,
                          absl::StrCat(file->flag, ": ", file->path, " holds ")));
    }
    std::filesystem::rename(away, file->path);
  }
}

TEST_F(TlsFilesTest, BrokenCertificateBehindAGoodOneIsFound) {
  WriteSecret(files_.ca.path, absl::StrCat(ca_.pem(), "-----BEGIN CERTIFICATE-----\nAAAA\n"));
  EXPECT_THAT(CheckTlsFiles(files_), IsError(StatusCode::kInvalidArgument, "that is broken"));
}

TEST_F(TlsFilesTest, KeyOfAnotherCertificateIsRefused) {
  WriteSecret(files_.key.path, ca_.Issue({"query"}).key);
  EXPECT_THAT(CheckTlsFiles(files_), IsError(StatusCode::kInvalidArgument,
                                             absl::StrCat("--tls_key_file: ", files_.key.path,
                                                          " is not the key of the certificate in ",
                                                          files_.certificate.path)));
}

TEST_F(TlsFilesTest, KeyThatTakesAPassphraseIsRefusedWithoutAsking) {
  // By "openssl genpkey -algorithm ed25519 -aes-128-cbc".
  WriteSecret(files_.key.path,
              "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
              "MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBCq5EV9ZT4MHeZ7\n"
              "-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_THAT(CheckTlsFiles(files_),
              IsError(StatusCode::kInvalidArgument, "or one that takes a passphrase"));
}

TEST_F(TlsFilesTest, KeyThatEverybodyMayReadIsRefused) {
  std::filesystem::permissions(files_.key.path, std::filesystem::perms(0644));
  EXPECT_THAT(CheckTlsFiles(files_), IsError(StatusCode::kFailedPrecondition, "--tls_key_file: "));
  std::filesystem::permissions(files_.certificate.path, std::filesystem::perms(0644));
  std::filesystem::permissions(files_.key.path, std::filesystem::perms(0640));
  EXPECT_OK(CheckTlsFiles(files_));
}

TEST_F(TlsFilesTest, CertificateCountsFromItsBeginToItsEnd) {
  const absl::Time begin = absl::FromUnixSeconds(1'790'000'000);
  const absl::Time end = begin + absl::Hours(1);
  Write(ca_.Issue({"storage", "", begin, end}));
  files_.ca.path.clear();
  EXPECT_OK(CheckAt(begin));
  EXPECT_OK(CheckAt(end - absl::Seconds(1)));
  EXPECT_THAT(CheckAt(end),
              IsError(StatusCode::kFailedPrecondition,
                      absl::StrCat("--tls_certificate_file: ", files_.certificate.path,
                                   " has expired at 2026-09-21T15:13:20")));
  EXPECT_THAT(CheckAt(begin - absl::Seconds(1)),
              IsError(StatusCode::kFailedPrecondition, "is not valid before 2026-09-21T14:13:20"));
  ASSERT_OK_AND_ASSIGN(const absl::Time expiry, CertificateExpiry(files_.certificate.path));
  EXPECT_EQ(expiry, end);
}

TEST_F(TlsFilesTest, OneOfTheCasHasToCount) {
  const CertificateAuthority old(
      {"Old CA", "", absl::Now() - absl::Hours(2), absl::Now() - absl::Hours(1)});
  WriteSecret(files_.ca.path, old.pem() + ca_.pem());
  EXPECT_OK(CheckTlsFiles(files_));
  WriteSecret(files_.ca.path, old.pem());
  EXPECT_THAT(CheckTlsFiles(files_), IsError(StatusCode::kFailedPrecondition, "--tls_ca_file: "));
}

}  // namespace
}  // namespace broadsheet
