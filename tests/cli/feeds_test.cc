#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::SizeIs;

class FeedsTest : public CommandLine {
 protected:
  FeedsTest() {
    auto& response = services.ingest.list_feeds.responses[0];
    auto& fine = *response.add_feeds();
    fine.set_name("feeds/1");
    fine.set_uri("https://a.example/feed");
    fine.set_title("The Estuary");
    fine.mutable_last_success_time()->set_seconds(1'773'490'000);
    fine.mutable_next_poll_time()->set_seconds(1'773'490'900);
    auto& failing = *response.add_feeds();
    failing.set_name("feeds/2");
    failing.set_uri("https://b.example/feed");
    failing.mutable_last_error()->set_message("HTTP 503 from\nb.example");
    failing.set_consecutive_failures(4);
    failing.set_paused(true);
  }
};

TEST_F(FeedsTest, ListsFeedsAndHowTheirPollsWent) {
  const Result result = Run({"feeds", "list"});
  EXPECT_EQ(result.out, Golden("feeds.txt", result.out));
}

TEST_F(FeedsTest, SaysWhetherAHubTellsOfChanges) {
  using ingest::v1::Feed;
  auto& feed = *services.ingest.list_feeds.responses[0].mutable_feeds(0);
  Feed::Hub& hub = *feed.mutable_hub();
  hub.set_uri("https://hub.example/");
  const auto list = [this] { return Run({"feeds", "list"}).out; };
  EXPECT_THAT(list(), ::testing::Not(::testing::HasSubstr("hub.example")));
  hub.set_state(Feed::Hub::STATE_REQUESTED);
  EXPECT_THAT(list(),
              ::testing::HasSubstr("hub https://hub.example/ does not tell of changes yet"));
  hub.set_state(Feed::Hub::STATE_ACTIVE);
  hub.mutable_lease_end_time()->set_seconds(1'773'490'000);
  EXPECT_THAT(list(), ::testing::HasSubstr("tells of changes until"));
  hub.set_note("the hub refused: no such\x1b[1m feed");
  hub.set_state(Feed::Hub::STATE_DENIED);
  EXPECT_THAT(list(),
              ::testing::HasSubstr("does not tell of changes: the hub\n  refused: no such"));
  EXPECT_THAT(list(), ::testing::Not(::testing::HasSubstr("\x1b")));
  hub.set_state(Feed::Hub::STATE_SILENT);
  EXPECT_THAT(list(), ::testing::HasSubstr("is not relied on: "));
  hub.set_state(Feed::Hub::STATE_UNSPECIFIED);
  feed.set_ignore_hub(true);
  EXPECT_THAT(list(), ::testing::HasSubstr("hub https://hub.example/ is ignored"));
}

TEST_F(FeedsTest, SaysWhatIsOutOfTheOrdinary) {
  auto& feed = *services.ingest.list_feeds.responses[0].mutable_feeds(0);
  feed.set_read_archive(true);
  feed.set_archive_pages(12);
  feed.set_overlooked(3);
  feed.set_overlooked_example("line 12: <story> with 1204 bytes of text");
  feed.set_detected_identity_rule(ingest::v1::Feed::IDENTITY_RULE_CANONICAL_URI);
  feed.set_identity_evidence("guids are the headlines");
  const std::string out = Run({"feeds", "list"}).out;
  EXPECT_THAT(out, ::testing::HasSubstr("12 older documents read, not yet all"));
  EXPECT_THAT(out, ::testing::HasSubstr("nothing was made of 3"));
  EXPECT_THAT(out, ::testing::HasSubstr("told apart by link: guids are the headlines"));
  feed.mutable_retire_time()->set_seconds(1'773'490'000);
  EXPECT_THAT(Run({"feeds", "list"}).out, ::testing::HasSubstr("gone for good"));
}

TEST_F(FeedsTest, PollsByNameIdAndAddress) {
  services.ingest.poll.responses[0].mutable_counts()->set_created(2);
  const Result result = Run({"feeds", "poll", "feeds/1", "7", "https://b.example/feed"});
  EXPECT_EQ(result.out, "feeds/1: 2 created\nfeeds/7: 2 created\nfeeds/2: 2 created\n");
}

TEST_F(FeedsTest, PollsAllAndGoesOnBehindOneThatFails) {
  services.ingest.poll.error = absl::UnavailableError("could not resolve host");
  const Result result = Run({"feeds", "poll", "--all"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err,
            "broadsheet feeds poll: feeds/1: ingest: could not resolve host\n"
            "broadsheet feeds poll: feeds/2: ingest: could not resolve host\n");
}

TEST_F(FeedsTest, PollsNoOtherFeedWhereIngestIsAway) {
  const Result result = RunAlone({"--ingest", "127.0.0.1:1", "feeds", "poll", "1", "2"});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.err,
            "broadsheet feeds poll: feeds/1: ingest at 127.0.0.1:1 can't be reached: Connection "
            "refused\n");
}

TEST_F(FeedsTest, SaysThatNothingIsNew) {
  services.ingest.poll.responses[0].set_not_modified(true);
  EXPECT_EQ(Run({"feeds", "poll", "1"}).out, "feeds/1: not modified\n");
}

TEST_F(FeedsTest, PollsNothingUnlessTold) { EXPECT_EQ(Run({"feeds", "poll"}).code, 2); }

TEST_F(FeedsTest, RemovesByAddress) {
  EXPECT_EQ(Run({"feeds", "remove", "https://b.example/feed"}).out, "removed feeds/2\n");
  EXPECT_EQ(services.ingest.delete_feed.requests.at(0).name(), "feeds/2");
}

TEST_F(FeedsTest, NamesAnAddressThatNoFeedHas) {
  const Result result = Run({"feeds", "remove", "https://x.example/"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.err, "broadsheet feeds remove: no feed has the URI https://x.example/\n");
  EXPECT_THAT(services.ingest.delete_feed.requests, SizeIs(0));
}

}  // namespace
}  // namespace broadsheet::cli
