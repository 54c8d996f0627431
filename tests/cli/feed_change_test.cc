#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FeedChangeTest : public CommandLine {
 protected:
  FeedChangeTest() {
    services.ingest.update_feed.responses[0].set_name("feeds/3");
    services.ingest.update_feed.responses[0].set_uri("https://c.example/");
  }
};

TEST_F(FeedChangeTest, ChangesNothingButWhatIsGiven) {
  const Result result = Run({"feeds", "change", "feeds/3", "--pause"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "changed feeds/3  https://c.example/\n");
  EXPECT_THAT(services.ingest.update_feed.requests.at(0),
              EqualsProto("feed { name: 'feeds/3' paused: true } update_mask { paths: 'paused' }"));
}

TEST_F(FeedChangeTest, SendsAllThatIsGiven) {
  Run({"feeds", "change", "feeds/3", "--resume", "--interval", "15m", "-c", "tech", "-c", "ai",
       "--full-text", "--ignore-hub"});
  EXPECT_THAT(services.ingest.update_feed.requests.at(0), EqualsProto(R"pb(
                feed {
                  name: "feeds/3"
                  default_categories: "categories/tech"
                  default_categories: "categories/ai"
                  fetch_full_text: true
                  poll_interval { seconds: 900 }
                  ignore_hub: true
                }
                update_mask {
                  paths: "default_categories"
                  paths: "poll_interval"
                  paths: "paused"
                  paths: "fetch_full_text"
                  paths: "ignore_hub"
                })pb"));
}

TEST_F(FeedChangeTest, AutoLeavesTheIntervalToIngest) {
  Run({"feeds", "change", "feeds/3", "--interval", "auto", "--no-full-text", "--heed-hub"});
  EXPECT_THAT(
      services.ingest.update_feed.requests.at(0), EqualsProto(R"pb(
        feed { name: "feeds/3" }
        update_mask { paths: "poll_interval" paths: "fetch_full_text" paths: "ignore_hub" })pb"));
}

TEST_F(FeedChangeTest, ChangesEachOfSeveral) {
  Run({"feeds", "change", "feeds/3", "feeds/4", "--pause"});
  ASSERT_THAT(services.ingest.update_feed.requests, SizeIs(2));
  EXPECT_EQ(services.ingest.update_feed.requests[1].feed().name(), "feeds/4");
}

TEST_F(FeedChangeTest, ContradictionsAndNothingAtAllAreUsageErrors) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"feeds", "change", "feeds/3"},
        {"feeds", "change", "--pause"},
        {"feeds", "change", "feeds/3", "--pause", "--resume"},
        {"feeds", "change", "feeds/3", "--all", "--pause"},
        {"feeds", "change", "feeds/3", "--interval", "often"}}) {
    EXPECT_EQ(Run(arguments).code, 2) << arguments.back();
  }
  EXPECT_THAT(services.ingest.update_feed.requests, IsEmpty());
}

TEST_F(FeedChangeTest, ErrorNamesTheFeed) {
  services.ingest.update_feed.error = absl::NotFoundError("no such feed");
  const Result result = Run({"feeds", "change", "feeds/3", "--pause"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("feeds/3: ingest: no such feed"));
}

}  // namespace
}  // namespace broadsheet::cli
