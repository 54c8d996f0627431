#include <gmock/gmock.h>

#include <cstdlib>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ListTest : public CommandLine {
 protected:
  ListTest() {
    *services.query.list.responses[0].add_articles() = LongPost();
    *services.query.list.responses[0].add_articles() = LinkPost();
  }
};

TEST_F(ListTest, PrintsHeadlineDateTeaserAndMoreLink) {
  const Result result = Run({"list"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, Golden("list.txt", result.out));
  EXPECT_EQ(result.err, "");
}

TEST_F(ListTest, UsesTheWidthOfTheTerminal) {
  width = 100;
  color = true;
  const Result result = Run({"list"});
  EXPECT_EQ(result.out, Golden("list_wide_color.txt", result.out));
}

TEST_F(ListTest, PrintsOneArticleALineAsJson) {
  const Result result = Run({"--json", "list"});
  EXPECT_EQ(result.out, Golden("list.jsonl", result.out));
}

TEST_F(ListTest, AsksForWhatTheOptionsSay) {
  Run({"list",
       "-c",
       "tech",
       "--category",
       "categories/science",
       "--tag",
       "ai",
       "--language",
       "zh",
       "--source",
       "https://estuary.example/",
       "-m",
       "shenzhen",
       "-m",
       "tencent",
       "--since",
       "2026-03",
       "--until",
       "2026-03",
       "--limit",
       "7"});
  ASSERT_THAT(services.query.list.requests, SizeIs(1));
  EXPECT_THAT(services.query.list.requests[0], EqualsProto(R"pb(
                filter {
                  categories: "categories/tech"
                  categories: "categories/science"
                  tags: "ai"
                  source_site_uris: "https://estuary.example/"
                  language_codes: "zh"
                  mentions: "shenzhen"
                  mentions: "tencent"
                  start_time { seconds: 1772323200 }
                  end_time { seconds: 1775001600 }
                }
                page_size: 7
                view: ARTICLE_VIEW_TEASER)pb"));
}

TEST_F(ListTest, CountsDaysBackFromNow) {
  Run({"list", "--since", "1d"});
  EXPECT_EQ(services.query.list.requests.at(0).filter().start_time().seconds(), 1'773'913'600);
}

TEST_F(ListTest, TurnsPagesUntilTheLimit) {
  auto& responses = services.query.list.responses;
  responses[0].set_next_page_token("second");
  responses.push_back(responses[0]);
  const Result result = Run({"--json", "list", "--limit", "3"});
  ASSERT_THAT(services.query.list.requests, SizeIs(2));
  EXPECT_EQ(services.query.list.requests[1].page_size(), 1);
  EXPECT_EQ(services.query.list.requests[1].page_token(), "second");
}

TEST_F(ListTest, LetsNoContentSteerTheTerminal) {
  auto& article = *services.query.list.responses[0].mutable_articles(0);
  article.set_title("\x1b]0;pwned\x07 \u009b2J");
  article.set_teaser_html("<p>&#27;[2J\x1b[31m \u202Eevil</p>");
  article.set_path("\x1b[1m");
  article.mutable_more()->set_uri("https://x.example/\x1b[2J");
  for (const Result& result : {Run({"list"}), Run({"--json", "list"})}) {
    EXPECT_THAT(result.out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(result.out, Not(HasSubstr("\u009b")));
    EXPECT_THAT(result.out, Not(HasSubstr("\x07")));
    EXPECT_THAT(result.out, Not(HasSubstr("\u202E")));
  }
}

TEST_F(ListTest, SaysOnStandardErrorThatThereIsNothing) {
  services.query.list.responses = {{}};
  const Result result = Run({"list"});
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "No articles.\n");
  EXPECT_EQ(result.code, 0);
}

TEST_F(ListTest, NamesTheFieldThatQueryRefuses) {
  services.query.list.error = InvalidField("filter.categories[0]", "'categories/A B' is no name");
  const Result result = Run({"list", "-c", "A B"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err,
            "broadsheet list: query: filter.categories[0]: 'categories/A B' is no name\n");
}

TEST_F(ListTest, TellsAnUnreachableServiceByItsAddressAndExitCode) {
  const Result result = RunAlone({"--query", "127.0.0.1:1", "list"});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.err,
            "broadsheet list: query at 127.0.0.1:1 can't be reached: Connection refused\n");
}

TEST_F(ListTest, FindsQueryByTheEnvironment) {
  setenv("BROADSHEET_QUERY", services.target().c_str(), 1);
  const Result result = RunAlone({"list"});
  unsetenv("BROADSHEET_QUERY");
  EXPECT_EQ(result.code, 0) << result.err;
}

TEST_F(ListTest, RefusesATimeThatIsNone) {
  const Result result = Run({"list", "--since", "yesterday"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, StartsWith("broadsheet list: --since: 'yesterday' is no time"));
}

}  // namespace
}  // namespace broadsheet::cli
