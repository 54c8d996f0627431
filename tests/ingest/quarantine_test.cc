#include "ingest/quarantine.h"

#include <gtest/gtest.h>

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

  TestDatabase database_;
  std::unique_ptr<postgres::Pool> pool_ = database_.NewPool("ingest");
  Quarantine quarantine_{*pool_};
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

}  // namespace
}  // namespace broadsheet::ingest
