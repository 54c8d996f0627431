#include "ingest/parser/parser_pool.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

// An article of the largest size, and what is made of it on the way.
constexpr int64_t kMinMemoryBytes = 64 << 20;
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

// An item whose process is killed from outside this often is what gets it killed.
constexpr int kMaxKills = 2;

absl::Status CheckOptions(const ParserPool::Options& options) {
  if (options.processes < 0 || options.processes == 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("--parsers: ", options.processes, " is neither 0 nor 2 or more"));
  }
  if (options.limits.cpu < absl::Seconds(1)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--parser_cpu_limit: ", absl::FormatDuration(options.limits.cpu), " is less than 1s"));
  }
  if (options.limits.memory_bytes < kMinMemoryBytes) {
    return absl::InvalidArgumentError(absl::StrCat("--parser_memory_mib: less than the ",
                                                   kMinMemoryBytes >> 20, " MiB that it takes"));
  }
  return absl::OkStatus();
}

ParserPool::Options WithDefaults(ParserPool::Options options) {
  if (options.processes == 0) {
    options.processes = static_cast<int>(std::thread::hardware_concurrency()) + 1;
  }
  return options;
}

absl::Status KilledAgain() {
  return WithReason(absl::InvalidArgumentError(absl::StrCat("the parser was killed ", kMaxKills,
                                                            " times while it was at it")),
                    "PARSER_CRASHED");
}

std::string DeathReason(const absl::Status& status) {
  return absl::IsUnavailable(status) ? "KILLED" : Reason(status);
}

// The answers to `request`, until `take` wants no more. After an error the process is of no
// more use.
absl::Status Converse(ParserProcess& process, const parser::Request& request,
                      ParserPool::TakeNext take) {
  RETURN_IF_ERROR(process.Send(request));
  while (true) {
    ASSIGN_OR_RETURN(parser::Response response, process.Receive());
    if (!take(std::move(response))) return absl::OkStatus();
  }
}

}  // namespace

ParserPool::ParserPool(const Options& options, std::string gazetteer, Metrics& metrics)
    : options_(WithDefaults(options)),
      deaths_(prometheus::BuildCounter()
                  .Name("broadsheet_parser_deaths_total")
                  .Help("Parser processes that ended at their work, by the reason.")
                  .Register(metrics.registry())),
      busy_(prometheus::BuildGauge()
                .Name("broadsheet_parsers_busy")
                .Help("Parser processes that are at work.")
                .Register(metrics.registry())
                .Add({})),
      gazetteer_(std::make_shared<const std::string>(std::move(gazetteer))) {}

ParserPool::~ParserPool() = default;

absl::StatusOr<std::unique_ptr<ParserPool>> ParserPool::Start(const Options& options,
                                                              std::string gazetteer,
                                                              Metrics& metrics) {
  RETURN_IF_ERROR(CheckOptions(options));
  auto pool = absl::WrapUnique(new ParserPool(options, std::move(gazetteer), metrics));
  ASSIGN_OR_RETURN(Process first, pool->StartProcess());
  Log(Severity::kInfo, "parsers",
      {{"processes", pool->options_.processes}, {"confined_by", first->confinement()}});
  absl::MutexLock lock(&pool->mutex_);
  pool->idle_.push_back(std::move(first));
  return pool;
}

absl::StatusOr<ParserPool::Process> ParserPool::StartProcess() const {
  GazetteerText gazetteer;
  {
    absl::MutexLock lock(&mutex_);
    gazetteer = gazetteer_;
  }
  return ParserProcess::Start(options_.binary, options_.limits, std::move(gazetteer));
}

void ParserPool::SetGazetteer(std::string gazetteer) {
  // They end behind the lock.
  std::vector<Process> outdated;
  absl::MutexLock lock(&mutex_);
  gazetteer_ = std::make_shared<const std::string>(std::move(gazetteer));
  outdated.swap(idle_);
}

bool ParserPool::IsTurnOf(Lane lane) const {
  if (working_ >= options_.processes) return false;
  return lane == Lane::kPushed || fetched_ < options_.processes - 1;
}

absl::StatusOr<ParserPool::Process> ParserPool::BeginTurn(const Call& call, Lane lane) {
  const auto is_turn = [this, lane]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return IsTurnOf(lane); };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithDeadline(absl::Condition(&is_turn), call.deadline)) {
    return RetryAfter(kRetryDelay, "all parsers are at work");
  }
  ++working_;
  if (lane == Lane::kFetched) ++fetched_;
  busy_.Set(working_);
  if (idle_.empty()) return Process();
  Process process = std::move(idle_.back());
  idle_.pop_back();
  return process;
}

void ParserPool::EndTurn(Process process, Lane lane) {
  if (process != nullptr && process->worn()) process = nullptr;
  absl::MutexLock lock(&mutex_);
  --working_;
  if (lane == Lane::kFetched) --fetched_;
  busy_.Set(working_);
  if (process == nullptr || process->gazetteer() != gazetteer_) return;
  idle_.push_back(std::move(process));
}

void ParserPool::CountDeath(const absl::Status& cause) {
  deaths_.Add({{"reason", DeathReason(cause)}}).Increment();
}

absl::Status ParserPool::RunOnce(const Call& call, Lane lane, const parser::Request& request,
                                 TakeNext take) {
  ASSIGN_OR_RETURN(Process process, BeginTurn(call, lane));
  const absl::Cleanup end = [&] { EndTurn(std::move(process), lane); };
  if (process == nullptr) {
    ASSIGN_OR_RETURN(process, StartProcess());
  }
  absl::Status status = Converse(*process, request, take);
  if (!status.ok()) {
    process = nullptr;
    CountDeath(status);
  }
  return status;
}

absl::Status ParserPool::Run(const Call& call, Lane lane, int items, bool careful,
                             RequestFrom request_from, Take take) {
  ASSIGN_OR_RETURN(Process process, BeginTurn(call, lane));
  const absl::Cleanup end = [&] { EndTurn(std::move(process), lane); };
  return RunWith(process, items, careful, request_from, take);
}

absl::Status ParserPool::RunWith(Process& process, int items, bool careful,
                                 RequestFrom request_from, Take take) {
  int item = 0;
  int kills = 0;
  // Once a process has died it is to be seen which item that is due to.
  bool at_once = careful || items == 1;
  while (item < items) {
    if (process == nullptr) {
      ASSIGN_OR_RETURN(process, StartProcess());
    }
    const int first = item;
    parser::Request& request = request_from(first);
    request.set_answer_at_once(at_once);
    absl::Status status = Converse(*process, request, [&](parser::Response response) {
      take(item++, std::move(response));
      return item < items;
    });
    if (status.ok()) break;
    process = nullptr;
    CountDeath(status);
    if (item > first) kills = 0;
    if (!at_once) {
      at_once = true;
      continue;
    }
    if (absl::IsUnavailable(status)) {
      if (++kills < kMaxKills) continue;
      status = KilledAgain();
    }
    kills = 0;
    take(item++, std::move(status));
  }
  return absl::OkStatus();
}

int ParserPool::free() const {
  absl::MutexLock lock(&mutex_);
  return std::min(options_.processes - working_, options_.processes - 1 - fetched_);
}

std::vector<pid_t> ParserPool::idle_pids() const {
  absl::MutexLock lock(&mutex_);
  std::vector<pid_t> pids;
  for (const Process& process : idle_) pids.push_back(process->pid());
  return pids;
}

}  // namespace broadsheet::ingest
