// One connection to PostgreSQL. Services use Pool instead.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/params.h"
#include "common/postgres/rows.h"
#include "common/postgres/statement.h"

namespace broadsheet::postgres {

// A connection and the transaction that is open on it, if any. The one place that
// knows libpqxx, which makes connections, prepares statements and runs scripts, and
// libpq's pipelines, for which libpqxx has no call: what they throw or answer becomes
// statuses here.
//
//   UNAVAILABLE          PostgreSQL is away, starting, stopping or read-only
//                        (reason DATABASE_UNAVAILABLE)
//   UNKNOWN              the connection was lost during Commit(): whether it took
//                        effect is not known (reason COMMIT_IN_DOUBT)
//   ABORTED              serialization failure or deadlock: run the transaction
//                        again (reason SERIALIZATION_FAILURE)
//   ALREADY_EXISTS       unique constraint (reason UNIQUE_VIOLATION)
//   FAILED_PRECONDITION  any other constraint (reason CONSTRAINT_VIOLATION)
//   DEADLINE_EXCEEDED    the statement timeout
//   RESOURCE_EXHAUSTED   out of disk, memory or connections
//   INTERNAL             anything else: a defect of ours
//
// Not thread-safe.
class Session {
 public:
  // `conninfo` is libpq's. UNAVAILABLE where PostgreSQL can't be reached. Unless
  // `conninfo` says otherwise or is a URI, ten seconds bound the connecting, and TCP
  // gives a silent network up within a minute.
  static absl::StatusOr<std::unique_ptr<Session>> Connect(const std::string& conninfo);

  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Bounds every statement from now on. Rounded up to a power of two of
  // milliseconds, so that a session that is used with like deadlines is seldom
  // told.
  absl::Status SetStatementTimeout(absl::Duration timeout);

  // Goes with the first statement.
  void Begin();
  // Runs what was put off, then commits. The COMMIT goes alone: as long as PostgreSQL
  // is sent it only when all before it is done, a lost connection can do nothing later
  // but commit, with all locks held that the transaction has taken.
  absl::Status Commit();
  // Ends the open transaction, if any, without effect.
  void Rollback();

  // Runs a statement, in the open transaction or else by itself, behind those that
  // were put off: all of them in one round trip. None is run behind one that fails,
  // whose error it is then.
  absl::StatusOr<Rows> Run(const Statement& statement, Params params);

  // Puts a statement off, in a transaction, until the next that is run, or Commit().
  void Defer(const Statement& statement, Params params);

  // Runs what was put off.
  absl::Status Flush();

  // Runs SQL text of any number of statements without parameters.
  absl::Status RunScript(std::string_view sql);

  // The connection is lost, or in a state that can't be told: throw it away.
  bool broken() const { return broken_; }

 private:
  struct Impl;
  explicit Session(std::unique_ptr<Impl> impl);

  // Calls `body` and turns what it throws into a status.
  template <class Body>
  absl::Status Guard(Body body);
  // Rolls back.
  absl::Status OnError(std::string_view error, std::string_view sqlstate);
  // Runs what was put off; the last one's answer.
  absl::StatusOr<Rows> RunDeferred();

  std::unique_ptr<Impl> impl_;
  bool broken_ = false;
};

}  // namespace broadsheet::postgres
