#include "cli/callers_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/auth/small_file.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

// Whoever changes a file of the directory holds it; the file itself is replaced meanwhile.
absl::StatusOr<int> LockDirectory(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, directory);
  if (flock(fd, LOCK_EX) == 0) return fd;
  const int error = errno;
  close(fd);
  return absl::ErrnoToStatus(error, absl::StrCat("locking ", directory));
}

absl::Status WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) return absl::ErrnoToStatus(errno, "writing");
    if (written > 0) text.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(fd) != 0) return absl::ErrnoToStatus(errno, "writing");
  return absl::OkStatus();
}

// Owner and mode stay those of the file that is replaced.
absl::Status Replace(const std::string& path, const std::string& text) {
  struct stat before {};
  const bool is_new = stat(path.c_str(), &before) != 0;
  std::string temporary = absl::StrCat(path, ".XXXXXX");
  const int fd = mkstemp(temporary.data());
  if (fd < 0) return absl::ErrnoToStatus(errno, path);
  const absl::Cleanup close_it = [fd] { close(fd); };
  absl::Status status = WriteAll(fd, text);
  if (status.ok() && fchmod(fd, is_new ? 0640 : before.st_mode & 07777) != 0) {
    status = absl::ErrnoToStatus(errno, "chmod");
  }
  if (status.ok() && !is_new && fchown(fd, before.st_uid, before.st_gid) != 0) {
    status = absl::ErrnoToStatus(errno, "chown");
  }
  if (status.ok() && rename(temporary.c_str(), path.c_str()) != 0) {
    status = absl::ErrnoToStatus(errno, "rename");
  }
  if (!status.ok()) unlink(temporary.c_str());
  return status.ok() ? status : Annotate(status, path);
}

}  // namespace

absl::StatusOr<std::vector<TokenEntry>> ReadCallers(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path, FileAccess::kAnybody));
  absl::StatusOr<std::vector<TokenEntry>> entries = ParseTokenList(text);
  if (!entries.ok()) return Annotate(entries.status(), path);
  return entries;
}

absl::Status WriteNewSecret(const std::string& path, const std::string& secret) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return absl::ErrnoToStatus(errno, path);
  const absl::Cleanup close_it = [fd] { close(fd); };
  const absl::Status status = WriteAll(fd, secret + "\n");
  return status.ok() ? status : Annotate(status, path);
}

absl::Status ChangeCallers(const std::string& path,
                           absl::FunctionRef<absl::Status(std::vector<TokenEntry>&)> change) {
  // A file elsewhere that the path leads to is replaced there.
  std::error_code error;
  const std::filesystem::path target =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
  if (error) return absl::ErrnoToStatus(error.value(), path);
  ASSIGN_OR_RETURN(const int lock, LockDirectory(target.parent_path()));
  const absl::Cleanup unlock = [lock] { close(lock); };
  std::vector<TokenEntry> entries;
  if (std::filesystem::exists(target, error)) {
    ASSIGN_OR_RETURN(entries, ReadCallers(target));
  }
  RETURN_IF_ERROR(change(entries));
  return Replace(target, FormatTokenList(entries));
}

}  // namespace broadsheet::cli
