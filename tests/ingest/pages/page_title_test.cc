#include "ingest/pages/page_title.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

constexpr char kUri[] = "https://www.harbournotes.example/a";

TEST(PageTitleTest, LeavesTheSiteOutOnEitherSide) {
  for (const char* title : {"Boats return – Harbour Notes", "Boats return · Harbour Notes",
                            "Boats return|Harbour Notes", "Boats return: Harbour Notes",
                            "Harbour Notes | Boats return"}) {
    EXPECT_EQ(WithoutSite(title, "Harbour Notes", kUri), "Boats return") << title;
  }
  EXPECT_EQ(WithoutSite("Boats - a return - Harbour Notes", "Harbour Notes", kUri),
            "Boats - a return");
}

TEST(PageTitleTest, LeavesHeadlinesWhole) {
  EXPECT_EQ(WithoutSite("Port chief: boats return", "Harbour Notes", kUri),
            "Port chief: boats return");
  EXPECT_EQ(WithoutSite("A bridge - and a tunnel", "", kUri), "A bridge - and a tunnel");
  EXPECT_EQ(WithoutSite("Boats return - Harbour Notes", "", kUri), "Boats return");
}

TEST(PageTitleTest, BelievesTheHeadingThatTheTitleRepeats) {
  EXPECT_EQ(AgreedTitle({"Share this", "Boats Return"}, {"", "Boats return"}), "Boats Return");
  // The title has the site, or the heading a kicker.
  EXPECT_EQ(AgreedTitle({"Contents", "Boats return at last"}, {"Boats return at last - Bay"}),
            "Boats return at last");
  EXPECT_EQ(AgreedTitle({"Harbour: Boats return at last"}, {"Boats return at last"}),
            "Boats return at last");
}

TEST(PageTitleTest, HeadingsOfOtherThingsAgreeWithNothing) {
  EXPECT_EQ(AgreedTitle({"Bay", "Boats"}, {"Boats return at last to the pier - Bay"}), "");
  EXPECT_EQ(AgreedTitle({"", "Login"}, {"", "Boats return"}), "");
  EXPECT_EQ(AgreedTitle({}, {"Boats return"}), "");
}

}  // namespace
}  // namespace broadsheet::ingest
