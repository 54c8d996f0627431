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

}  // namespace
}  // namespace broadsheet::ingest
