#include "ingest/keep/kept_fetches.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "common/metrics.h"
#include "common/sha256.h"
#include "ingest/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::TestDatabase;

class KeptFetchesTest : public ::testing::Test {
 protected:
  KeptFetchesTest() { database_.Migrate("ingest", sql::kMigrations); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  static Fetched Feed(const std::string& body) {
    Fetched fetched;
    fetched.origin = "feeds/1";
    fetched.uri = "https://example.com/feed";
    fetched.content_type = "text/xml";
    fetched.body = body;
    fetched.settings.set_name("feeds/1");
    return fetched;
  }

  int64_t Count(const std::string& table) {
    const std::string text = "SELECT count(*) FROM " + table;
    const std::string name = "count_" + table;
    return pool_->Query(Soon(), {name.c_str(), text.c_str()}).value().Int(0, 0);
  }

  TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("ingest");
  Metrics metrics_;
};

TEST_F(KeptFetchesTest, DocumentComesBackAsItWasFetched) {
  KeptFetches kept({}, *pool_, metrics_);
  const std::string body(100'000, 'a');
  ASSERT_OK_AND_ASSIGN(const std::string id, kept.Keep(Soon(), Feed(body)));
  ASSERT_OK_AND_ASSIGN(const KeptFetch back, kept.Get(Soon(), id));
  EXPECT_EQ(back.fetched.body, body);
  EXPECT_EQ(back.fetched.content_type, "text/xml");
  EXPECT_EQ(back.fetched.settings.name(), "feeds/1");
  EXPECT_TRUE(back.whole());
}

TEST_F(KeptFetchesTest, SameBytesAreKeptOnce) {
  KeptFetches kept({}, *pool_, metrics_);
  ASSERT_OK_AND_ASSIGN(const std::string first, kept.Keep(Soon(), Feed("a")));
  ASSERT_OK_AND_ASSIGN(const std::string second, kept.Keep(Soon(), Feed("a")));
  EXPECT_EQ(first, second);
  Fetched elsewhere = Feed("a");
  elsewhere.uri = "https://example.com/other";
  ASSERT_OK(kept.Keep(Soon(), elsewhere));
  EXPECT_EQ(Count("kept_fetch"), 2);
  EXPECT_EQ(Count("kept_body"), 1);
}

TEST_F(KeptFetchesTest, OfAnOversizedOneTheBeginningIsKept) {
  KeptFetches kept({}, *pool_, metrics_);
  Fetched fetched = Feed("beginning");
  fetched.raw_size = 1 << 20;
  fetched.sha256 = Sha256("all of it");
  ASSERT_OK_AND_ASSIGN(const std::string id, kept.Keep(Soon(), fetched));
  ASSERT_OK_AND_ASSIGN(const KeptFetch back, kept.Get(Soon(), id));
  EXPECT_EQ(back.fetched.body, "beginning");
  EXPECT_FALSE(back.whole());
}

TEST_F(KeptFetchesTest, NoneIsKeptWhereThatIsAskedFor) {
  KeptFetches kept({.max_age = absl::ZeroDuration()}, *pool_, metrics_);
  ASSERT_OK_AND_ASSIGN(const std::string id, kept.Keep(Soon(), Feed("a")));
  EXPECT_EQ(id, "");
  EXPECT_EQ(Count("kept_body"), 0);
}

TEST_F(KeptFetchesTest, OldOnesGoAndSoDoTheLongestUnseenOfTooMany) {
  KeptFetches kept({.max_bytes = 16'000}, *pool_, metrics_);
  for (int i = 0; i < 6; ++i) ASSERT_OK(kept.Keep(Soon(), Feed(std::to_string(i))));
  ASSERT_OK(kept.Enforce());
  // An origin has a quarter, 4,000 bytes, and each is taken for 1,000 and some.
  EXPECT_EQ(Count("kept_fetch"), 3);
  EXPECT_EQ(Count("kept_body"), 3);
  KeptFetches brief({.max_age = absl::Milliseconds(1)}, *pool_, metrics_);
  absl::SleepFor(absl::Milliseconds(5));
  ASSERT_OK(brief.Enforce());
  EXPECT_EQ(Count("kept_body"), 0);
}

TEST_F(KeptFetchesTest, EntryIsFoundInTheDocumentThatHadItLast) {
  constexpr char kArticle[] = "0195f3a1-5b0d-7e63-8a4c-1f2e3d4c5b6a";
  KeptFetches kept({}, *pool_, metrics_);
  ASSERT_OK_AND_ASSIGN(const std::string first, kept.Keep(Soon(), Feed("a")));
  ASSERT_OK(
      kept.NoteEntries(Soon(), first, "feeds/1", {{{Sha256("x"), Sha256("y")}, kArticle}}, {}));
  ASSERT_OK_AND_ASSIGN(const std::string second, kept.Keep(Soon(), Feed("b")));
  ASSERT_OK(kept.NoteEntries(Soon(), second, "feeds/1", {{{Sha256("x")}, kArticle}}, {}));
  ASSERT_OK_AND_ASSIGN(const auto known, kept.Find(Soon(), "feeds/1", {Sha256("x")}));
  ASSERT_TRUE(known.has_value());
  EXPECT_EQ(known->article_id, kArticle);
  EXPECT_EQ(known->fetch_id, second);
  ASSERT_OK_AND_ASSIGN(const auto none, kept.Find(Soon(), "feeds/2", {Sha256("x")}));
  EXPECT_FALSE(none.has_value());
}

}  // namespace
}  // namespace broadsheet::ingest
