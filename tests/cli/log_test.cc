#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "cli/command_line.h"

namespace broadsheet::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class LogTest : public CommandLine {
 protected:
  LogTest() {
    for (int64_t position = 1; position <= 5; ++position) {
      storage::v1::Change change;
      change.mutable_cursor()->set_position(position);
      change.mutable_commit_time()->set_seconds(1'773'490'000 + position);
      auto& revision = *change.mutable_article()->mutable_revision();
      revision.set_kind(position == 1 ? article::v1::Revision::KIND_CREATED
                                      : article::v1::Revision::KIND_REVISED);
      *revision.mutable_snapshot() = position == 2 ? LinkPost() : LongPost();
      services.storage.log.push_back(change);
    }
    auto& category = *services.storage.log[2].mutable_category();
    category.set_name("categories/tech");
    category.set_title("Tech");
    services.storage.list.responses[0].mutable_head()->set_position(3);
  }
};

TEST_F(LogTest, PrintsEveryChangeFromTheStart) {
  const Result result = Run({"log", "--from-start", "--limit", "5"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, Golden("log.txt", result.out));
}

TEST_F(LogTest, BeginsBehindTheNewestChange) {
  const Result result = Run({"log", "-n", "1"});
  EXPECT_EQ(result.out.substr(0, 2), "#4");
}

TEST_F(LogTest, GoesOnBehindACursor) {
  const Result result = Run({"log", "--after", "{\"position\":\"1\"}", "-n", "1"});
  EXPECT_EQ(result.out.substr(0, 2), "#2");
}

TEST_F(LogTest, OutlivesAStreamThatBreaks) {
  services.storage.changes_a_watch = 3;
  services.storage.watch_error = absl::UnavailableError("draining");
  const Result result = Run({"log", "--from-start", "--limit", "5"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, Golden("log.txt", result.out));
  EXPECT_EQ(result.err, "storage: draining; trying again\n");
  ASSERT_THAT(services.storage.watches, SizeIs(2));
  EXPECT_EQ(services.storage.watches[1].after().position(), 3);
}

TEST_F(LogTest, EndsWhereTheLogDoesNotGoOn) {
  services.storage.changes_a_watch = 1;
  services.storage.watch_error = absl::OutOfRangeError("the log holds another change at 1");
  const Result result = Run({"log", "--from-start"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "broadsheet log: storage: the log holds another change at 1\n");
}

TEST_F(LogTest, PrintsOneChangeALineAsJson) {
  const Result result = Run({"--json", "log", "--after", "{\"position\":2}", "-n", "1"});
  EXPECT_EQ(result.out,
            "{\"cursor\":{\"position\":\"3\"},\"commitTime\":\"2026-03-14T12:06:43Z\","
            "\"category\":{\"name\":\"categories/tech\",\"title\":\"Tech\"}}\n");
}

}  // namespace
}  // namespace broadsheet::cli
