// The way into the log: transactions that append to it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "common/postgres/pool.h"
#include "storage/head.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// The names that a transaction writes under.
struct Commit {
  std::string id;  // a UUID as text
  absl::Time time;
};

// One change: a new revision of an article, or a category.
struct LogEntry {
  std::string article_id;
  int64_t revision = 0;
  // Serialised FilterableFields of the revision before; empty for the first.
  std::string previous;
  // A serialised Category; empty where an article changed.
  std::string category;
  // About how long the change is as a message.
  int64_t bytes = 0;
};
LogEntry EntryOf(const Category& category);

// Thread-safe. Several processes may record in one database.
class Recorder {
 public:
  Recorder(postgres::Pool& pool, Head& head, const Clock& clock)
      : pool_(pool), head_(head), clock_(clock) {}

  struct Recorded {
    // Of the first entry; 0 where there was none.
    int64_t first_position = 0;
    // The last entry, or the head of the log where there was none.
    Cursor read_after;
  };
  using Body = absl::FunctionRef<absl::StatusOr<std::vector<LogEntry>>(postgres::Transaction&,
                                                                       const Commit&)>;

  // Runs `body` in a transaction, appends what it returns to the log under the
  // log lock, and commits. As with Pool::Transact, the body may run again; its
  // last run is the one that counts.
  //
  // A connection that was lost during the commit is settled here: under the log
  // lock nobody else commits, so the log holds the commit's id then or never will.
  // Where it does not, the body runs again: what it does besides entries must be
  // the same when it is done twice.
  //
  // Where another writer was first with a key, a path or a request (UNIQUE_VIOLATION),
  // the body runs again and finds what that has written.
  //
  // Errors are those of the body and of Pool::Transact, and UNAVAILABLE with
  // reason COMMIT_IN_DOUBT where PostgreSQL stays away until the deadline.
  absl::StatusOr<Recorded> Record(absl::Time deadline, Body body);

 private:
  absl::Status Attempt(absl::Time deadline, const Commit& commit, Body body, Recorded* recorded);
  absl::StatusOr<bool> IsInLog(absl::Time deadline, const std::string& commit_id);

  postgres::Pool& pool_;
  Head& head_;
  const Clock& clock_;
};

}  // namespace broadsheet::storage
