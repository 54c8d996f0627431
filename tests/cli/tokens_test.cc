#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/command_line.h"
#include "common/auth/token_list.h"
#include "support/matchers.h"
#include "support/temporary_directory.h"

namespace broadsheet::cli {
namespace {

class TokensTest : public CommandLine {
 protected:
  Result Tokens(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "tokens");
    arguments.insert(arguments.end(), {"--callers-file", file_});
    return RunAlone(arguments);
  }

  std::string Text() const {
    std::stringstream text;
    text << std::ifstream(file_).rdbuf();
    return text.str();
  }

  const testing::TemporaryDirectory directory_;
  const std::string file_ = absl::StrCat(directory_.path(), "/callers");
};

TEST_F(TokensTest, CreatedTokenIsPrintedOnceAndKeptAsItsDigest) {
  const Result made = Tokens({"create", "ci", "--role", "writer", "--expires", "2w"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_TRUE(absl::StrContains(made.err, "ci: writer, expires: 2026-04-03 09:46:40")) << made.err;
  std::string token = made.out;
  absl::StripAsciiWhitespace(&token);
  EXPECT_FALSE(absl::StrContains(Text(), token));
  ASSERT_OK_AND_ASSIGN(const auto entries, ParseTokenList(Text()));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].name, "ci");
  EXPECT_EQ(entries[0].digest, TokenDigest(token));
  EXPECT_EQ(entries[0].expire_time, clock.Now() + absl::Hours(14 * 24));
}

TEST_F(TokensTest, ListsWhoHasOneAndRevokesIt) {
  Tokens({"create", "ci", "--role", "writer", "--expires", "1d"});
  Tokens({"create", "desk", "--role", "editor"});
  clock.Advance(absl::Hours(25));
  EXPECT_EQ(Tokens({"list"}).out,
            "ci    writer  expired: 2026-03-21 09:46:40\n"
            "desk  editor  expires: never\n");
  EXPECT_EQ(Tokens({"--json", "list"}).out,
            "{\"expireTime\":\"2026-03-21T09:46:40Z\",\"name\":\"ci\",\"role\":\"writer\"}\n"
            "{\"name\":\"desk\",\"role\":\"editor\"}\n");
  EXPECT_EQ(Tokens({"revoke", "ci"}).out, "revoked ci\n");
  EXPECT_EQ(Tokens({"list"}).out, "desk  editor  expires: never\n");
  const Result again = Tokens({"revoke", "ci"});
  EXPECT_EQ(again.code, 3);
  EXPECT_TRUE(absl::StrContains(again.err, "nobody named 'ci' has a token in ")) << again.err;
}

TEST_F(TokensTest, QuotaIsKeptAndListed) {
  const Result made = Tokens({"create", "ci", "--role", "writer", "--requests-per-minute", "600",
                              "--open-streams", "unlimited"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Tokens({"list"}).out, "ci  writer  expires: never  requests=600 streams=unlimited\n");
  EXPECT_TRUE(absl::StrContains(Tokens({"--json", "list"}).out,
                                "\"quota\":\"requests=600 streams=unlimited\""));
  const Result bad = Tokens({"create", "desk", "--role", "editor", "--bytes-per-minute", "0"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_TRUE(absl::StrContains(bad.err, "'0' is no number above 0, nor 'unlimited'")) << bad.err;
}

TEST_F(TokensTest, ListKeepsItsModeAndIsReplacedWhole) {
  Tokens({"create", "ci", "--role", "writer"});
  struct stat first {
  }, second{};
  ASSERT_EQ(stat(file_.c_str(), &first), 0);
  EXPECT_EQ(first.st_mode & 0777, 0640u);
  std::filesystem::permissions(file_, std::filesystem::perms(0444));
  Tokens({"create", "desk", "--role", "editor"});
  ASSERT_EQ(stat(file_.c_str(), &second), 0);
  EXPECT_EQ(second.st_mode & 0777, 0444u);
  EXPECT_NE(first.st_ino, second.st_ino);
  const std::filesystem::directory_iterator files(directory_.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(TokensTest, TokenIsWrittenForItsOwnerAlone) {
  const std::string out = absl::StrCat(directory_.path(), "/ci.token");
  EXPECT_EQ(Tokens({"create", "ci", "--role", "writer", "--out", out}).out, "");
  struct stat written {};
  ASSERT_EQ(stat(out.c_str(), &written), 0);
  EXPECT_EQ(written.st_mode & 0777, 0600u);
  EXPECT_EQ(written.st_size, 47);
  EXPECT_EQ(Tokens({"create", "desk", "--role", "editor", "--out", out}).code, 1);
  EXPECT_EQ(Tokens({"list"}).out, "ci  writer  expires: never\n");
}

TEST_F(TokensTest, ListMayBeNamedByARelativePath) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  const Result made =
      RunAlone({"tokens", "create", "ci", "--role", "writer", "--callers-file", "callers"});
  std::filesystem::current_path(before);
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Tokens({"list"}).out, "ci  writer  expires: never\n");
}

TEST_F(TokensTest, WhatCantBeDoneChangesNothing) {
  Tokens({"create", "ci", "--role", "writer"});
  const std::string before = Text();
  const Result twice = Tokens({"create", "ci", "--role", "admin"});
  EXPECT_EQ(twice.code, 1);
  EXPECT_TRUE(absl::StrContains(twice.err, "'ci' has a token")) << twice.err;
  EXPECT_EQ(Tokens({"create", "CI", "--role", "admin"}).code, 2);
  EXPECT_EQ(Tokens({"create", "x", "--role", "boss"}).code, 2);
  EXPECT_EQ(Tokens({"create", "x", "--role", "admin", "--expires", "-1d"}).code, 2);
  EXPECT_EQ(Text(), before);
}

TEST_F(TokensTest, CertificateWithoutACaIsAnErrorAndNoCallInTheClear) {
  const Result result =
      Run({"--tls-certificate-file", "own.pem", "--tls-key-file", "key.pem", "list"});
  EXPECT_EQ(result.code, 2);
  EXPECT_TRUE(absl::StrContains(result.err, "--tls-certificate-file takes --tls-ca-file beside it"))
      << result.err;
}

TEST_F(TokensTest, TokenFileThatCantBeReadIsAnError) {
  const Result result = Run({"--token-file", "/nowhere/token", "list"});
  EXPECT_EQ(result.code, 2);
  EXPECT_TRUE(absl::StrContains(result.err, "--token-file: can't read /nowhere/token"))
      << result.err;
}

}  // namespace
}  // namespace broadsheet::cli
