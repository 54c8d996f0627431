#include <gmock/gmock.h>

#include <algorithm>

#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

using query::v1::WatchArticlesResponse;
using ::testing::ElementsAre;
using ::testing::SizeIs;

WatchArticlesResponse EventOf(WatchArticlesResponse::Kind kind, const std::string& token) {
  WatchArticlesResponse event;
  event.set_kind(kind);
  event.set_resume_token(token);
  return event;
}

WatchArticlesResponse EventOf(WatchArticlesResponse::Kind kind, const std::string& token,
                              const article::v1::Article& article) {
  WatchArticlesResponse event = EventOf(kind, token);
  *event.mutable_article() = article;
  return event;
}

class WatchTest : public CommandLine {
 protected:
  WatchTest() {
    article::v1::Article gone;
    gone.set_name(LinkPost().name());
    services.query.watched = {{EventOf(WatchArticlesResponse::KIND_CAUGHT_UP, "0"),
                               EventOf(WatchArticlesResponse::KIND_ADDED, "1", LongPost()),
                               EventOf(WatchArticlesResponse::KIND_UNSPECIFIED, "2")},
                              {EventOf(WatchArticlesResponse::KIND_CHANGED, "3", LinkPost()),
                               EventOf(WatchArticlesResponse::KIND_CAUGHT_UP, "4"),
                               EventOf(WatchArticlesResponse::KIND_REMOVED, "5", gone)}};
    services.query.watch_error = absl::UnavailableError("draining");
  }
};

TEST_F(WatchTest, PrintsEventsAndGoesOnWithItsToken) {
  const Result result = Run({"watch", "--category", "tech", "-n", "3"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, Golden("watch.txt", result.out));
  EXPECT_EQ(result.err, "query: draining; trying again\n");
  ASSERT_THAT(services.query.watches, SizeIs(2));
  EXPECT_THAT(services.query.watches[0].filter().categories(), ElementsAre("categories/tech"));
  EXPECT_EQ(services.query.watches[0].resume_token(), "");
  EXPECT_THAT(services.query.watches[1].filter().categories(), ElementsAre("categories/tech"));
  EXPECT_EQ(services.query.watches[1].resume_token(), "2");
}

TEST_F(WatchTest, BeginsWithTheTokenGiven) {
  Run({"watch", "--resume", "abc", "-n", "1"});
  ASSERT_THAT(services.query.watches, SizeIs(1));
  EXPECT_EQ(services.query.watches[0].resume_token(), "abc");
}

TEST_F(WatchTest, EndsWhereTheTokenLeadsNowhere) {
  services.query.watched.clear();
  services.query.watch_error = absl::OutOfRangeError("resume_token: list again");
  const Result result = Run({"watch", "--resume", "abc"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "broadsheet watch: query: resume_token: list again\n");
}

TEST_F(WatchTest, PrintsOneEventALineAsJson) {
  services.query.watched[0].erase(services.query.watched[0].begin() + 1);
  const Result result = Run({"--json", "watch", "-n", "2"});
  EXPECT_EQ(result.out.substr(0, result.out.find('\n')),
            "{\"kind\":\"KIND_CAUGHT_UP\",\"resumeToken\":\"0\"}");
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 4);
}

}  // namespace
}  // namespace broadsheet::cli
