#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::HasSubstr;

class SearchTest : public CommandLine {
 protected:
  SearchTest() {
    auto& response = services.query.search.responses[0];
    auto& result = *response.add_results();
    *result.mutable_article() = LongPost();
    result.set_title_html("A program in <mark>Shenzhen</mark> writes &amp; signs");
    result.set_snippet_html("… <mark>深圳</mark>天气预报由程序撰写 …");
    response.set_estimated_total(41);
    response.set_suggested_query("shenzhen");
  }
};

TEST_F(SearchTest, PrintsHeadlinesAndExcerpts) {
  const Result result = Run({"search", "shenzen"});
  EXPECT_EQ(result.out, Golden("search.txt", result.out));
  EXPECT_EQ(result.err, "1 of about 41; more with --limit\nDid you mean: shenzhen\n");
}

TEST_F(SearchTest, SaysWhatAResultLacks) {
  auto& result = *services.query.search.responses[0].mutable_results(0);
  result.add_missing("5G");
  result.add_missing("\"night market\"");
  EXPECT_THAT(Run({"search", "x"}).out, HasSubstr("  Missing: 5G, \"night market\"\n"));
}

TEST_F(SearchTest, HighlightsMatchesInColor) {
  color = true;
  const Result result = Run({"search", "shenzhen"});
  EXPECT_EQ(result.out, Golden("search_color.txt", result.out));
}

TEST_F(SearchTest, AsksForAllWordsAndTheFilter) {
  Run({"search", "robot", "\"smart port\" -oppo", "--newest", "-c", "tech", "-n", "5"});
  EXPECT_THAT(services.query.search.requests.at(0), EqualsProto(R"pb(
                query: "robot \"smart port\" -oppo"
                filter { categories: "categories/tech" }
                order: ORDER_NEWEST
                page_size: 5)pb"));
}

TEST_F(SearchTest, SaysThatNothingWasFound) {
  services.query.search.responses = {{}};
  EXPECT_EQ(Run({"search", "x"}).err, "Nothing found.\n");
}

TEST_F(SearchTest, PrintsOneResultALineAsJson) {
  const Result result = Run({"--json", "search", "x"});
  EXPECT_EQ(result.out.substr(0, 12), "{\"article\":{");
  EXPECT_EQ(result.err, "");
}

}  // namespace
}  // namespace broadsheet::cli
