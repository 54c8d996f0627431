#include "query/facet_cache.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace broadsheet::query {
namespace {

std::string Key(const std::string& text) {
  v1::ListFacetsRequest request;
  if (!google::protobuf::TextFormat::ParseFromString(text, &request)) std::abort();
  return FacetCache::KeyOf(request);
}

article::v1::Cursor At(int64_t position) {
  article::v1::Cursor cursor;
  cursor.set_position(position);
  return cursor;
}

v1::ListFacetsResponse Answer(int64_t articles) {
  v1::ListFacetsResponse response;
  response.set_sampled_articles(articles);
  return response;
}

TEST(FacetCacheTest, AnswersUntilTheListIsTouched) {
  FacetCache cache;
  EXPECT_FALSE(cache.Find("a", At(1)).has_value());
  cache.Keep("a", At(1), Answer(5));
  EXPECT_EQ(cache.Find("a", At(1))->sampled_articles(), 5);
  EXPECT_FALSE(cache.Find("a", At(2)).has_value());
  cache.Keep("a", At(2), Answer(6));
  EXPECT_EQ(cache.Find("a", At(2))->sampled_articles(), 6);
}

TEST(FacetCacheTest, KeepsNoMoreThanItsBytes) {
  FacetCache cache(1000);
  for (int i = 0; i < 1000; ++i) cache.Keep(std::to_string(i), At(1), Answer(i));
  int kept = 0;
  for (int i = 0; i < 1000; ++i) kept += cache.Find(std::to_string(i), At(1)).has_value() ? 1 : 0;
  EXPECT_GE(kept, 1);
  EXPECT_LE(kept, 10);
  cache.Keep(std::string(2000, 'x'), At(1), Answer(1));
  EXPECT_FALSE(cache.Find(std::string(2000, 'x'), At(1)).has_value());
}

TEST(FacetCacheTest, SameQuestionsHaveOneKey) {
  EXPECT_EQ(Key(""), Key("filter {}"));
  EXPECT_EQ(Key("filter { tags: ['b', 'a', 'b'] } read_after { position: 5 }"),
            Key("filter { tags: ['a', 'b'] }"));
  EXPECT_NE(Key("filter { tags: 'a' }"), Key("filter { mentions: 'a' }"));
  EXPECT_NE(Key("max_values: 5"), Key("max_values: 6"));
}

}  // namespace
}  // namespace broadsheet::query
