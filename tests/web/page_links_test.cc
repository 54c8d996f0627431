#include "web/page_links.h"

#include <gtest/gtest.h>

namespace broadsheet::web {
namespace {

Request RequestOf(const std::vector<std::pair<std::string, std::string>>& parameters) {
  Request request;
  for (const auto& parameter : parameters) request.parameters.insert(parameter);
  return request;
}

TEST(PageLinksTest, FirstPageLeadsOnlyToOlderOnes) {
  const PageLinks links = MakePageLinks("/tag/5g/", {}, ReadPagePosition(RequestOf({})), "t2");
  EXPECT_EQ(links.newest, "");
  EXPECT_EQ(links.newer, "");
  EXPECT_EQ(links.older, "/tag/5g/?page=t2&n=2");
}

TEST(PageLinksTest, LaterPagesKnowTheWayBack) {
  const PagePosition third =
      ReadPagePosition(RequestOf({{"page", "t3"}, {"n", "3"}, {"newer", "t2"}}));
  const PageLinks links = MakePageLinks("/search", {{"q", "a b"}}, third, "t4");
  EXPECT_EQ(links.newest, "/search?q=a%20b");
  EXPECT_EQ(links.newer, "/search?q=a%20b&page=t2&n=2");
  EXPECT_EQ(links.older, "/search?q=a%20b&page=t4&n=4&newer=t2&newer=t3");
}

TEST(PageLinksTest, SecondPageIsNextToTheNewest) {
  const PagePosition second = ReadPagePosition(RequestOf({{"page", "t2"}, {"n", "2"}}));
  EXPECT_EQ(MakePageLinks("/", {}, second, "").newer, "/");
  EXPECT_EQ(MakePageLinks("/", {}, second, "").older, "");
}

TEST(PageLinksTest, RemembersOnlyTheNearestPages) {
  PagePosition tenth{"t10", 10, {"t4", "t5", "t6", "t7", "t8", "t9"}};
  EXPECT_EQ(MakePageLinks("/", {}, tenth, "t11").older,
            "/?page=t11&n=11&newer=t5&newer=t6&newer=t7&newer=t8&newer=t9&newer=t10");
  tenth.newer_tokens.clear();
  EXPECT_EQ(MakePageLinks("/", {}, tenth, "t11").newer, "");
}

TEST(PageLinksTest, NumbersThatMakeNoSenseAreNotShown) {
  for (const char* number : {"", "1", "-5", "x", "99999999999"}) {
    EXPECT_EQ(ReadPagePosition(RequestOf({{"page", "t"}, {"n", number}})).number, 0) << number;
  }
}

}  // namespace
}  // namespace broadsheet::web
