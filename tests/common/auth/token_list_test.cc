#include "common/auth/token_list.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

const std::string kDigest = TokenDigest("bs_one");

TEST(TokenListTest, ReadsItsOwnFormAndComments) {
  const absl::Time expiry = absl::FromUnixSeconds(1'800'000'000);
  const std::string text = FormatTokenList({{"ci", auth::v1::ROLE_WRITER, kDigest, expiry},
                                            {"desk.2", auth::v1::ROLE_EDITOR, TokenDigest("two")}});
  ASSERT_OK_AND_ASSIGN(const auto entries,
                       ParseTokenList(absl::StrCat("# whose is whose\n\n", text, "  \r\n")));
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].name, "ci");
  EXPECT_EQ(entries[0].role, auth::v1::ROLE_WRITER);
  EXPECT_EQ(entries[0].digest, kDigest);
  EXPECT_EQ(entries[0].expire_time, expiry);
  EXPECT_EQ(entries[1].name, "desk.2");
  EXPECT_EQ(entries[1].expire_time, absl::InfiniteFuture());
}

TEST(TokenListTest, QuotasAreKept) {
  const Quota quota{.requests_per_minute = 600, .open_streams = kUnlimited};
  const std::string text =
      FormatTokenList({{"ci", auth::v1::ROLE_WRITER, kDigest, absl::InfiniteFuture(), quota}});
  EXPECT_TRUE(absl::StrContains(text, " never requests=600 streams=unlimited\n")) << text;
  ASSERT_OK_AND_ASSIGN(const auto entries, ParseTokenList(text));
  EXPECT_EQ(entries[0].quota, quota);
}

TEST(TokenListTest, NewTokensDifferAndAreNotInTheirDigests) {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.insert(NewToken());
  EXPECT_EQ(tokens.size(), 100u);
  for (const std::string& token : tokens) {
    EXPECT_EQ(token.size(), 46u);
    EXPECT_EQ(token.substr(0, 3), "bs_");
    EXPECT_FALSE(absl::StrContains(TokenDigest(token), token.substr(3)));
  }
}

TEST(TokenListTest, NamesTheLineThatMakesNoSense) {
  const std::string good = absl::StrCat("ci writer ", kDigest, " never\n");
  const auto error = [&](const std::string& line) { return ParseTokenList(good + line).status(); };
  using absl::StatusCode;
  EXPECT_THAT(error("desk editor"),
              IsError(StatusCode::kInvalidArgument, "line 2: is not of four"));
  EXPECT_THAT(error(absl::StrCat("Desk editor ", TokenDigest("2"), " never")),
              IsError(StatusCode::kInvalidArgument, "line 2: 'Desk' is no name"));
  EXPECT_THAT(error(absl::StrCat("desk boss ", TokenDigest("2"), " never")),
              IsError(StatusCode::kInvalidArgument, "line 2: 'boss' is no role"));
  EXPECT_THAT(error(absl::StrCat("desk unspecified ", TokenDigest("2"), " never")),
              IsError(StatusCode::kInvalidArgument, "'unspecified' is no role"));
  EXPECT_THAT(error(absl::StrCat("desk editor ", TokenDigest("2"), " tomorrow")),
              IsError(StatusCode::kInvalidArgument, "'tomorrow' is no time"));
  EXPECT_THAT(error(absl::StrCat("desk editor ", TokenDigest("2"), " never requests=0")),
              IsError(StatusCode::kInvalidArgument, "line 2: requests: '0' is no number above 0"));
  EXPECT_THAT(error(absl::StrCat("ci editor ", TokenDigest("2"), " never")),
              IsError(StatusCode::kInvalidArgument, "line 2: 'ci' is there already"));
  EXPECT_THAT(error(absl::StrCat("desk editor ", kDigest, " never")),
              IsError(StatusCode::kInvalidArgument, "line 2: another name has the same token"));
}

TEST(TokenListTest, SecretInPlaceOfADigestIsNotRepeated) {
  const std::string token = NewToken();
  const absl::Status error = ParseTokenList(absl::StrCat("ci writer ", token, " never")).status();
  EXPECT_THAT(error, IsError(absl::StatusCode::kInvalidArgument, "the third field is no digest"));
  EXPECT_FALSE(absl::StrContains(error.message(), token));
}

}  // namespace
}  // namespace broadsheet
