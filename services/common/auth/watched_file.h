// A small file that may be replaced while the process runs, as orchestrators replace secrets.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/auth/small_file.h"
#include "common/clock.h"
#include "common/status.h"

namespace broadsheet {

// Tells whether a file is another one than it was, by its inode, time and size. Not thread-safe.
class FileWatch {
 public:
  explicit FileWatch(std::string path) : path_(std::move(path)) {}

  // True the first time, and where it has changed since the last. A file that is away has not.
  bool HasChanged();

 private:
  using Sight = std::tuple<dev_t, ino_t, int64_t, int64_t, off_t>;

  const std::string path_;
  Sight seen_ = {};
};

// To the log: what became of a file that has changed.
void LogReload(const std::string& path, const absl::Status& status);

// What such a file says. A change counts within a second; where the new file makes no sense, what
// the last one said stays. Thread-safe.
template <class T>
class WatchedFile {
 public:
  using Parse = std::function<absl::StatusOr<T>(const std::string& text)>;

  // Fails as ReadSmallFile() and `parse` do; errors name the file.
  static absl::StatusOr<std::unique_ptr<WatchedFile>> Open(std::string path, FileAccess access,
                                                           Parse parse, const Clock& clock) {
    std::unique_ptr<WatchedFile> file(
        new WatchedFile(std::move(path), access, std::move(parse), clock));
    absl::MutexLock lock(&file->mutex_);
    file->watch_.HasChanged();
    ASSIGN_OR_RETURN(file->value_, file->Read());
    return file;
  }

  std::shared_ptr<const T> Get() {
    const absl::Time now = clock_.Now();
    absl::MutexLock lock(&mutex_);
    if (now < next_look_) return value_;
    next_look_ = now + absl::Seconds(1);
    if (!watch_.HasChanged()) return value_;
    auto value = Read();
    LogReload(path_, value.status());
    if (value.ok()) value_ = *std::move(value);
    return value_;
  }

 private:
  WatchedFile(std::string path, FileAccess access, Parse parse, const Clock& clock)
      : path_(std::move(path)),
        access_(access),
        parse_(std::move(parse)),
        clock_(clock),
        watch_(path_) {}

  absl::StatusOr<std::shared_ptr<const T>> Read() const {
    ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path_, access_));
    absl::StatusOr<T> value = parse_(text);
    if (!value.ok()) return Annotate(value.status(), path_);
    return std::make_shared<const T>(*std::move(value));
  }

  const std::string path_;
  const FileAccess access_;
  const Parse parse_;
  const Clock& clock_;
  absl::Mutex mutex_;
  absl::Time next_look_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  FileWatch watch_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const T> value_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet
