#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::SizeIs;

class DeletionTest : public CommandLine {
 protected:
  DeletionTest() {
    services.query.get.responses[0] = LinkPost();
    *services.ingest.remove.responses[0].mutable_article() = LinkPost();
    services.ingest.remove.responses[0].mutable_read_after()->set_position(8);
    *services.ingest.undelete.responses[0].mutable_article() = LinkPost();
  }
};

TEST_F(DeletionTest, DeletesWithoutAQuestion) {
  const Result result = Run({"delete", "2026/03/12/dongguan-phone-plant", "articles/9", "--wait"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out,
            "deleted articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12  Dongguan phone plant adds a "
            "third line\n"
            "deleted articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12  Dongguan phone plant adds a "
            "third line\n");
  EXPECT_THAT(services.ingest.remove.requests, SizeIs(2));
  EXPECT_THAT(services.ingest.remove.requests[0],
              EqualsProto("name: 'articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12'"));
  EXPECT_EQ(services.query.list.requests.at(0).read_after().position(), 8);
}

TEST_F(DeletionTest, SaysThatThereIsNoSuchArticle) {
  services.ingest.remove.error = absl::NotFoundError("articles/9 is deleted already");
  const Result result = Run({"delete", "articles/9"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.err, "broadsheet delete: articles/9: ingest: articles/9 is deleted already\n");
}

TEST_F(DeletionTest, FindsADeletedArticleByItsPath) {
  services.query.get.error = WithReason(absl::NotFoundError("the article is deleted"),
                                        "ARTICLE_DELETED", {{"name", "articles/7"}});
  EXPECT_EQ(Run({"undelete", "2026/03/12/dongguan-phone-plant"}).code, 0);
  EXPECT_THAT(services.ingest.undelete.requests.at(0), EqualsProto("name: 'articles/7'"));
}

TEST_F(DeletionTest, BringsBackByName) {
  EXPECT_EQ(Run({"undelete", "articles/9"}).out,
            "undeleted articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12  Dongguan phone plant adds a "
            "third line\n");
  EXPECT_THAT(services.ingest.undelete.requests.at(0), EqualsProto("name: 'articles/9'"));
}

TEST_F(DeletionTest, PrintsTheWholeAnswerAsJson) {
  services.ingest.remove.responses[0].clear_article();
  EXPECT_EQ(Run({"--json", "delete", "articles/9"}).out, "{\"readAfter\":{\"position\":\"8\"}}\n");
}

}  // namespace
}  // namespace broadsheet::cli
