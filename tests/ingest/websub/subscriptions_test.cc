#include "ingest/websub/subscriptions.h"

#include <gmock/gmock.h>

#include <set>

#include "absl/strings/match.h"
#include "ingest/websub/hub_test.h"

namespace broadsheet::ingest {
namespace {

using Hub = v1::Feed::Hub;

class SubscriptionsTest : public testing::HubTest {
 protected:
  void Update(const v1::Feed& feed, const std::string& field) {
    v1::UpdateFeedRequest request;
    *request.mutable_feed() = feed;
    request.mutable_feed()->clear_etag();
    request.mutable_update_mask()->add_paths(field);
    ASSERT_OK(registry_.Update(Soon(), request).status());
  }
};

TEST_F(SubscriptionsTest, EachFeedWithAHubGetsOneOfItsOwn) {
  CreateFeed("https://example.com/a");
  CreateFeed("https://example.com/b");
  const auto first = NextToAsk();
  const auto second = NextToAsk();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(NextToAsk()) << "an answer is waited for";
  EXPECT_NE(first->callback_uri, second->callback_uri);
  EXPECT_NE(first->secret, second->secret);
  EXPECT_NE(first->topic_uri, second->topic_uri);
  EXPECT_TRUE(absl::StartsWith(first->callback_uri, "https://news.example/hubs/"));
}

TEST_F(SubscriptionsTest, StateIsShownWithTheFeed) {
  const std::string name = CreateFeed("https://example.com/a");
  EXPECT_EQ(Get(name).hub().state(), Hub::STATE_UNSPECIFIED);
  const Subscription subscription = NextToAsk().value();
  EXPECT_EQ(Get(name).hub().state(), Hub::STATE_REQUESTED);
  ASSERT_OK(subscriptions_.NoteTrouble(Soon(), subscription.id, "the hub answered 500: "));
  EXPECT_EQ(Get(name).hub().note(), "the hub answered 500: ");
  ASSERT_OK(subscriptions_.Confirm(Soon(), subscription.id, absl::Hours(24)));
  EXPECT_EQ(Get(name).hub().state(), Hub::STATE_ACTIVE);
  EXPECT_EQ(Get(name).hub().note(), "");
  EXPECT_TRUE(Get(name).hub().has_lease_end_time());
  ASSERT_OK(subscriptions_.Deny(Soon(), subscription.id, "no"));
  EXPECT_EQ(Get(name).hub().state(), Hub::STATE_DENIED);
  EXPECT_FALSE(Get(name).hub().has_lease_end_time());
  ASSERT_OK_AND_ASSIGN(const auto census, subscriptions_.Count(Soon()));
  EXPECT_EQ(census.denied, 1);
  EXPECT_EQ(census.active, 0);
}

TEST_F(SubscriptionsTest, RefusalMakesTheFeedDueAsAny) {
  const std::string name = CreateFeed("https://example.com/a");
  const Subscription subscription = Subscribe();
  ASSERT_OK(subscriptions_.Deny(Soon(), subscription.id, "no"));
  const absl::Duration wait =
      absl::FromUnixSeconds(Get(name).next_poll_time().seconds()) - absl::Now();
  EXPECT_LE(wait, absl::Minutes(31));
}

TEST_F(SubscriptionsTest, LeaseIsRenewedUnderTheSameNameAndEndsOnce) {
  const std::string name = CreateFeed("https://example.com/a");
  const Subscription subscription = Subscribe(absl::Seconds(1));
  absl::SleepFor(absl::Milliseconds(700));
  const auto again = NextToAsk();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->callback_uri, subscription.callback_uri);
  EXPECT_STREQ(ModeOf(*again), "subscribe");
  ASSERT_OK_AND_ASSIGN(const auto too_soon, subscriptions_.Lapse(Soon()));
  EXPECT_TRUE(too_soon.empty());
  absl::SleepFor(absl::Milliseconds(400));
  ASSERT_OK_AND_ASSIGN(const auto lapsed, subscriptions_.Lapse(Soon()));
  EXPECT_EQ(lapsed.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const auto none, subscriptions_.Lapse(Soon()));
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(Get(name).hub().state(), Hub::STATE_REQUESTED);
}

TEST_F(SubscriptionsTest, HubIsLeftWhenNobodyWantsItAnyMore) {
  const std::string changed = CreateFeed("https://example.com/a");
  Subscribe();
  v1::Feed feed = Get(changed);
  feed.set_paused(true);
  Update(feed, "paused");
  const auto paused = NextToAsk();
  ASSERT_TRUE(paused);
  EXPECT_STREQ(ModeOf(*paused), "unsubscribe");
  ASSERT_OK(subscriptions_.Remove(Soon(), paused->id));
  feed.set_paused(false);
  Update(feed, "paused");
  const Subscription again = Subscribe();
  EXPECT_NE(again.callback_uri, paused->callback_uri);
  v1::DeleteFeedRequest deletion;
  deletion.set_name(changed);
  ASSERT_OK(registry_.Delete(Soon(), deletion));
  const auto deleted = NextToAsk();
  ASSERT_TRUE(deleted);
  EXPECT_EQ(deleted->id, again.id);
  EXPECT_STREQ(ModeOf(*deleted), "unsubscribe");
}

TEST_F(SubscriptionsTest, AnotherHubOrAnotherAddressOfOursIsSubscribedToAnew) {
  const std::string name = CreateFeed("https://example.com/a");
  const Subscription before = Subscribe();
  FeedLease lease = Claim(name);
  lease.feed.feed.mutable_hub()->set_uri("https://other.example/");
  Finish(lease);
  std::set<std::string> asked;
  for (auto next = NextToAsk(); next; next = NextToAsk()) {
    asked.insert(absl::StrCat(ModeOf(*next), " ", next->hub_uri));
  }
  EXPECT_THAT(asked, ::testing::ElementsAre("subscribe https://other.example/",
                                            "unsubscribe https://hub.example/"));
  Subscriptions moved("https://elsewhere.example", *pool_);
  ASSERT_OK(moved.FollowFeeds(Soon()));
  ASSERT_OK_AND_ASSIGN(const auto next, moved.ClaimDue(Soon()));
  ASSERT_TRUE(next);
  EXPECT_TRUE(absl::StartsWith(next->callback_uri, "https://elsewhere.example/"));
}

TEST_F(SubscriptionsTest, OneThatTheHubNeverAgreedToGoesWithoutAWord) {
  const std::string name = CreateFeed("https://example.com/a");
  ASSERT_TRUE(NextToAsk());
  v1::DeleteFeedRequest deletion;
  deletion.set_name(name);
  ASSERT_OK(registry_.Delete(Soon(), deletion));
  EXPECT_FALSE(NextToAsk());
  ASSERT_OK_AND_ASSIGN(const auto census, subscriptions_.Count(Soon()));
  EXPECT_EQ(census.requested, 0);
}

}  // namespace
}  // namespace broadsheet::ingest
