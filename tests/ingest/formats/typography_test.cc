#include "ingest/formats/typography.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

TEST(TypographyTest, SetsQuotesApostrophesDashesAndEllipses) {
  EXPECT_EQ(TypographicText("It's \"quiet\", she said ('for now')...", "en-US"),
            "It’s “quiet”, she said (‘for now’)…");
  EXPECT_EQ(TypographicText("the boats' owners -- and others - wait--or go---away", ""),
            "the boats’ owners — and others – wait–or go—away");
  EXPECT_EQ(TypographicText("'Tis '99, and cut 'em", "en"), "’Tis ’99, and cut ’em");
  EXPECT_EQ(TypographicText("深圳's \"港\"", "zh-CN"), "深圳’s “港”");
}

TEST(TypographyTest, OtherLanguagesKeepTheirStraightQuotes) {
  EXPECT_EQ(TypographicText("Er sagte: \"Geht's noch?\" - 'ja'", "de-DE"),
            "Er sagte: \"Geht’s noch?\" – 'ja'");
}

TEST(TypographyTest, TagsCommentsAndCodeStayAsTheyAre) {
  EXPECT_EQ(TypographicHtml("<p title=\"it's\">It's <!-- wp:x {\"a\":\"b\"} --><code>'a' -- "
                            "<b>'c'</b></code> 'b'</p>",
                            "en"),
            "<p title=\"it's\">It’s <!-- wp:x {\"a\":\"b\"} --><code>'a' -- <b>'c'</b></code> "
            "‘b’</p>");
  EXPECT_EQ(TypographicHtml("a 'b' <never closed it's", "en"), "a ‘b’ <never closed it's");
}

}  // namespace
}  // namespace broadsheet::ingest
