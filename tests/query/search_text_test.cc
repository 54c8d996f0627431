#include "query/search_text.h"

#include <gtest/gtest.h>

namespace broadsheet::query {
namespace {

TEST(SearchTextTest, HtmlBecomesText) {
  EXPECT_EQ(TextOfHtml("<p>Chips &amp; <em>dumplings</em>, 5 &lt; 6</p><p>&#28145;&#x5733;</p>"),
            "Chips & dumplings, 5 < 6 深圳");
  EXPECT_EQ(TextOfHtml("AT&T; &unknown; & <unclosed"), "AT&T; &unknown; &");
}

TEST(SearchTextTest, TraditionalCharactersFoldToSimplified) {
  EXPECT_EQ(FoldChinese("騰訊 in 廣州"), "腾讯 in 广州");
  EXPECT_EQ(FoldChinese("plain café"), "plain café");
  EXPECT_EQ(FoldChinese("深圳"), "深圳");
}

TEST(SearchTextTest, UnfoldFindsTheOriginal) {
  const std::string text = "see 騰訊 in 廣州 now";
  const std::string folded = FoldChinese(text);
  const std::string excerpt = "讯 in 广州";
  EXPECT_EQ(Unfold(excerpt, folded, text, 0, excerpt.size()), "訊 in 廣州");
  EXPECT_EQ(Unfold(excerpt, folded, text, 7, 10), "廣");
  EXPECT_EQ(Unfold("elsewhere", folded, text, 0, 4), "else");
}

TEST(SearchTextTest, PrefixEndsBetweenCharacters) {
  EXPECT_EQ(Prefix("深圳", 6), "深圳");
  EXPECT_EQ(Prefix("深圳", 5), "深");
  EXPECT_EQ(Prefix("深圳", 2), "");
}

}  // namespace
}  // namespace broadsheet::query
