#include "cli/html_text.h"

#include <gtest/gtest.h>

#include <string>

#include "cli/text.h"

namespace broadsheet::cli {
namespace {

TEST(HtmlTextTest, PutsAnEmptyLineBetweenBlocks) {
  EXPECT_EQ(HtmlToText("<h2>Head</h2><p>One\n two</p>\n<p>Three<br>four</p>"),
            "Head\n\nOne two\n\nThree\nfour");
}

TEST(HtmlTextTest, DecodesCharacterReferences) {
  EXPECT_EQ(HtmlToText("AT&amp;T &#28145;&hellip;"), "AT&T 深…");
}

TEST(HtmlTextTest, ShowsListItemsBehindBullets) {
  EXPECT_EQ(HtmlToText("a<ul><li>Wind</li> <li> <p>Rain</p><p>Fog</p></li></ul><p>b</p>"),
            "a\n\n• Wind\n• Rain\nFog\n\nb");
}

TEST(HtmlTextTest, KeepsTheSpaceAroundInlineElements) {
  EXPECT_EQ(HtmlToText("<p>a <b>bold</b> <i>move</i>, <a href='x'>seen</a></p>"),
            "a bold move, seen");
}

TEST(HtmlTextTest, LeavesOutScriptsAndStyles) {
  EXPECT_EQ(HtmlToText("<style>p{}</style>a<script>alert(1)</script>b"), "ab");
}

TEST(HtmlTextTest, ShowsAnImageAsItsAlternativeText) {
  EXPECT_EQ(HtmlToText("<p>x <img src='a.png' alt='A crane'> y <img src='b.png'></p>"),
            "x [A crane] y");
}

TEST(HtmlTextTest, MarksMatches) {
  EXPECT_EQ(HtmlToText("in <mark>深圳</mark> today"),
            std::string("in ") + kMarkBegin + "深圳" + kMarkEnd + " today");
}

TEST(HtmlTextTest, SurvivesDeepNesting) {
  std::string html = "top";
  for (int i = 0; i < 5000; ++i) html += "<div>";
  EXPECT_EQ(HtmlToText(html + "bottom"), "top");
}

TEST(HtmlTextTest, OfNothingIsNothing) { EXPECT_EQ(HtmlToText(""), ""); }

}  // namespace
}  // namespace broadsheet::cli
