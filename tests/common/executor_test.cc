#include "common/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/barrier.h"

namespace broadsheet {
namespace {

TEST(ExecutorTest, RunsTasksSideBySide) {
  Executor executor(2, 0);
  absl::Notification first, second;
  // Each waits for the other: on one thread neither would end.
  ASSERT_TRUE(executor.Submit([&] { first.Notify(), second.WaitForNotification(); }));
  ASSERT_TRUE(executor.Submit([&] { second.Notify(), first.WaitForNotification(); }));
}

TEST(ExecutorTest, RefusesWhatDoesNotFitTheQueue) {
  absl::Notification running, release;
  std::atomic<int> ran = 0;
  {
    Executor executor(1, 1);
    ASSERT_TRUE(executor.Submit([&] { running.Notify(), release.WaitForNotification(), ++ran; }));
    running.WaitForNotification();
    EXPECT_TRUE(executor.Submit([&] { ++ran; }));
    EXPECT_EQ(executor.queued(), 1);
    EXPECT_FALSE(executor.Submit([&] { ++ran; }));
    release.Notify();
  }
  EXPECT_EQ(ran, 2) << "what was queued runs before the executor ends";
}

TEST(ExecutorTest, ManyTasksAllRun) {
  std::atomic<int> ran = 0;
  {
    Executor executor(4, 1000);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(executor.Submit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 1000);
}

TEST(ExecutorTest, BytesThatWaitAreBounded) {
  absl::Notification go_on;
  Executor executor(1, 10, /*max_queued_bytes=*/100);
  ASSERT_TRUE(executor.Submit([&] { go_on.WaitForNotification(); }));
  while (executor.queued() > 0) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_TRUE(executor.Submit([] {}, 1000));  // alone
  EXPECT_FALSE(executor.Submit([] {}, 1));
  executor.Resubmit([] {});
  go_on.Notify();
  while (executor.queued() > 0) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_TRUE(executor.Submit([] {}, 60));
}

TEST(ExecutorTest, WhatATaskThrowsEndsThatTaskAlone) {
  const int64_t before = ExceptionsStopped();
  bool ran = false;
  {
    Executor executor(1, 10);
    ASSERT_TRUE(executor.Submit([] { throw std::runtime_error("told to"); }));
    ASSERT_TRUE(executor.Submit([] { throw 7; }));
    ASSERT_TRUE(executor.Submit([&] { ran = true; }));
  }
  EXPECT_TRUE(ran);
  EXPECT_EQ(ExceptionsStopped(), before + 2);
}

}  // namespace
}  // namespace broadsheet
