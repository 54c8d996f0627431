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

  absl::StatusOr<v1::Feed> Get(const std::string& name) {
    v1::GetFeedRequest request;
    request.set_name(name);
    return registry_.Get(Soon(), request);
  }

  TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("ingest");
  FeedRegistry registry_{*pool_};
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

}  // namespace
}  // namespace broadsheet::ingest
