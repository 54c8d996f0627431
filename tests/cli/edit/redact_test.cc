#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::EndsWith;
using ::testing::SizeIs;

class RedactTest : public CommandLine {
 protected:
  RedactTest() {
    services.query.get.responses[0] = LongPost();
    services.storage.get.responses[0] = LongPost();
    services.ingest.redact.responses[0].set_articles(1);
    services.ingest.redact.responses[0].set_revisions(2);
    services.ingest.redact.responses[0].mutable_read_after()->set_position(9);
  }

  Result Redact(std::vector<std::string> options) {
    options.insert(options.begin(), {"redact", LongPost().path(), "--reason", "court order"});
    return Run(options);
  }
};

TEST_F(RedactTest, ShowsWhatIsMeantAndAsks) {
  interactive = true;
  standard_input = "yes\n";
  const Result result = Redact({"--wait"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, Golden("redact.txt", result.err));
  EXPECT_EQ(result.out, "redacted 2 revisions of 1 article\n");
  ASSERT_THAT(services.ingest.redact.requests, SizeIs(2));
  EXPECT_THAT(services.ingest.redact.requests[0], EqualsProto(R"pb(
                name: "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11"
                reason: "court order"
                dry_run: true)pb"));
  EXPECT_THAT(services.ingest.redact.requests[1], EqualsProto(R"pb(
                name: "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11"
                reason: "court order")pb"));
  EXPECT_EQ(services.query.list.requests.at(0).read_after().position(), 9);
}

TEST_F(RedactTest, DoesNothingForAnyOtherAnswer) {
  interactive = true;
  for (const auto& [input, answer] : std::vector<std::pair<std::string, std::string>>{
           {"no\n", "was \"no\""}, {"y\n", "was \"y\""}, {"", "was not \"yes\""}}) {
    services.ingest.redact.requests.clear();
    standard_input = input;
    const Result result = Redact({});
    EXPECT_EQ(result.code, 1);
    EXPECT_THAT(result.err,
                EndsWith("broadsheet redact: nothing was done: the answer " + answer + "\n"));
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(services.ingest.redact.requests, SizeIs(1));
  }
}

TEST_F(RedactTest, DoesNothingWhereNobodyCanBeAsked) {
  standard_input = "yes\n";
  const Result result = Redact({});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err,
              EndsWith("broadsheet redact: nothing was done: it can't be undone, and there is no "
                       "terminal to ask on; --yes does it\n"));
  EXPECT_THAT(services.ingest.redact.requests, SizeIs(1));
}

TEST_F(RedactTest, AsksNoScriptThatSaysYes) {
  EXPECT_EQ(Redact({"--yes"}).out, "redacted 2 revisions of 1 article\n");
}

TEST_F(RedactTest, OnlySaysHowMuchItWouldBe) {
  const Result result = Redact({"--dry-run", "--revision", "1"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "would redact 2 revisions of 1 article\n");
  ASSERT_THAT(services.ingest.redact.requests, SizeIs(1));
  EXPECT_TRUE(services.ingest.redact.requests[0].dry_run());
  EXPECT_EQ(services.ingest.redact.requests[0].revisions(0), 1);
}

TEST_F(RedactTest, AsksNothingWhereNothingIsLeft) {
  services.ingest.redact.responses[0].Clear();
  EXPECT_EQ(Redact({}).out, "redacted 0 revisions of 0 articles\n");
  EXPECT_THAT(services.ingest.redact.requests, SizeIs(1));
}

TEST_F(RedactTest, TakesAllOfASite) {
  EXPECT_EQ(Run({"redact", "--source", "https://a.example/", "--reason", "ended", "--yes"}).code,
            0);
  EXPECT_THAT(services.ingest.redact.requests.at(1),
              EqualsProto("source_site_uri: 'https://a.example/' reason: 'ended'"));
}

TEST_F(RedactTest, WantsToKnowWhatAndWhy) {
  EXPECT_EQ(Run({"redact", "--reason", "x"}).code, 2);
  EXPECT_EQ(Run({"redact", "articles/1"}).code, 2);
  EXPECT_EQ(Run({"redact", "articles/1", "--source", "https://a.example/", "--reason", "x"}).code,
            2);
}

}  // namespace
}  // namespace broadsheet::cli
