#include "query/search/function_words.h"

#include <gtest/gtest.h>

namespace broadsheet::query {
namespace {

TEST(FunctionWordsTest, AreThoseThatLinkOrAsk) {
  for (const char* word : {"the", "of", "how", "why", "的", "の"}) {
    EXPECT_TRUE(IsFunctionWord(word)) << word;
  }
}

TEST(FunctionWordsTest, AreNoneThatSomethingIsMeantBy) {
  for (const char* word : {"robot", "and", "or", "not", "us", "The", "风", ""}) {
    EXPECT_FALSE(IsFunctionWord(word)) << word;
  }
}

}  // namespace
}  // namespace broadsheet::query
