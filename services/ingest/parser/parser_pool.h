// The parser processes of an ingest, and whose turn it is.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "ingest/parser/parser_process.h"
#include "ingest/parser/protocol.pb.h"

namespace prometheus {
class Counter;
class Gauge;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

// Who wrote the bytes. What was fetched never has all parsers at once: one is kept for
// publishers.
enum class Lane { kPushed, kFetched };

// Thread-safe.
class ParserPool {
 public:
  struct Options {
    // Ingest's own binary.
    std::string binary = "/proc/self/exe";
    // How many processes at most, 2 or more; 0: one more than there are cores.
    int processes = 0;
    ParserLimits limits;
  };

  // Starts the first process, and logs what holds it; the others when there is work for
  // them. `gazetteer` is as Gazetteer::Parse() takes it. UNAVAILABLE where no process can
  // be started, INVALID_ARGUMENT names the flag that asks for too little.
  static absl::StatusOr<std::unique_ptr<ParserPool>> Start(const Options& options,
                                                           std::string gazetteer, Metrics& metrics);
  // No work may run any more.
  ~ParserPool();

  // What processes work by from now on. Those that have begun something end that as they
  // began it, and then themselves. `gazetteer` is as Gazetteer::Parse() takes it.
  void SetGazetteer(std::string gazetteer);

  // Gets the next answer, and says whether more are to come.
  using TakeNext = absl::FunctionRef<bool(parser::Response)>;

  // Has one process answer the request. Blocks. RESOURCE_EXHAUSTED with RetryInfo where no
  // process was free before the call's deadline, UNAVAILABLE where none can be started, or it
  // was killed from outside. INVALID_ARGUMENT with a reason that begins with PARSER_ is what
  // came of it at something behind the last answer that was taken.
  absl::Status RunOnce(const Call& call, Lane lane, const parser::Request& request, TakeNext take);

  // The request for the items from the `first` on; valid until it is asked again. How it is to
  // be answered is the pool's to say.
  using RequestFrom = absl::FunctionRef<parser::Request&(int first)>;
  // Gets each item's result, in order: an answer, or why there is none. INVALID_ARGUMENT
  // with a reason that begins with PARSER_ is what the item did to the parser; the others
  // go on in a new one.
  using Take = absl::FunctionRef<void(int item, absl::StatusOr<parser::Response>)>;

  // Has `items` items worked on, one after the other, in one process at a time; `careful`
  // where one of them is known to end it. Blocks. Errors are as above, but not of the items:
  // then items may be left.
  absl::Status Run(const Call& call, Lane lane, int items, bool careful, RequestFrom request_from,
                   Take take);

  // How many more processes could work on what was fetched now.
  int free() const;

  // Of the processes that wait for work. For tests.
  std::vector<pid_t> idle_pids() const;

 private:
  using Process = std::unique_ptr<ParserProcess>;

  ParserPool(const Options& options, std::string gazetteer, Metrics& metrics);
  // A turn, and a process that waits for work, if there is one.
  absl::StatusOr<Process> BeginTurn(const Call& call, Lane lane);
  void EndTurn(Process process, Lane lane);
  bool IsTurnOf(Lane lane) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Process> StartProcess() const;
  void CountDeath(const absl::Status& cause);
  absl::Status RunWith(Process& process, int items, bool careful, RequestFrom request_from,
                       Take take);

  const Options options_;
  prometheus::Family<prometheus::Counter>& deaths_;
  prometheus::Gauge& busy_;
  mutable absl::Mutex mutex_;
  GazetteerText gazetteer_ ABSL_GUARDED_BY(mutex_);
  std::vector<Process> idle_ ABSL_GUARDED_BY(mutex_);
  // Turns, and those of them that are for what was fetched.
  int working_ ABSL_GUARDED_BY(mutex_) = 0;
  int fetched_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace broadsheet::ingest
