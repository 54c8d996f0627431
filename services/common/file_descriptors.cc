#include "common/file_descriptors.h"

#include <dirent.h>
#include <sys/resource.h>

#include <algorithm>
#include <limits>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/log.h"

namespace broadsheet {
namespace {

constexpr absl::Duration kWarnInterval = absl::Minutes(1);

int CountOpen() {
  DIR* const directory = opendir("/proc/self/fd");
  if (directory == nullptr) return std::numeric_limits<int>::max();  // not one is left
  int entries = 0;
  while (readdir(directory) != nullptr) ++entries;
  closedir(directory);
  return entries - 3;  // ".", ".." and the directory itself
}

}  // namespace

FileDescriptors CountFileDescriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto most = static_cast<int>(
      std::min<rlim_t>(limit.rlim_cur, static_cast<rlim_t>(std::numeric_limits<int>::max())));
  return {std::min(CountOpen(), most), most};
}

void RaiseFileDescriptorLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void WarnOfFileDescriptors() {
  static absl::Time warned = absl::InfinitePast();
  const FileDescriptors descriptors = CountFileDescriptors();
  if (descriptors.open <= descriptors.limit / 5 * 4) return;
  if (absl::Now() - warned < kWarnInterval) return;
  warned = absl::Now();
  Log(Severity::kWarning, "file descriptors run out",
      {{"open", descriptors.open}, {"limit", descriptors.limit}});
}

}  // namespace broadsheet
