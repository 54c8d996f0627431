#include "ingest/redact/redaction_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "ingest/polled_feeds.h"

namespace broadsheet::ingest {
namespace {

constexpr char kWord[] = "Quicksilver";

class RedactionLogTest : public PolledFeedsTest {
 protected:
  // The tables of ingest's schema that have the word in a column, as text or bytes.
  std::vector<std::string> TablesWith(const std::string& word) {
    const postgres::Rows tables = Query(
        "SELECT table_name::text FROM information_schema.tables "
        "WHERE table_schema = 'ingest' AND table_type = 'BASE TABLE' ORDER BY 1");
    std::vector<std::string> found;
    for (int row = 0; row < tables.size(); ++row) {
      const std::string table = tables.String(row, 0);
      const postgres::Rows hits =
          Query(absl::StrCat("SELECT 1 FROM ", table, " AS t WHERE t::text ILIKE '%", word,
                             "%' OR t::text ILIKE '%", absl::BytesToHexString(word), "%'"));
      if (!hits.empty()) found.push_back(table);
    }
    return found;
  }

  int64_t KeptBodies() { return Query("SELECT count(*) FROM kept_body").Int(0, 0); }

  postgres::Rows Query(const std::string& text) {
    const std::string name = absl::StrCat("test_", statements_++);
    return ingest_.pool()
        .Query(absl::Now() + absl::Seconds(20), {name.c_str(), text.c_str()})
        .value();
  }

  // An entry that is too long for a headline has the same guid.
  void PutBad(const std::string& id) {
    site_.Put("/feed", {Rss(Item(id, kWord + std::string(20'000, 'x'))), "application/rss+xml"});
  }

  absl::Status Redact(const std::string& article) {
    v1::RedactArticleRequest request;
    request.set_name(article);
    request.set_reason("a court says so");
    return ingest_.Call(&Stub::RedactArticle, request).status();
  }

  int statements_ = 0;
};

TEST_F(RedactionLogTest, NothingIsLeftOfWhatWasRedacted) {
  site_.Put("/feed", {Rss(Item("a", kWord) + Item("b", "Other")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK(Poll(name));
  PutBad("a");
  ASSERT_OK(Poll(name));
  EXPECT_THAT(TablesWith(kWord), ::testing::ElementsAre("reject"));
  EXPECT_EQ(KeptBodies(), 2);
  ASSERT_OK(Redact(ingest_.AllStored().at(0).name()));
  EXPECT_THAT(TablesWith(kWord), ::testing::IsEmpty());
  EXPECT_THAT(TablesWith("example.com/a"), ::testing::IsEmpty());
  EXPECT_EQ(KeptBodies(), 0);
}

TEST_F(RedactionLogTest, WhatComesAfterwardsIsNotKeptEither) {
  site_.Put("/feed", {Rss(Item("a", kWord)), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK(Poll(name));
  ASSERT_OK(Redact(ingest_.AllStored().at(0).name()));
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_EQ(response.counts().suppressed(), 1);
  EXPECT_EQ(KeptBodies(), 0);
  PutBad("a");
  ASSERT_OK(Poll(name));
  EXPECT_THAT(TablesWith(kWord), ::testing::IsEmpty());
  ASSERT_EQ(ingest_.Rejects().size(), 1u);
  EXPECT_EQ(ingest_.Rejects()[0].raw_size(), 0);
}

TEST_F(RedactionLogTest, RejectsOfOtherArticlesStay) {
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK(Poll(name));
  PutBad("b");
  ASSERT_OK(Poll(name));
  ASSERT_OK(Redact(ingest_.AllStored().at(0).name()));
  EXPECT_EQ(ingest_.Rejects().size(), 1u);
}

TEST_F(RedactionLogTest, RedactionThatPassesIngestByIsFollowed) {
  site_.Put("/feed", {Rss(Item("a", kWord)), "application/rss+xml"});
  ASSERT_OK(Poll(Create(site_.Uri("/feed"))));
  storage::v1::RedactArticleRequest request;
  request.set_name(ingest_.AllStored().at(0).name());
  request.set_reason("a court says so");
  request.set_actor("test");
  grpc::ClientContext context;
  storage::v1::RedactArticleResponse response;
  ASSERT_TRUE(ingest_.storage_stub().RedactArticle(&context, request, &response).ok());
  for (int i = 0; i < 200 && KeptBodies() > 0; ++i) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(KeptBodies(), 0);
}

}  // namespace
}  // namespace broadsheet::ingest
