#include "common/executor.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "common/barrier.h"

namespace broadsheet {

Executor::~Executor() {
  std::vector<std::thread> threads;
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

int Executor::Excess() const {
  return static_cast<int>(queue_.size()) - (static_cast<int>(threads_.size()) - running_);
}

bool Executor::Submit(std::function<void()> task, int64_t bytes) {
  absl::MutexLock lock(&mutex_);
  const bool can_grow = static_cast<int>(threads_.size()) < max_threads_;
  if (!can_grow && Excess() >= max_queued_) return false;
  // One alone is taken whatever it holds.
  if (!queue_.empty() && queued_bytes_ + bytes > max_queued_bytes_) return false;
  Enqueue(std::move(task), bytes);
  return true;
}

void Executor::Resubmit(std::function<void()> task) {
  absl::MutexLock lock(&mutex_);
  Enqueue(std::move(task), 0);
}

void Executor::Enqueue(std::function<void()> task, int64_t bytes) {
  const bool can_grow = static_cast<int>(threads_.size()) < max_threads_;
  const bool is_excess = Excess() >= 0;
  queue_.push_back({std::move(task), bytes});
  queued_bytes_ += bytes;
  if (is_excess && can_grow) threads_.emplace_back([this] { Run(); });
}

void Executor::Run() {
  // On Linux each thread has its own.
  if (niceness_ != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness_);
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !queue_.empty() || closing_;
  };
  while (true) {
    std::function<void()> task;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (queue_.empty()) return;
      task = std::move(queue_.front().task);
      queued_bytes_ -= queue_.front().bytes;
      queue_.pop_front();
      ++running_;
    }
    StopExceptions("a task", [&] {
      task();
      return absl::OkStatus();
    }).IgnoreError();
    task = nullptr;  // what it holds ends before the thread counts as idle
    absl::MutexLock lock(&mutex_);
    --running_;
  }
}

int Executor::queued() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(queue_.size());
}

int Executor::running() const {
  absl::MutexLock lock(&mutex_);
  return running_;
}

}  // namespace broadsheet
