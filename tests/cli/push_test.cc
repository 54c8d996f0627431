#include <gmock/gmock.h>

#include <algorithm>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class PushTest : public CommandLine {
 protected:
  PushTest() {
    auto& response = services.ingest.push.responses[0];
    response.mutable_result()->set_outcome(article::v1::WRITE_OUTCOME_CREATED);
    response.mutable_result()->set_name("articles/1");
    response.mutable_result()->set_revision(1);
    response.mutable_read_after()->set_position(17);
    standard_input = R"({"title": "A port", "canonicalUri": "https://a.example/port"})";
  }
};

TEST_F(PushTest, PushesStandardInputAndPrintsTheName) {
  const Result result = Run({"push", "-", "--request-id", "r1"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "created articles/1 revision 1\n");
  EXPECT_THAT(services.ingest.push.requests.at(0), EqualsProto(R"pb(
                request_id: "r1"
                article { title: "A port" canonical_uri: "https://a.example/port" })pb"));
}

TEST_F(PushTest, PushesAFile) {
  const std::string path = WriteFile("article.json", "{\"title\": \"深圳\"}\n");
  EXPECT_EQ(Run({"push", path, "--undelete"}).code, 0);
  EXPECT_THAT(services.ingest.push.requests.at(0),
              EqualsProto("article { title: '深圳' } allow_undelete: true"));
}

TEST_F(PushTest, WaitsUntilListsShowTheArticle) {
  Run({"push", "-", "--wait"});
  EXPECT_THAT(services.query.list.requests.at(0),
              EqualsProto("page_size: 1 read_after { position: 17 }"));
}

TEST_F(PushTest, SaysThatQueryIsBehind) {
  services.query.list.error =
      WithReason(absl::UnavailableError("the archive is at 12, not yet 17"), "PROJECTION_BEHIND");
  const Result result = Run({"push", "-", "--wait"});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.err, "broadsheet push: query: the archive is at 12, not yet 17\n");
}

TEST_F(PushTest, TellsARefusedArticleByItsExitCodeFieldAndReject) {
  services.ingest.push.error = WithReason(InvalidField("article.title", "is missing"),
                                          "INVALID_FIELD", {{"reject", "rejects/5"}});
  const Result result = Run({"push", "-"});
  EXPECT_EQ(result.code, 5);
  EXPECT_EQ(result.err,
            "broadsheet push: -: ingest: article.title: is missing (kept as rejects/5)\n");
}

TEST_F(PushTest, NamesTheRejectOnce) {
  services.ingest.push.error =
      WithReason(InvalidField("article.title", "is missing (kept as rejects/5)"), "INVALID_FIELD",
                 {{"reject", "rejects/5"}});
  EXPECT_EQ(Run({"push", "-"}).err,
            "broadsheet push: -: ingest: article.title: is missing (kept as rejects/5)\n");
}

TEST_F(PushTest, RefusesWhatIsNoArticle) {
  standard_input = "{\"headline\": \"A port\"}";
  const Result result = Run({"push", "-"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, StartsWith("broadsheet push: -: is no Article in ProtoJSON: "));
  EXPECT_THAT(result.err, HasSubstr("headline"));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
  EXPECT_THAT(services.ingest.push.requests, IsEmpty());
}

TEST_F(PushTest, NamesAFileThatCannotBeRead) {
  EXPECT_EQ(Run({"push", "/nowhere/a.json"}).err,
            "broadsheet push: /nowhere/a.json: No such file or directory\n");
  EXPECT_EQ(Run({"push", "/"}).err, "broadsheet push: /: is a directory\n");
}

TEST_F(PushTest, PrintsTheWholeAnswerAsJson) {
  EXPECT_EQ(Run({"push", "-", "--json"}).out,
            "{\"result\":{\"outcome\":\"WRITE_OUTCOME_CREATED\",\"name\":\"articles/1\","
            "\"revision\":\"1\"},\"readAfter\":{\"position\":\"17\"}}\n");
}

}  // namespace
}  // namespace broadsheet::cli
