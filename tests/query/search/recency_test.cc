#include "query/search/recency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace broadsheet::query {
namespace {

TEST(RecencyTest, KeysCompareAsDaysDo) {
  const absl::Time day = absl::UnixEpoch() + absl::Hours(24 * 20'000);
  EXPECT_LT(DayKey(day), DayKey(day + absl::Hours(24)));
  EXPECT_LT(DayKey(day), DayKey(day + absl::Hours(24 * 300)));
  EXPECT_EQ(DayKey(day), DayKey(day + absl::Hours(23)));
}

TEST(RecencyTest, DaysThatNoKeyHasCountAsTheNearest) {
  EXPECT_EQ(DayKey(absl::InfinitePast()), DayKey(absl::UnixEpoch()));
  EXPECT_EQ(DayKey(absl::InfiniteFuture()), "\xff\xff");
}

TEST(RecencyTest, TheNewerWeighMoreAndAllMatch) {
  Xapian::WritableDatabase database("", Xapian::DB_BACKEND_INMEMORY);
  for (const int day : {20'000, 20'400, 20'200}) {
    Xapian::Document document;
    document.add_term("word");
    document.add_value(kDaySlot, DayKey(absl::UnixEpoch() + absl::Hours(24 * day)));
    database.add_document(document);
  }
  Xapian::Enquire enquire(database);
  enquire.set_query(PreferenceForNew(database, Xapian::Query("word")));
  std::vector<Xapian::docid> found;
  const Xapian::MSet matches = enquire.get_mset(0, 10);
  for (auto match = matches.begin(); match != matches.end(); ++match) found.push_back(*match);
  EXPECT_THAT(found, ::testing::ElementsAre(2, 3, 1));
  EXPECT_TRUE(PreferenceForNew(database, Xapian::Query("absent")).empty());
}

}  // namespace
}  // namespace broadsheet::query
