#include "ingest/html/plain_text.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

TEST(PlainTextTest, TakesMarkupOutOfAHeadline) {
  EXPECT_EQ(PlainLine("<b>Bold</b> claim"), "Bold claim");
  EXPECT_EQ(PlainLine("AT&amp;T grows"), "AT&T grows");
  EXPECT_EQ(PlainLine("Line one<br>line two"), "Line one line two");
  EXPECT_EQ(PlainLine("H<sub>2</sub>O boats"), "H2O boats");
}

TEST(PlainTextTest, LeavesWhatOnlyLooksLikeMarkup) {
  for (const char* headline : {"C++ vector<int> explained", "<3 Deno", "Use of the <main> element",
                               "5 <a 6", "if a < b and c > d", "Jane Doe <jane@example.com>"}) {
    EXPECT_EQ(PlainLine(headline), headline);
  }
}

TEST(PlainTextTest, LeavesWhatLettersChangeBy) {
  for (const char* headline :
       {"می‌خواهم", "👩‍🚀 lands", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 votes"}) {
    EXPECT_EQ(PlainLine(headline), headline);
  }
  EXPECT_EQ(PlainLine("Donau\u00addampf\u200bschiff \u202efahrt\u202c"), "Donaudampfschiff fahrt");
}

}  // namespace
}  // namespace broadsheet::ingest
