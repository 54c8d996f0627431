// Feeds that have named a hub, in a database of their own, with nobody who polls them.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "ingest/feeds/feed_leases.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/sql.h"
#include "ingest/websub/notifications.h"
#include "ingest/websub/subscriptions.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::ingest::testing {

class HubTest : public ::testing::Test {
 protected:
  HubTest() { database_.Migrate("ingest", sql::kMigrations); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  // Polled just now; again in an hour.
  std::string CreateFeed(const std::string& uri) {
    v1::CreateFeedRequest request;
    request.mutable_feed()->set_uri(uri);
    const std::string name = registry_.Create(Soon(), request).value().name();
    FeedLease lease = Claim(name);
    lease.feed.feed.mutable_hub()->set_uri("https://hub.example/");
    lease.feed.feed.mutable_hub()->set_topic_uri(uri);
    Finish(lease);
    return name;
  }

  FeedLease Claim(const std::string& name) {
    return leases_.Claim(Soon(), name.substr(sizeof("feeds/") - 1)).value().value();
  }
  void Finish(const FeedLease& lease) {
    PollEnd end;
    end.poll_time = absl::Now();
    end.next_poll_time = absl::Now() + absl::Hours(1);
    EXPECT_OK(leases_.Finish(Soon(), lease, end));
  }

  v1::Feed Get(const std::string& name) {
    v1::GetFeedRequest request;
    request.set_name(name);
    return registry_.Get(Soon(), request).value();
  }

  // Of which the hub is to be asked.
  std::optional<Subscription> NextToAsk() {
    EXPECT_OK(subscriptions_.FollowFeeds(Soon()));
    return subscriptions_.ClaimDue(Soon()).value();
  }

  // The hub agrees to what it is asked for next.
  Subscription Subscribe(absl::Duration lease = absl::Hours(24)) {
    const Subscription subscription = NextToAsk().value();
    EXPECT_OK(subscriptions_.Confirm(Soon(), subscription.id, lease));
    return subscription;
  }

  ::broadsheet::testing::TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("ingest");
  FeedRegistry registry_{*pool_};
  FeedLeases leases_{*pool_, absl::Seconds(30)};
  Subscriptions subscriptions_{"https://news.example/hubs", *pool_};
  Notifications notifications_{*pool_};
};

}  // namespace broadsheet::ingest::testing
