#include "common/postgres/pool.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"

namespace broadsheet::postgres {
namespace {

constexpr int kMaxAttempts = 8;

absl::Status RunTransaction(Session& session, absl::FunctionRef<absl::Status(Transaction&)> body) {
  session.Begin();
  Transaction transaction(session);
  absl::Status status = body(transaction);
  if (status.ok()) return session.Commit();
  session.Rollback();
  return status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Session>> Pool::Acquire(absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    const auto is_free = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return in_use_ < options_.max_connections;
    };
    if (!mutex_.AwaitWithDeadline(absl::Condition(&is_free), deadline)) {
      return absl::DeadlineExceededError(
          absl::StrCat("all ", options_.max_connections, " database connections were busy"));
    }
    ++in_use_;
    if (!idle_.empty()) {
      std::unique_ptr<Session> session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  absl::StatusOr<std::unique_ptr<Session>> session = Session::Connect(options_.conninfo);
  if (!session.ok()) {
    absl::MutexLock lock(&mutex_);
    --in_use_;
  }
  return session;
}

void Pool::Release(std::unique_ptr<Session> session) {
  std::vector<std::unique_ptr<Session>> dead;  // closed outside of the lock
  absl::MutexLock lock(&mutex_);
  --in_use_;
  if (session->broken()) {
    // PostgreSQL restarted, most likely: the idle ones are dead too.
    dead.swap(idle_);
    dead.push_back(std::move(session));
  } else {
    idle_.push_back(std::move(session));
  }
}

absl::Status Pool::WithSession(absl::Time deadline, SessionBody body) {
  ASSIGN_OR_RETURN(std::unique_ptr<Session> session, Acquire(deadline));
  absl::Status status = session->SetStatementTimeout(deadline - absl::Now());
  if (status.ok()) status = body(*session);
  Release(std::move(session));
  return status;
}

absl::Status Pool::WithLiveSession(absl::Time deadline, SessionBody body) {
  absl::Status status = WithSession(deadline, body);
  if (!absl::IsUnavailable(status) || Reason(status) != "DATABASE_UNAVAILABLE") return status;
  return WithSession(deadline, body);
}

absl::Status Pool::Transact(absl::Time deadline,
                            absl::FunctionRef<absl::Status(Transaction&)> body) {
  absl::Status status;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    status =
        WithLiveSession(deadline, [&](Session& session) { return RunTransaction(session, body); });
    if (!absl::IsAborted(status) || Reason(status) != "SERIALIZATION_FAILURE") return status;
    absl::SleepFor(absl::Milliseconds(1 << attempt));
  }
  return status;
}

absl::StatusOr<Rows> Pool::Query(absl::Time deadline, const Statement& statement,
                                 const Params& params) {
  Rows rows;
  RETURN_IF_ERROR(WithLiveSession(deadline, [&](Session& session) -> absl::Status {
    ASSIGN_OR_RETURN(rows, session.Run(statement, params));
    return absl::OkStatus();
  }));
  return rows;
}

absl::Status Pool::Ping(absl::Time deadline) {
  constexpr Statement kPing{"ping", "SELECT 1"};
  return Query(deadline, kPing).status();
}

int Pool::in_use() const {
  absl::MutexLock lock(&mutex_);
  return in_use_;
}

}  // namespace broadsheet::postgres
