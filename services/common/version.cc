#include "common/version.h"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/commit.h"
#include "common/metrics.h"

namespace broadsheet {
namespace {

const absl::Time kStartTime = absl::Now();

}  // namespace

std::string_view Version() { return BROADSHEET_VERSION; }
std::string_view Commit() { return kCommit; }

std::string VersionText(std::string_view program, const std::vector<std::string>& libraries) {
  std::string text(program);
  absl::StrAppend(&text, " ", BROADSHEET_VERSION);
  if (kCommit[0] != '\0') absl::StrAppend(&text, " (", kCommit, ")");
  absl::StrAppend(&text, "\n");
  if (!libraries.empty()) absl::StrAppend(&text, absl::StrJoin(libraries, ", "), "\n");
  return text;
}

absl::Time StartTime() { return kStartTime; }

void ShowBuild(Metrics& metrics) {
  prometheus::BuildGauge()
      .Name("broadsheet_build_info")
      .Help("Version and commit of the process; always 1.")
      .Register(metrics.registry())
      .Add({{"version", BROADSHEET_VERSION}, {"commit", kCommit}})
      .Set(1);
  prometheus::BuildGauge()
      .Name("process_start_time_seconds")
      .Help("When the process started, in seconds since 1970.")
      .Register(metrics.registry())
      .Add({})
      .Set(absl::ToDoubleSeconds(kStartTime - absl::UnixEpoch()));
}

}  // namespace broadsheet
