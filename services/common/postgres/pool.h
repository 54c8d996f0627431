// Connections to PostgreSQL, and transactions on them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/postgres/session.h"

namespace broadsheet::postgres {

// What a transaction's body works with. Errors are those of Session.
// Not thread-safe; valid during the body.
class Transaction {
 public:
  explicit Transaction(Session& session) : session_(session) {}

  // Behind what was put off, in one round trip with it.
  absl::StatusOr<Rows> Run(const Statement& statement, Params params = {}) {
    return session_.Run(statement, std::move(params));
  }

  // Puts a statement off whose answer nobody needs: it is run with the next, or before
  // the commit. An error of it is that of what it is run with.
  void Defer(const Statement& statement, Params params = {}) {
    session_.Defer(statement, std::move(params));
  }

  // Runs what was put off.
  absl::Status Flush() { return session_.Flush(); }

 private:
  Session& session_;
};

// A bounded number of connections, made when they are first needed and made
// anew when they were lost. Thread-safe. Calls block; none outlasts its
// deadline by much.
class Pool {
 public:
  struct Options {
    // libpq's.
    std::string conninfo;
    int max_connections = 8;
  };

  explicit Pool(Options options) : options_(std::move(options)) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Runs `body` in a READ COMMITTED transaction: its OK commits, anything else
  // rolls back and is returned. Runs it again after a serialization failure or
  // deadlock, and once on a new connection after the connection turned out to
  // be dead before anything took effect: `body` must not have effects outside
  // of the transaction that can't be repeated. UNKNOWN with reason
  // COMMIT_IN_DOUBT where it can't be told whether the commit took effect.
  // DEADLINE_EXCEEDED where no connection was free in time.
  absl::Status Transact(absl::Time deadline, absl::FunctionRef<absl::Status(Transaction&)> body);

  // Runs one statement by itself, and once more on a new connection if the first
  // was lost: it must be one that only reads.
  absl::StatusOr<Rows> Query(absl::Time deadline, const Statement& statement,
                             const Params& params = {});

  // OK where PostgreSQL answers.
  absl::Status Ping(absl::Time deadline);

  // How many connections are in use, and how many there may be.
  int in_use() const;
  int max_connections() const { return options_.max_connections; }

 private:
  using SessionBody = absl::FunctionRef<absl::Status(Session&)>;

  absl::StatusOr<std::unique_ptr<Session>> Acquire(absl::Time deadline);
  void Release(std::unique_ptr<Session> session);
  absl::Status WithSession(absl::Time deadline, SessionBody body);
  absl::Status WithLiveSession(absl::Time deadline, SessionBody body);

  const Options options_;
  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_ ABSL_GUARDED_BY(mutex_);
  int in_use_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace broadsheet::postgres
