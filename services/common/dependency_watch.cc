#include "common/dependency_watch.h"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"

namespace broadsheet {

DependencyWatch::DependencyWatch(const Options& options, std::vector<Dependency> dependencies,
                                 OnChange on_change, Metrics& metrics)
    : options_(options), on_change_(std::move(on_change)) {
  auto& gauges = prometheus::BuildGauge()
                     .Name("broadsheet_dependency_up")
                     .Help("Whether what the service depends on does its work.")
                     .Register(metrics.registry());
  const absl::Time now = absl::Now();
  for (Dependency& dependency : dependencies) {
    auto watched = std::make_unique<Watched>();
    watched->gauge = &gauges.Add({{"dependency", dependency.name}});
    watched->dependency = std::move(dependency);
    watched->away_since = now;
    watched_.push_back(std::move(watched));
  }
  for (const auto& watched : watched_) {
    watched->thread = StartThread(absl::StrCat("check of ", watched->dependency.name),
                                  [this, &watched = *watched] { Check(watched); });
  }
  thread_ = StartThread("watch of dependencies", [this] { Watch(); });
}

DependencyWatch::~DependencyWatch() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
  for (const auto& watched : watched_) watched->thread.join();
}

void DependencyWatch::Check(Watched& watched) {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      watched.began = absl::Now();
    }
    const absl::Status said = StopExceptions(watched.dependency.name, [&] {
      return watched.dependency.check(absl::Now() + options_.timeout);
    });
    absl::MutexLock lock(&mutex_);
    watched.began = absl::InfiniteFuture();
    watched.said = said;
    watched.said_at = absl::Now();
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.interval)) return;
  }
}

absl::Status DependencyWatch::Verdict(const Watched& watched, absl::Time now) const {
  if (now - watched.began > options_.timeout) {
    return absl::DeadlineExceededError(
        absl::StrCat("no answer within ", absl::FormatDuration(options_.timeout)));
  }
  if (watched.said_at == absl::InfinitePast()) return absl::UnknownError("not checked yet");
  return watched.said;
}

void DependencyWatch::Watch() {
  const absl::Duration look = std::min(options_.interval / 4, absl::Milliseconds(250));
  while (true) {
    const absl::Time now = absl::Now();
    std::vector<absl::Status> verdicts;
    {
      absl::MutexLock lock(&mutex_);
      for (const auto& watched : watched_) verdicts.push_back(Verdict(*watched, now));
    }
    for (size_t i = 0; i < verdicts.size(); ++i) Tell(*watched_[i], verdicts[i], now);
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), look)) return;
  }
}

void DependencyWatch::Tell(Watched& watched, const absl::Status& verdict, absl::Time now) {
  const std::string& name = watched.dependency.name;
  watched.gauge->Set(verdict.ok() ? 1 : 0);
  if (verdict.ok() != watched.is_up) {
    watched.is_up = verdict.ok();
    on_change_(name, watched.is_up);
    if (watched.is_up) {
      Log(Severity::kInfo, "dependency is there",
          {{"dependency", name},
           {"seconds_away", absl::ToDoubleSeconds(now - watched.away_since)}});
    }
    watched.away_since = now;
    watched.logged = absl::InfinitePast();
  }
  if (watched.is_up || absl::IsUnknown(verdict) || now - watched.logged < options_.log_interval) {
    return;
  }
  watched.logged = now;
  Log(Severity::kWarning, "dependency is away",
      {{"dependency", name},
       {"error", verdict.message()},
       {"seconds_away", absl::ToDoubleSeconds(now - watched.away_since)}});
}

}  // namespace broadsheet
