#include "common/dependency_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace broadsheet {
namespace {

class DependencyWatchTest : public ::testing::Test {
 protected:
  std::unique_ptr<DependencyWatch> Watch(std::function<absl::Status(absl::Time)> check) {
    return std::make_unique<DependencyWatch>(
        DependencyWatch::Options{.interval = absl::Milliseconds(10),
                                 .timeout = absl::Milliseconds(200)},
        std::vector<Dependency>{{"thing", std::move(check)}},
        [this](const std::string& name, bool is_up) {
          absl::MutexLock lock(&mutex_);
          told_.push_back(name + (is_up ? " is up" : " is away"));
        },
        metrics_);
  }

  // Waits until so much was told.
  std::vector<std::string> Told(size_t count) {
    const auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return told_.size() >= count; };
    absl::MutexLock lock(&mutex_, absl::Condition(&enough));
    return told_;
  }

  bool Shows(const std::string& value) {
    return absl::StrContains(metrics_.Scrape(),
                             "broadsheet_dependency_up{dependency=\"thing\"} " + value);
  }

  Metrics metrics_;
  absl::Mutex mutex_;
  std::vector<std::string> told_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(DependencyWatchTest, TellsWhatComesAndGoes) {
  std::atomic<bool> up = true;
  const auto watch =
      Watch([&](absl::Time) { return up ? absl::OkStatus() : absl::UnavailableError("gone"); });
  EXPECT_EQ(Told(1).back(), "thing is up");
  EXPECT_TRUE(Shows("1"));
  up = false;
  EXPECT_EQ(Told(2).back(), "thing is away");
  EXPECT_TRUE(Shows("0"));
  up = true;
  EXPECT_EQ(Told(3).back(), "thing is up");
}

TEST_F(DependencyWatchTest, WhatGivesNoAnswerIsAway) {
  absl::Notification thawed;
  std::atomic<bool> frozen = false;
  const auto watch = Watch([&](absl::Time) {
    if (frozen) thawed.WaitForNotification();
    return absl::OkStatus();
  });
  EXPECT_EQ(Told(1).back(), "thing is up");
  frozen = true;
  EXPECT_EQ(Told(2).back(), "thing is away");
  frozen = false;
  thawed.Notify();
  EXPECT_EQ(Told(3).back(), "thing is up");
}

TEST_F(DependencyWatchTest, CheckThatThrowsSaysThatItIsAway) {
  std::atomic<bool> throws = false;
  const auto watch = Watch([&](absl::Time) {
    if (throws) throw std::runtime_error("told to");
    return absl::OkStatus();
  });
  EXPECT_EQ(Told(1).back(), "thing is up");
  throws = true;
  EXPECT_EQ(Told(2).back(), "thing is away");
}

}  // namespace
}  // namespace broadsheet
