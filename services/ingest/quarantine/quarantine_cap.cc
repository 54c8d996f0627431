#include "ingest/quarantine/quarantine_cap.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <string>

#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"
#include "common/status.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

constexpr absl::Duration kDatabaseTimeout = absl::Seconds(30);

// What a reject is taken to hold besides its raw bytes.
constexpr int64_t kBytesAround = 1000;

prometheus::Counter& Dropped(Metrics& metrics, const std::string& reason) {
  return prometheus::BuildCounter()
      .Name("broadsheet_rejects_dropped_total")
      .Help("Rejects that were dropped from quarantine, by why (reason: bytes, age).")
      .Register(metrics.registry())
      .Add({{"reason", reason}});
}

}  // namespace

QuarantineCap::QuarantineCap(const Options& options, postgres::Pool& pool, Metrics& metrics)
    : options_(options),
      pool_(pool),
      too_many_(Dropped(metrics, "bytes")),
      too_old_(Dropped(metrics, "age")),
      thread_(StartThread("quarantine", [this] { Run(); })) {}

QuarantineCap::~QuarantineCap() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void QuarantineCap::Added(int64_t rejects, int64_t raw_bytes) {
  {
    absl::MutexLock lock(&mutex_);
    added_bytes_ += raw_bytes + rejects * kBytesAround;
    if (added_bytes_ < options_.max_bytes / 16) return;
    // Others that add meanwhile need not enforce it, too.
    added_bytes_ = 0;
  }
  if (const absl::Status status = Enforce(); !status.ok()) {
    Log(Severity::kWarning, "the quarantine's cap could not be enforced",
        {{"error", status.ToString()}});
    absl::MutexLock lock(&mutex_);
    added_bytes_ = options_.max_bytes;
  }
}

absl::Status QuarantineCap::Enforce() {
  Rows dropped;
  RETURN_IF_ERROR(
      pool_.Transact(absl::Now() + kDatabaseTimeout, [&](Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(
            dropped, tx.Run(sql::kDropRejects, Params()
                                                   .Int(options_.max_bytes)
                                                   .Int(options_.max_bytes / 4)
                                                   .Double(absl::ToDoubleSeconds(options_.max_age))
                                                   .Int(kBytesAround)));
        return absl::OkStatus();
      }));
  for (int row = 0; row < dropped.size(); ++row) {
    const bool too_old = dropped.Bool(row, 0);
    const int64_t count = dropped.Int(row, 1);
    (too_old ? too_old_ : too_many_).Increment(static_cast<double>(count));
    Log(Severity::kWarning, "rejects were dropped from quarantine",
        {{"reason", too_old ? "age" : "bytes"},
         {"rejects", count},
         {"bytes", dropped.Int(row, 2)},
         {"origins", dropped.Int(row, 3)},
         {"most_of", dropped.String(row, 4)},
         {"last_seen_until", absl::FormatTime(dropped.Time(row, 5), absl::UTCTimeZone())}});
  }
  return absl::OkStatus();
}

void QuarantineCap::Run() {
  while (true) {
    // What PostgreSQL being away keeps from being dropped is dropped when it is back.
    Enforce().IgnoreError();
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.check_every)) return;
  }
}

}  // namespace broadsheet::ingest
