#include "ingest/pages/older_link.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

std::string OlderIn(const std::string& html) {
  return OlderUri(ParsePage("<html><body>" + html + "</body></html>"), "https://a.example/tech/");
}

TEST(OlderLinkTest, KnowsItByItsWords) {
  for (const char* words :
       {"Next »", "Older Posts →", "« Previous Entries", "下页", "下一页 &gt;", "更早的文章",
        "Ältere Beiträge", "Page suivante", "Следующая", "이전 글", "التالي", "Load more"}) {
    EXPECT_EQ(OlderIn(std::string("<a href=\"/tech/page/2/\">") + words + "</a>"),
              "https://a.example/tech/page/2/")
        << words;
  }
}

TEST(OlderLinkTest, KnowsItByItsMarks) {
  for (const char* html :
       {"<a href='/tech/page/2/' rel='next'>2</a>",
        "<li class='next'><a href='/tech/page/2/'>›</a></li>",
        "<a href='/tech/page/2/' aria-label='Next Page'>→</a>",
        "<div><span class='page-numbers current'>1</span><a href='/tech/page/2/'>2</a></div>",
        "<a class='next page-numbers' href='/tech/page/2/'>x</a>"}) {
    EXPECT_EQ(OlderIn(html), "https://a.example/tech/page/2/") << html;
  }
}

TEST(OlderLinkTest, TakesNoOther) {
  EXPECT_EQ(OlderIn("<a href='/tech/'>Next</a>"), "");
  EXPECT_EQ(OlderIn("<a href='/x'>Next year's boats</a><a href='/y'>Newer posts</a>"), "");
  EXPECT_EQ(OlderIn("<div><span class='current'>2</span><a href='/tech/'>1</a></div>"), "");
}

}  // namespace
}  // namespace broadsheet::ingest
