#include "cli/backup/redaction_list.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

// A list as it was read.
struct Contents {
  std::vector<Redaction> lines;
  // Of the whole lines.
  off_t bytes = 0;
};

absl::StatusOr<Contents> Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::ErrnoToStatus(errno, path);
  Contents contents;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    absl::StatusOr<Redaction> redaction = ParseRedaction(line);
    if (!redaction.ok()) {
      return Annotate(redaction.status(),
                      absl::StrCat(path, ":", contents.lines.size() + 1, ": no line of this list"));
    }
    contents.lines.push_back(*std::move(redaction));
    contents.bytes += static_cast<off_t>(line.size() + 1);
  }
  if (file.bad()) return absl::DataLossError(absl::StrCat("reading ", path, " failed"));
  return contents;
}

}  // namespace

absl::StatusOr<std::vector<Redaction>> ReadRedactionList(const std::string& path) {
  ASSIGN_OR_RETURN(Contents contents, Read(path));
  std::erase_if(contents.lines, [](const Redaction& line) { return line.article.empty(); });
  return std::move(contents.lines);
}

absl::StatusOr<RedactionList> RedactionList::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return absl::ErrnoToStatus(errno, path);
  RedactionList list(path, fd);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return absl::AbortedError(absl::StrCat(path, ": another process adds to it"));
  }
  ASSIGN_OR_RETURN(const Contents contents, Read(path));
  if (ftruncate(fd, contents.bytes) != 0) return absl::ErrnoToStatus(errno, path);
  for (const Redaction& line : contents.lines) {
    if (!line.article.empty()) list.keys_.insert(RedactionKey(line));
    list.read_up_to_ = line.cursor;
  }
  return list;
}

RedactionList::~RedactionList() {
  if (fd_ >= 0) close(fd_);
}

RedactionList::RedactionList(RedactionList&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      keys_(std::move(other.keys_)),
      read_up_to_(std::move(other.read_up_to_)) {}

absl::StatusOr<bool> RedactionList::Add(const Redaction& redaction) {
  if (!keys_.insert(RedactionKey(redaction)).second) return false;
  RETURN_IF_ERROR(Append(redaction));
  return true;
}

absl::Status RedactionList::Note(const article::v1::Cursor& cursor) {
  Redaction line;
  line.cursor = cursor;
  return Append(line);
}

absl::Status RedactionList::Append(const Redaction& redaction) {
  ASSIGN_OR_RETURN(std::string line, FormatRedaction(redaction));
  line += '\n';
  const ssize_t written = write(fd_, line.data(), line.size());
  if (written < 0 || fsync(fd_) != 0) return absl::ErrnoToStatus(errno, path_);
  if (static_cast<size_t>(written) != line.size()) {
    return absl::ResourceExhaustedError(absl::StrCat(path_, ": is the disk full?"));
  }
  read_up_to_ = redaction.cursor;
  return absl::OkStatus();
}

}  // namespace broadsheet::cli
