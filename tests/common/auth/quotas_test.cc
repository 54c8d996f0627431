#include "common/auth/quotas.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "google/rpc/error_details.pb.h"
#include "support/matchers.h"

namespace broadsheet {
namespace {

using absl::StatusCode;
using ::broadsheet::testing::IsError;

absl::Duration RetryDelay(const absl::Status& status) {
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(payload.has_value() && retry.ParseFromString(std::string(*payload))) << status;
  return absl::Seconds(retry.retry_delay().seconds()) +
         absl::Nanoseconds(retry.retry_delay().nanos());
}

class QuotasTest : public ::testing::Test {
 protected:
  int Admitted(const std::string& caller, const Quota& quota, int64_t bytes, int calls) {
    int admitted = 0;
    for (int i = 0; i < calls; ++i) admitted += quotas_.Take(caller, quota, bytes).ok();
    return admitted;
  }

  ManualClock clock_{absl::FromUnixSeconds(1'790'000'000)};
  Quotas quotas_{{.requests_per_minute = 60}, clock_};
};

TEST_F(QuotasTest, MinutesWorthMayComeAtOnceAndIsThereAgainAsTimePasses) {
  EXPECT_EQ(Admitted("desk", {}, 0, 100), 60);
  clock_.Advance(absl::Milliseconds(10'500));
  EXPECT_EQ(Admitted("desk", {}, 0, 100), 10);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Admitted("desk", {}, 0, 100), 60);
}

TEST_F(QuotasTest, RefusalNamesTheQuotaAndWhenToComeBack) {
  Admitted("desk", {}, 0, 60);
  const absl::Status refused = quotas_.Take("desk", {}, 0);
  EXPECT_THAT(refused, IsError(StatusCode::kResourceExhausted,
                               "desk has used up its quota of 60 requests a minute"));
  EXPECT_EQ(Reason(refused), "QUOTA_EXCEEDED");
  EXPECT_EQ(ReasonMetadata(refused, "quota"), "requests_per_minute");
  EXPECT_EQ(RetryDelay(refused), absl::Seconds(1));
  clock_.Advance(absl::Seconds(1));
  EXPECT_OK(quotas_.Take("desk", {}, 0));
}

TEST_F(QuotasTest, QuotaThatIsNoRoundShareIsExact) {
  for (const int64_t limit : {1, 7, 11, 59, 1001}) {
    EXPECT_EQ(Admitted(absl::StrCat(limit), {.requests_per_minute = limit}, 0, 2000), limit);
    clock_.Advance(absl::Nanoseconds(1));
    EXPECT_EQ(Admitted(absl::StrCat(limit), {.requests_per_minute = limit}, 0, 1), 0);
  }
}

TEST_F(QuotasTest, CallersDontUseEachOthersUp) {
  EXPECT_EQ(Admitted("desk", {}, 0, 100), 60);
  EXPECT_EQ(Admitted("ci", {}, 0, 100), 60);
}

TEST_F(QuotasTest, CallersOwnQuotaIsAheadOfTheDefault) {
  EXPECT_EQ(Admitted("ci", {.requests_per_minute = 2}, 0, 100), 2);
  EXPECT_EQ(Admitted("web", {.requests_per_minute = kUnlimited}, 0, 1000), 1000);
  EXPECT_FALSE(quotas_.Limits({.requests_per_minute = kUnlimited}));
  EXPECT_TRUE(quotas_.Limits({}));
}

TEST_F(QuotasTest, BytesAreCountedAndALongRequestPassesOnce) {
  const Quota quota{.requests_per_minute = kUnlimited, .bytes_per_minute = 1000};
  EXPECT_EQ(Admitted("ci", quota, 100, 100), 10);
  clock_.Advance(absl::Minutes(1));
  EXPECT_OK(quotas_.Take("ci", quota, 3000));
  clock_.Advance(absl::Minutes(2));
  const absl::Status refused = quotas_.Take("ci", quota, 1'000'000);
  EXPECT_EQ(ReasonMetadata(refused, "quota"), "bytes_per_minute");
  EXPECT_LT(RetryDelay(refused), absl::Seconds(1));
  clock_.Advance(absl::Seconds(1));
  EXPECT_OK(quotas_.Take("ci", quota, 1));
}

TEST_F(QuotasTest, WhatIsRefusedIsNotCounted) {
  const Quota quota{.requests_per_minute = 60, .bytes_per_minute = 10};
  EXPECT_OK(quotas_.Take("ci", quota, 10));
  EXPECT_EQ(Admitted("ci", quota, 10, 100), 0);
  clock_.Advance(absl::Minutes(1));
  EXPECT_OK(quotas_.Take("ci", quota, 10));
}

TEST_F(QuotasTest, StreamsAreCountedWhileTheyAreOpen) {
  const Quota quota{.open_streams = 2};
  ASSERT_OK_AND_ASSIGN(Quotas::OpenStream first, quotas_.Open("ci", quota));
  ASSERT_OK_AND_ASSIGN(const Quotas::OpenStream second, quotas_.Open("ci", quota));
  EXPECT_THAT(quotas_.Open("ci", quota), IsError(StatusCode::kResourceExhausted,
                                                 "ci has used up its quota of 2 open streams"));
  EXPECT_OK(quotas_.Open("desk", quota));
  first.reset();
  EXPECT_OK(quotas_.Open("ci", quota));
}

TEST_F(QuotasTest, CallersOfLongAgoAreForgotten) {
  for (int i = 0; i < 100'000; ++i) {
    EXPECT_OK(quotas_.Take(absl::StrCat("ipv4:", i), {}, 1));
    clock_.Advance(absl::Milliseconds(100));
  }
  EXPECT_LT(quotas_.size(), 3000u);
}

TEST(QuotaTest, WhatIsNoLimitIsNamed) {
  EXPECT_THAT(ParseQuotaLimit("0"), IsError(StatusCode::kInvalidArgument, "'0' is no number"));
  EXPECT_THAT(ParseQuotaLimit("-1"), IsError(StatusCode::kInvalidArgument, "'-1' is no number"));
  EXPECT_THAT(ParseQuotaLimit("many"), IsError(StatusCode::kInvalidArgument, "nor 'unlimited'"));
  Quota quota;
  EXPECT_THAT(AddQuotaField("bytes=x", &quota),
              IsError(StatusCode::kInvalidArgument, "bytes: 'x' is no number"));
  EXPECT_THAT(AddQuotaField("calls=1", &quota),
              IsError(StatusCode::kInvalidArgument, "'calls' is none of"));
  EXPECT_OK(AddQuotaField("streams=unlimited", &quota));
  EXPECT_THAT(AddQuotaField("streams=1", &quota),
              IsError(StatusCode::kInvalidArgument, "'streams' is stated twice"));
}

}  // namespace
}  // namespace broadsheet
