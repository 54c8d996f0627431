// Batches that wait to be written, and the threads that write them in groups.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "storage/batch.h"
#include "storage/group.h"

namespace broadsheet::storage {

// Group commit: while the writers are busy batches gather, and the next free one
// takes all that fit into one transaction. Nobody waits for a group to fill where
// none is open. Beside one that is open a second is opened when enough waits to be
// worth what a group costs: one can be prepared while the other commits. More than
// two are opened only for full ones.
//
// Batches that touch the same thing, that is to say have a key of an article, a
// request id or a lane in common, are never in two open groups, and take effect in
// the order in which they came; others may overtake. Thread-safe.
class WriteQueue {
 public:
  struct Options {
    // Groups that are open at a time.
    int writers = 4;
    // How many writes the second one is opened for.
    int min_overlap_writes = 16;
    // What a group holds at most, if it holds more than one batch.
    int max_group_writes = 500;
    size_t max_group_bytes = 4 << 20;
    // What may wait at most, if more than one batch waits.
    size_t max_waiting_bytes = 64 << 20;
    size_t max_waiting = 4096;
  };
  // Writes a group; see Writer::Write.
  using WriteGroup = std::function<std::vector<Outcome>(absl::Span<Batch* const>)>;
  // Called once, in a writer's thread. For the batches of a lane, in their order.
  using Done = std::function<void(Outcome)>;

  WriteQueue(const Options& options, WriteGroup write);

  // Writes what waits, then ends.
  ~WriteQueue();

  // Takes a batch, unless too much waits already: RESOURCE_EXHAUSTED with
  // RetryInfo then, and `done` is not called.
  absl::Status Submit(Batch batch, Done done);

  // Takes a batch in any case, and calls `admitted`, on any thread, when there is room for
  // it: who submits so submits no more before.
  void SubmitWhenRoom(Batch batch, Done done, std::function<void()> admitted);

  // Batches that wait.
  size_t waiting() const;

 private:
  struct Waiting {
    Batch batch;
    Done done;
    // What no two open groups may have in common.
    std::vector<std::string> tags;
  };
  using Group = std::vector<std::unique_ptr<Waiting>>;

  // What has to wait for room.
  struct Held {
    Batch batch;
    Done done;
    std::function<void()> admitted;
  };

  // Enqueues what is held as far as there is room; whom to tell.
  std::vector<std::function<void()>> AdmitHeld() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasRoom(size_t bytes) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Enqueue(Batch batch, Done done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether one more group may be open.
  bool MayOpen() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Group Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run();
  // Returns the tags that the group had.
  std::vector<std::string> WriteAndAnswer(Group group) ABSL_LOCKS_EXCLUDED(mutex_);

  const Options options_;
  const WriteGroup write_;
  mutable absl::Mutex mutex_;
  std::deque<std::unique_ptr<Waiting>> waiting_ ABSL_GUARDED_BY(mutex_);
  std::deque<Held> held_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  int waiting_writes_ ABSL_GUARDED_BY(mutex_) = 0;
  int open_groups_ ABSL_GUARDED_BY(mutex_) = 0;
  // Of the groups that are not answered yet.
  absl::flat_hash_set<std::string> open_tags_ ABSL_GUARDED_BY(mutex_);
  // Something changed since a writer found nothing to take.
  bool may_take_ ABSL_GUARDED_BY(mutex_) = false;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> writers_;
};

}  // namespace broadsheet::storage
