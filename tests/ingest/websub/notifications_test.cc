#include "ingest/websub/notifications.h"

#include "absl/strings/str_cat.h"
#include "ingest/redact/purge.h"
#include "ingest/websub/hub_test.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

class NotificationsTest : public testing::HubTest {
 protected:
  std::vector<Notification> Waiting() {
    return notifications_.Waiting(Soon(), subscription_.feed_id).value();
  }

  absl::Status Keep(const std::string& body) {
    return notifications_.Keep(Soon(), subscription_, "text/xml", body);
  }

  // The lease of the feed that is due; nullopt if it is not.
  std::optional<FeedLease> Due() { return leases_.ClaimDue(Soon()).value(); }

  absl::Status TakeAll(const FeedLease& lease) {
    PollEnd end;
    for (const Notification& notification : Waiting()) end.notifications.push_back(notification.id);
    return leases_.FinishNotified(Soon(), lease, end);
  }

  const std::string name_ = CreateFeed("https://example.com/a");
  const Subscription subscription_ = Subscribe();
};

TEST_F(NotificationsTest, FeedIsDueAtOnceAndPolledWhenItWasToBe) {
  const auto planned = Get(name_).next_poll_time();
  EXPECT_FALSE(Due());
  ASSERT_OK(Keep("<rss>1</rss>"));
  ASSERT_OK(Keep("<rss>2</rss>"));
  EXPECT_EQ(Get(name_).next_poll_time().seconds(), planned.seconds());
  const auto lease = Due();
  ASSERT_TRUE(lease);
  EXPECT_FALSE(lease->feed.is_due) << "but for what the hub has told";
  ASSERT_EQ(Waiting().size(), 2u);
  EXPECT_EQ(*Waiting()[0].body, "<rss>1</rss>");
  EXPECT_EQ(*Waiting()[1].body, "<rss>2</rss>");
  EXPECT_EQ(Waiting()[0].content_type, "text/xml");
  ASSERT_OK(TakeAll(*lease));
  EXPECT_TRUE(Waiting().empty());
  EXPECT_FALSE(Due());
  EXPECT_EQ(Get(name_).next_poll_time().seconds(), planned.seconds());
}

TEST_F(NotificationsTest, WhatComesDuringATurnIsSeenAtItsEnd) {
  const auto planned = Get(name_).next_poll_time();
  ASSERT_OK(Keep("<rss>1</rss>"));
  const FeedLease lease = Due().value();
  const std::vector<Notification> first = Waiting();
  ASSERT_OK(Keep("<rss>2</rss>"));
  PollEnd end;
  end.notifications = {first[0].id};
  ASSERT_OK(leases_.FinishNotified(Soon(), lease, end));
  EXPECT_FALSE(Due()) << "not more often than every two seconds";
  absl::SleepFor(absl::Seconds(2.1));
  const auto next = Due();
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->feed.is_due);
  ASSERT_EQ(Waiting().size(), 1u);
  EXPECT_EQ(*Waiting()[0].body, "<rss>2</rss>");
  // So it is at the end of a poll.
  ASSERT_OK(Keep("<rss>3</rss>"));
  Finish(*next);
  absl::SleepFor(absl::Seconds(2.1));
  ASSERT_TRUE(Due());
  EXPECT_GE(Get(name_).next_poll_time().seconds(), planned.seconds());
}

TEST_F(NotificationsTest, LostLeaseTakesNothing) {
  ASSERT_OK(Keep("<rss>1</rss>"));
  FeedLease lease = Due().value();
  lease.id = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
  EXPECT_THAT(TakeAll(lease), IsError(absl::StatusCode::kAborted, "lease was lost"));
  EXPECT_EQ(Waiting().size(), 1u);
}

TEST_F(NotificationsTest, BeyondSixteenTheFeedIsToBeFetched) {
  for (int i = 0; i < 30; ++i) ASSERT_OK(Keep(absl::StrCat("<rss>", i, "</rss>")));
  const std::vector<Notification> waiting = Waiting();
  ASSERT_EQ(waiting.size(), 17u);
  for (int i = 0; i < 16; ++i) {
    EXPECT_EQ(waiting[i].body, absl::StrCat("<rss>", i, "</rss>")) << "in the order they came in";
  }
  EXPECT_FALSE(waiting[16].body);
}

TEST_F(NotificationsTest, LargeBodiesAreFewer) {
  for (int i = 0; i < 6; ++i) ASSERT_OK(Keep(std::string(4 << 20, 'x')));
  const std::vector<Notification> waiting = Waiting();
  ASSERT_EQ(waiting.size(), 5u);
  EXPECT_FALSE(waiting[4].body);
}

TEST_F(NotificationsTest, BytesOfAnyKindAreKept) {
  const std::string bytes("\0\xff<\x80", 4);
  ASSERT_OK(Keep(bytes));
  EXPECT_EQ(*Waiting()[0].body, bytes);
}

TEST_F(NotificationsTest, FeedThatIsGoneTakesNone) {
  v1::DeleteFeedRequest deletion;
  deletion.set_name(name_);
  ASSERT_OK(Keep("<rss/>"));
  ASSERT_OK(registry_.Delete(Soon(), deletion));
  EXPECT_TRUE(Waiting().empty());
  EXPECT_THAT(Keep("<rss/>"), IsError(absl::StatusCode::kNotFound, "is gone"));
}

TEST_F(NotificationsTest, OfAFeedWithWhatWasRedactedNoBodyIsKept) {
  ASSERT_OK(Keep("<rss/>"));
  Redacted redacted;
  redacted.article_id = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
  redacted.actors = {name_};
  redacted.time = absl::Now();
  ASSERT_OK(pool_->Transact(
      Soon(), [&](postgres::Transaction& tx) { return PurgeRedacted(tx, redacted); }));
  ASSERT_EQ(Waiting().size(), 1u);
  EXPECT_FALSE(Waiting()[0].body);
}

}  // namespace
}  // namespace broadsheet::ingest
