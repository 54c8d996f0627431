#include "common/auth/callers.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/client_token.h"
#include "common/status.h"
#include "support/matchers.h"
#include "support/temporary_directory.h"

namespace broadsheet {
namespace {

using absl::StatusCode;
using auth::v1::ROLE_ADMIN;
using auth::v1::ROLE_EDITOR;
using auth::v1::ROLE_READER;
using auth::v1::ROLE_WRITER;
using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TemporaryDirectory;

class CallersTest : public ::testing::Test {
 protected:
  void Write(const std::string& text) {
    // Replaced, as orchestrators do it: with another inode.
    const std::string temporary = file_ + ".new";
    std::ofstream(temporary) << text;
    std::filesystem::rename(temporary, file_);
  }
  void WriteTokens(const std::vector<TokenEntry>& entries) { Write(FormatTokenList(entries)); }

  std::unique_ptr<Callers> Make(bool anonymous_reading = false) {
    return std::move(Callers::Make({file_, anonymous_reading}, clock_)).value();
  }

  const TemporaryDirectory directory_;
  const std::string file_ = absl::StrCat(directory_.path(), "/callers");
  ManualClock clock_{absl::FromUnixSeconds(1'790'000'000)};
  const std::string token_ = NewToken();
  const std::string bearer_ = absl::StrCat("Bearer ", token_);
};

TEST_F(CallersTest, WhoHasTheRoleOrMoreIsNamed) {
  WriteTokens({{"desk", ROLE_EDITOR, TokenDigest(token_)}});
  const auto callers = Make();
  EXPECT_EQ(callers->Admit({bearer_}, ROLE_READER)->name, "desk");
  EXPECT_EQ(callers->Admit({bearer_}, ROLE_EDITOR)->name, "desk");
  EXPECT_EQ(callers->Admit({absl::StrCat("bEARER ", token_)}, ROLE_WRITER)->name, "desk");
  const absl::Status refused = callers->Admit({bearer_}, ROLE_ADMIN).status();
  EXPECT_THAT(refused, IsError(StatusCode::kPermissionDenied,
                               "this takes the role admin; desk has the role editor"));
  EXPECT_EQ(Reason(refused), "ROLE_REQUIRED");
  EXPECT_EQ(ReasonMetadata(refused, "role"), "admin");
}

TEST_F(CallersTest, WhoSendsNoTokenMayReadAtMost) {
  WriteTokens({});
  const absl::Status refused = Make()->Admit({}, ROLE_READER).status();
  EXPECT_THAT(refused, IsError(StatusCode::kUnauthenticated,
                               "this takes the role reader, and came without a token"));
  EXPECT_EQ(Reason(refused), "TOKEN_REQUIRED");
  const auto open = Make(/*anonymous_reading=*/true);
  EXPECT_EQ(open->Admit({}, ROLE_READER)->name, "");
  EXPECT_EQ(Reason(open->Admit({}, ROLE_WRITER).status()), "TOKEN_REQUIRED");
}

TEST_F(CallersTest, WhatIsNoTokenOfOursIsRefusedWithoutRepeatingIt) {
  WriteTokens({{"desk", ROLE_ADMIN, TokenDigest(token_)},
               {"gone", ROLE_ADMIN, TokenDigest("bs_gone"), clock_.Now()}});
  const auto callers = Make(/*anonymous_reading=*/true);
  const auto refuse = [&](std::string_view authorization) {
    const absl::Status status = callers->Admit({authorization}, ROLE_READER).status();
    EXPECT_EQ(status.code(), StatusCode::kUnauthenticated) << status;
    EXPECT_FALSE(absl::StrContains(status.message(), token_)) << status;
    return Reason(status);
  };
  EXPECT_EQ(refuse(token_), "TOKEN_MALFORMED");
  EXPECT_EQ(refuse(""), "TOKEN_MALFORMED");
  EXPECT_EQ(refuse("Basic dXNlcjpwYXNz"), "TOKEN_MALFORMED");
  EXPECT_EQ(refuse("Bearer "), "TOKEN_UNKNOWN");
  EXPECT_EQ(refuse(absl::StrCat(bearer_, "x")), "TOKEN_UNKNOWN");
  EXPECT_EQ(refuse(absl::StrCat("Bearer ", TokenDigest(token_))), "TOKEN_UNKNOWN");
  EXPECT_EQ(refuse(std::string("Bearer \0\xff", 9)), "TOKEN_UNKNOWN");
  EXPECT_EQ(refuse("Bearer bs_gone"), "TOKEN_EXPIRED");
}

TEST_F(CallersTest, ChangedListCountsWithinASecond) {
  WriteTokens({{"desk", ROLE_ADMIN, TokenDigest(token_)}});
  const auto callers = Make();
  EXPECT_OK(callers->Admit({bearer_}, ROLE_ADMIN));
  WriteTokens({});
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Reason(callers->Admit({bearer_}, ROLE_ADMIN).status()), "TOKEN_UNKNOWN");
}

TEST_F(CallersTest, ListThatMakesNoSenseOrIsAwayLeavesTheOneBefore) {
  WriteTokens({{"desk", ROLE_ADMIN, TokenDigest(token_)}});
  const auto callers = Make();
  Write("nonsense\n");
  clock_.Advance(absl::Seconds(1));
  EXPECT_OK(callers->Admit({bearer_}, ROLE_ADMIN));
  std::filesystem::remove(file_);
  clock_.Advance(absl::Seconds(1));
  EXPECT_OK(callers->Admit({bearer_}, ROLE_ADMIN));
  WriteTokens({});
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Reason(callers->Admit({bearer_}, ROLE_ADMIN).status()), "TOKEN_UNKNOWN");
}

TEST_F(CallersTest, BadListAtTheStartIsAnErrorThatNamesIt) {
  EXPECT_THAT(Callers::Make({file_}), IsError(StatusCode::kNotFound, file_));
  Write("nonsense\n");
  EXPECT_THAT(Callers::Make({file_}),
              IsError(StatusCode::kInvalidArgument, absl::StrCat(file_, ": line 1: ")));
}

TEST_F(CallersTest, ClientTokenIsASecretOfOneLine) {
  Write(absl::StrCat(token_, "\n"));
  std::filesystem::permissions(file_, std::filesystem::perms(0640));
  ASSERT_OK_AND_ASSIGN(const auto token, ClientToken::Open(file_));
  EXPECT_EQ(token->Authorization(), bearer_);
  std::filesystem::permissions(file_, std::filesystem::perms(0644));
  EXPECT_THAT(ClientToken::Open(file_),
              IsError(StatusCode::kFailedPrecondition, "is a secret that everybody may read"));
  Write(" \n");
  std::filesystem::permissions(file_, std::filesystem::perms(0600));
  EXPECT_THAT(ClientToken::Open(file_), IsError(StatusCode::kInvalidArgument, "holds no secret"));
  Write("one\ntwo\n");
  std::filesystem::permissions(file_, std::filesystem::perms(0600));
  EXPECT_THAT(ClientToken::Open(file_), IsError(StatusCode::kInvalidArgument, "one line"));
}

}  // namespace
}  // namespace broadsheet
