// GetArticle for many callers at a time.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "storage/messages.h"
#include "storage/reader.h"

namespace broadsheet::storage {

// Calls for the newest revision share statements: while the fetchers are busy calls
// gather, and the next free one reads what all of them ask for at once. Nobody waits
// for others to come. Calls for a revision or a time are read one by one.
// Thread-safe.
class ArticleFetcher {
 public:
  struct Options {
    // Statements that run at a time.
    int fetchers = 3;
    // Calls that may wait.
    size_t max_waiting = 1024;
    // Calls that share a statement.
    size_t max_shared = 128;
    // For each statement that runs, calls that wait before another one is run beside
    // it: one of many calls costs less than two of half as many.
    size_t calls_before_another = 48;
  };
  // A serialised Article, there until this returns, or the errors of Reader::GetArticle.
  // Called once, in a fetcher's thread.
  using Done = std::function<void(absl::StatusOr<std::string_view>)>;

  // `reader` outlives it.
  ArticleFetcher(const Options& options, Reader& reader);

  // Answers what waits, then ends.
  ~ArticleFetcher();
  ArticleFetcher(const ArticleFetcher&) = delete;
  ArticleFetcher& operator=(const ArticleFetcher&) = delete;

  // Does not block. Where `done` is not going to be called, the reason:
  // INVALID_ARGUMENT, or RESOURCE_EXHAUSTED with RetryInfo where too many calls wait.
  // DEADLINE_EXCEEDED goes to `done` where the deadline passed before it was the
  // call's turn.
  absl::Status Submit(absl::Time deadline, v1::GetArticleRequest request, Done done);

 private:
  struct Waiting {
    absl::Time deadline;
    v1::GetArticleRequest request;
    // Of the article whose newest revision is asked for; else empty.
    std::string newest_of;
    Done done;
  };
  using Calls = std::vector<Waiting>;

  Calls Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run();
  void Fetch(Calls& calls);
  void FetchNewest(const Calls& calls);

  const Options options_;
  Reader& reader_;
  absl::Mutex mutex_;
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  size_t busy_ ABSL_GUARDED_BY(mutex_) = 0;  // fetchers
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> fetchers_;
};

}  // namespace broadsheet::storage
