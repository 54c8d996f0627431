#include "query/answer_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/match.h"
#include "common/rpc/suspension.h"
#include "common/status.h"
#include "query/article_bytes.h"
#include "support/matchers.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::IsError;

std::string Text(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(bytes.Dump(&slices).ok());
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

article::v1::Cursor At(int64_t position) {
  article::v1::Cursor cursor;
  cursor.set_position(position);
  return cursor;
}

class AnswerCacheTest : public ::testing::Test {
 protected:
  // What Get() answers where the answer that is made is `text`.
  std::string Get(const std::string& key, const std::string& text,
                  std::vector<Collection> made_of = {"t:tech"}) {
    return Text(cache_
                    .Get(call_, key,
                         [&]() -> absl::StatusOr<AnswerCache::Answer> {
                           return AnswerCache::Answer{ToByteBuffer(text), std::move(made_of)};
                         })
                    .value());
  }

  bool IsKept(const std::string& key) { return cache_.Find(key).has_value(); }

  Metrics metrics_;
  AnswerCache cache_{1 << 20, metrics_};
  const Call call_;
};

TEST_F(AnswerCacheTest, AnswersAgainUntilACollectionIsTouched) {
  EXPECT_EQ(Get("list", "one", {"t:tech", "t:ai"}), "one");
  EXPECT_EQ(Get("list", "two"), "one");
  cache_.Touch({"t:sport"});
  EXPECT_EQ(Get("list", "two"), "one");
  cache_.Touch({"t:ai"});
  EXPECT_EQ(Get("list", "two"), "two");
  cache_.TouchAll();
  EXPECT_EQ(Get("list", "three"), "three");
}

TEST_F(AnswerCacheTest, WhatIsTouchedWhileItIsReadIsNotKept) {
  const auto make = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    cache_.Touch({"t:tech"});
    return AnswerCache::Answer{ToByteBuffer("old or new"), {"t:tech"}};
  };
  ASSERT_OK(cache_.Get(call_, "list", make));
  EXPECT_FALSE(IsKept("list"));
  EXPECT_EQ(Get("list", "new"), "new");
}

TEST_F(AnswerCacheTest, ErrorsAreNotKept) {
  const auto fail = []() -> absl::StatusOr<AnswerCache::Answer> {
    return absl::NotFoundError("nothing there");
  };
  EXPECT_THAT(cache_.Get(call_, "article", fail).status(),
              IsError(absl::StatusCode::kNotFound, "nothing there"));
  EXPECT_EQ(Get("article", "there by now"), "there by now");
}

TEST_F(AnswerCacheTest, MoveThatNobodyExplainsTouchesAll) {
  Get("list", "one");
  cache_.TouchAt(At(5), {"t:sport"});
  cache_.MovedTo(At(5));
  EXPECT_TRUE(IsKept("list"));
  cache_.MovedTo(At(6));
  EXPECT_FALSE(IsKept("list"));
}

TEST_F(AnswerCacheTest, WhoIsToldOfMoreIsAnsweredNoLess) {
  cache_.MovedTo(At(5));
  Get("list", "one");
  cache_.SeenBeyond(5);
  EXPECT_TRUE(IsKept("list"));
  cache_.SeenBeyond(6);
  EXPECT_FALSE(IsKept("list"));
}

TEST_F(AnswerCacheTest, BeginningTouchesAllWhateverWasThere) {
  Get("list", "one");
  cache_.MovedTo({});
  EXPECT_FALSE(IsKept("list"));
}

TEST_F(AnswerCacheTest, KeepsWhatIsAskedForWithinItsBytes) {
  const std::string large(50'000, 'x');
  Get("wanted", large);
  for (int i = 0; i < 100; ++i) {
    Get(absl::StrCat("list ", i), large);
    EXPECT_TRUE(IsKept("wanted")) << i;
  }
  EXPECT_FALSE(IsKept("list 0"));
  EXPECT_TRUE(IsKept("list 99"));
  // 20 of them and what they are kept by.
  EXPECT_TRUE(absl::StrContains(metrics_.Scrape(), "\nbroadsheet_query_cache_bytes 100"))
      << metrics_.Scrape();
}

TEST_F(AnswerCacheTest, WhatWouldTakeTheRoomOfManyIsNotKept) {
  Get("large", std::string(100'000, 'x'));
  EXPECT_FALSE(IsKept("large"));
  Get(std::string(5000, 'k'), "small");
  EXPECT_FALSE(IsKept(std::string(5000, 'k')));
}

TEST_F(AnswerCacheTest, TouchesOfManyCollectionsAreNotForgotten) {
  Get("list", "one");
  cache_.Touch({"t:tech"});
  Collections many;
  for (int i = 0; i < 150'000; ++i) many.insert(absl::StrCat("article ", i));
  cache_.Touch(many);
  EXPECT_FALSE(IsKept("list"));
}

TEST_F(AnswerCacheTest, OthersWaitForTheOneWhoMakesTheAnswer) {
  Suspension suspension;
  Call other;
  other.suspension = &suspension;
  int made = 0;
  const auto make_other = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    ++made;
    return AnswerCache::Answer{ToByteBuffer("another"), {"t:tech"}};
  };
  int resumed = 0;
  const auto resume = [&](const absl::Status& status) {
    EXPECT_OK(status);
    ++resumed;
  };
  const auto make = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    EXPECT_THAT(cache_.Get(other, "list", make_other).status(),
                IsError(absl::StatusCode::kUnavailable, "another call"));
    suspension.Take()(resume);
    EXPECT_EQ(resumed, 0);
    return AnswerCache::Answer{ToByteBuffer("first"), {"t:tech"}};
  };
  ASSERT_OK(cache_.Get(call_, "list", make));
  EXPECT_EQ(resumed, 1);
  EXPECT_EQ(Text(cache_.Get(other, "list", make_other).value()), "first");
  EXPECT_EQ(made, 0);
}

TEST_F(AnswerCacheTest, WhoHasWaitedForNothingMakesTheAnswerItself) {
  Suspension suspension;
  suspension.Remember("another call has made the answer");
  Call other;
  other.suspension = &suspension;
  const auto make = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    const auto own = cache_.Get(other, "list", []() -> absl::StatusOr<AnswerCache::Answer> {
      return AnswerCache::Answer{ToByteBuffer("own"), {"t:tech"}};
    });
    EXPECT_EQ(Text(own.value()), "own");
    return AnswerCache::Answer{ToByteBuffer("first"), {"t:tech"}};
  };
  ASSERT_OK(cache_.Get(call_, "list", make));
}

TEST_F(AnswerCacheTest, RequestsAreToldApartAsTheyCome) {
  v1::ListArticlesRequest request;
  request.set_page_size(5);
  const std::string bytes = request.SerializeAsString();
  EXPECT_EQ(AnswerCache::KeyOf("ListArticles", request),
            AnswerCache::KeyOf("ListArticles", ToByteBuffer(bytes)));
  EXPECT_NE(AnswerCache::KeyOf("ListFacets", request), AnswerCache::KeyOf("ListArticles", request));
  // Not taken for one without anything in it.
  EXPECT_EQ(AnswerCache::KeyOf("ListArticles", ToByteBuffer(std::string(5000, 'x'))), "");
  EXPECT_EQ(AnswerCache::KeyOf("ListArticles", grpc::ByteBuffer()), "");
}

TEST(CollectionsOfTest, OneListThatHoldsAllIsEnough) {
  Filter filter;
  EXPECT_THAT(CollectionsOf(filter), ::testing::ElementsAre("*"));
  filter.any_of = {{"c:tech", "c:ai"}, {"l:en"}};
  EXPECT_THAT(CollectionsOf(filter), ::testing::ElementsAre("c:tech", "c:ai"));
  filter.any_of = {std::vector<std::string>(100, "t:any")};
  EXPECT_THAT(CollectionsOf(filter), ::testing::ElementsAre("*"));
  filter.all_of = {"m:shenzhen"};
  EXPECT_THAT(CollectionsOf(filter), ::testing::ElementsAre("m:shenzhen"));
  filter.start_time = absl::FromCivil(absl::CivilMonth(2026, 11), absl::UTCTimeZone());
  filter.end_time = absl::FromCivil(absl::CivilMonth(2026, 12), absl::UTCTimeZone());
  EXPECT_THAT(CollectionsOf(filter), ::testing::ElementsAre("d:2026-11"));
}

}  // namespace
}  // namespace broadsheet::query
