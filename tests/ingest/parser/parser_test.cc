#include "ingest/parser/parser.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <thread>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "ingest/formats/feed_parser.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

using Entries = std::vector<absl::StatusOr<Entry>>;

Call TestCall() { return BackgroundCall("test", absl::Minutes(1)); }

// What each line was answered with: a title, or the reason of an error.
std::vector<std::string> Said(const Entries& entries) {
  std::vector<std::string> said;
  for (const auto& entry : entries) {
    said.push_back(entry.ok() ? entry->article.title() : Reason(entry.status()));
  }
  return said;
}

class ParserTest : public ::testing::Test {
 protected:
  void Start(const std::string& binary, int processes = 2) {
    ParserPool::Options options;
    options.binary = BROADSHEET_BINARY_DIR "/" + binary;
    options.processes = processes;
    options.limits.cpu = absl::Seconds(1);
    options.limits.memory_bytes = 64 << 20;
    pool_ = ParserPool::Start(options, "tencent\torganization\tTencent", metrics_).value();
    parser_ = std::make_unique<Parser>(*pool_);
  }

  Entries Read(const std::vector<std::string>& texts) {
    std::vector<Parser::Line> lines;
    for (const std::string& text : texts) {
      lines.push_back({text, static_cast<int64_t>(lines.size()) + 1});
    }
    return parser_->ReadLines(TestCall(), lines).value();
  }

  std::string OutcomeOf(const std::string& order) { return Said(Read({order}))[0]; }

  Metrics metrics_;
  std::unique_ptr<ParserPool> pool_;
  std::unique_ptr<Parser> parser_;
};

TEST_F(ParserTest, ItemThatCrashesTheParserCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(
      Said(Read({"a", "recurse", "b", "exit", "exit", "c"})),
      ::testing::ElementsAre("a", "PARSER_CRASHED", "b", "PARSER_CRASHED", "PARSER_CRASHED", "c"));
  EXPECT_TRUE(absl::StrContains(metrics_.Scrape(),
                                "broadsheet_parser_deaths_total{reason=\"PARSER_CRASHED\"} 4"));
}

TEST_F(ParserTest, ItemThatNeverEndsCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(Said(Read({"a", "spin", "b"})), ::testing::ElementsAre("a", "PARSER_TOO_SLOW", "b"));
}

TEST_F(ParserTest, ItemThatStandsStillCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(Said(Read({"sleep", "b"})), ::testing::ElementsAre("PARSER_TOO_SLOW", "b"));
}

TEST_F(ParserTest, ItemThatTakesAllMemoryCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(Said(Read({"a", "grow", "b", "grow blindly", "c"})),
              ::testing::ElementsAre("a", "PARSER_TOO_LARGE", "b", "PARSER_TOO_LARGE", "c"));
}

TEST_F(ParserTest, ErrorSaysWhatTheParserHad) {
  Start("misbehaving_parser");
  const Entries entries = Read({"spin", "grow"});
  EXPECT_THAT(entries[0], IsError(absl::StatusCode::kInvalidArgument, "1s of processor time"));
  EXPECT_THAT(entries[1], IsError(absl::StatusCode::kInvalidArgument, "64 MiB"));
}

TEST_F(ParserTest, ParserHasNoFilesNetworkProcessesOrSecrets) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer needs files";
#endif
  setenv("BROADSHEET_DATABASE", "password=secret", 1);
  Start("misbehaving_parser");
  unsetenv("BROADSHEET_DATABASE");
  for (const char* order : {"open a file", "write a file", "open a socket", "start a process",
                            "start a program", "kill its parent", "make code"}) {
    EXPECT_EQ(OutcomeOf(order), "Operation not permitted") << order;
  }
  EXPECT_EQ(OutcomeOf("show a password"), "none");
}

TEST_F(ParserTest, ParserThatWasKilledFromOutsideIsReplacedUnnoticed) {
  Start("misbehaving_parser");
  for (const pid_t pid : pool_->idle_pids()) kill(pid, SIGKILL);
  EXPECT_THAT(Said(Read({"a"})), ::testing::ElementsAre("a"));
}

TEST_F(ParserTest, WhatWasFetchedLeavesOneParserToPublishers) {
  Start("misbehaving_parser");
  std::thread fetched([&] { Read({"spin"}); });
  while (pool_->free() > 0) absl::SleepFor(absl::Milliseconds(1));
  Call late = BackgroundCall("late", absl::ZeroDuration());
  EXPECT_THAT(parser_->ReadLines(late, {{"a", 1}}),
              IsError(absl::StatusCode::kResourceExhausted, "all parsers are at work"));
  PipelineContext push;
  push.origin = "push/anonymous";
  EXPECT_OK(parser_->PrepareAll(late, {}, push));
  fetched.join();
}

TEST_F(ParserTest, ErrorsOfTheBytesAreTold) {
  EXPECT_FALSE(IsOfTheBytes(RetryAfter(absl::Seconds(1), "all parsers are at work")));
  EXPECT_FALSE(IsOfTheBytes(absl::UnavailableError("can't start a parser")));
  EXPECT_TRUE(IsOfTheBytes(absl::InvalidArgumentError("not XML")));
}

TEST_F(ParserTest, PoolThatCantStartAParserSaysSo) {
  ParserPool::Options options;
  options.binary = "/no/such/binary";
  EXPECT_THAT(ParserPool::Start(options, "", metrics_),
              IsError(absl::StatusCode::kUnavailable, "can't start a parser"));
  options.binary = "/bin/true";
  EXPECT_THAT(ParserPool::Start(options, "", metrics_),
              IsError(absl::StatusCode::kUnavailable, "does not start"));
}

TEST_F(ParserTest, PoolNamesTheFlagThatAsksForTooLittle) {
  ParserPool::Options options;
  options.processes = 1;
  EXPECT_THAT(ParserPool::Start(options, "", metrics_),
              IsError(absl::StatusCode::kInvalidArgument, "--parsers: 1"));
  options.processes = 0;
  options.limits.cpu = absl::Milliseconds(500);
  EXPECT_THAT(ParserPool::Start(options, "", metrics_),
              IsError(absl::StatusCode::kInvalidArgument, "--parser_cpu_limit: 500ms"));
  options.limits.cpu = absl::Seconds(1);
  options.limits.memory_bytes = 1 << 20;
  EXPECT_THAT(ParserPool::Start(options, "", metrics_),
              IsError(absl::StatusCode::kInvalidArgument, "--parser_memory_mib"));
}

TEST_F(ParserTest, EntriesArePreparedInOrderWhereverTheyAre) {
  Start("ingest", /*processes=*/3);
  std::vector<Entry> entries(100);
  for (size_t i = 0; i < entries.size(); ++i) {
    article::v1::Article& article = entries[i].article;
    article.set_title(absl::StrCat("Tencent ", i));
    if (i % 10 != 3) article.set_canonical_uri(absl::StrCat("https://example.com/", i));
    article.set_body_html("<p>a<script>b</script></p>");
  }
  PipelineContext context;
  context.origin = "feeds/1";
  context.observed = absl::FromUnixSeconds(1'700'000'000);
  ASSERT_OK_AND_ASSIGN(const auto prepared, parser_->PrepareAll(TestCall(), entries, context));
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i % 10 == 3) {
      EXPECT_THAT(prepared[i], ::broadsheet::testing::BlamesField("article.canonical_uri"));
      continue;
    }
    ASSERT_OK(prepared[i]);
    const storage::v1::ArticleWrite& write = prepared[i]->write;
    EXPECT_EQ(write.article().title(), entries[i].article.title());
    EXPECT_EQ(write.article().body_html(), "<p>a</p>");
    EXPECT_EQ(write.article().mentions(0).entity(), "tencent");
    EXPECT_EQ(write.observe_time().seconds(), 1'700'000'000);
  }
}

TEST_F(ParserTest, NewGazetteerCountsForWhatComesNext) {
  Start("ingest");
  const auto mentioned = [&] {
    std::vector<Entry> entries(1);
    entries[0].article.set_title("Tencent");
    entries[0].article.set_canonical_uri("https://example.com/1");
    PipelineContext context;
    context.origin = "feeds/1";
    const auto prepared = parser_->PrepareAll(TestCall(), entries, context);
    return prepared->front()->write.article().mentions(0).entity();
  };
  EXPECT_EQ(mentioned(), "tencent");
  pool_->SetGazetteer("tencent-holdings\torganization\tTencent");
  EXPECT_EQ(mentioned(), "tencent-holdings");
}

TEST_F(ParserTest, NewGazetteerEndsNoWork) {
  Start("misbehaving_parser");
  parser::Request request;
  for (const char* text : {"a", "b"}) request.mutable_lines()->add_lines()->set_text(text);
  std::string said;
  ASSERT_OK(pool_->Run(
      TestCall(), Lane::kFetched, 2, [&](int) -> parser::Request& { return request; },
      [&](int, absl::StatusOr<parser::Response> response) {
        pool_->SetGazetteer("byd\torganization\tBYD");
        said += response->entry().article().title();
      }));
  EXPECT_EQ(said, "ab");
  EXPECT_TRUE(pool_->idle_pids().empty());
}

TEST_F(ParserTest, WhatTravelsArrivesAsItWas) {
  Start("ingest");
  constexpr char kFeed[] =
      "<rss version='2.0'><channel><title>T\xC3\xA9</title><link>https://example.com/</link>"
      "<item><title>A</title><link>https://example.com/a</link><guid>g</guid></item>"
      "</channel></rss>";
  ASSERT_OK_AND_ASSIGN(const Document there, ParseFeed(kFeed, "", "https://example.com/feed"));
  ASSERT_OK_AND_ASSIGN(const Document here,
                       parser_->ReadFeed(TestCall(), {kFeed, "", "https://example.com/feed"}));
  EXPECT_EQ(here.title, there.title);
  ASSERT_EQ(here.entries.size(), 1u);
  EXPECT_EQ(here.entries[0].id, there.entries[0].id);
  EXPECT_EQ(here.entries[0].raw, there.entries[0].raw);
  EXPECT_EQ(here.entries[0].article.SerializeAsString(),
            there.entries[0].article.SerializeAsString());
}

TEST_F(ParserTest, DocumentThatIsNoFeedIsRefusedAsByTheParser) {
  Start("ingest");
  EXPECT_THAT(parser_->ReadFeed(TestCall(), {"<rss", "", ""}),
              IsError(absl::StatusCode::kInvalidArgument, "line 1"));
}

}  // namespace
}  // namespace broadsheet::ingest
