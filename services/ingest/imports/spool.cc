#include "ingest/imports/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {
namespace {

absl::Status NoRoom() {
  return absl::ResourceExhaustedError(
      absl::StrCat("no room for a temporary file: ", std::strerror(errno)));
}

std::FILE* OpenUnnamed() {
  const char* directory = std::getenv("TMPDIR");
  std::string path =
      absl::StrCat(directory == nullptr ? "/tmp" : directory, "/broadsheet-import.XXXXXX");
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return nullptr;
  unlink(path.c_str());
  return fdopen(fd, "w+b");
}

}  // namespace

absl::Status Spool::Add(std::string_view record) {
  if (file_ == nullptr) file_.reset(OpenUnnamed());
  if (file_ == nullptr) return NoRoom();
  const auto length = static_cast<uint32_t>(record.size());
  const bool written = std::fwrite(&length, sizeof(length), 1, file_.get()) == 1 &&
                       std::fwrite(record.data(), 1, record.size(), file_.get()) == record.size() &&
                       std::fflush(file_.get()) == 0;
  if (!written) {
    const absl::Status status = NoRoom();
    std::clearerr(file_.get());
    std::fseek(file_.get(), size_, SEEK_SET);
    return status;
  }
  size_ += static_cast<int64_t>(sizeof(length) + record.size());
  ++left_;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> Spool::Next() {
  if (left_ == 0) return std::nullopt;
  if (!reading_) std::rewind(file_.get());
  reading_ = true;
  --left_;
  uint32_t length = 0;
  std::string record;
  bool read = std::fread(&length, sizeof(length), 1, file_.get()) == 1;
  if (read) {
    record.resize(length);
    read = std::fread(record.data(), 1, length, file_.get()) == length;
  }
  if (!read) return absl::DataLossError("a temporary file of an import can't be read");
  return record;
}

}  // namespace broadsheet::ingest
