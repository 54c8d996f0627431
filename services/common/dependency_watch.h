// Whether what a service depends on is there.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/metrics.h"

namespace prometheus {
class Gauge;
}  // namespace prometheus

namespace broadsheet {

struct Dependency {
  // "postgresql": its name in health checks.
  std::string name;
  // OK where it does its work. May block; should not, beyond `deadline`.
  std::function<absl::Status(absl::Time deadline)> check;
};

// Checks dependencies all the time, each in a thread of its own, and tells what has
// changed: to health checks, in `broadsheet_dependency_up{dependency}`, and in the log,
// once a minute as long as one is away. Thread-safe.
class DependencyWatch {
 public:
  struct Options {
    absl::Duration interval = absl::Seconds(1);
    // A check that takes longer says that the dependency is away.
    absl::Duration timeout = absl::Seconds(3);
    absl::Duration log_interval = absl::Minutes(1);
  };
  // Called from one thread, when a dependency has come or gone; not at all while it is
  // away from the start.
  using OnChange = std::function<void(const std::string& name, bool is_up)>;

  DependencyWatch(const Options& options, std::vector<Dependency> dependencies, OnChange on_change,
                  Metrics& metrics);
  // Waits for checks that run.
  ~DependencyWatch();

 private:
  struct Watched {
    Dependency dependency;
    prometheus::Gauge* gauge;
    // What the last check said, and when; when the one that runs began.
    absl::Status said;
    absl::Time said_at = absl::InfinitePast();
    absl::Time began = absl::InfiniteFuture();
    // As it was told.
    bool is_up = false;
    absl::Time away_since;
    absl::Time logged = absl::InfinitePast();
    std::thread thread;
  };

  void Check(Watched& watched);
  void Watch();
  // What is to be told of it now.
  absl::Status Verdict(const Watched& watched, absl::Time now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell(Watched& watched, const absl::Status& verdict, absl::Time now);

  const Options options_;
  const OnChange on_change_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::unique_ptr<Watched>> watched_;
  std::thread thread_;
};

}  // namespace broadsheet
