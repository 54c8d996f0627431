#include "ingest/feeds/feed_leases.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TestDatabase;

class FeedLeasesTest : public ::testing::Test {
 protected:
  FeedLeasesTest() { database_.Migrate("ingest", sql::kMigrations); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  // A new feed that is due.
  v1::Feed CreateDue(const std::string& uri) {
    v1::CreateFeedRequest created;
    created.mutable_feed()->set_uri(uri);
    v1::UpdateFeedRequest request;
    *request.mutable_feed() = registry_.Create(Soon(), created).value();
    request.mutable_update_mask()->add_paths("paused");
    return registry_.Update(Soon(), request).value();
  }

  absl::StatusOr<v1::Feed> Get(const std::string& name) {
    v1::GetFeedRequest request;
    request.set_name(name);
    return registry_.Get(Soon(), request);
  }

  TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("ingest");
  FeedRegistry registry_{*pool_};
  FeedLeases leases_{*pool_, absl::Seconds(30)};
};

TEST_F(FeedLeasesTest, DueFeedIsClaimedByOne) {
  CreateDue("https://example.com/a");
  CreateDue("https://example.com/b");
  ASSERT_OK_AND_ASSIGN(const auto first, leases_.ClaimDue(Soon()));
  ASSERT_OK_AND_ASSIGN(const auto second, leases_.ClaimDue(Soon()));
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_NE(first->feed.id, second->feed.id);
  ASSERT_OK_AND_ASSIGN(const auto third, leases_.ClaimDue(Soon()));
  EXPECT_FALSE(third.has_value());
  ASSERT_OK_AND_ASSIGN(const auto same, leases_.Claim(Soon(), first->feed.id));
  EXPECT_FALSE(same.has_value());
}

TEST_F(FeedLeasesTest, HostThatIsBusyIsPassedOver) {
  CreateDue("https://Slow.example:8443/a?x");
  CreateDue("https://slow.example:8443");
  const v1::Feed other = CreateDue("https://slow.example/a");
  const std::string busy = HostOfFeed("https://SLOW.example:8443/a?x");
  EXPECT_EQ(busy, "slow.example:8443");
  ASSERT_OK_AND_ASSIGN(const auto claimed, leases_.ClaimDue(Soon(), {.busy_hosts = {busy}}));
  ASSERT_TRUE(claimed.has_value());
  EXPECT_EQ(claimed->feed.feed.name(), other.name());
  ASSERT_OK_AND_ASSIGN(const auto none, leases_.ClaimDue(Soon(), {.busy_hosts = {busy}}));
  EXPECT_FALSE(none.has_value());
  ASSERT_OK_AND_ASSIGN(const auto free,
                       leases_.ClaimDue(Soon(), {.busy_hosts = {"other.example"}}));
  EXPECT_TRUE(free.has_value());
}

TEST_F(FeedLeasesTest, LeaseOfADeadInstanceLapses) {
  CreateDue("https://example.com/a");
  FeedLeases brief(*pool_, absl::Milliseconds(50));
  ASSERT_OK_AND_ASSIGN(const auto dead, brief.ClaimDue(Soon()));
  ASSERT_TRUE(dead.has_value());
  absl::SleepFor(absl::Milliseconds(100));
  ASSERT_OK_AND_ASSIGN(const auto next, leases_.ClaimDue(Soon()));
  ASSERT_TRUE(next.has_value());
  EXPECT_THAT(leases_.Finish(Soon(), *dead, {absl::Now(), absl::Now(), absl::OkStatus(), ""}),
              IsError(absl::StatusCode::kAborted, "lease"));
  EXPECT_OK(leases_.Finish(Soon(), *next, {absl::Now(), absl::Now(), absl::OkStatus(), ""}));
}

TEST_F(FeedLeasesTest, RenewedLeaseLasts) {
  CreateDue("https://example.com/a");
  FeedLeases brief(*pool_, absl::Milliseconds(200));
  ASSERT_OK_AND_ASSIGN(const auto lease, brief.ClaimDue(Soon()));
  ASSERT_OK(leases_.Renew(Soon(), {lease->id}));
  absl::SleepFor(absl::Milliseconds(300));
  ASSERT_OK_AND_ASSIGN(const auto next, leases_.ClaimDue(Soon()));
  EXPECT_FALSE(next.has_value());
}

TEST_F(FeedLeasesTest, PollIsRecordedAndMovesTheFeed) {
  const v1::Feed feed = CreateDue("https://example.com/a");
  ASSERT_OK_AND_ASSIGN(auto lease, leases_.ClaimDue(Soon()));
  ASSERT_TRUE(lease.has_value());
  lease->feed.feed.set_title("A");
  lease->feed.feed.set_consecutive_failures(3);
  lease->feed.http_etag = "\"e\"";
  const absl::Time next = absl::Now() + absl::Hours(1);
  ASSERT_OK(
      leases_.Finish(Soon(), *lease,
                     {absl::Now(), next, absl::NotFoundError("404"), "https://example.com/moved"}));
  ASSERT_OK_AND_ASSIGN(const v1::Feed polled, Get(feed.name()));
  EXPECT_EQ(polled.title(), "A");
  EXPECT_EQ(polled.uri(), "https://example.com/moved");
  EXPECT_EQ(polled.consecutive_failures(), 3);
  EXPECT_EQ(polled.last_error().message(), "404");
  EXPECT_FALSE(polled.has_last_success_time());
  ASSERT_OK_AND_ASSIGN(const auto claimed, leases_.Claim(Soon(), lease->feed.id));
  ASSERT_TRUE(claimed.has_value());
  EXPECT_EQ(claimed->feed.http_etag, "\"e\"");
}

TEST_F(FeedLeasesTest, FeedThatIsUpdatedDuringAPollStaysDue) {
  const v1::Feed feed = CreateDue("https://example.com/a");
  ASSERT_OK_AND_ASSIGN(auto lease, leases_.ClaimDue(Soon()));
  lease->feed.http_etag = "\"e\"";
  v1::UpdateFeedRequest request;
  *request.mutable_feed() = feed;
  request.mutable_update_mask()->add_paths("fetch_full_text");
  ASSERT_OK(registry_.Update(Soon(), request));
  ASSERT_OK(leases_.Finish(Soon(), *lease,
                           {absl::Now(), absl::Now() + absl::Hours(1), absl::OkStatus(), ""}));
  ASSERT_OK_AND_ASSIGN(const auto again, leases_.ClaimDue(Soon()));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->feed.http_etag, "");
}

TEST_F(FeedLeasesTest, RetiredFeedIsDueAgainOnceItIsChanged) {
  const v1::Feed feed = CreateDue("https://example.com/a");
  ASSERT_OK_AND_ASSIGN(const auto lease, leases_.ClaimDue(Soon()));
  ASSERT_OK(leases_.Finish(Soon(), *lease,
                           {.poll_time = absl::Now(),
                            .next_poll_time = absl::Now() - absl::Seconds(1),
                            .status = absl::NotFoundError("410"),
                            .retired = true}));
  ASSERT_OK_AND_ASSIGN(const auto none, leases_.ClaimDue(Soon()));
  EXPECT_FALSE(none.has_value());
  ASSERT_OK_AND_ASSIGN(const v1::Feed retired, Get(feed.name()));
  EXPECT_TRUE(retired.has_retire_time());
  v1::UpdateFeedRequest request;
  *request.mutable_feed() = feed;
  request.mutable_feed()->clear_etag();
  request.mutable_update_mask()->add_paths("paused");
  ASSERT_OK(registry_.Update(Soon(), request));
  ASSERT_OK_AND_ASSIGN(const auto again, leases_.ClaimDue(Soon()));
  EXPECT_TRUE(again.has_value());
}

TEST_F(FeedLeasesTest, PlaceInTheArchiveIsKeptUntilItIsAskedForAnew) {
  const v1::Feed feed = CreateDue("https://example.com/a");
  ASSERT_OK_AND_ASSIGN(const auto lease, leases_.ClaimDue(Soon()));
  ArchivePlace place;
  place.pages = 7;
  place.next_uri = "https://example.com/a?page=8";
  place.begin_time = absl::FromUnixSeconds(1'700'000'000);
  ASSERT_OK(leases_.NoteArchive(Soon(), *lease, place));
  ASSERT_OK(leases_.Finish(Soon(), *lease, {absl::Now(), absl::Now(), absl::OkStatus(), ""}));
  EXPECT_THAT(leases_.NoteArchive(Soon(), *lease, place),
              IsError(absl::StatusCode::kAborted, "lease"));
  ASSERT_OK_AND_ASSIGN(const auto next, leases_.Claim(Soon(), lease->feed.id));
  EXPECT_EQ(next->feed.archive.pages, 7);
  EXPECT_EQ(next->feed.archive.next_uri, place.next_uri);
  EXPECT_EQ(next->feed.archive.begin_time, place.begin_time);
  v1::UpdateFeedRequest request;
  request.mutable_feed()->set_name(feed.name());
  request.mutable_feed()->set_read_archive(true);
  request.mutable_update_mask()->add_paths("read_archive");
  ASSERT_OK_AND_ASSIGN(const v1::Feed anew, registry_.Update(Soon(), request));
  EXPECT_TRUE(anew.read_archive());
  EXPECT_EQ(anew.archive_pages(), 0);
}

}  // namespace
}  // namespace broadsheet::ingest
