#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ingest::v1::Feed;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FeedAddTest : public CommandLine {
 protected:
  FeedAddTest() {
    services.ingest.create_feed.responses[0].set_name("feeds/3");
    services.ingest.create_feed.responses[0].set_uri("https://c.example/");
    services.ingest.poll.responses[0].mutable_counts()->set_created(18);
    services.ingest.poll.responses[0].mutable_read_after()->set_position(7);
  }

  Result Add() { return Run({"feeds", "add", "https://c.example/"}); }

  void FailWith(const absl::Status& error, const std::string& reason,
                const ErrorMetadata& metadata) {
    services.ingest.poll.error = WithReason(error, reason, metadata);
  }
};

TEST_F(FeedAddTest, PollsAtOnceAndSaysWhatItFound) {
  const Result result = Add();
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out,
            "added feeds/3  https://c.example/\n"
            "found 18 articles: 18 created\n");
  EXPECT_THAT(services.ingest.poll.requests.at(0), EqualsProto("name: 'feeds/3'"));
}

TEST_F(FeedAddTest, SaysThatAFeedIsEmpty) {
  services.ingest.poll.responses[0].clear_counts();
  EXPECT_EQ(Add().out,
            "added feeds/3  https://c.example/\n"
            "found no articles yet\n");
}

TEST_F(FeedAddTest, TellsRejectsByItsExitCode) {
  services.ingest.poll.responses[0].mutable_counts()->set_rejected(1);
  EXPECT_EQ(Add().code, 5);
}

TEST_F(FeedAddTest, SendsTheRulesOfAFeed) {
  Run({"feeds", "add", "--page", "--full-text", "--ignore-guids", "--interval", "15m", "-c", "tech",
       "--map", "Gadgets & AI=tech", "--map", "Ads=", "https://c.example/"});
  EXPECT_THAT(services.ingest.create_feed.requests.at(0), EqualsProto(R"pb(
                feed {
                  uri: "https://c.example/"
                  kind: KIND_ARCHIVE_PAGE
                  identity_rule: IDENTITY_RULE_CANONICAL_URI
                  category_map { key: "Ads" value: "" }
                  category_map { key: "Gadgets & AI" value: "categories/tech" }
                  default_categories: "categories/tech"
                  fetch_full_text: true
                  poll_interval { seconds: 900 }
                })pb"));
}

TEST_F(FeedAddTest, PollsNothingWhereItIsToldNotTo) {
  EXPECT_EQ(Run({"feeds", "add", "https://c.example/", "--no-poll"}).out,
            "added feeds/3  https://c.example/\n");
  EXPECT_EQ(Run({"feeds", "add", "https://c.example/", "--paused"}).code, 0);
  EXPECT_THAT(services.ingest.poll.requests, IsEmpty());
}

TEST_F(FeedAddTest, SaysWhichFeedOfAPageItIs) {
  Feed::Discovery& found = *services.ingest.create_feed.responses[0].mutable_discovery();
  found.set_page_uri("https://c.example/");
  found.set_source(Feed::Discovery::SOURCE_LINK);
  services.ingest.create_feed.responses[0].set_uri("https://c.example/feed");
  for (const char* uri :
       {"https://c.example/feed", "https://c.example/atom", "https://c.example/zh"}) {
    found.add_feed_uris(uri);
  }
  EXPECT_EQ(Add().out,
            "added feeds/3  https://c.example/feed\n"
            "the feed that https://c.example/ links to\n"
            "others there: https://c.example/atom\n"
            "              https://c.example/zh\n"
            "found 18 articles: 18 created\n");
  found.set_source(Feed::Discovery::SOURCE_WELL_KNOWN);
  found.mutable_feed_uris()->Clear();
  EXPECT_THAT(Add().out, HasSubstr("found where sites have their feeds; https://c.example/ links"));
  found.set_source(Feed::Discovery::SOURCE_PAGE);
  EXPECT_THAT(Add().out, HasSubstr("a page that is a feed itself"));
}

TEST_F(FeedAddTest, SaysWhereItLookedForAFeedInVain) {
  services.ingest.create_feed.error =
      WithReason(absl::FailedPreconditionError("https://c.example/ is a page, none was found"),
                 "NOT_A_FEED", {});
  const Result result = Add();
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err,
            "broadsheet feeds add: ingest: https://c.example/ is a page, none was found\n"
            "Is it a page that lists posts? Then add it with --page\n");
  EXPECT_THAT(services.ingest.poll.requests, IsEmpty());
}

TEST_F(FeedAddTest, TakesAnAddressAsItIs) {
  Run({"feeds", "add", "--exact", "https://c.example/"});
  EXPECT_TRUE(services.ingest.create_feed.requests.at(0).exact_uri());
}

TEST_F(FeedAddTest, TakesAPageBackAndListsTheFeedsThatItOffers) {
  FailWith(absl::FailedPreconditionError("https://c.example/ is an HTML page, not a feed"),
           "NOT_A_FEED",
           {{"offered_feeds", "https://c.example/feed https://c.example/feed?of=comments&n=1"}});
  const Result result = Add();
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(
      result.err,
      "broadsheet feeds add: ingest: https://c.example/ is an HTML page, not a feed; nothing was "
      "added\n"
      "The page offers:\n"
      "  broadsheet feeds add https://c.example/feed\n"
      "  broadsheet feeds add 'https://c.example/feed?of=comments&n=1'\n");
  EXPECT_THAT(services.ingest.delete_feed.requests.at(0), EqualsProto("name: 'feeds/3'"));
}

TEST_F(FeedAddTest, SaysHowToAddAPageThatOffersNoFeed) {
  FailWith(absl::FailedPreconditionError("an HTML page, not a feed"), "NOT_A_FEED", {});
  EXPECT_EQ(Add().err,
            "broadsheet feeds add: https://c.example/: ingest: an HTML page, not a feed; nothing "
            "was added\n"
            "Is it a page that lists posts? Then add it with --page\n");
}

TEST_F(FeedAddTest, TakesBackWhatIsNotThere) {
  for (const char* status : {"404", "410"}) {
    FailWith(absl::FailedPreconditionError("HTTP error"), "HTTP_STATUS", {{"http_status", status}});
    EXPECT_EQ(Add().err,
              "broadsheet feeds add: https://c.example/: ingest: HTTP error; nothing was added\n");
  }
  EXPECT_THAT(services.ingest.delete_feed.requests, SizeIs(2));
}

TEST_F(FeedAddTest, KeepsWhatCannotBeReadJustNow) {
  FailWith(absl::UnavailableError("HTTP 503"), "HTTP_STATUS", {{"http_status", "503"}});
  const Result result = Add();
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, "added feeds/3  https://c.example/\n");
  EXPECT_EQ(result.err,
            "broadsheet feeds add: it was added, but its first poll failed: ingest: HTTP 503; it "
            "is polled again by itself\n");
  EXPECT_THAT(services.ingest.delete_feed.requests, IsEmpty());
}

TEST_F(FeedAddTest, SaysThatAFeedIsPolledAlready) {
  services.ingest.create_feed.error = absl::AlreadyExistsError("feeds/1 has this URI");
  const Result result = Add();
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "broadsheet feeds add: ingest: feeds/1 has this URI\n");
}

TEST_F(FeedAddTest, WaitsUntilListsShowTheArticles) {
  Run({"feeds", "add", "https://c.example/", "--wait"});
  EXPECT_EQ(services.query.list.requests.at(0).read_after().position(), 7);
}

TEST_F(FeedAddTest, PrintsTheFeedAndItsPollAsJson) {
  EXPECT_EQ(Run({"--json", "feeds", "add", "https://c.example/"}).out,
            "{\"name\":\"feeds/3\",\"uri\":\"https://c.example/\"}\n"
            "{\"counts\":{\"created\":\"18\"},\"readAfter\":{\"position\":\"7\"}}\n");
}

}  // namespace
}  // namespace broadsheet::cli
