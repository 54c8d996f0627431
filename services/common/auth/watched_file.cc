#include "common/auth/watched_file.h"

#include <sys/stat.h>

#include "common/log.h"

namespace broadsheet {

bool FileWatch::HasChanged() {
  struct stat status {};
  if (stat(path_.c_str(), &status) != 0) return false;
  const Sight sight(status.st_dev, status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                    status.st_size);
  return std::exchange(seen_, sight) != sight;
}

void LogReload(const std::string& path, const absl::Status& status) {
  if (status.ok()) {
    Log(Severity::kInfo, "a file was read again", {{"file", path}});
  } else {
    Log(Severity::kError, "a file has changed, and what it held before stays",
        {{"file", path}, {"error", status.message()}});
  }
}

}  // namespace broadsheet
