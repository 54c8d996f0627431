#include "ingest/feeds/feed_registry.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "ingest/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TestDatabase;

class FeedRegistryTest : public ::testing::Test {
 protected:
  FeedRegistryTest() { database_.Migrate("ingest", sql::kMigrations); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  absl::StatusOr<v1::Feed> Create(const std::string& uri) {
    v1::CreateFeedRequest request;
    request.mutable_feed()->set_uri(uri);
    return registry_.Create(Soon(), request);
  }

  // A new feed, and makes it due.
  v1::Feed CreateDue(const std::string& uri) {
    v1::UpdateFeedRequest request;
    *request.mutable_feed() = Create(uri).value();
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
  FeedRegistry registry_{*pool_, absl::Seconds(30)};
};

TEST_F(FeedRegistryTest, FeedComesBackAsItWasCreated) {
  v1::CreateFeedRequest request;
  v1::Feed& feed = *request.mutable_feed();
  feed.set_uri("https://example.com/feed");
  feed.set_kind(v1::Feed::KIND_ARCHIVE_PAGE);
  feed.set_identity_rule(v1::Feed::IDENTITY_RULE_CANONICAL_URI);
  (*feed.mutable_category_map())["技术, \"tech\""] = "categories/tech";
  (*feed.mutable_category_map())["Uncategorized"] = "";
  feed.add_default_categories("categories/深圳");
  feed.set_fetch_full_text(true);
  feed.mutable_poll_interval()->set_seconds(600);
  feed.set_title("not the caller's to say");
  ASSERT_OK_AND_ASSIGN(v1::Feed created, registry_.Create(Soon(), request));
  ASSERT_OK_AND_ASSIGN(const v1::Feed held, Get(created.name()));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(held, created));
  EXPECT_EQ(created.title(), "");
  EXPECT_NE(created.etag(), "");
  created.clear_name();
  created.clear_etag();
  created.clear_create_time();
  created.clear_next_poll_time();
  feed.clear_title();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(created, feed))
      << created.DebugString();
}

TEST_F(FeedRegistryTest, BadFieldIsBlamed) {
  EXPECT_THAT(Create(""), BlamesField("feed.uri"));
  EXPECT_THAT(Create("ftp://example.com/"), BlamesField("feed.uri"));
  v1::CreateFeedRequest request;
  request.mutable_feed()->set_uri("https://example.com/feed");
  request.mutable_feed()->add_default_categories("Tech");
  EXPECT_THAT(registry_.Create(Soon(), request), BlamesField("feed.default_categories[0]"));
  request.mutable_feed()->clear_default_categories();
  request.mutable_feed()->mutable_poll_interval()->set_seconds(1);
  EXPECT_THAT(registry_.Create(Soon(), request), BlamesField("feed.poll_interval"));
  EXPECT_THAT(Get("feeds/1"), BlamesField("name"));
}

TEST_F(FeedRegistryTest, SameUriIsPolledOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::Feed other, Create("https://example.com/other"));
  ASSERT_OK(Create("https://example.com/feed"));
  EXPECT_THAT(Create("https://example.com/feed"),
              IsError(absl::StatusCode::kAlreadyExists, "https://example.com/feed"));
  v1::UpdateFeedRequest request;
  request.mutable_feed()->set_name(other.name());
  request.mutable_feed()->set_uri("https://example.com/feed");
  request.mutable_update_mask()->add_paths("uri");
  EXPECT_THAT(registry_.Update(Soon(), request),
              IsError(absl::StatusCode::kAlreadyExists, "https://example.com/feed"));
}

TEST_F(FeedRegistryTest, ListPagesThroughAllOldestFirst) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(Create(absl::StrCat("https://example.com/", i)));
    absl::SleepFor(absl::Milliseconds(2));  // ids sort to the millisecond
  }
  std::string seen;
  v1::ListFeedsRequest request;
  request.set_page_size(2);
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListFeedsResponse page, registry_.List(Soon(), request));
    EXPECT_LE(page.feeds_size(), 2);
    for (const v1::Feed& feed : page.feeds()) seen += feed.uri().back();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, "01234");
  request.set_page_token("x");
  EXPECT_THAT(registry_.List(Soon(), request), BlamesField("page_token"));
  request.set_page_size(-1);
  EXPECT_THAT(registry_.List(Soon(), request), BlamesField("page_size"));
}

TEST_F(FeedRegistryTest, UpdateTakesOnlyMaskedFieldsAndTheRightEtag) {
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Create("https://example.com/feed"));
  v1::UpdateFeedRequest request;
  *request.mutable_feed() = feed;
  request.mutable_feed()->set_uri("https://example.com/ignored");
  (*request.mutable_feed()->mutable_category_map())["a"] = "categories/b";
  request.mutable_update_mask()->add_paths("category_map");
  ASSERT_OK_AND_ASSIGN(const v1::Feed updated, registry_.Update(Soon(), request));
  EXPECT_EQ(updated.uri(), feed.uri());
  EXPECT_EQ(updated.category_map().at("a"), "categories/b");
  EXPECT_NE(updated.etag(), feed.etag());
  EXPECT_THAT(registry_.Update(Soon(), request), IsError(absl::StatusCode::kAborted, "etag"));
  request.mutable_update_mask()->add_paths("title");
  EXPECT_THAT(registry_.Update(Soon(), request), BlamesField("update_mask"));
}

TEST_F(FeedRegistryTest, DeletedFeedIsGone) {
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Create("https://example.com/feed"));
  v1::DeleteFeedRequest request;
  request.set_name(feed.name());
  EXPECT_OK(registry_.Delete(Soon(), request));
  EXPECT_THAT(registry_.Delete(Soon(), request), IsError(absl::StatusCode::kNotFound, feed.name()));
  EXPECT_THAT(Get(feed.name()), IsError(absl::StatusCode::kNotFound, feed.name()));
}

TEST_F(FeedRegistryTest, DueFeedIsClaimedByOne) {
  CreateDue("https://example.com/a");
  CreateDue("https://example.com/b");
  ASSERT_OK_AND_ASSIGN(const auto first, registry_.ClaimDue(Soon()));
  ASSERT_OK_AND_ASSIGN(const auto second, registry_.ClaimDue(Soon()));
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_NE(first->feed.id, second->feed.id);
  ASSERT_OK_AND_ASSIGN(const auto third, registry_.ClaimDue(Soon()));
  EXPECT_FALSE(third.has_value());
  ASSERT_OK_AND_ASSIGN(const auto same, registry_.Claim(Soon(), first->feed.id));
  EXPECT_FALSE(same.has_value());
}

TEST_F(FeedRegistryTest, HostThatIsBusyIsPassedOver) {
  CreateDue("https://Slow.example:8443/a?x");
  CreateDue("https://slow.example:8443");
  const v1::Feed other = CreateDue("https://slow.example/a");
  const std::string busy = HostOfFeed("https://SLOW.example:8443/a?x");
  EXPECT_EQ(busy, "slow.example:8443");
  ASSERT_OK_AND_ASSIGN(const auto claimed, registry_.ClaimDue(Soon(), {.busy_hosts = {busy}}));
  ASSERT_TRUE(claimed.has_value());
  EXPECT_EQ(claimed->feed.feed.name(), other.name());
  ASSERT_OK_AND_ASSIGN(const auto none, registry_.ClaimDue(Soon(), {.busy_hosts = {busy}}));
  EXPECT_FALSE(none.has_value());
  ASSERT_OK_AND_ASSIGN(const auto free,
                       registry_.ClaimDue(Soon(), {.busy_hosts = {"other.example"}}));
  EXPECT_TRUE(free.has_value());
}

TEST_F(FeedRegistryTest, LeaseOfADeadInstanceLapses) {
  CreateDue("https://example.com/a");
  FeedRegistry brief(*pool_, absl::Milliseconds(50));
  ASSERT_OK_AND_ASSIGN(const auto dead, brief.ClaimDue(Soon()));
  ASSERT_TRUE(dead.has_value());
  absl::SleepFor(absl::Milliseconds(100));
  ASSERT_OK_AND_ASSIGN(const auto next, registry_.ClaimDue(Soon()));
  ASSERT_TRUE(next.has_value());
  EXPECT_THAT(registry_.Finish(Soon(), *dead, {absl::Now(), absl::Now(), absl::OkStatus(), ""}),
              IsError(absl::StatusCode::kAborted, "lease"));
  EXPECT_OK(registry_.Finish(Soon(), *next, {absl::Now(), absl::Now(), absl::OkStatus(), ""}));
}

TEST_F(FeedRegistryTest, RenewedLeaseLasts) {
  CreateDue("https://example.com/a");
  FeedRegistry brief(*pool_, absl::Milliseconds(200));
  ASSERT_OK_AND_ASSIGN(const auto lease, brief.ClaimDue(Soon()));
  ASSERT_OK(registry_.Renew(Soon(), {lease->id}));
  absl::SleepFor(absl::Milliseconds(300));
  ASSERT_OK_AND_ASSIGN(const auto next, registry_.ClaimDue(Soon()));
  EXPECT_FALSE(next.has_value());
}

TEST_F(FeedRegistryTest, PollIsRecordedAndMovesTheFeed) {
  const v1::Feed feed = CreateDue("https://example.com/a");
  ASSERT_OK_AND_ASSIGN(auto lease, registry_.ClaimDue(Soon()));
  ASSERT_TRUE(lease.has_value());
  lease->feed.feed.set_title("A");
  lease->feed.feed.set_consecutive_failures(3);
  lease->feed.http_etag = "\"e\"";
  const absl::Time next = absl::Now() + absl::Hours(1);
  ASSERT_OK(registry_.Finish(
      Soon(), *lease,
      {absl::Now(), next, absl::NotFoundError("404"), "https://example.com/moved"}));
  ASSERT_OK_AND_ASSIGN(const v1::Feed polled, Get(feed.name()));
  EXPECT_EQ(polled.title(), "A");
  EXPECT_EQ(polled.uri(), "https://example.com/moved");
  EXPECT_EQ(polled.consecutive_failures(), 3);
  EXPECT_EQ(polled.last_error().message(), "404");
  EXPECT_FALSE(polled.has_last_success_time());
  ASSERT_OK_AND_ASSIGN(const auto claimed, registry_.Claim(Soon(), lease->feed.id));
  ASSERT_TRUE(claimed.has_value());
  EXPECT_EQ(claimed->feed.http_etag, "\"e\"");
}

TEST_F(FeedRegistryTest, FeedThatIsUpdatedDuringAPollStaysDue) {
  const v1::Feed feed = CreateDue("https://example.com/a");
  ASSERT_OK_AND_ASSIGN(auto lease, registry_.ClaimDue(Soon()));
  lease->feed.http_etag = "\"e\"";
  v1::UpdateFeedRequest request;
  *request.mutable_feed() = feed;
  request.mutable_update_mask()->add_paths("fetch_full_text");
  ASSERT_OK(registry_.Update(Soon(), request));
  ASSERT_OK(registry_.Finish(Soon(), *lease,
                             {absl::Now(), absl::Now() + absl::Hours(1), absl::OkStatus(), ""}));
  ASSERT_OK_AND_ASSIGN(const auto again, registry_.ClaimDue(Soon()));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->feed.http_etag, "");
}

}  // namespace
}  // namespace broadsheet::ingest
