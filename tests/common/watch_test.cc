#include "common/rpc/watch.h"

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc_fixture.h"
#include "common/status.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

// Counts without end, in large messages.
class Count final : public ChangesWatch {
 public:
  absl::StatusOr<std::optional<WatchChangesResponse>> Next(const Call&) override {
    WatchChangesResponse response;
    response.add_changes()->mutable_category()->set_title(std::string(100'000, 'x'));
    response.mutable_head()->set_position(next_++);
    return response;
  }

 private:
  int64_t next_ = 0;
};

// Sends the head whenever it has grown; an error where it is negative.
class HeadWatch final : public ChangesWatch {
 public:
  explicit HeadWatch(const std::atomic<int64_t>& head) : head_(head) {}

  absl::StatusOr<std::optional<WatchChangesResponse>> Next(const Call&) override {
    const int64_t head = head_;
    if (head < 0) return absl::OutOfRangeError("the head is gone");
    if (head <= seen_) return std::nullopt;
    seen_ = head;
    WatchChangesResponse response;
    response.mutable_head()->set_position(head);
    return response;
  }

 private:
  const std::atomic<int64_t>& head_;
  int64_t seen_ = 0;
};

class WatchTest : public RpcTest {
 protected:
  using ClientStream = grpc::ClientReader<WatchChangesResponse>;
  struct Watcher {
    grpc::ClientContext context;
    std::unique_ptr<ClientStream> stream;

    // What is seen next; -1 where the stream has ended.
    int64_t See() {
      WatchChangesResponse response;
      return stream->Read(&response) ? response.head().position() : -1;
    }
    absl::Status Finish() { return FromGrpc(stream->Finish()); }
  };

  explicit WatchTest(const RpcLimits& limits = {}, absl::Duration write_timeout = absl::Minutes(1))
      : RpcTest(write_timeout, limits) {
    // Set once: the server's threads call it.
    service_.new_watch = [this]() -> std::unique_ptr<ChangesWatch> {
      if (on_head_) return std::make_unique<HeadWatch>(head_);
      return std::make_unique<Count>();
    };
  }

  std::unique_ptr<Watcher> Begin() {
    auto watcher = std::make_unique<Watcher>();
    watcher->stream = stub_->WatchChanges(&watcher->context, {});
    return watcher;
  }
  std::unique_ptr<Watcher> BeginOnHead() {
    on_head_ = true;
    return Begin();
  }
  void MoveTo(int64_t head) {
    head_ = head;
    rpc_->WakeWatches();
  }
  void AwaitOpen(int count) {
    while (rpc_->open_streams() != count) absl::SleepFor(absl::Milliseconds(1));
  }

  std::atomic<int64_t> head_ = 1;
  // What watches are begun on, instead of a count.
  std::atomic<bool> on_head_ = false;
};

TEST_F(WatchTest, SendsWhatThereIsOneAfterTheOther) {
  const auto watcher = Begin();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(watcher->See(), i);
}

TEST_F(WatchTest, ThoseThatRestTakeNoThreadAndGoOnWhenWoken) {
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (int i = 0; i < 300; ++i) watchers.push_back(BeginOnHead());
  for (const auto& watcher : watchers) EXPECT_EQ(watcher->See(), 1);
  for (const int64_t head : {2, 3}) {
    MoveTo(head);
    for (const auto& watcher : watchers) EXPECT_EQ(watcher->See(), head);
  }
}

TEST_F(WatchTest, LooksNowAndThenWithoutBeingWoken) {
  const auto watcher = BeginOnHead();
  EXPECT_EQ(watcher->See(), 1);
  head_ = 2;
  EXPECT_EQ(watcher->See(), 2);
}

TEST_F(WatchTest, EveryMoveIsSeenHoweverOftenItIsWoken) {
  const auto watcher = BeginOnHead();
  std::thread mover([this] {
    for (int64_t head = 2; head <= 2000; ++head) MoveTo(head);
  });
  int64_t seen = 0;
  while (seen < 2000) {
    const int64_t next = watcher->See();
    ASSERT_GT(next, seen);
    seen = next;
  }
  mover.join();
}

TEST_F(WatchTest, ErrorEndsIt) {
  const auto watcher = BeginOnHead();
  EXPECT_EQ(watcher->See(), 1);
  MoveTo(-1);
  EXPECT_EQ(watcher->See(), -1);
  EXPECT_THAT(watcher->Finish(), IsError(absl::StatusCode::kOutOfRange, "the head is gone"));
}

TEST_F(WatchTest, EndsWhenTheServerDrains) {
  const auto endless = Begin();
  EXPECT_EQ(endless->See(), 0);
  const auto resting = BeginOnHead();
  EXPECT_EQ(resting->See(), 1);
  rpc_->Drain();
  EXPECT_EQ(resting->See(), -1);
  EXPECT_EQ(Reason(resting->Finish()), "STOPPING");
  while (endless->See() >= 0) {
  }
  EXPECT_EQ(Reason(endless->Finish()), "STOPPING");
}

TEST_F(WatchTest, CallerWhoGoesIsForgotten) {
  for (const bool rests : {false, true}) {
    const auto watcher = rests ? BeginOnHead() : Begin();
    EXPECT_GE(watcher->See(), 0);
    watcher->context.TryCancel();
    EXPECT_FALSE(watcher->Finish().ok());
    AwaitOpen(0);
  }
}

class StalledReaderTest : public WatchTest {
 protected:
  StalledReaderTest() : WatchTest({}, absl::Milliseconds(200)) {}
};

TEST_F(StalledReaderTest, IsCutOffWithAReason) {
  const auto watcher = Begin();
  // Reads on only when it has ended; what was on its way still comes.
  AwaitOpen(1);
  AwaitOpen(0);
  int64_t next = 0;
  int64_t seen = 0;
  while ((seen = watcher->See()) >= 0) EXPECT_EQ(seen, next++);
  EXPECT_GT(next, 0);
  const absl::Status status = watcher->Finish();
  EXPECT_THAT(status, IsError(absl::StatusCode::kResourceExhausted, "has not read"));
  EXPECT_EQ(Reason(status), "SLOW_READER");
}

TEST_F(StalledReaderTest, OneThatNeverReadsIsBrokenOff) {
  const auto watcher = Begin();
  AwaitOpen(1);
  AwaitOpen(0);
  // Waits for the call: hangs if that stays.
  server_->Shutdown(absl::Hours(1));
}

class FewWatchesTest : public WatchTest {
 protected:
  FewWatchesTest() : WatchTest({.max_open_streams = 2}) {}
};

TEST_F(FewWatchesTest, OneMoreEndsAnother) {
  const auto first = BeginOnHead();
  EXPECT_EQ(first->See(), 1);
  const auto second = BeginOnHead();
  EXPECT_EQ(second->See(), 1);
  // Those that are just being looked for are not ended: asked again, it has its place.
  std::unique_ptr<Watcher> third;
  do {
    third = BeginOnHead();
  } while (third->See() != 1);
  AwaitOpen(2);
}

}  // namespace
}  // namespace broadsheet
