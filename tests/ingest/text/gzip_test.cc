#include "ingest/text/gzip.h"

#include <gtest/gtest.h>

#include <string>

#include "ingest/gzipped.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr size_t kMost = 1000;

TEST(GzipTest, UnpacksAllMembers) {
  EXPECT_TRUE(IsGzip(Gzipped("")));
  EXPECT_FALSE(IsGzip("<urlset/>"));
  EXPECT_EQ(Gunzip(Gzipped("one ") + Gzipped("two"), kMost).value(), "one two");
  EXPECT_EQ(Gunzip(Gzipped(""), kMost).value(), "");
}

TEST(GzipTest, TakesWhatComesBeforeAnEndTooEarlyAndNoticesGarbage) {
  const std::string whole = Gzipped("The ferry sails at nine.");
  EXPECT_EQ(Gunzip(whole.substr(0, whole.size() - 8), kMost).value(), "The ferry sails at nine.");
  EXPECT_THAT(Gunzip(whole.substr(0, 10), kMost), IsError(kInvalid, "can't be read"));
  EXPECT_THAT(Gunzip("\x1F\x8B\x08nothing of the kind", kMost), IsError(kInvalid, "can't be read"));
}

TEST(GzipTest, HoldsNoMoreThanIsAllowed) {
  EXPECT_THAT(Gunzip(Gzipped(std::string(4 << 20, 'x')), kMost),
              IsError(kInvalid, "more than 1000 bytes"));
}

}  // namespace
}  // namespace broadsheet::ingest
