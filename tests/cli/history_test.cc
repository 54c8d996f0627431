#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::testing::IsEmpty;

class HistoryTest : public CommandLine {
 protected:
  HistoryTest() {
    services.query.get.responses = {LongPost()};
    auto& response = services.query.revisions.responses[0];
    auto& last = *response.add_revisions();
    last.set_name(LongPost().name() + "/revisions/3");
    last.mutable_create_time()->set_seconds(1'773'500'000);
    last.set_actor("counsel");
    last.set_kind(article::v1::Revision::KIND_REDACTED);
    last.set_reason("court order 7");
    *last.mutable_snapshot() = LongPost();
    auto& second = *response.add_revisions();
    second.set_name(LongPost().name() + "/revisions/2");
    second.mutable_create_time()->set_seconds(1'773'490'000);
    second.set_actor("feeds/7");
    second.set_kind(article::v1::Revision::KIND_REVISED);
    *second.mutable_snapshot() = LongPost();
    auto& first = *response.add_revisions();
    first.set_name(LongPost().name() + "/revisions/1");
    first.mutable_create_time()->set_seconds(1'773'480'700);
    first.set_actor("push");
    first.set_kind(article::v1::Revision::KIND_CREATED);
  }
};

TEST_F(HistoryTest, PrintsOneRevisionALine) {
  const Result result = Run({"history", LongPost().name()});
  EXPECT_EQ(result.out, Golden("history.txt", result.out));
  EXPECT_THAT(services.query.get.requests, IsEmpty());
}

TEST_F(HistoryTest, FindsTheArticleOfAPath) {
  Run({"history", "2026/03/14/a-program-in-shenzhen"});
  EXPECT_EQ(services.query.revisions.requests.at(0).parent(), LongPost().name());
}

TEST_F(HistoryTest, NamesThePathThatHasNoArticle) {
  services.query.get.error = absl::NotFoundError("no such article");
  const Result result = Run({"history", "2026/03/14/x"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.err, "broadsheet history: 2026/03/14/x: query: no such article\n");
}

}  // namespace
}  // namespace broadsheet::cli
