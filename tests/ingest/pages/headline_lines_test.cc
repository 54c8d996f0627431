#include "ingest/pages/headline_lines.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

TEST(HeadlineLinesTest, FindsTheNearestDateAndByline) {
  const HtmlNode post =
      ParsePage("<p>1 January 2020</p><p>By Some Body</p><p>" + std::string(900, 'x') +
                "</p><h1>Boats return</h1><div>By Dina Kiss | Harbour desk</div><div>Updated "
                "<span>5 May 2026</span></div><p>Two boats came back.</p>");
  EXPECT_EQ(DateNearHeadline(post, "Boats return"), "5 May 2026");
  EXPECT_EQ(BylineNearHeadline(post, "Boats return"), "Dina Kiss");
}

TEST(HeadlineLinesTest, PassesOverWhatIsFarOrNotOfTheArticle) {
  const HtmlNode post =
      ParsePage("<h1>Boats return</h1><p>" + std::string(3000, 'x') +
                "</p><p>By Some Body</p><div class=comments><p>5 May 2026</p></div>");
  EXPECT_EQ(DateNearHeadline(post, "Boats return"), "");
  EXPECT_EQ(BylineNearHeadline(post, "Boats return"), "");
}

TEST(HeadlineLinesTest, ReadsTheDayInAPath) {
  EXPECT_EQ(DateInUri("https://a.example/2026/05/05/boats/"), "2026-05-05");
  EXPECT_EQ(DateInUri("https://a.example/2026/05/"), "");
  EXPECT_EQ(DateInUri("https://a.example/2026/13/45/x"), "");
  EXPECT_EQ(DateInUri("https://a.example/"), "");
}

}  // namespace
}  // namespace broadsheet::ingest
