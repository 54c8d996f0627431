#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

ingest::v1::Reject Sample() {
  ingest::v1::Reject reject;
  reject.set_name("rejects/12");
  reject.set_origin("feeds/7");
  reject.set_uri("https://a.example/feed");
  reject.set_entry("https://a.example/?p=3");
  reject.set_step(ingest::v1::Reject::STEP_VALIDATE);
  reject.mutable_reason()->set_message("article.title: is missing");
  reject.set_media_type("application/rss+xml");
  reject.set_raw("<item>\x1b[2J</item>\n");
  reject.set_raw_size(19);
  reject.mutable_last_seen_time()->set_seconds(1'773'490'000);
  reject.set_count(3);
  return reject;
}

class RejectsTest : public CommandLine {
 protected:
  RejectsTest() {
    *services.ingest.list_rejects.responses[0].add_rejects() = Sample();
    services.ingest.get_reject.responses = {Sample()};
  }
};

TEST_F(RejectsTest, ListsWhatWasRefusedAndWhy) {
  const Result result = Run({"rejects", "list", "--origin", "feeds/7"});
  EXPECT_EQ(result.out, Golden("rejects.txt", result.out));
  EXPECT_EQ(services.ingest.list_rejects.requests.at(0).origin(), "feeds/7");
}

TEST_F(RejectsTest, ShowsTheBytesSafely) {
  const Result result = Run({"rejects", "show", "12"});
  EXPECT_EQ(result.out, Golden("reject.txt", result.out));
  EXPECT_EQ(services.ingest.get_reject.requests.at(0).name(), "rejects/12");
}

TEST_F(RejectsTest, WritesTheBytesAsTheyCameWhenAsked) {
  EXPECT_EQ(Run({"rejects", "show", "12", "--raw"}).out, "<item>\x1b[2J</item>\n");
}

TEST_F(RejectsTest, RetriesAndTellsWhatIsRefusedAgain) {
  auto& response = services.ingest.retry.responses[0];
  auto& taken = *response.add_results();
  taken.set_outcome(article::v1::WRITE_OUTCOME_REVISED);
  taken.set_name("articles/1");
  taken.set_revision(2);
  EXPECT_EQ(Run({"rejects", "retry", "rejects/12"}).code, 0);
  response.add_results()->mutable_error()->set_message("article.title: is missing");
  const Result again = Run({"rejects", "retry", "rejects/12"});
  EXPECT_EQ(again.code, 5);
  EXPECT_EQ(again.out, "revised articles/1 revision 2\nrejected article.title: is missing\n");
}

TEST_F(RejectsTest, GoesOnBehindOneThatIsRefusedAgain) {
  services.ingest.retry.error = InvalidField("article.title", "is missing");
  const Result result = Run({"rejects", "retry", "rejects/12", "rejects/13"});
  EXPECT_EQ(result.code, 5);
  EXPECT_EQ(result.err,
            "broadsheet rejects retry: rejects/12: ingest: article.title: is missing\n"
            "broadsheet rejects retry: rejects/13: ingest: article.title: is missing\n");
}

TEST_F(RejectsTest, RetriesAllOfAReason) {
  auto& other = *services.ingest.list_rejects.responses[0].add_rejects();
  other.set_name("rejects/13");
  other.mutable_reason()->set_message("the parser took too long");
  EXPECT_EQ(Run({"rejects", "retry", "--reason", "title"}).code, 0);
  ASSERT_EQ(services.ingest.retry.requests.size(), 1u);
  EXPECT_EQ(services.ingest.retry.requests[0].name(), "rejects/12");
  EXPECT_EQ(Run({"rejects", "retry", "--all", "--origin", "feeds/7"}).code, 0);
  EXPECT_EQ(services.ingest.retry.requests.size(), 3u);
  EXPECT_EQ(services.ingest.list_rejects.requests.back().origin(), "feeds/7");
  EXPECT_EQ(Run({"rejects", "retry", "--reason", "nothing like it"}).err, "Nothing to retry.\n");
  EXPECT_EQ(Run({"rejects", "retry"}).code, 2);
  EXPECT_EQ(Run({"rejects", "retry", "--all", "rejects/12"}).code, 2);
}

TEST_F(RejectsTest, DeletesByName) {
  EXPECT_EQ(Run({"rejects", "delete", "12", "rejects/13"}).out,
            "deleted rejects/12\ndeleted rejects/13\n");
}

TEST_F(RejectsTest, TellsAMissingRejectByItsExitCode) {
  services.ingest.get_reject.error = absl::NotFoundError("no reject rejects/12");
  const Result result = Run({"rejects", "show", "12"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.err, "broadsheet rejects show: ingest: no reject rejects/12\n");
}

TEST_F(RejectsTest, SaysThatNothingWasRefused) {
  services.ingest.list_rejects.responses[0].Clear();
  EXPECT_EQ(Run({"rejects", "list"}).err, "Nothing was refused.\n");
}

}  // namespace
}  // namespace broadsheet::cli
