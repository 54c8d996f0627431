#include "storage/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::testing::UnorderedElementsAre;

constexpr char kOwn[] = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
constexpr char kMerged[] = "018f3c2e-7b1a-7c3d-9e4f-0123456789ac";

class SplitTest : public ::testing::Test {
 protected:
  SplitTest() { request_.set_name(std::string("articles/") + kOwn); }

  v1::SplitArticleRequest request_;
};

TEST_F(SplitTest, NewestWithTheKeyMovesAndNewestWithoutStays) {
  ASSERT_OK_AND_ASSIGN(const Halves halves, ChooseHalves(request_, {{kOwn, 4, "a", false},
                                                                    {kOwn, 3, "a", true},
                                                                    {kOwn, 2, "a", false},
                                                                    {kOwn, 1, "a", true}}));
  EXPECT_EQ(halves.staying.revision, 4);
  EXPECT_EQ(halves.moving.revision, 3);
}

TEST_F(SplitTest, OriginsCountOnlyWhereNothingHasTheKey) {
  request_.add_origins("b");
  ASSERT_OK_AND_ASSIGN(
      Halves halves,
      ChooseHalves(request_, {{kOwn, 3, "b", false}, {kOwn, 2, "a", true}, {kOwn, 1, "b", true}}));
  EXPECT_EQ(halves.moving.revision, 2);
  EXPECT_EQ(halves.staying.revision, 3);
  ASSERT_OK_AND_ASSIGN(halves,
                       ChooseHalves(request_, {{kOwn, 3, "b", false}, {kOwn, 2, "a", false}}));
  EXPECT_EQ(halves.moving.revision, 3);
  EXPECT_EQ(halves.staying.revision, 2);
}

TEST_F(SplitTest, MergedArticleMayMoveButNeverStays) {
  request_.add_origins("b");
  ASSERT_OK_AND_ASSIGN(const Halves halves,
                       ChooseHalves(request_, {{kOwn, 2, "a", false}, {kMerged, 1, "b", true}}));
  EXPECT_EQ(halves.moving.article_id, kMerged);
  EXPECT_EQ(
      Reason(ChooseHalves(request_, {{kOwn, 2, "a", false}, {kMerged, 1, "b", false}}).status()),
      "NO_SUCH_REVISION");
  EXPECT_EQ(
      Reason(ChooseHalves(request_, {{kOwn, 2, "a", true}, {kMerged, 1, "b", false}}).status()),
      "NO_SUCH_REVISION");
}

TEST_F(SplitTest, KeysThatBothSayAreRetired) {
  const KeySplit keys = DivideKeys({"named", "along", "both", "staying", "of neither"}, {"named"},
                                   {"both", "staying", "unknown"}, {"named", "along", "both"});
  EXPECT_THAT(keys.moving, UnorderedElementsAre("named", "along"));
  EXPECT_THAT(keys.retired, UnorderedElementsAre("both"));
  EXPECT_THAT(keys.staying, UnorderedElementsAre("staying", "of neither"));
}

}  // namespace
}  // namespace broadsheet::storage
