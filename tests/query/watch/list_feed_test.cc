#include "query/watch/list_feed.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "query/archive_projection.h"
#include "query/sql.h"
#include "query/test_articles.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::query {
namespace {

class ListFeedTest : public ::testing::Test {
 protected:
  ListFeedTest() { database_.Migrate("query", sql::kMigrations); }

  // Appends articles to the log, in one batch.
  void Apply(const std::vector<article::v1::Article>& articles) {
    std::vector<storage::v1::Change> changes(articles.size());
    std::vector<const storage::v1::Change*> pointers;
    Batch batch{{}, cursor_, cursor_, true};
    for (size_t i = 0; i < articles.size(); ++i) {
      batch.to.set_position(batch.to.position() + 1);
      batch.to.set_commit_id(absl::StrCat("commit ", batch.to.position()));
      *changes[i].mutable_cursor() = batch.to;
      *changes[i].mutable_article()->mutable_revision()->mutable_snapshot() = articles[i];
      pointers.push_back(&changes[i]);
    }
    batch.changes = pointers;
    ASSERT_OK(projection_.Apply(batch));
    cursor_ = batch.to;
    feed_.Wake();
  }

  static Filter Tagged(const std::string& tag) {
    Filter filter;
    filter.any_of = {{"t:" + tag}};
    return filter;
  }

  std::unique_ptr<ListFeed::Subscriber> Subscribe(const Filter& filter) {
    auto subscriber = std::make_unique<ListFeed::Subscriber>(feed_, filter, [] {});
    const auto now = log_.ReadEnd(absl::Now() + absl::Seconds(30));
    EXPECT_OK(now);
    EXPECT_TRUE(subscriber->Join(ListPlace{now->end}, now->generation));
    return subscriber;
  }

  // Waits until the feed has told all of the log.
  ListEvent Await(ListFeed::Subscriber& subscriber) {
    ListPlace place;
    for (int i = 0; i < 3000; ++i) {
      if (auto event = subscriber.Take(&place)) return *event;
      absl::SleepFor(absl::Milliseconds(10));
    }
    ADD_FAILURE() << "nothing came";
    return {};
  }

  testing::TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("query");
  ArchiveProjection projection_{*pool_};
  ListLog log_{*pool_};
  ListFeed feed_{log_};
  article::v1::Cursor cursor_;
};

TEST_F(ListFeedTest, ThousandListenersCostOneReading) {
  constexpr int kListeners = 1000;
  std::vector<std::unique_ptr<ListFeed::Subscriber>> listeners;
  for (int i = 0; i < kListeners; ++i) listeners.push_back(Subscribe(Tagged(absl::StrCat(i))));
  const auto last = Subscribe({});
  std::vector<article::v1::Article> articles;
  for (int i = 0; i < kListeners; ++i) {
    articles.push_back(ArticleOf(i, absl::StrCat("tags: '", i, "'")));
  }
  const int64_t before = feed_.reads();
  Apply(articles);
  for (int i = 0; i < kListeners; ++i) {
    const ListEvent event = Await(*listeners[i]);
    EXPECT_EQ(event.change->article_id, IdOfNumber(i));
    EXPECT_EQ(event.kind, v1::WatchArticlesResponse::KIND_ADDED);
    ListPlace place;
    EXPECT_FALSE(listeners[i]->Take(&place).has_value());
  }
  // Two pages, and what those who joined had woken it for.
  EXPECT_LE(feed_.reads() - before, 5);
}

TEST_F(ListFeedTest, WhoTakesNothingIsDropped) {
  const auto slow = Subscribe({});
  const auto other = Subscribe(Tagged("a"));
  std::vector<article::v1::Article> articles;
  for (int n = 0; n < 1000; ++n) articles.push_back(ArticleOf(n));
  articles.push_back(ArticleOf(1000, "tags: 'a'"));
  Apply(articles);
  EXPECT_EQ(Await(*other).change->article_id, IdOfNumber(1000));
  EXPECT_FALSE(slow->is_joined());
  EXPECT_TRUE(other->is_joined());
  ListPlace place;
  EXPECT_FALSE(slow->Take(&place).has_value());
}

TEST_F(ListFeedTest, WhoIsBehindReadsOnFirst) {
  const auto first = Subscribe({});
  ASSERT_OK_AND_ASSIGN(const ListLogPage then, log_.ReadEnd(absl::Now() + absl::Seconds(30)));
  Apply({ArticleOf(1)});
  Await(*first);
  ListFeed::Subscriber late(feed_, {}, [] {});
  EXPECT_FALSE(late.Join(ListPlace{then.end}, then.generation));
  EXPECT_FALSE(late.Join(ListPlace{cursor_}, "another"));
  EXPECT_TRUE(late.Join(ListPlace{cursor_}, then.generation));
  Apply({ArticleOf(2)});
  EXPECT_EQ(Await(late).change->article_id, IdOfNumber(2));
}

TEST_F(ListFeedTest, ArchiveThatIsBuiltAnewLetsAllGo) {
  Apply({ArticleOf(1), ArticleOf(2)});
  const auto listener = Subscribe({});
  ASSERT_OK(projection_.Reset());
  cursor_ = {};
  Apply({ArticleOf(1), ArticleOf(2), ArticleOf(3)});
  for (int i = 0; i < 3000 && listener->is_joined(); ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_FALSE(listener->is_joined());
}

}  // namespace
}  // namespace broadsheet::query
