#include "common/auth/small_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet {
namespace {

constexpr off_t kMaxBytes = 1 << 20;

}  // namespace

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, FileAccess access) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("can't read ", path));
  if (!S_ISREG(status.st_mode))
    return absl::FailedPreconditionError(absl::StrCat(path, " is no file"));
  if (access == FileAccess::kSecret && (status.st_mode & S_IROTH) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is a secret that everybody may read: chmod o= it"));
  }
  if (status.st_size > kMaxBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " has ", status.st_size, " bytes; at most ", kMaxBytes));
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(static_cast<size_t>(status.st_size), '\0');
  in.read(text.data(), status.st_size);
  if (!in && !in.eof()) return absl::ErrnoToStatus(errno, absl::StrCat("can't read ", path));
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

absl::StatusOr<std::string> ParseSecret(std::string text) {
  absl::StripAsciiWhitespace(&text);
  if (text.empty()) return absl::InvalidArgumentError("holds no secret");
  if (std::any_of(text.begin(), text.end(), absl::ascii_iscntrl)) {
    return absl::InvalidArgumentError("holds more than a secret: it has one line");
  }
  return text;
}

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadSmallFile(path, FileAccess::kSecret));
  absl::StatusOr<std::string> secret = ParseSecret(std::move(text));
  if (!secret.ok()) return Annotate(secret.status(), path);
  return secret;
}

}  // namespace broadsheet
