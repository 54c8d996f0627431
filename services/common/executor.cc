#include "common/executor.h"

#include <utility>

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

bool Executor::Submit(std::function<void()> task) {
  absl::MutexLock lock(&mutex_);
  const int idle = static_cast<int>(threads_.size()) - running_;
  const int waiting = static_cast<int>(queue_.size());
  const bool can_grow = static_cast<int>(threads_.size()) < max_threads_;
  if (waiting >= idle && !can_grow && waiting - idle >= max_queued_) return false;
  queue_.push_back(std::move(task));
  if (waiting >= idle && can_grow) threads_.emplace_back([this] { Run(); });
  return true;
}

void Executor::Run() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !queue_.empty() || closing_;
  };
  while (true) {
    std::function<void()> task;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
      ++running_;
    }
    task();
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
