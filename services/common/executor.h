// Threads for work that blocks.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace broadsheet {

// Runs tasks on a bounded number of threads, in order of arrival, with a bounded
// queue before them. What a task throws ends that task. gRPC's own threads must never block: what
// waits for a database or another service runs here. Thread-safe.
class Executor {
 public:
  // Threads are started when there is work for them, at most `max_threads`.
  // `max_queued` tasks may wait for one, which hold at most `max_queued_bytes`. Other threads
  // come first by so much `niceness` (nice(1)).
  Executor(int max_threads, int max_queued,
           int64_t max_queued_bytes = std::numeric_limits<int64_t>::max(), int niceness = 0)
      : max_threads_(max_threads),
        max_queued_(max_queued),
        max_queued_bytes_(max_queued_bytes),
        niceness_(niceness) {}

  // Runs what is queued, then ends the threads.
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // False where the queue is full; the task, which holds so many `bytes`, is dropped then.
  [[nodiscard]] bool Submit(std::function<void()> task, int64_t bytes = 0);

  // For what was admitted before, and so is bounded elsewhere: there is always room.
  void Resubmit(std::function<void()> task);

  // Tasks that wait, and tasks that run.
  int queued() const;
  int running() const;

 private:
  struct Queued {
    std::function<void()> task;
    int64_t bytes;
  };

  void Run();
  // How many tasks wait that no idle thread is going to take.
  int Excess() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Enqueue(std::function<void()> task, int64_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int max_threads_;
  const int max_queued_;
  const int64_t max_queued_bytes_;
  const int niceness_;
  mutable absl::Mutex mutex_;
  std::deque<Queued> queue_ ABSL_GUARDED_BY(mutex_);
  int64_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  int running_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace broadsheet
