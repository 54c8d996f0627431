#include "ingest/quarantine/quarantine.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/sql.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TestDatabase;

class QuarantineTest : public ::testing::Test {
 protected:
  QuarantineTest() { database_.Migrate("ingest", sql::kMigrations); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  static Rejected Bad(const std::string& entry, const std::string& raw) {
    Rejected rejected;
    rejected.origin = "feeds/x";
    rejected.uri = "https://example.com/feed";
    rejected.entry = entry;
    rejected.step = v1::Reject::STEP_VALIDATE;
    rejected.reason = InvalidField("article.title", "is required");
    rejected.media_type = "application/xml";
    rejected.raw = raw;
    rejected.source.set_title("Example");
    rejected.settings.add_default_categories("categories/tech");
    return rejected;
  }

  std::string Keep(const Rejected& rejected) {
    return quarantine_.Keep(Soon(), {rejected}).value().at(0);
  }

  // With room for about so many rejects of 1 MiB.
  std::unique_ptr<Quarantine> WithRoomFor(int64_t mib) {
    QuarantineCap::Options options;
    options.max_bytes = mib << 20;
    options.max_age = absl::Hours(48);
    return std::make_unique<Quarantine>(options, *pool_, metrics_);
  }

  static Rejected OneMib(const std::string& origin, const std::string& entry) {
    Rejected rejected = Bad(entry, std::string((1 << 20) - 1000, 'x'));
    rejected.origin = origin;
    return rejected;
  }

  // The entries of what is kept of an origin, oldest first.
  std::string Entries(const std::string& origin) {
    v1::ListRejectsRequest request;
    request.set_origin(origin);
    const auto list = quarantine_.List(Soon(), request);
    EXPECT_OK(list);
    std::string entries;
    for (const v1::Reject& reject : list->rejects()) entries = reject.entry() + entries;
    return entries;
  }

  // What drops of this reason Prometheus sees.
  bool HasDropped(const std::string& reason, int count) {
    return absl::StrContains(
        metrics_.Scrape(),
        absl::StrCat("broadsheet_rejects_dropped_total{reason=\"", reason, "\"} ", count, "\n"));
  }

  TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("ingest");
  Metrics metrics_;
  Quarantine quarantine_{{}, *pool_, metrics_};
};

TEST_F(QuarantineTest, EveryByteComesBackWithTheReason) {
  const std::string raw("<item>\0\xff</item>", 15);
  const std::string name = Keep(Bad("guid-1", raw));
  ASSERT_OK_AND_ASSIGN(const KeptReject kept, quarantine_.Get(Soon(), name));
  EXPECT_EQ(kept.reject.raw(), raw);
  EXPECT_EQ(kept.reject.raw_size(), 15);
  EXPECT_TRUE(kept.whole());
  EXPECT_EQ(kept.reject.origin(), "feeds/x");
  EXPECT_EQ(kept.reject.entry(), "guid-1");
  EXPECT_EQ(kept.reject.step(), v1::Reject::STEP_VALIDATE);
  EXPECT_EQ(kept.source.title(), "Example");
  EXPECT_EQ(kept.settings.default_categories(0), "categories/tech");
  EXPECT_THAT(FromRpcStatusBytes(kept.reject.reason().SerializeAsString()),
              BlamesField("article.title"));
}

TEST_F(QuarantineTest, TheSameIsKeptOnceAndCounted) {
  const std::string name = Keep(Bad("a", "raw"));
  EXPECT_EQ(Keep(Bad("a", "raw")), name);
  EXPECT_NE(Keep(Bad("a", "other")), name);
  EXPECT_NE(Keep(Bad("b", "raw")), name);
  ASSERT_OK_AND_ASSIGN(const KeptReject kept, quarantine_.Get(Soon(), name));
  EXPECT_EQ(kept.reject.count(), 2);
}

TEST_F(QuarantineTest, LongBytesKeepTheirBeginning) {
  ASSERT_OK_AND_ASSIGN(const KeptReject kept,
                       quarantine_.Get(Soon(), Keep(Bad("a", std::string(5 << 20, 'x')))));
  EXPECT_EQ(kept.reject.raw().size(), 4u << 20);
  EXPECT_EQ(kept.reject.raw_size(), 5 << 20);
  EXPECT_FALSE(kept.whole());
}

TEST_F(QuarantineTest, ListIsNewestFirstByOriginWithoutBytes) {
  for (const char* entry : {"1", "2", "3"}) {
    Keep(Bad(entry, entry));
    absl::SleepFor(absl::Milliseconds(2));  // ids sort to the millisecond
  }
  Rejected other = Bad("4", "4");
  other.origin = "pages";
  Keep(other);
  std::string seen;
  v1::ListRejectsRequest request;
  request.set_origin("feeds/x");
  request.set_page_size(2);
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListRejectsResponse page, quarantine_.List(Soon(), request));
    for (const v1::Reject& reject : page.rejects()) {
      seen += reject.entry();
      EXPECT_EQ(reject.raw(), "");
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, "321");
}

TEST_F(QuarantineTest, DeletedRejectIsGone) {
  const std::string name = Keep(Bad("a", "raw"));
  EXPECT_OK(quarantine_.Delete(Soon(), name));
  EXPECT_THAT(quarantine_.Get(Soon(), name), IsError(absl::StatusCode::kNotFound, name));
  EXPECT_THAT(quarantine_.Delete(Soon(), name), IsError(absl::StatusCode::kNotFound, name));
  EXPECT_THAT(quarantine_.Get(Soon(), "rejects/1"), BlamesField("name"));
}

TEST_F(QuarantineTest, BeyondTheCapTheLongestUnseenGoFirst) {
  const auto capped = WithRoomFor(16);
  for (int i = 0; i < 20; ++i) {
    const std::string origin = absl::StrCat("feeds/", i % 5);
    ASSERT_OK(capped->Keep(Soon(), {OneMib(origin, absl::StrCat(i / 5))}));
    // Seen again and again.
    ASSERT_OK(capped->Keep(Soon(), {OneMib("feeds/0", "0")}));
  }
  EXPECT_EQ(Entries("feeds/0"), "0123");
  EXPECT_EQ(Entries("feeds/1"), "123");
  EXPECT_EQ(Entries("feeds/4"), "123");
  EXPECT_TRUE(HasDropped("bytes", 4));
  EXPECT_TRUE(HasDropped("age", 0));
}

TEST_F(QuarantineTest, WhatAnOriginSendsWithoutEndCostsItsOwn) {
  const auto capped = WithRoomFor(16);
  ASSERT_OK(capped->Keep(Soon(), {OneMib("feeds/quiet", "1")}));
  for (int i = 0; i < 20; ++i) {
    ASSERT_OK(capped->Keep(Soon(), {OneMib("feeds/loud", absl::StrCat(i, ","))}));
  }
  EXPECT_EQ(Entries("feeds/quiet"), "1");
  EXPECT_EQ(Entries("feeds/loud"), "16,17,18,19,");
}

TEST_F(QuarantineTest, WhatWasNotSeenForLongIsDropped) {
  const std::string old = Keep(Bad("old", "raw"));
  const std::string again = Keep(Bad("again", "raw"));
  constexpr postgres::Statement kThreeDaysLater = {
      "three_days_later",
      "UPDATE reject SET create_time = create_time - interval '3 days', "
      "last_seen_time = last_seen_time - interval '3 days'"};
  ASSERT_OK(pool_->Transact(
      Soon(), [&](postgres::Transaction& tx) { return tx.Run(kThreeDaysLater).status(); }));
  EXPECT_EQ(Keep(Bad("again", "raw")), again);
  QuarantineCap cap({.max_age = absl::Hours(48)}, *pool_, metrics_);
  ASSERT_OK(cap.Enforce());
  EXPECT_EQ(Entries("feeds/x"), "again");
  EXPECT_TRUE(HasDropped("age", 1));
}

}  // namespace
}  // namespace broadsheet::ingest
