#include "ingest/identity/link_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(LinkParts, QueryAndPathHaveParameters) {
  const LinkParts parts = SplitLink("https://example.com/a;v=2/b;jsessionid=9F?id=5&sid#top");
  EXPECT_EQ(parts.bare, "https://example.com/a/b#top");
  EXPECT_THAT(parts.parameters, ElementsAre(Pair("v", "=2"), Pair("jsessionid", "=9F"),
                                            Pair("id", "=5"), Pair("sid", "")));
}

TEST(LinkParts, OnlyWhatIsNamedIsLeftOut) {
  EXPECT_EQ(WithoutParameters("https://example.com/a?sid=1&id=5&sid=2#x", {"sid"}),
            "https://example.com/a?id=5#x");
  EXPECT_EQ(WithoutParameters("https://example.com/a;jsessionid=9F?id=5", {"jsessionid"}),
            "https://example.com/a?id=5");
  EXPECT_EQ(WithoutParameters("https://example.com/a?sid", {"sid"}), "https://example.com/a");
  for (const char* as_it_is : {"https://example.com/a;b/c?d=&e&&f=;sid=1", "", "#", "?", "/a;"}) {
    EXPECT_EQ(WithoutParameters(as_it_is, {"x"}), as_it_is);
  }
}

}  // namespace
}  // namespace broadsheet::ingest
