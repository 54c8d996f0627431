#include "query/cursor_gate.h"

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
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

// Waits, in this thread, until the gate calls back.
void AwaitGate(CursorGate& gate, const article::v1::Cursor& wanted, const Call& call) {
  absl::Notification done;
  gate.Wait(wanted, call, [&] { done.Notify(); });
  done.WaitForNotification();
}

TEST(CursorGateTest, OpensWhenThePositionIsReached) {
  CursorGate gate("archive");
  gate.Publish(At(4));
  EXPECT_OK(gate.Check(At(3)));
  EXPECT_OK(gate.Check(At(4)));
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(50));
    gate.Publish(At(6));
  });
  AwaitGate(gate, At(5), Within(absl::Minutes(5)));
  EXPECT_OK(gate.Check(At(5)));
  later.join();
}

TEST(CursorGateTest, WhoIsThereAlreadyDoesNotWait) {
  CursorGate gate("archive");
  gate.Publish(At(4));
  bool done = false;
  gate.Wait(At(4), Within(absl::Minutes(5)), [&] { done = true; });
  EXPECT_TRUE(done);
}

TEST(CursorGateTest, SaysHowFarItIs) {
  CursorGate gate("archive");
  gate.Publish(At(4));
  const absl::Status status = gate.Check(At(5));
  EXPECT_THAT(status, IsError(absl::StatusCode::kUnavailable, "at position 4, not yet at 5"));
  EXPECT_EQ(Reason(status), "PROJECTION_BEHIND");
  EXPECT_EQ(ReasonMetadata(status, "projection"), "archive");
  EXPECT_EQ(ReasonMetadata(status, "position"), "4");
  EXPECT_EQ(ReasonMetadata(status, "wanted_position"), "5");
}

TEST(CursorGateTest, WaitEndsShortlyBeforeTheDeadline) {
  CursorGate gate("archive");
  const Call call = Within(absl::Milliseconds(200));
  EXPECT_FALSE(gate.IsTooLateFor(call));
  AwaitGate(gate, At(5), call);
  EXPECT_TRUE(gate.IsTooLateFor(call));
}

TEST(CursorGateTest, WaitEndsWhenTheCallerHasGone) {
  CursorGate gate("archive");
  Call call = Within(absl::Minutes(5));
  call.is_over = [] { return true; };
  AwaitGate(gate, At(5), call);
  EXPECT_TRUE(gate.IsTooLateFor(call));
}

TEST(CursorGateTest, ManyWaitWithoutAThread) {
  constexpr int kWaiters = 10'000;
  CursorGate gate("archive");
  std::atomic<int> done = 0;
  for (int i = 0; i < kWaiters; ++i) {
    gate.Wait(At(i % 2 == 0 ? 5 : 9), Within(absl::Minutes(5)), [&] { ++done; });
  }
  EXPECT_EQ(done, 0);
  gate.Publish(At(6));
  EXPECT_EQ(done, kWaiters / 2);
  gate.Publish(At(9));
  EXPECT_EQ(done, kWaiters);
}

TEST(CursorGateTest, OtherCommitInThatPlaceHasDiverged) {
  CursorGate gate("archive");
  gate.Publish(At(4));
  EXPECT_EQ(Reason(gate.Check(At(4, 1, "other"))), "LOG_DIVERGED");
}

TEST(CursorGateTest, NewerEpochIsWaitedForWhateverThePosition) {
  CursorGate gate("archive");
  gate.Publish(At(9));
  EXPECT_EQ(Reason(gate.Check(At(4, 2))), "PROJECTION_BEHIND");
}

TEST(CursorGateTest, ClosingEndsTheWait) {
  CursorGate gate("archive");
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(50));
    gate.Close();
  });
  AwaitGate(gate, At(5), Within(absl::Minutes(5)));
  EXPECT_TRUE(gate.IsTooLateFor(Within(absl::Minutes(5))));
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
