// Work on what comes from outside, written down before it begins: what was being worked
// on when a process died is known, and is set aside after the second time.
#pragma once

#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/metrics.h"
#include "common/postgres/pool.h"

namespace prometheus {
class Counter;
}  // namespace prometheus

namespace broadsheet::ingest {

// Reason of the error where a subject is set aside.
inline constexpr char kSetAside[] = "SET_ASIDE";

class Attempts;

// One piece of work, on one subject at a time; what is destroyed has survived it. Not
// thread-safe.
class Attempt {
 public:
  Attempt(Attempt&& other) noexcept;
  Attempt& operator=(Attempt&&) = delete;
  ~Attempt();

  // Goes on to another subject, on which alone a death counts from then on. Where that
  // is set aside, as Attempts::Begin() without `even_if_set_aside`: the attempt stays on
  // the subject that it was on.
  absl::Status MoveTo(absl::Time deadline, const std::string& subject);

 private:
  friend class Attempts;
  Attempt(Attempts* attempts, std::string id, std::string subject)
      : attempts_(attempts), id_(std::move(id)), subject_(std::move(subject)) {}

  // Null once moved from.
  Attempts* attempts_;
  std::string id_;
  std::string subject_;
};

// The attempts of this process, in PostgreSQL. A death is an attempt that is there while
// the process that made it does not say any more that it lives; one that stood still, or
// was cut off from PostgreSQL, takes its own out when it goes on. Thread-safe.
class Attempts {
 public:
  struct Options {
    // A process that has said nothing for so long is dead. Below a feed's lease, so that
    // a feed is not polled again before its first poll counts.
    absl::Duration lapse = absl::Seconds(20);
    absl::Duration renew_every = absl::Seconds(5);
  };

  // Both must outlive it, and it all attempts.
  Attempts(const Options& options, postgres::Pool& pool, Metrics& metrics);
  ~Attempts();

  // A subject is "feeds/{id}", "rejects/{id}", or a page's URI. FAILED_PRECONDITION
  // (kSetAside, with the subject and until when) where two processes died of it;
  // else errors are those of postgres::Pool.
  absl::StatusOr<Attempt> Begin(absl::Time deadline, const std::string& subject,
                                bool even_if_set_aside);

  // Whether Begin() would be refused.
  absl::Status Check(absl::Time deadline, const std::string& subject);

 private:
  friend class Attempt;

  absl::Status WriteDown(absl::Time deadline, const std::string& id, const std::string& subject,
                         bool even_if_set_aside, bool moves);
  void End(const std::string& id);

  void Run();
  absl::Status Write(absl::Time deadline, const postgres::Statement& statement,
                     const postgres::Params& params);
  absl::Status StayAlive();
  absl::Status EndAll(absl::Time deadline, const std::vector<std::string>& ids);
  absl::Status TellLost();

  const Options options_;
  postgres::Pool& pool_;
  const std::string instance_;
  prometheus::Counter& lost_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Has said that it lives.
  bool alive_ ABSL_GUARDED_BY(mutex_) = false;
  // Over, but PostgreSQL could not be told.
  std::set<std::string> ended_ ABSL_GUARDED_BY(mutex_);
  // Of the thread's: deaths that were told already.
  std::set<std::string> told_;
  std::thread thread_;
};

}  // namespace broadsheet::ingest
