#include "ingest/parser/parser.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "ingest/formats/feed_parser.h"
#include "support/matchers.h"
#include "support/sanitizer.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

Call TestCall() { return BackgroundCall("test", absl::Minutes(1)); }

// Who takes all memory is ended by that; where it can't be bounded, by his time.
constexpr const char* kTooLarge = testing::kSanitized ? "PARSER_TOO_SLOW" : "PARSER_TOO_LARGE";

// What came of an entry: a title, or the reason of an error.
std::string Said(const absl::StatusOr<PreparedEntry>& prepared) {
  return prepared.ok() ? prepared->write.article().title() : Reason(prepared.status());
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

  // What each order was answered with.
  std::vector<absl::StatusOr<PreparedEntry>> Prepare(const std::vector<std::string>& orders) {
    std::vector<Entry> entries;
    for (const std::string& order : orders) {
      entries.emplace_back().article.set_title(order);
    }
    std::vector<absl::StatusOr<PreparedEntry>> prepared;
    auto items = parser_->PrepareAll(TestCall(), std::move(entries), {}).value();
    for (auto& item : items) prepared.push_back(std::move(item.prepared));
    return prepared;
  }

  std::vector<std::string> Read(const std::vector<std::string>& orders) {
    std::vector<std::string> said;
    for (const auto& prepared : Prepare(orders)) said.push_back(Said(prepared));
    return said;
  }

  std::string OutcomeOf(const std::string& order) { return Read({order})[0]; }

  // A feed whose reader gets the first order, and who prepares its entries the others.
  absl::StatusOr<PreparedDocument> ReadFeed(const std::vector<std::string>& orders) {
    return parser_->ReadFeed(TestCall(), {absl::StrJoin(orders, "\n"), "", ""}, {});
  }

  int Deaths(const std::string& reason) {
    const std::string metric =
        absl::StrCat("broadsheet_parser_deaths_total{reason=\"", reason, "\"} ");
    const std::string all = metrics_.Scrape();
    const size_t at = all.find(metric);
    return at == all.npos ? 0 : std::atoi(all.c_str() + at + metric.size());
  }

  Metrics metrics_;
  std::unique_ptr<ParserPool> pool_;
  std::unique_ptr<Parser> parser_;
};

TEST_F(ParserTest, ItemThatCrashesTheParserCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(
      Read({"a", "recurse", "b", "exit", "exit", "c"}),
      ::testing::ElementsAre("a", "PARSER_CRASHED", "b", "PARSER_CRASHED", "PARSER_CRASHED", "c"));
  EXPECT_EQ(Deaths("PARSER_CRASHED"), 4);
}

TEST_F(ParserTest, ItemThatNeverEndsCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(Read({"a", "spin", "b"}), ::testing::ElementsAre("a", "PARSER_TOO_SLOW", "b"));
}

TEST_F(ParserTest, ItemThatStandsStillCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(Read({"sleep", "b"}), ::testing::ElementsAre("PARSER_TOO_SLOW", "b"));
}

TEST_F(ParserTest, ItemThatTakesAllMemoryCostsOnlyItself) {
  Start("misbehaving_parser");
  EXPECT_THAT(Read({"a", "grow", "b", "grow blindly", "c"}),
              ::testing::ElementsAre("a", kTooLarge, "b", kTooLarge, "c"));
}

// What entries of a feed came to, of which the first is as read.
std::vector<std::string> Said(const PreparedDocument& read) {
  std::vector<std::string> said;
  for (const PreparedDocument::Item& item : read.items) said.push_back(Said(item.prepared));
  return said;
}

TEST_F(ParserTest, EntryThatEndsTheParserCostsItsFeedOnlyItself) {
  Start("misbehaving_parser");
  for (const auto& [order, reason] : {std::pair("recurse", "PARSER_CRASHED"),
                                      {"exit", "PARSER_CRASHED"},
                                      {"spin", "PARSER_TOO_SLOW"},
                                      {"sleep", "PARSER_TOO_SLOW"},
                                      {"grow", kTooLarge},
                                      {"grow blindly", kTooLarge}}) {
    ASSERT_OK_AND_ASSIGN(const PreparedDocument read,
                         ReadFeed({"Title", "a", "b", order, "c", order}));
    EXPECT_EQ(read.document.title, "Title");
    EXPECT_THAT(Said(read), ::testing::ElementsAre("a", "b", reason, "c", reason)) << order;
    EXPECT_EQ(read.items[2].remains.id, order);
    EXPECT_EQ(read.items[2].remains.raw, order);
  }
}

TEST_F(ParserTest, FeedThatEndsTheParserWhileItIsReadIsToBlame) {
  Start("misbehaving_parser");
  EXPECT_EQ(Reason(ReadFeed({"exit", "a"}).status()), "PARSER_CRASHED");
  EXPECT_EQ(Deaths("PARSER_CRASHED"), 1);
  EXPECT_EQ(Reason(ReadFeed({"spin", "a"}).status()), "PARSER_TOO_SLOW");
  EXPECT_EQ(Reason(ReadFeed({"grow", "a"}).status()), kTooLarge);
}

TEST_F(ParserTest, FeedGoesOnWhereTheParserWasKilledFromOutside) {
  Start("misbehaving_parser");
  for (const pid_t pid : pool_->idle_pids()) kill(pid, SIGKILL);
  ASSERT_OK_AND_ASSIGN(const PreparedDocument read, ReadFeed({"Title", "a", "b"}));
  EXPECT_THAT(Said(read), ::testing::ElementsAre("a", "b"));
}

TEST_F(ParserTest, EntriesOfAFeedHaveTheirOwnTime) {
  Start("misbehaving_parser");
  ASSERT_OK_AND_ASSIGN(const PreparedDocument read, ReadFeed({"work", "work", "work", "work"}));
  EXPECT_THAT(Said(read), ::testing::ElementsAre("work", "work", "work"));
}

TEST_F(ParserTest, LineIsReadAndPreparedAtOneGo) {
  Start("ingest");
  ASSERT_OK_AND_ASSIGN(
      const PreparedDocument read,
      parser_->ReadLines(TestCall(),
                         {{R"({"title": "Tencent", "canonicalUri": "https://example.com/1"})", 1},
                          {R"({"title": )", 2},
                          {R"({"title": "No key"})", 3}},
                         {.origin = "imports/1"}));
  ASSERT_EQ(read.items.size(), 2u);
  EXPECT_EQ(read.items[0].prepared->write.article().mentions(0).entity(), "tencent");
  EXPECT_THAT(read.items[1].prepared, IsError(absl::StatusCode::kInvalidArgument, ""));
  EXPECT_EQ(read.items[1].remains.raw, R"({"title": "No key"})");
  ASSERT_EQ(read.document.errors.size(), 1u);
  EXPECT_EQ(read.document.errors[0].id, "line 2");
  EXPECT_EQ(read.document.errors[0].raw, R"({"title": )");
}

// A feed whose guids are the headlines.
constexpr char kHeadlineGuids[] =
    "<rss version='2.0'><channel><title>T</title><link>https://example.com/</link>"
    "<item><title>A</title><guid>A</guid><link>https://example.com/a</link></item>"
    "<item><title>B</title><guid>B</guid><link>https://example.com/b</link></item>"
    "</channel></rss>";

TEST_F(ParserTest, EntriesAreToldApartByTheRuleThatTheFeedShows) {
  Start("ingest");
  FeedMemory memory;
  Preparation preparation;
  preparation.context.origin = "feeds/1";
  preparation.feed.emplace();
  preparation.memory = &memory;
  ASSERT_OK_AND_ASSIGN(const PreparedDocument read,
                       parser_->ReadFeed(TestCall(), {kHeadlineGuids, "", ""}, preparation));
  ASSERT_TRUE(read.identity.has_value());
  EXPECT_EQ(read.identity->rule, v1::Feed::IDENTITY_RULE_CANONICAL_URI);
  EXPECT_EQ(memory.entries_size(), 2);
  ASSERT_EQ(read.items.size(), 2u);
  EXPECT_EQ(read.items[0].remains.article.source_guid(), "A");
  EXPECT_EQ(read.items[0].prepared->write.article().source_guid(), "");
}

TEST_F(ParserTest, PageIsTheArticleThatLedToIt) {
  Start("ingest");
  const std::string page = absl::StrCat(
      "<title>A</title><link rel=canonical href=https://example.com/other><article>"
      "<h1>A headline</h1><p>",
      std::string(500, 'x'), "</p></article>");
  Preparation preparation;
  preparation.entry_uri = "https://example.com/story";
  ASSERT_OK_AND_ASSIGN(const PreparedDocument read,
                       parser_->ReadPage(TestCall(), {page, "", "https://example.com/p"},
                                         PageKind::kAny, preparation));
  ASSERT_EQ(read.items.size(), 1u);
  EXPECT_EQ(read.items[0].prepared->write.article().canonical_uri(), "https://example.com/story");
}

TEST_F(ParserTest, ErrorSaysWhatTheParserHad) {
  Start("misbehaving_parser");
  const auto prepared = Prepare({"spin", "grow"});
  EXPECT_THAT(prepared[0], IsError(absl::StatusCode::kInvalidArgument, "1s of processor time"));
  if (testing::kSanitized) return;
  EXPECT_THAT(prepared[1], IsError(absl::StatusCode::kInvalidArgument, "64 MiB"));
}

TEST_F(ParserTest, ParserHasNoFilesNetworkProcessesOrSecrets) {
  if (testing::kSanitized) GTEST_SKIP() << "a sanitizer needs files";
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
  EXPECT_THAT(Read({"a"}), ::testing::ElementsAre("a"));
}

TEST_F(ParserTest, WhatWasFetchedLeavesOneParserToPublishers) {
  Start("misbehaving_parser");
  std::thread fetched([&] { Read({"spin"}); });
  while (pool_->free() > 0) absl::SleepFor(absl::Milliseconds(1));
  Call late = BackgroundCall("late", absl::ZeroDuration());
  EXPECT_THAT(parser_->ReadLines(late, {{"a", 1}}, {}),
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
  ASSERT_OK_AND_ASSIGN(const auto items, parser_->PrepareAll(TestCall(), entries, context));
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i % 10 == 3) {
      EXPECT_THAT(items[i].prepared, ::broadsheet::testing::BlamesField("article.canonical_uri"));
      continue;
    }
    ASSERT_OK(items[i].prepared);
    const storage::v1::ArticleWrite& write = items[i].prepared->write;
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
    const auto items = parser_->PrepareAll(TestCall(), entries, context);
    return items->front().prepared->write.article().mentions(0).entity();
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
      TestCall(), Lane::kFetched, 2, /*careful=*/false,
      [&](int) -> parser::Request& { return request; },
      [&](int, absl::StatusOr<parser::Response> response) {
        pool_->SetGazetteer("byd\torganization\tBYD");
        said += response->prepared().write().article().title();
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
                       parser_->ReadUnprepared(TestCall(), {kFeed, "", "https://example.com/feed"},
                                               v1::ImportHeader::FORMAT_FEED));
  EXPECT_EQ(here.title, there.title);
  ASSERT_EQ(here.entries.size(), 1u);
  EXPECT_EQ(here.entries[0].id, there.entries[0].id);
  EXPECT_EQ(here.entries[0].raw, there.entries[0].raw);
  EXPECT_EQ(here.entries[0].article.SerializeAsString(),
            there.entries[0].article.SerializeAsString());
}

TEST_F(ParserTest, DocumentThatIsNoFeedIsRefusedAsByTheParser) {
  Start("ingest");
  EXPECT_THAT(parser_->ReadFeed(TestCall(), {"<rss", "", ""}, {}),
              IsError(absl::StatusCode::kInvalidArgument, "line 1"));
}

}  // namespace
}  // namespace broadsheet::ingest
