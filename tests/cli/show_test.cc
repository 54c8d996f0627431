#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;

class ShowTest : public CommandLine {
 protected:
  ShowTest() { services.query.get.responses = {LongPost()}; }
};

TEST_F(ShowTest, PrintsTheWholeArticle) {
  const Result result = Run({"show", "2026/03/14/a-program-in-shenzhen"});
  EXPECT_EQ(result.out, Golden("show.txt", result.out));
  EXPECT_EQ(result.code, 0);
}

TEST_F(ShowTest, PrintsTheTeaserAndLinkOfALinkPost) {
  services.query.get.responses = {LinkPost()};
  const Result result = Run({"show", "2026/03/12/dongguan-phone-plant"});
  EXPECT_EQ(result.out, Golden("show_link.txt", result.out));
}

TEST_F(ShowTest, SaysThatAnArticleIsRedacted) {
  article::v1::Article tombstone;
  tombstone.set_name("articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11");
  tombstone.set_revision(3);
  services.query.get.responses = {tombstone};
  const Result result = Run({"show", tombstone.name()});
  EXPECT_EQ(result.out.substr(0, 11), "(redacted)\n");
}

TEST_F(ShowTest, TellsNamesPathsAndAddressesApart) {
  Run({"show", "articles/1"});
  Run({"show", "https://estuary.example/a"});
  Run({"show", "/2026/03/14/a/"});
  ASSERT_THAT(services.query.get.requests, ::testing::SizeIs(3));
  EXPECT_THAT(services.query.get.requests[0], EqualsProto("name: 'articles/1'"));
  EXPECT_THAT(services.query.get.requests[1],
              EqualsProto("canonical_uri: 'https://estuary.example/a'"));
  EXPECT_THAT(services.query.get.requests[2], EqualsProto("path: '2026/03/14/a'"));
}

TEST_F(ShowTest, ReadsAnArticleAsItWas) {
  Run({"show", "articles/1", "--as-of", "2026-03-14"});
  EXPECT_THAT(services.query.get.requests.at(0),
              EqualsProto("name: 'articles/1' as_of { seconds: 1773532800 }"));
}

TEST_F(ShowTest, TellsAMissingArticleByItsExitCode) {
  services.query.get.error = absl::NotFoundError("no article has this path");
  const Result result = Run({"show", "2026/01/01/gone"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.err, "broadsheet show: 2026/01/01/gone: query: no article has this path\n");
}

}  // namespace
}  // namespace broadsheet::cli
