#include "common/slug.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(SlugTest, JoinsWordsOfAnyScript) {
  EXPECT_EQ(Slug("OPPO's 5G phone — at last!"), "oppos-5g-phone-at-last");
  EXPECT_EQ(Slug("深圳 5G"), "深圳-5g");
  EXPECT_EQ(Slug("  Ｔｅｃｈ  "), "tech");
  EXPECT_EQ(Slug("Straße & Äther"), "strasse-äther");
}

TEST(SlugTest, KeepsNothingOfMarksAlone) {
  EXPECT_EQ(Slug(""), "");
  EXPECT_EQ(Slug("?!… / \\"), "");
}

TEST(SlugTest, MarksOnBothSidesOfAnApostropheAreInOrder) {
  const std::string slug = Slug("a\u030E'\u032F");
  EXPECT_TRUE(IsSlug(slug)) << slug;
}

TEST(SlugTest, CutsAtAWord) {
  EXPECT_EQ(Slug("one two three", 9), "one-two");
  EXPECT_EQ(Slug("incomprehensible", 5), "incom");
  EXPECT_EQ(Slug("深圳湾", 7), "深圳");  // never inside a character
}

TEST(SlugTest, KnowsItsOwn) {
  EXPECT_TRUE(IsSlug("greater-bay-area"));
  EXPECT_TRUE(IsSlug("深圳-5g"));
  for (const char* text : {"", "Tech", "a--b", "-a", "a-", "a b", "a/b"}) {
    EXPECT_FALSE(IsSlug(text)) << text;
  }
  EXPECT_FALSE(IsSlug(std::string(65, 'a')));
}

}  // namespace
}  // namespace broadsheet
