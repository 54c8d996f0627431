#include "ingest/websub/subscription.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

Subscription Example() {
  Subscription subscription;
  subscription.topic_uri = "https://example.com/feed?a=1&b=中";
  subscription.callback_uri = "https://news.example/hubs/0a1b";
  subscription.secret = "5ec7";
  return subscription;
}

TEST(SubscriptionTest, FormAsksForASignedLease) {
  EXPECT_EQ(FormFor(Example()),
            "hub.mode=subscribe&hub.topic=https%3a%2f%2fexample.com%2ffeed%3fa%3d1%26b%3d%e4%b8%ad"
            "&hub.callback=https%3a%2f%2fnews.example%2fhubs%2f0a1b&hub.secret=5ec7"
            "&hub.lease_seconds=864000");
}

TEST(SubscriptionTest, FarewellTellsNoSecret) {
  Subscription leaving = Example();
  leaving.state = Subscription::kLeaving;
  EXPECT_EQ(FormFor(leaving),
            "hub.mode=unsubscribe"
            "&hub.topic=https%3a%2f%2fexample.com%2ffeed%3fa%3d1%26b%3d%e4%b8%ad"
            "&hub.callback=https%3a%2f%2fnews.example%2fhubs%2f0a1b");
}

TEST(SubscriptionTest, LeasesHaveBounds) {
  EXPECT_EQ(LeaseOf("3600"), absl::Hours(1));
  EXPECT_EQ(LeaseOf("0"), absl::Seconds(1));
  EXPECT_EQ(LeaseOf("-5"), absl::Seconds(1));
  EXPECT_EQ(LeaseOf("9223372036854775807"), absl::Hours(24 * 90));
  for (const char* none : {"", "soon", "99999999999999999999", "1.5"}) {
    EXPECT_EQ(LeaseOf(none), kWantedLease) << none;
  }
}

TEST(SubscriptionTest, LeaseIsRenewedWhenAThirdOfItIsLeft) {
  EXPECT_EQ(RenewAfter(absl::Hours(24 * 9)), absl::Hours(24 * 6));
}

TEST(SubscriptionTest, HubIsAskedMoreAndMoreSeldom) {
  EXPECT_EQ(AskAgainAfter(1), absl::Minutes(1));
  EXPECT_EQ(AskAgainAfter(2), absl::Minutes(2));
  EXPECT_EQ(AskAgainAfter(11), absl::Minutes(1024));
  EXPECT_EQ(AskAgainAfter(12), absl::Hours(24));
  EXPECT_EQ(AskAgainAfter(2'000'000'000), absl::Hours(24));
}

TEST(SubscriptionTest, OneThatIsToEndIsForgottenWhereNobodyAnswers) {
  Subscription subscription = Example();
  EXPECT_FALSE(IsForgotten(subscription));
  subscription.state = Subscription::kLeaving;
  EXPECT_TRUE(IsForgotten(subscription)) << "the hub never agreed, or the lease has ended";
  subscription.has_lease = true;
  subscription.asks = 5;
  EXPECT_FALSE(IsForgotten(subscription));
  subscription.asks = 6;
  EXPECT_TRUE(IsForgotten(subscription));
}

}  // namespace
}  // namespace broadsheet::ingest
