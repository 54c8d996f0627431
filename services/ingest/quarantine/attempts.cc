#include "ingest/quarantine/attempts.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

constexpr absl::Duration kDatabaseTimeout = absl::Seconds(5);
constexpr absl::Duration kLeaveTimeout = absl::Seconds(1);
constexpr absl::Duration kForgetEvery = absl::Hours(1);

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

absl::Status SetAside(const std::string& subject, int64_t deaths, absl::Time until) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          subject, " is set aside until ", TimeText(until), ": ", deaths,
          " processes died while they worked on it; even_if_set_aside tries it before")),
      kSetAside, {{"subject", subject}, {"set_aside_until", TimeText(until)}});
}

absl::Status CheckNotSetAside(Transaction& tx, const std::string& subject) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindSuspect, Params().Text(subject)));
  if (rows.empty()) return absl::OkStatus();
  return SetAside(subject, rows.Int(0, 0), rows.Time(0, 1));
}

}  // namespace

Attempt::Attempt(Attempt&& other) noexcept
    : attempts_(std::exchange(other.attempts_, nullptr)),
      id_(std::move(other.id_)),
      subject_(std::move(other.subject_)) {}

Attempt::~Attempt() {
  if (attempts_ != nullptr) attempts_->End(id_);
}

absl::Status Attempt::MoveTo(absl::Time deadline, const std::string& subject) {
  if (subject == subject_) return absl::OkStatus();
  RETURN_IF_ERROR(attempts_->WriteDown(deadline, id_, subject, /*even_if_set_aside=*/false,
                                       /*moves=*/true));
  subject_ = subject;
  return absl::OkStatus();
}

Attempts::Attempts(const Options& options, postgres::Pool& pool, Metrics& metrics)
    : options_(options),
      pool_(pool),
      instance_(NewUuid(absl::Now())),
      lost_(prometheus::BuildCounter()
                .Name("broadsheet_lost_attempts_total")
                .Help("Feeds, pages and rejects that a process died at, as this one found them.")
                .Register(metrics.registry())
                .Add({})),
      thread_(StartThread("attempts", [this] { Run(); })) {}

Attempts::~Attempts() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
  // Nothing is at work any more: where this can't be written, it lapses.
  Write(absl::Now() + kLeaveTimeout, sql::kLeave, Params().Text(instance_)).IgnoreError();
}

absl::StatusOr<Attempt> Attempts::Begin(absl::Time deadline, const std::string& subject,
                                        bool even_if_set_aside) {
  std::string id = NewUuid(absl::Now());
  RETURN_IF_ERROR(WriteDown(deadline, id, subject, even_if_set_aside, /*moves=*/false));
  return Attempt(this, std::move(id), subject);
}

absl::Status Attempts::Check(absl::Time deadline, const std::string& subject) {
  return pool_.Transact(deadline, [&](Transaction& tx) { return CheckNotSetAside(tx, subject); });
}

absl::Status Attempts::WriteDown(absl::Time deadline, const std::string& id,
                                 const std::string& subject, bool even_if_set_aside, bool moves) {
  bool alive = false;
  {
    absl::MutexLock lock(&mutex_);
    alive = alive_;
  }
  // Without it the attempt would be taken for a dead one's.
  if (!alive) RETURN_IF_ERROR(StayAlive());
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    if (!even_if_set_aside) RETURN_IF_ERROR(CheckNotSetAside(tx, subject));
    if (moves) {
      RETURN_IF_ERROR(tx.Run(sql::kClearSuspect, Params().TextArray({id})).status());
    }
    return tx.Run(sql::kBeginAttempt, Params().Text(id).Text(instance_).Text(subject)).status();
  });
}

void Attempts::End(const std::string& id) {
  const absl::Status status = EndAll(absl::Now() + kDatabaseTimeout, {id});
  if (status.ok()) return;
  absl::MutexLock lock(&mutex_);
  ended_.insert(id);
}

absl::Status Attempts::EndAll(absl::Time deadline, const std::vector<std::string>& ids) {
  return pool_.Transact(deadline, [&](Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Run(sql::kClearSuspect, Params().TextArray(ids)).status());
    return tx.Run(sql::kEndAttempts, Params().TextArray(ids)).status();
  });
}

absl::Status Attempts::Write(absl::Time deadline, const postgres::Statement& statement,
                             const Params& params) {
  return pool_.Transact(deadline,
                        [&](Transaction& tx) { return tx.Run(statement, params).status(); });
}

absl::Status Attempts::StayAlive() {
  const absl::Status status =
      Write(absl::Now() + kDatabaseTimeout, sql::kStayAlive,
            Params().Text(instance_).Double(absl::ToDoubleSeconds(options_.lapse)));
  absl::MutexLock lock(&mutex_);
  alive_ = status.ok();
  return status;
}

absl::Status Attempts::TellLost() {
  ASSIGN_OR_RETURN(const Rows rows, pool_.Query(absl::Now() + kDatabaseTimeout,
                                                sql::kListLostAttempts, Params().Text(instance_)));
  std::set<std::string> lost;
  for (int row = 0; row < rows.size(); ++row) {
    const std::string id = rows.String(row, 0);
    lost.insert(id);
    if (told_.count(id) > 0) continue;
    lost_.Increment();
    const std::optional<absl::Time> until = rows.OptionalTime(row, 4);
    Log(Severity::kWarning, "a process died while it worked on this",
        {{"subject", rows.String(row, 1)},
         {"began", TimeText(rows.Time(row, 2))},
         {"deaths", rows.Int(row, 3)},
         {"set_aside_until", until ? TimeText(*until) : ""}});
  }
  told_ = std::move(lost);
  return absl::OkStatus();
}

void Attempts::Run() {
  absl::Time forget_at = absl::Now();
  while (true) {
    StayAlive().IgnoreError();
    std::vector<std::string> ended;
    {
      absl::MutexLock lock(&mutex_);
      ended.assign(ended_.begin(), ended_.end());
    }
    if (!ended.empty() && EndAll(absl::Now() + kDatabaseTimeout, ended).ok()) {
      absl::MutexLock lock(&mutex_);
      for (const std::string& id : ended) ended_.erase(id);
    }
    // What PostgreSQL being away keeps from being told is told when it is back.
    TellLost().IgnoreError();
    if (absl::Now() >= forget_at) {
      for (const postgres::Statement& statement :
           {sql::kForgetLostAttempts, sql::kForgetDeadInstances}) {
        Write(absl::Now() + kDatabaseTimeout, statement, {}).IgnoreError();
      }
      forget_at = absl::Now() + kForgetEvery;
    }
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.renew_every)) return;
  }
}

}  // namespace broadsheet::ingest
