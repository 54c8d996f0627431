#include "query/watch/match.h"

#include "query/terms.h"
#include "query/test_articles.h"
#include "support/matchers.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::EqualsProto;
using Event = v1::WatchArticlesResponse;

Listing At(int second, std::vector<std::string> terms) {
  return {std::move(terms), absl::FromUnixSeconds(second)};
}

TEST(MatchTest, NeedsATermOfEachGroupAndAllOthers) {
  Filter filter;
  filter.any_of = {{"c:a", "c:b"}, {"t:x"}};
  filter.all_of = {"m:p", "m:q"};
  EXPECT_TRUE(Matches(filter, At(1, {"*", "c:b", "m:p", "m:q", "t:x"})));
  EXPECT_FALSE(Matches(filter, At(1, {"*", "c:c", "m:p", "m:q", "t:x"})));
  EXPECT_FALSE(Matches(filter, At(1, {"*", "c:b", "m:p", "m:q"})));
  EXPECT_FALSE(Matches(filter, At(1, {"*", "c:b", "m:p", "t:x"})));
}

TEST(MatchTest, TimesAreFromAndBefore) {
  Filter filter;
  filter.start_time = absl::FromUnixSeconds(10);
  filter.end_time = absl::FromUnixSeconds(20);
  EXPECT_FALSE(Matches(filter, At(9, {"*"})));
  EXPECT_TRUE(Matches(filter, At(10, {"*"})));
  EXPECT_FALSE(Matches(filter, At(20, {"*"})));
}

TEST(MatchTest, NoFilterHasEveryArticleThatIsListed) {
  EXPECT_TRUE(Matches({}, At(1, {"*"})));
  EXPECT_FALSE(Matches({}, At(1, {})));
}

TEST(MatchTest, KindIsWhatTheListSees) {
  Filter filter;
  filter.any_of = {{"t:x"}};
  ListChange change;
  change.before = At(1, {"*"});
  change.after = At(1, {"*", "t:x"});
  EXPECT_EQ(KindOf(change, filter), Event::KIND_ADDED);
  change.before = change.after;
  EXPECT_EQ(KindOf(change, filter), Event::KIND_CHANGED);
  change.after = At(1, {});
  EXPECT_EQ(KindOf(change, filter), Event::KIND_REMOVED);
  change.before = At(1, {"*", "t:y"});
  EXPECT_EQ(KindOf(change, filter), std::nullopt);
}

TEST(MatchTest, WhatIsForgottenMayHaveMatched) {
  Filter filter;
  filter.any_of = {{"t:x"}};
  ListChange change;
  change.after = At(1, {"*", "t:x"});
  EXPECT_EQ(KindOf(change, filter), Event::KIND_CHANGED);
  change.after = At(1, {"*"});
  EXPECT_EQ(KindOf(change, filter), Event::KIND_REMOVED);
  change.retracted = true;
  EXPECT_EQ(KindOf(change, filter), Event::KIND_RETRACTED);
}

TEST(MatchTest, WhatLeftTheListIsNotShown) {
  ListChange change;
  change.teaser = ArticleOf(1, "revision: 3 update_time { seconds: 5 }").SerializeAsString();
  EXPECT_EQ(ArticleOfEvent(change, Event::KIND_ADDED).title(), "Headline 1");
  EXPECT_THAT(ArticleOfEvent(change, Event::KIND_REMOVED),
              EqualsProto("name: 'articles/01900000-0000-7000-8000-000000000001' revision: 3 "
                          "update_time { seconds: 5 }"));
}

}  // namespace
}  // namespace broadsheet::query
