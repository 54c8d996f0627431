#include "ingest/reparse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "ingest/keep/zstd.h"
#include "ingest/polled_feeds.h"

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;

class ReparseTest : public PolledFeedsTest {
 protected:
  v1::ReparseFetchesResponse Reparse(bool dry_run, const std::string& origin = "") {
    v1::ReparseFetchesRequest request;
    request.set_dry_run(dry_run);
    request.set_origin(origin);
    return ingest_.Call(&Stub::ReparseFetches, request).value();
  }

  // Makes of what is kept what a better parser would read in it.
  void Replace(const std::string& before, const std::string& after) {
    constexpr postgres::Statement kRead = {"read_bodies", "SELECT digest, body FROM kept_body"};
    constexpr postgres::Statement kWrite = {
        "write_body", "UPDATE kept_body SET body = $2, held = $3, raw_size = $3 WHERE digest = $1"};
    const absl::Time soon = absl::Now() + absl::Seconds(20);
    const postgres::Rows rows = ingest_.pool().Query(soon, kRead).value();
    for (int row = 0; row < rows.size(); ++row) {
      const std::string body = absl::StrReplaceAll(
          Decompress(rows.BytesView(row, 1), 1 << 20).value(), {{before, after}});
      const postgres::Params params = postgres::Params()
                                          .Bytes(rows.BytesView(row, 0))
                                          .Bytes(Compress(body))
                                          .Int(static_cast<int64_t>(body.size()));
      ASSERT_OK(ingest_.pool().Transact(
          soon, [&](postgres::Transaction& tx) { return tx.Run(kWrite, params).status(); }));
    }
  }

  void PollOnce(const std::string& items) {
    site_.Put("/feed", {Rss(items), "application/rss+xml"});
    if (feed_.empty()) feed_ = Create(site_.Uri("/feed"));
    ASSERT_OK(Poll(feed_));
  }

  std::string feed_;
};

TEST_F(ReparseTest, SameParserChangesNothing) {
  PollOnce(Item("a", "First") + Item("b", "Second"));
  for (const bool dry_run : {true, false}) {
    const v1::ReparseFetchesResponse response = Reparse(dry_run);
    EXPECT_EQ(response.documents(), 1);
    EXPECT_EQ(response.counts().unchanged(), 2);
    EXPECT_EQ(response.changes_size(), 0);
  }
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse polled, Poll(feed_));
  EXPECT_EQ(polled.counts().unchanged(), 2);
}

TEST_F(ReparseTest, DryRunSaysWhatWouldChangeAndWritesNothing) {
  PollOnce(Item("a", "First"));
  Replace("First", "The first");
  const v1::ReparseFetchesResponse response = Reparse(/*dry_run=*/true, feed_);
  ASSERT_EQ(response.changes_size(), 1);
  EXPECT_EQ(response.changes(0).title(), "The first");
  EXPECT_EQ(response.changes(0).result().name(), ingest_.AllStored().at(0).name());
  EXPECT_THAT(response.changes(0).differences(), ElementsAre("title: \"First\" -> \"The first\""));
  EXPECT_EQ(ingest_.AllStored().at(0).title(), "First");
  EXPECT_EQ(ingest_.AllStored().at(0).revision(), 1);
}

TEST_F(ReparseTest, BetterReadingIsARevisionAndTheNextPollIsNone) {
  PollOnce(Item("a", "First"));
  Replace("About a", "All about a");
  const v1::ReparseFetchesResponse response = Reparse(/*dry_run=*/false);
  EXPECT_EQ(response.counts().revised(), 1);
  EXPECT_GT(response.read_after().position(), 0);
  EXPECT_EQ(ingest_.AllStored().at(0).teaser_html(), "<p>All about a</p>");
  EXPECT_EQ(Reparse(/*dry_run=*/false).counts().unchanged(), 1);
}

TEST_F(ReparseTest, OfAnEntryTheNewestDocumentCounts) {
  PollOnce(Item("a", "First") + Item("b", "Second"));
  PollOnce(Item("a", "First, corrected"));
  const v1::ReparseFetchesResponse response = Reparse(/*dry_run=*/false);
  EXPECT_EQ(response.documents(), 2);
  EXPECT_EQ(response.changes_size(), 0);
  EXPECT_EQ(response.counts().unchanged(), 2);
  EXPECT_EQ(ingest_.AllStored().at(0).title(), "First, corrected");
}

TEST_F(ReparseTest, OtherOriginsAreLeftAlone) {
  PollOnce(Item("a", "First"));
  EXPECT_EQ(Reparse(/*dry_run=*/true, "pages").documents(), 0);
  v1::ReparseFetchesRequest request;
  request.set_page_token("x");
  EXPECT_THAT(ingest_.Call(&Stub::ReparseFetches, request),
              ::broadsheet::testing::BlamesField("page_token"));
}

}  // namespace
}  // namespace broadsheet::ingest
