#include "query/search/plain_text.h"

#include <gtest/gtest.h>

namespace broadsheet::query {
namespace {

TEST(PlainTextTest, HtmlBecomesText) {
  EXPECT_EQ(TextOfHtml("<p>Chips &amp; <em>dumplings</em>, 5 &lt; 6</p><p>&#28145;&#x5733;</p>"),
            "Chips & dumplings, 5 < 6 深圳");
  EXPECT_EQ(TextOfHtml("AT&T; &unknown; & <unclosed"), "AT&T; &unknown; &");
}

TEST(PlainTextTest, PrefixEndsBetweenCharacters) {
  EXPECT_EQ(Prefix("深圳", 6), "深圳");
  EXPECT_EQ(Prefix("深圳", 5), "深");
  EXPECT_EQ(Prefix("深圳", 2), "");
}

}  // namespace
}  // namespace broadsheet::query
