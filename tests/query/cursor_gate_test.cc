#include "query/cursor_gate.h"

#include <thread>

#include "common/rpc/client.h"
#include "support/matchers.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::IsError;

article::v1::Cursor At(int64_t position, int64_t epoch = 1, const std::string& commit_id = "c") {
  article::v1::Cursor cursor;
  cursor.set_epoch(epoch);
  cursor.set_position(position);
  cursor.set_commit_id(commit_id);
  return cursor;
}

Call Within(absl::Duration timeout) { return BackgroundCall("test", timeout); }

TEST(CursorGateTest, OpensWhenThePositionIsReached) {
  CursorGate gate("archive");
  gate.Publish(At(4));
  EXPECT_OK(gate.Await(At(3), Within(absl::Seconds(5))));
  EXPECT_OK(gate.Await(At(4), Within(absl::Seconds(5))));
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(50));
    gate.Publish(At(6));
  });
  EXPECT_OK(gate.Await(At(5), Within(absl::Seconds(5))));
  later.join();
}

TEST(CursorGateTest, DeadlineSaysHowFarItIs) {
  CursorGate gate("archive");
  gate.Publish(At(4));
  const absl::Status status = gate.Await(At(5), Within(absl::Milliseconds(50)));
  EXPECT_THAT(status, IsError(absl::StatusCode::kUnavailable, "at position 4, not yet at 5"));
  EXPECT_EQ(Reason(status), "PROJECTION_BEHIND");
  EXPECT_EQ(ReasonMetadata(status, "projection"), "archive");
  EXPECT_EQ(ReasonMetadata(status, "position"), "4");
  EXPECT_EQ(ReasonMetadata(status, "wanted_position"), "5");
}

TEST(CursorGateTest, OtherCommitInThatPlaceHasDiverged) {
  CursorGate gate("archive");
  gate.Publish(At(4));
  EXPECT_EQ(Reason(gate.Await(At(4, 1, "other"), Within(absl::Seconds(5)))), "LOG_DIVERGED");
}

TEST(CursorGateTest, NewerEpochIsWaitedForWhateverThePosition) {
  CursorGate gate("archive");
  gate.Publish(At(9));
  EXPECT_EQ(Reason(gate.Await(At(4, 2), Within(absl::Milliseconds(50)))), "PROJECTION_BEHIND");
}

TEST(CursorGateTest, ClosingEndsTheWait) {
  CursorGate gate("archive");
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(50));
    gate.Close();
  });
  EXPECT_EQ(Reason(gate.Await(At(5), Within(absl::Minutes(5)))), "PROJECTION_BEHIND");
  later.join();
}

TEST(CursorGateTest, ProgressTellsHowFarReadersAreBehindTheLog) {
  CursorGate gate("archive");
  EXPECT_EQ(gate.progress().changes_behind(), 0);
  EXPECT_EQ(gate.progress().lag, absl::ZeroDuration());
  gate.PublishHead(At(7));
  gate.Publish(At(4));
  EXPECT_EQ(gate.progress().seen.position(), 4);
  EXPECT_EQ(gate.progress().head.position(), 7);
  EXPECT_EQ(gate.progress().changes_behind(), 3);
  const absl::Duration lag = gate.progress().lag;
  EXPECT_GT(lag, absl::ZeroDuration());
  gate.Publish(At(6));
  EXPECT_GE(gate.progress().lag, lag);
  gate.Publish(At(7));
  EXPECT_EQ(gate.progress().changes_behind(), 0);
  EXPECT_EQ(gate.progress().lag, absl::ZeroDuration());
}

}  // namespace
}  // namespace broadsheet::query
